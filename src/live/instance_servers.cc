// Linked servers with their logins, and endpoints.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_servers = {
    .what = "linked servers",
    .view = "sys.servers",
    .columns =
        "server_id, name, product, provider, data_source, location, provider_string, "
        "catalog, connect_timeout, query_timeout, is_linked, is_remote_login_enabled, "
        "is_rpc_out_enabled, is_data_access_enabled, is_collation_compatible, "
        "uses_remote_collation, collation_name, lazy_schema_validation, is_system, "
        "is_publisher, is_subscriber, is_distributor, modify_date",
    .rest = "FROM sys.servers AS t ORDER BY t.server_id",
};
constexpr CatalogQuery k_linked_logins = {
    .what = "logins of linked servers",
    .view = "sys.linked_logins",
    .columns = "server_id, local_principal_id, uses_self_credential, remote_name, modify_date",
    .rest = "FROM sys.linked_logins AS t",
};
constexpr CatalogQuery k_remote_logins = {
    .what = "remote logins",
    .view = "sys.remote_logins",
    .columns = "server_id, remote_name, local_principal_id, modify_date",
    .rest = "FROM sys.remote_logins AS t",
};
// sys.remote_logins does not tell it; bit 1 of the status of the view it replaced does.
constexpr CatalogQuery k_trusted_logins = {
    .what = "trusted remote logins",
    .view = "sys.sysremotelogins",
    .columns = "remoteserverid, remoteusername",
    .rest = "FROM sys.sysremotelogins AS t WHERE t.status & 1 = 1",
};
constexpr CatalogQuery k_endpoints = {
    .what = "endpoints",
    .view = "sys.endpoints",
    .columns =
        "endpoint_id, name, principal_id, protocol_desc, type_desc, state_desc, "
        "is_admin_endpoint, port",
    .rest =
        "FROM (SELECT e.endpoint_id, e.name, e.principal_id, e.protocol_desc, e.type_desc, "
        "e.state_desc, e.is_admin_endpoint, p.port FROM sys.endpoints AS e "
        "LEFT JOIN sys.tcp_endpoints AS p ON p.endpoint_id = e.endpoint_id) AS t "
        "ORDER BY t.endpoint_id",
};

LinkedServer server_of(const Row& row) {
    LinkedServer out;
    out.id = int_of(row, "server_id");
    out.name = row.text("name");
    out.product = row.text("product");
    out.provider = row.text("provider");
    out.data_source = row.text("data_source");
    out.location = row.text("location");
    out.provider_string = row.text("provider_string");
    out.catalog = row.text("catalog");
    out.connect_timeout = int_of(row, "connect_timeout");
    out.query_timeout = int_of(row, "query_timeout");
    out.collation = collation_id(row.text("collation_name"));
    out.rpc = row.flag("is_remote_login_enabled");
    out.rpc_out = row.flag("is_rpc_out_enabled");
    out.data_access = row.flag("is_data_access_enabled");
    out.collation_compatible = row.flag("is_collation_compatible");
    out.use_remote_collation = row.flag("uses_remote_collation");
    out.lazy_schema_validation = row.flag("lazy_schema_validation");
    out.system = row.flag("is_system");
    out.publisher = row.flag("is_publisher");
    out.subscriber = row.flag("is_subscriber");
    out.distributor = row.flag("is_distributor");
    out.modified = row.text("modify_date");
    return out;
}

// Null for the instance itself.
LinkedServer* linked_server(Instance& instance, int32_t id) {
    for (LinkedServer& server : instance.linked_servers) {
        if (server.id == id && id != 0) return &server;
    }
    return nullptr;
}

void read_remote_logins(Source& source, Instance& out) {
    bool any = false;
    source.read(k_remote_logins, [&](const Row& row) {
        LinkedServer* server = linked_server(out, int_of(row, "server_id"));
        if (server == nullptr) return;
        any = true;
        server->remote_logins.push_back(
            {row.text("remote_name"), int_of(row, "local_principal_id"), row.text("modify_date")});
    });
    if (!any) return;
    source.read(k_trusted_logins, [&](const Row& row) {
        LinkedServer* server = linked_server(out, int_of(row, "remoteserverid"));
        if (server == nullptr) return;
        for (RemoteLogin& login : server->remote_logins) {
            if (login.remote_name == row.text("remoteusername")) login.trusted = true;
        }
    });
}

}  // namespace

void read_linked_servers(Source& source, Instance& out) {
    source.read(k_servers, [&](const Row& row) { out.linked_servers.push_back(server_of(row)); });
    source.read(k_linked_logins, [&](const Row& row) {
        LinkedServer* server = linked_server(out, int_of(row, "server_id"));
        if (server == nullptr) return;
        server->logins.push_back({int_of(row, "local_principal_id"),
                                  row.flag("uses_self_credential"), row.text("remote_name"),
                                  row.text("modify_date")});
    });
    read_remote_logins(source, out);
}

void read_endpoints(Source& source, Instance& out) {
    source.read(k_endpoints, [&](const Row& row) {
        Endpoint endpoint;
        endpoint.id = int_of(row, "endpoint_id");
        endpoint.name = row.text("name");
        endpoint.owner_id = int_of(row, "principal_id");
        endpoint.protocol = row.text("protocol_desc");
        endpoint.type = row.text("type_desc");
        endpoint.state = row.text("state_desc");
        endpoint.is_admin = row.flag("is_admin_endpoint");
        endpoint.port = int_of(row, "port");
        out.endpoints.push_back(std::move(endpoint));
    });
}

void add_server_queries(QueryList& out) {
    out.insert(out.end(),
               {&k_servers, &k_linked_logins, &k_remote_logins, &k_trusted_logins, &k_endpoints});
}

}  // namespace gantry::live
