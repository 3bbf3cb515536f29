// Linked servers with their logins, and endpoints, of master.

#include "catalog/instance/master_reader.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_sysxsrvs = 43;
constexpr int32_t k_sysrmtlgns = 47;
constexpr int32_t k_syslnklgns = 48;
constexpr int32_t k_sysendpts = 56;
constexpr uint8_t k_reference_endpoint_owner = 60;
// sysobjvalues of a server: sub ids 1 data source, 2 location, 3 provider string.
constexpr uint8_t k_value_server = 25;

// sysxsrvs.status: the bits of the old sysservers.srvstatus. No sample has a linked server.
void read_status(uint32_t status, LinkedServer& server) {
    server.status = status;
    server.rpc = (status & 0x1) != 0;
    server.publisher = (status & 0x2) != 0;
    server.subscriber = (status & 0x4) != 0;
    server.distributor = (status & 0x8) != 0;
    server.rpc_out = (status & 0x40) != 0;
    server.data_access = (status & 0x80) != 0;
    server.collation_compatible = (status & 0x100) != 0;
    server.system = (status & 0x200) != 0;
    server.use_remote_collation = (status & 0x400) != 0;
    server.lazy_schema_validation = (status & 0x800) != 0;
}

std::string server_text(const ModelSources& sources, int32_t server_id, int32_t sub_id) {
    const ValueRow* row = sources.value(k_value_server, server_id, sub_id, 0);
    return row == nullptr ? std::string() : variant_text(row->variant);
}

LinkedServer* server_by_id(Instance& out, int32_t id) {
    for (LinkedServer& server : out.linked_servers) {
        if (server.id == id) return &server;
    }
    return nullptr;
}

const char* protocol_name(int64_t code) {
    constexpr const char* k_names[] = {"UNKNOWN",     "HTTP",          "TCP",
                                       "NAMED_PIPES", "SHARED_MEMORY", "VIA"};
    return code > 0 && code < int64_t(std::size(k_names)) ? k_names[code] : k_names[0];
}

const char* type_name(int64_t code) {
    constexpr const char* k_names[] = {"UNKNOWN", "SOAP", "TSQL", "SERVICE_BROKER",
                                       "DATABASE_MIRRORING"};
    return code > 0 && code < int64_t(std::size(k_names)) ? k_names[code] : k_names[0];
}

}  // namespace

void read_linked_servers(const ModelSources& sources, Instance& out) {
    sources.catalog.scan(k_sysxsrvs,
                         {"id", "name", "product", "provider", "status", "modate", "catalog", "cid",
                          "connecttimeout", "querytimeout"},
                         [&](const SystemRow& row) {
                             LinkedServer server;
                             server.id = int32_t(row.integer(0));
                             server.name = row.text(1);
                             server.product = row.text(2);
                             server.provider = row.text(3);
                             read_status(uint32_t(row.integer(4)), server);
                             server.modified = datetime_text(row.bytes(5));
                             server.catalog = row.text(6);
                             server.collation = uint32_t(row.integer(7));
                             server.connect_timeout = int32_t(row.integer(8));
                             server.query_timeout = int32_t(row.integer(9));
                             server.data_source = server_text(sources, server.id, 1);
                             server.location = server_text(sources, server.id, 2);
                             server.provider_string = server_text(sources, server.id, 3);
                             out.linked_servers.push_back(std::move(server));
                         });
    sources.catalog.scan(k_syslnklgns, {"srvid", "lgnid", "name", "status", "modate"},
                         [&](const SystemRow& row) {
                             LinkedServer* server = server_by_id(out, int32_t(row.integer(0)));
                             if (server == nullptr) return;
                             LinkedLogin login;
                             login.local_principal_id = int32_t(row.integer(1));
                             login.remote_name = row.text(2);
                             login.uses_self = (row.integer(3) & 1) != 0;
                             login.modified = datetime_text(row.bytes(4));
                             server->logins.push_back(std::move(login));
                         });
    sources.catalog.scan(k_sysrmtlgns, {"srvid", "name", "lgnid", "modate", "status"},
                         [&](const SystemRow& row) {
                             LinkedServer* server = server_by_id(out, int32_t(row.integer(0)));
                             if (server == nullptr) return;
                             RemoteLogin login;
                             login.remote_name = row.text(1);
                             login.local_principal_id = int32_t(row.integer(2));
                             login.modified = datetime_text(row.bytes(3));
                             // As sysremotelogins.status of old: 1 trusted.
                             login.trusted = (row.integer(4) & 1) != 0;
                             server->remote_logins.push_back(std::move(login));
                         });
    for (const LinkedServer& server : out.linked_servers) {
        if (!server.logins.empty()) {
            out.warnings.push_back("the passwords of linked server " + server.name +
                                   " are encrypted by the server's own key and are left out");
        }
    }
}

void read_endpoints(const ModelSources& sources, Instance& out) {
    constexpr std::string_view k_states[] = {"STARTED", "STOPPED", "DISABLED"};
    sources.catalog.scan(k_sysendpts, {"id", "name", "protocol", "type", "bstat", "port1", "site"},
                         [&](const SystemRow& row) {
                             Endpoint endpoint;
                             endpoint.id = int32_t(row.integer(0));
                             endpoint.name = row.text(1);
                             endpoint.protocol = protocol_name(row.integer(2));
                             endpoint.type = type_name(row.integer(3));
                             int64_t state = row.integer(4) & 3;
                             if (state < 3) endpoint.state = k_states[state];
                             endpoint.is_admin = endpoint.id == 1;
                             endpoint.port = int32_t(row.integer(5));
                             endpoint.site = row.text(6);
                             endpoint.owner_id =
                                 sources.target(k_reference_endpoint_owner, endpoint.id, 1);
                             out.endpoints.push_back(std::move(endpoint));
                         });
}

}  // namespace gantry::catalog
