// Schemas, principals, role membership and permissions of the model.

#include <algorithm>

#include "catalog/model_parts.h"
#include "catalog/permission_names.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_first_fixed_role = 16384;
constexpr int32_t k_end_fixed_roles = 16400;
constexpr int32_t k_allow_encrypted_changes = 0x20;  // sysowners.status

// Rows about system objects are the same in every database: only users' objects count.
bool is_on_system_object(const ModelSources& sources, const Permission& permission) {
    constexpr int32_t k_schema_information_schema = 3;
    constexpr int32_t k_schema_sys = 4;
    constexpr int32_t k_last_system_type = 256;
    if (permission.securable_class == 6) return permission.major_id <= k_last_system_type;
    if (permission.securable_class != 1) return false;
    const ObjectRow* object = sources.object(permission.major_id);
    return object == nullptr || object->schema_id == k_schema_sys ||
           object->schema_id == k_schema_information_schema;
}

}  // namespace

AuthenticationType authentication_of(const Principal& principal) {
    constexpr uint8_t k_without_login[] = {1, 5, 0, 0, 0, 0, 0, 9, 3};
    bool without_login =
        principal.sid.size() >= std::size(k_without_login) &&
        std::equal(std::begin(k_without_login), std::end(k_without_login), principal.sid.begin());
    switch (principal.type) {
        case 'S':
            if (principal.id == 2) return AuthenticationType::none;
            if (!principal.password_hash.empty()) return AuthenticationType::database;
            return without_login ? AuthenticationType::none : AuthenticationType::instance;
        case 'U':
        case 'G':
            return AuthenticationType::windows;
        case 'E':
        case 'X':
            return AuthenticationType::external;
        default:
            return AuthenticationType::none;
    }
}

void add_schemas(const ModelSources& sources, Database& out) {
    for (const NamedRow& row : sources.named(k_class_schema)) {
        Schema schema;
        schema.id = row.id;
        schema.name = row.name;
        schema.owner_id = sources.target(k_reference_schema_owner, row.id, 1);
        out.schemas.push_back(std::move(schema));
    }
}

void add_principals(const ModelSources& sources, Database& out) {
    sources.catalog.scan(k_sysowners,
                         {"id", "name", "type", "sid", "dfltsch", "password", "status", "created",
                          "modified", "deflanguage"},
                         [&](const SystemRow& row) {
                             Principal principal;
                             principal.id = int32_t(row.integer(0));
                             principal.name = row.text(1);
                             std::string type = row.text(2);
                             if (!type.empty()) principal.type = type[0];
                             principal.sid = to_bytes(row.bytes(3));
                             principal.default_schema = row.text(4);
                             principal.password_hash = to_bytes(row.bytes(5));
                             principal.allow_encrypted_value_modifications =
                                 (row.integer(6) & k_allow_encrypted_changes) != 0;
                             principal.created = datetime_text(row.bytes(7));
                             principal.modified = datetime_text(row.bytes(8));
                             principal.default_language = row.text(9);
                             principal.owner_id =
                                 sources.target(k_reference_role_owner, principal.id);
                             principal.is_fixed_role = principal.id >= k_first_fixed_role &&
                                                       principal.id < k_end_fixed_roles;
                             principal.authentication = authentication_of(principal);
                             out.principals.push_back(std::move(principal));
                         });
    for (const auto& [key, rows] : sources.multi_references) {
        if (key.first != k_multi_role_member) continue;
        for (const ReferenceRow& r : rows)
            out.role_members.push_back({r.target_id, key.second});
    }
}

void add_permissions(const ModelSources& sources, Database& out) {
    constexpr uint8_t k_first_server_class = 100;
    sources.catalog.scan(
        k_sysprivs, {"class", "id", "subid", "grantee", "grantor", "type", "state"},
        [&](const SystemRow& row) {
            Permission permission;
            permission.securable_class = uint8_t(row.integer(0));
            if (permission.securable_class >= k_first_server_class) return;
            permission.major_id = int32_t(row.integer(1));
            permission.minor_id = int32_t(row.integer(2));
            permission.grantee_id = int32_t(row.integer(3));
            permission.grantor_id = int32_t(row.integer(4));
            if (is_on_system_object(sources, permission)) return;
            permission.type = trimmed(row.text(5));
            permission.name = permission_name(permission.type, permission.securable_class);
            std::string state = row.text(6);
            if (!state.empty()) permission.state = state[0];
            out.permissions.push_back(std::move(permission));
        });
}

}  // namespace gantry::catalog
