// Linked servers and endpoints.

#include <fmt/format.h>

#include "catalog/script/instance_parts.h"
#include "types/collation.h"

namespace gantry::catalog::script {
namespace {

constexpr int32_t k_first_user_endpoint = 65536;

void script_options(InstanceContext& context, const LinkedServer& server) {
    std::string text;
    auto option = [&](std::string_view name, std::string_view value) {
        text += Call("master.dbo.sp_serveroption")
                    .text("server", server.name)
                    .text("optname", name)
                    .text("optvalue", value)
                    .str() +
                "\n";
    };
    auto flag = [&](std::string_view name, bool on) { option(name, on ? "true" : "false"); };
    flag("collation compatible", server.collation_compatible);
    flag("data access", server.data_access);
    flag("rpc", server.rpc);
    flag("rpc out", server.rpc_out);
    if (server.publisher) flag("pub", true);
    if (server.subscriber) flag("sub", true);
    if (server.distributor) flag("dist", true);
    option("connect timeout", std::to_string(server.connect_timeout));
    option("query timeout", std::to_string(server.query_timeout));
    flag("lazy schema validation", server.lazy_schema_validation);
    flag("use remote collation", server.use_remote_collation);
    std::string collation =
        server.collation == 0 ? std::string() : types::collation_name(server.collation);
    if (!collation.empty()) option("collation name", collation);
    context.out.batch(text);
}

void script_logins_of(InstanceContext& context, const LinkedServer& server) {
    for (const LinkedLogin& login : server.logins) {
        Call call("master.dbo.sp_addlinkedsrvlogin");
        call.text("rmtsrvname", server.name);
        std::string_view local = context.principal_name(login.local_principal_id);
        if (login.local_principal_id != 0 && local.empty()) {
            context.out.cannot(
                fmt::format("a login of linked server {}", bracket(server.name)),
                fmt::format("local login {} was not found", login.local_principal_id));
            continue;
        }
        call.text("useself", login.uses_self ? "True" : "False");
        call.raw("locallogin", local.empty() ? "NULL" : literal(local));
        if (!login.uses_self && !login.remote_name.empty()) {
            context.out.cannot(fmt::format("the password of {} on linked server {}",
                                           bracket(login.remote_name), bracket(server.name)),
                               "it is encrypted by a key of its server; put it in place of the "
                               "text below");
            call.text("rmtuser", login.remote_name).text("rmtpassword", "<password>");
        } else {
            call.raw("rmtuser", "NULL").raw("rmtpassword", "NULL");
        }
        context.out.batch(call.str());
    }
}

void script_server(InstanceContext& context, const LinkedServer& server) {
    Call call("master.dbo.sp_addlinkedserver");
    call.text("server", server.name).text("srvproduct", server.product);
    // Product "SQL Server" means the name is the address: no other argument is taken then.
    if (server.product != "SQL Server") {
        call.text_if("provider", server.provider)
            .text_if("datasrc", server.data_source)
            .text_if("location", server.location)
            .text_if("provstr", server.provider_string)
            .text_if("catalog", server.catalog);
    }
    context.out.create(call.str(),
                       {fmt::format("NOT EXISTS (SELECT 1 FROM sys.servers WHERE name = {})",
                                    literal(server.name)),
                        false});
    script_options(context, server);
    script_logins_of(context, server);
    for (const RemoteLogin& login : server.remote_logins) {
        Call remote("master.dbo.sp_addremotelogin");
        remote.text("remoteserver", server.name);
        std::string_view local = context.principal_name(login.local_principal_id);
        if (!local.empty()) remote.text("loginame", local);
        if (!local.empty()) remote.text_if("remotename", login.remote_name);
        context.out.batch(remote.str());
    }
}

}  // namespace

void script_linked_servers(InstanceContext& context) {
    context.out.heading("Linked servers");
    for (const LinkedServer& server : context.instance.linked_servers) {
        if (server.id == 0 || server.system) continue;  // the instance itself
        script_server(context, server);
    }
}

void script_endpoints(InstanceContext& context) {
    context.out.heading("Endpoints");
    for (const Endpoint& endpoint : context.instance.endpoints) {
        if (endpoint.id < k_first_user_endpoint) {
            ++context.left_out;
            continue;
        }
        std::string name = bracket(endpoint.name);
        if (endpoint.protocol != "TCP" || endpoint.type == "SOAP") {
            context.out.cannot("endpoint " + name, fmt::format("{} over {} is not made any more",
                                                               endpoint.type, endpoint.protocol));
            continue;
        }
        std::string arguments = endpoint.type == "DATABASE_MIRRORING" ? "ROLE = ALL" : "";
        if (endpoint.type != "TSQL") {
            context.out.cannot("authentication and encryption of endpoint " + name,
                               "they are not read; the statement below has the defaults");
        }
        context.out.create(
            fmt::format("CREATE ENDPOINT {}\n    STATE = {}\n    AS TCP (LISTENER_PORT = {})\n    "
                        "FOR {} ({})",
                        name, endpoint.state.empty() ? "STOPPED" : endpoint.state, endpoint.port,
                        endpoint.type, arguments),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.endpoints WHERE name = {})",
                         literal(endpoint.name)),
             false});
    }
}

}  // namespace gantry::catalog::script
