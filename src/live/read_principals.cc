// Schemas, principals, role membership and permissions of a database.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_schemas = {
    .what = "schemas",
    .view = "sys.schemas",
    .columns = "schema_id, name, principal_id",
    .rest = "FROM sys.schemas AS t ORDER BY t.schema_id",
};
constexpr CatalogQuery k_principals = {
    .what = "users and roles",
    .view = "sys.database_principals",
    .columns =
        "principal_id, name, type, default_schema_name, sid, owning_principal_id, "
        "is_fixed_role, authentication_type@11, default_language_name@11, "
        "default_language_lcid@11, allow_encrypted_value_modifications@13, create_date, "
        "modify_date",
    .rest = "FROM sys.database_principals AS t ORDER BY t.principal_id",
};
constexpr CatalogQuery k_members = {
    .what = "members of roles",
    .view = "sys.database_role_members",
    .columns = "role_principal_id, member_principal_id",
    .rest = "FROM sys.database_role_members AS t",
};
// Permissions on system objects, whose ids are negative, are the same everywhere.
constexpr CatalogQuery k_permissions = {
    .what = "permissions",
    .view = "sys.database_permissions",
    .columns =
        "class, major_id, minor_id, grantee_principal_id, grantor_principal_id, type, "
        "permission_name, state",
    .rest =
        "FROM sys.database_permissions AS t WHERE t.major_id >= 0 AND "
        "NOT (t.class = 6 AND t.major_id <= 256)",
};

Principal principal_of(const Row& row) {
    Principal out;
    out.id = int_of(row, "principal_id");
    out.name = row.text("name");
    out.type = letter_of(row, "type", 'S');
    out.default_schema = row.text("default_schema_name");
    out.sid = bytes_of(row, "sid");
    out.owner_id = int_of(row, "owning_principal_id");
    out.is_fixed_role = row.flag("is_fixed_role");
    out.default_language = row.text("default_language_name");
    if (!row.is_null("default_language_lcid")) {
        out.default_language_lcid = int_of(row, "default_language_lcid");
    }
    out.allow_encrypted_value_modifications = row.flag("allow_encrypted_value_modifications");
    out.created = row.text("create_date");
    out.modified = row.text("modify_date");
    out.authentication = row.is_null("authentication_type")
                             ? authentication_of(out)
                             : AuthenticationType(row.integer("authentication_type"));
    return out;
}

}  // namespace

void read_schemas(Reader& reader) {
    reader.source.read(k_schemas, [&](const Row& row) {
        reader.out.schemas.push_back(
            {int_of(row, "schema_id"), row.text("name"), int_of(row, "principal_id")});
    });
}

void read_principals(Reader& reader) {
    reader.source.read(k_principals,
                       [&](const Row& row) { reader.out.principals.push_back(principal_of(row)); });
    reader.source.read(k_members, [&](const Row& row) {
        reader.out.role_members.push_back(
            {int_of(row, "role_principal_id"), int_of(row, "member_principal_id")});
    });
}

void read_permissions(Reader& reader) {
    reader.source.read(k_permissions, [&](const Row& row) {
        Permission permission;
        permission.securable_class = uint8_t(row.integer("class"));
        permission.major_id = int_of(row, "major_id");
        permission.minor_id = int_of(row, "minor_id");
        permission.grantee_id = int_of(row, "grantee_principal_id");
        permission.grantor_id = int_of(row, "grantor_principal_id");
        permission.type = word_of(row, "type");
        permission.name = row.text("permission_name");
        permission.state = letter_of(row, "state", 'G');
        reader.out.permissions.push_back(std::move(permission));
    });
}

void add_principal_queries(QueryList& out) {
    out.insert(out.end(), {&k_schemas, &k_principals, &k_members, &k_permissions});
}

}  // namespace gantry::live
