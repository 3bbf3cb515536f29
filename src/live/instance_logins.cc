// Logins, server roles, server permissions and credentials.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_logins = {
    .what = "logins",
    .view = "sys.server_principals",
    .columns =
        "principal_id, name, type, sid, is_disabled, create_date, modify_date, "
        "default_database_name, default_language_name, credential_id, "
        "owning_principal_id@11, is_fixed_role@11",
    .rest = "FROM sys.server_principals AS t ORDER BY t.principal_id",
};
// The hash lets a login move with its password; only a sysadmin or CONTROL SERVER sees it.
constexpr CatalogQuery k_sql_logins = {
    .what = "passwords of SQL logins",
    .view = "sys.sql_logins",
    .columns = "principal_id, is_policy_checked, is_expiration_checked, password_hash",
    .rest = "FROM sys.sql_logins AS t",
};
constexpr CatalogQuery k_members = {
    .what = "members of server roles",
    .view = "sys.server_role_members",
    .columns = "role_principal_id, member_principal_id",
    .rest = "FROM sys.server_role_members AS t",
};
constexpr CatalogQuery k_permissions = {
    .what = "server permissions",
    .view = "sys.server_permissions",
    .columns =
        "class, major_id, minor_id, grantee_principal_id, grantor_principal_id, type, "
        "permission_name, state",
    .rest = "FROM sys.server_permissions AS t",
};
constexpr CatalogQuery k_credentials = {
    .what = "credentials",
    .view = "sys.credentials",
    .columns =
        "credential_id, name, credential_identity, create_date, modify_date, "
        "target_type@10",
    .rest = "FROM sys.credentials AS t ORDER BY t.credential_id",
};

ServerPrincipal login_of(const Row& row) {
    constexpr int32_t k_last_fixed_role = 10;
    ServerPrincipal out;
    out.id = int_of(row, "principal_id");
    out.name = row.text("name");
    out.type = letter_of(row, "type", 'S');
    out.sid = bytes_of(row, "sid");
    out.disabled = row.flag("is_disabled");
    out.created = row.text("create_date");
    out.modified = row.text("modify_date");
    out.default_database = row.text("default_database_name");
    out.default_language = row.text("default_language_name");
    out.credential_id = int_of(row, "credential_id");
    out.owner_id = int_of(row, "owning_principal_id");
    out.is_fixed_role = row.is_null("is_fixed_role") ? out.id >= 3 && out.id <= k_last_fixed_role
                                                     : row.flag("is_fixed_role");
    return out;
}

}  // namespace

void read_logins(Source& source, Instance& out) {
    source.read(k_logins, [&](const Row& row) { out.principals.push_back(login_of(row)); });
    source.read(k_sql_logins, [&](const Row& row) {
        const int32_t id = int_of(row, "principal_id");
        for (ServerPrincipal& login : out.principals) {
            if (login.id != id) continue;
            login.policy_checked = row.flag("is_policy_checked");
            login.expiration_checked = row.flag("is_expiration_checked");
            login.password_hash = bytes_of(row, "password_hash");
        }
    });
    source.read(k_members, [&](const Row& row) {
        out.role_members.push_back(
            {int_of(row, "role_principal_id"), int_of(row, "member_principal_id")});
    });
    source.read(k_permissions, [&](const Row& row) {
        Permission permission;
        permission.securable_class = uint8_t(row.integer("class"));
        permission.major_id = int_of(row, "major_id");
        permission.minor_id = int_of(row, "minor_id");
        permission.grantee_id = int_of(row, "grantee_principal_id");
        permission.grantor_id = int_of(row, "grantor_principal_id");
        permission.type = word_of(row, "type");
        permission.name = row.text("permission_name");
        permission.state = letter_of(row, "state", 'G');
        out.permissions.push_back(std::move(permission));
    });
    source.read(k_credentials, [&](const Row& row) {
        Credential credential;
        credential.id = int_of(row, "credential_id");
        credential.name = row.text("name");
        credential.identity = row.text("credential_identity");
        credential.created = row.text("create_date");
        credential.modified = row.text("modify_date");
        credential.provider = row.text("target_type");
        out.credentials.push_back(std::move(credential));
    });
}

void add_login_queries(QueryList& out) {
    out.insert(out.end(), {&k_logins, &k_sql_logins, &k_members, &k_permissions, &k_credentials});
}

}  // namespace gantry::live
