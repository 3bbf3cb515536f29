// Cases of rules about what master holds.

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;

namespace {

ServerPrincipal& add_login(Instance& in, const char* name, char type = 'S') {
    ServerPrincipal login;
    login.id = 300 + int32_t(in.principals.size()), login.name = name, login.type = type;
    login.sid = {uint8_t(in.principals.size()), 9};
    in.principals.push_back(login);
    return in.principals.back();
}

LinkedServer& add_server(Instance& in, const char* provider, int32_t id = 1) {
    LinkedServer server;
    server.id = id, server.name = "B", server.provider = provider;
    in.linked_servers.push_back(server);
    return in.linked_servers.back();
}

void add_option(Instance& in, const char* name, int64_t value) {
    Configuration option;
    option.name = name, option.value = value;
    in.configurations.push_back(option);
}

void add_endpoint(Instance& in, const char* type, int32_t port, int32_t id = 65536) {
    Endpoint endpoint;
    endpoint.id = id, endpoint.name = "e", endpoint.type = type, endpoint.port = port;
    in.endpoints.push_back(endpoint);
}

void add_session(Instance& in, const char* target, const char* file) {
    EventSession session;
    session.name = "slow";
    EventSessionEvent to;
    to.name = target;
    if (*file != 0) to.fields.push_back({"filename", file});
    session.targets.push_back(to);
    in.event_sessions.push_back(session);
}

void add_databases(Instance& in, int count, int64_t pages) {
    for (int i = 0; i < count; ++i) {
        DatabaseEntry& entry = in.databases.emplace_back();
        entry.id = 5 + i;
        entry.files.emplace_back().size_pages = pages;
    }
}

void add_object(Instance& in, const char* type, std::vector<std::string> duplicates = {}) {
    in.system_objects.push_back({"master", type, "dbo.t", std::move(duplicates)});
}

constexpr int64_t k_pages_of_100_gibibytes = int64_t{100} << 17;

constexpr InstanceCase k_cases[] = {
    {"NumDbExceeds100", [](Instance& in) { add_databases(in, 101, 1); },
     [](Instance& in) { add_databases(in, 100, 1); }},
    {"MIInstanceSize", [](Instance& in) { add_databases(in, 82, k_pages_of_100_gibibytes); },
     [](Instance& in) { add_databases(in, 81, k_pages_of_100_gibibytes); }},
    {"WindowsAuthentication", [](Instance& in) { add_login(in, "D\\admins", 'G'); },
     [](Instance& in) { add_login(in, "NT SERVICE\\MSSQLSERVER", 'U'); }},
    {"UR00026",
     [](Instance& in) {
         add_login(in, "old").password_hash = {0x21, 0x40, 0x33, 0x10};
     },
     [](Instance& in) {
         add_login(in, "new").password_hash = {2, 0, 0x33, 0x10};
     }},
    {"UR00032",
     [](Instance& in) {
         add_login(in, "ann"), add_login(in, "bob").sid = {0, 9};
     },
     [](Instance& in) { add_login(in, "ann"), add_login(in, "bob"); }},
    {"UR00054", [](Instance& in) { add_login(in, "DiskAdmin"); },
     [](Instance& in) { add_login(in, "diskadmin", 'R').is_fixed_role = true; }},
    {"Gantry.ServerRole", [](Instance& in) { add_login(in, "auditors", 'R'); },
     [](Instance& in) { add_login(in, "##MS_LoginManager##", 'R'); }},
    {"Gantry.CertificateLogin", [](Instance& in) { add_login(in, "signer", 'C'); },
     [](Instance& in) { add_login(in, "##MS_PolicySigningCertificate##", 'C'); }},
    {"LinkedServerWithNonSQLProvider", [](Instance& in) { add_server(in, "OraOLEDB.Oracle"); },
     [](Instance& in) { add_server(in, "SQLNCLI11"); }},
    {"Gantry.LinkedServerReference", [](Instance& in) { add_server(in, "SQLNCLI11"); },
     [](Instance& in) { add_server(in, "SQLNCLI11", 0); }},
    {"Gantry.Deprecated.LinkedServerProvider", [](Instance& in) { add_server(in, "SQLOLEDB"); },
     [](Instance& in) { add_server(in, "MSOLEDBSQL"); }},
    {"Gantry.LinkedServerLogin",
     [](Instance& in) { add_server(in, "SQLNCLI11").logins.emplace_back().uses_self = true; },
     [](Instance& in) { add_server(in, "SQLNCLI11").logins.emplace_back().remote_name = "r"; }},
    {"Gantry.Deprecated.RemoteServer",
     [](Instance& in) { add_server(in, "SQLNCLI").remote_logins.emplace_back(); },
     [](Instance& in) { add_server(in, "SQLNCLI").logins.emplace_back(); }},
    {"UR00121",
     [](Instance& in) { add_server(in, "SQLNCLI").remote_logins.emplace_back().trusted = true; },
     [](Instance& in) { add_server(in, "SQLNCLI").remote_logins.emplace_back(); }},
    {"UR00080", [](Instance& in) { add_server(in, "Microsoft.Jet.OLEDB.4.0").subscriber = true; },
     [](Instance& in) { add_server(in, "Microsoft.Jet.OLEDB.4.0"); }},
    {"Gantry.Credential", [](Instance& in) { in.credentials.emplace_back().identity = "D\\files"; },
     [](Instance& in) { in.credentials.emplace_back().identity = "Shared Access Signature"; }},
    {"CryptographicProvider", [](Instance& in) { in.credentials.emplace_back().provider = "Hsm"; },
     [](Instance& in) { add_option(in, "EKM provider enabled", 0); }},
    {"Gantry.InstanceConfiguration", [](Instance& in) { add_option(in, "priority boost", 1); },
     [](Instance& in) { add_option(in, "priority boost", 0), add_option(in, "remote access", 1); }},
    {"UR00023", [](Instance& in) { add_endpoint(in, "SOAP", 80); },
     [](Instance& in) { add_endpoint(in, "TSQL", 80); }},
    {"Gantry.AvailabilityGroup", [](Instance& in) { add_endpoint(in, "DATABASE_MIRRORING", 5022); },
     [](Instance& in) { add_endpoint(in, "SERVICE_BROKER", 5022); }},
    {"Gantry.Endpoint", [](Instance& in) { add_endpoint(in, "SERVICE_BROKER", 4023); },
     [](Instance& in) {
         add_endpoint(in, "SERVICE_BROKER", 4022), add_endpoint(in, "TSQL", 0, 4);
     }},
    {"Gantry.EventSession", [](Instance& in) { add_session(in, "event_file", "D:\\slow.xel"); },
     [](Instance& in) {
         add_session(in, "event_file", "https://acc.blob.core.windows.net/x/slow.xel");
         add_session(in, "ring_buffer", "");
     }},
    {"Gantry.ResourceGovernor", [](Instance& in) { in.classifier_function_id = 100; },
     [](Instance& in) { in.resource_pools.emplace_back().id = 2; }},
    {"Gantry.ExtendedProcedure",
     [](Instance& in) {
         in.extended_procedures.push_back({"xp_hello", "C:\\x\\hello.dll"});
     },
     [](Instance& in) { in.extended_procedures.clear(); }},
    {"UR00025",
     [](Instance& in) {
         in.extended_procedures.push_back({"xp_hello", "hello.dll"});
     },
     [](Instance& in) {
         in.extended_procedures.push_back({"xp_hello", "C:\\x\\hello.dll"});
     }},
    {"Gantry.StartupProcedure",
     [](Instance& in) {
         in.startup_procedures.emplace_back().text = "CREATE PROCEDURE p AS SELECT 1";
     },
     [](Instance& in) { in.triggers.emplace_back().text = "CREATE PROCEDURE p AS SELECT 1"; }},
    {"Gantry.ServerTrigger",
     [](Instance& in) {
         in.triggers.emplace_back().text =
             "CREATE TRIGGER r ON ALL SERVER FOR LOGON AS PRINT 'here'";
     },
     [](Instance& in) { in.startup_procedures.emplace_back().name = "p"; }},
    {"Gantry.SystemDatabaseObject", [](Instance& in) { add_object(in, "table"); },
     [](Instance& in) { add_object(in, "full-text catalog"); }},
    {"UR00031", [](Instance& in) { add_object(in, "table", {"IX_a"}); },
     [](Instance& in) { add_object(in, "table"); }},
    {"UR00041", [](Instance& in) { add_object(in, "full-text catalog"); },
     [](Instance& in) { add_object(in, "table"); }},
    {"Gantry.AddMessage", [](Instance& in) { in.messages.emplace_back().id = 50001; },
     [](Instance& in) { in.messages.clear(); }},
};

}  // namespace

std::span<const InstanceCase> master_cases() {
    return k_cases;
}

}  // namespace gantry::assess
