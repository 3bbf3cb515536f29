// Logins, server roles, server permissions and credentials of master.

#include "catalog/instance/master_reader.h"
#include "catalog/model_parts.h"
#include "catalog/permission_names.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_sysxlgns = 42;
// sysxlgns.status
constexpr int64_t k_login_disabled = 0x80;
constexpr int64_t k_login_policy = 0x10000;
constexpr int64_t k_login_expiration = 0x20000;
// References: owner of a server role, credential of a login, members (sysmultiobjrefs).
constexpr uint8_t k_reference_server_role_owner = 61;
constexpr uint8_t k_reference_login_credential = 63;
constexpr uint8_t k_multi_server_role_member = 26;
constexpr uint8_t k_first_server_class = 100;

void read_permissions(const ModelSources& sources, Instance& out) {
    sources.catalog.scan(
        k_sysprivs, {"class", "id", "subid", "grantee", "grantor", "type", "state"},
        [&](const SystemRow& row) {
            Permission permission;
            permission.securable_class = uint8_t(row.integer(0));
            if (permission.securable_class < k_first_server_class) return;
            permission.major_id = int32_t(row.integer(1));
            permission.minor_id = int32_t(row.integer(2));
            permission.grantee_id = int32_t(row.integer(3));
            permission.grantor_id = int32_t(row.integer(4));
            permission.type = trimmed(row.text(5));
            permission.name = permission_name(permission.type, permission.securable_class);
            std::string state = row.text(6);
            if (!state.empty()) permission.state = state[0];
            out.permissions.push_back(std::move(permission));
        });
}

}  // namespace

bool is_master(const SystemCatalog& catalog) {
    return !catalog.base_rowsets(k_sysxlgns).empty();
}

void read_logins(const ModelSources& sources, Instance& out) {
    sources.catalog.scan(
        k_sysxlgns,
        {"id", "name", "sid", "status", "type", "crdate", "modate", "dbname", "lang", "pwdhash"},
        [&](const SystemRow& row) {
            ServerPrincipal principal;
            principal.id = int32_t(row.integer(0));
            principal.name = row.text(1);
            principal.sid = to_bytes(row.bytes(2));
            int64_t status = row.integer(3);
            std::string type = row.text(4);
            if (!type.empty()) principal.type = type[0];
            if (principal.type == 'M') return;  // component logins, which no view shows
            principal.disabled = (status & k_login_disabled) != 0;
            principal.policy_checked = (status & k_login_policy) != 0;
            principal.expiration_checked = (status & k_login_expiration) != 0;
            principal.is_fixed_role = principal.id >= 3 && principal.id < 11;
            principal.created = datetime_text(row.bytes(5));
            principal.modified = datetime_text(row.bytes(6));
            principal.default_database = row.text(7);
            principal.default_language = row.text(8);
            principal.password_hash = to_bytes(row.bytes(9));
            bool built_in_role = principal.id >= 2 && principal.id < 11;
            principal.owner_id =
                built_in_role ? 1 : sources.target(k_reference_server_role_owner, principal.id);
            principal.credential_id = sources.target(k_reference_login_credential, principal.id);
            out.principals.push_back(std::move(principal));
        });
    for (const auto& [key, rows] : sources.multi_references) {
        if (key.first != k_multi_server_role_member) continue;
        for (const ReferenceRow& r : rows)
            out.role_members.push_back({r.target_id, key.second});
    }
    read_permissions(sources, out);
    out.credentials = read_credentials(sources);
}

}  // namespace gantry::catalog
