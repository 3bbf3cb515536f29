// Credentials, server roles, logins and their permissions.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog::script {
namespace {

constexpr int32_t k_sa = 1;
constexpr int32_t k_public = 2;
constexpr uint16_t k_version_2012 = 706;

Guard login_guard(const ServerPrincipal& login) {
    return {fmt::format("SUSER_ID({}) IS NULL", literal(login.name)), false};
}

std::vector<std::string> default_words(const ServerPrincipal& login) {
    std::vector<std::string> out;
    if (!login.default_database.empty()) {
        out.push_back("DEFAULT_DATABASE = " + bracket(login.default_database));
    }
    if (!login.default_language.empty()) {
        out.push_back("DEFAULT_LANGUAGE = " + bracket(login.default_language));
    }
    return out;
}

std::string_view on_off(bool on) {
    return on ? "ON" : "OFF";
}

// The certificate or key whose thumbprint ends the login's SID.
template <typename T>
std::string_view signer(const std::vector<T>& list, const std::vector<uint8_t>& sid) {
    for (const T& item : list) {
        if (!item.thumbprint.empty() && sid.size() > item.thumbprint.size() &&
            std::equal(item.thumbprint.rbegin(), item.thumbprint.rend(), sid.rbegin())) {
            return item.name;
        }
    }
    return {};
}

void script_login(InstanceContext& context, const ServerPrincipal& login) {
    std::string create = "CREATE LOGIN " + bracket(login.name);
    std::vector<std::string> words = default_words(login);
    auto with = [&] { return words.empty() ? std::string() : " WITH " + join(words); };
    switch (login.type) {
        case 'S': {
            if (login.password_hash.empty()) {
                context.out.cannot("login " + bracket(login.name),
                                   "the hash of its password was not found");
                return;
            }
            std::vector<std::string> all = {
                fmt::format("PASSWORD = {} HASHED", hex(login.password_hash)),
                "SID = " + hex(login.sid)};
            all.insert(all.end(), words.begin(), words.end());
            all.push_back(fmt::format("CHECK_POLICY = {}", on_off(login.policy_checked)));
            all.push_back(fmt::format("CHECK_EXPIRATION = {}", on_off(login.expiration_checked)));
            context.out.create(fmt::format("{} WITH {}", create, join(all)), login_guard(login));
            break;
        }
        case 'U':
        case 'G':
            context.out.create(create + " FROM WINDOWS" + with(), login_guard(login));
            break;
        case 'E':
        case 'X':
            context.out.create(create + " FROM EXTERNAL PROVIDER" + with(), login_guard(login));
            break;
        case 'C':
        case 'K': {
            std::string_view name = login.type == 'C'
                                        ? signer(context.instance.certificates, login.sid)
                                        : signer(context.instance.asymmetric_keys, login.sid);
            if (name.empty()) {
                context.out.cannot("login " + bracket(login.name),
                                   "its certificate or key was not found");
                return;
            }
            context.out.create(
                fmt::format("{} FROM {} {}", create,
                            login.type == 'C' ? "CERTIFICATE" : "ASYMMETRIC KEY", bracket(name)),
                login_guard(login));
            break;
        }
        default:
            context.out.cannot("login " + bracket(login.name),
                               fmt::format("type '{}' is not known", login.type));
            return;
    }
    if (login.disabled) {
        context.out.batch(fmt::format("ALTER LOGIN {} DISABLE", bracket(login.name)));
    }
    for (const Credential& credential : context.instance.credentials) {
        if (login.credential_id != 0 && credential.id == login.credential_id) {
            context.out.batch(fmt::format("ALTER LOGIN {} ADD CREDENTIAL {}", bracket(login.name),
                                          bracket(credential.name)));
        }
    }
}

bool is_role(const ServerPrincipal& principal) {
    return principal.type == 'R';
}

void script_members(InstanceContext& context) {
    std::string text;
    for (const ServerRoleMember& member : context.instance.role_members) {
        const ServerPrincipal* role = context.principal(member.role_id);
        const ServerPrincipal* who = context.principal(member.member_id);
        if (role == nullptr || who == nullptr) {
            context.out.cannot(
                fmt::format("member {} of server role {}", member.member_id, member.role_id),
                "there is no such principal");
            continue;
        }
        // sa is there anyhow, and so are the roles of the server's own accounts.
        if (!is_role(*who) && is_own_principal(*who)) continue;
        text += context.db.internal_version < k_version_2012
                    ? fmt::format("EXEC sys.sp_addsrvrolemember {}, {};\n", literal(who->name),
                                  literal(role->name))
                    : fmt::format("ALTER SERVER ROLE {} ADD MEMBER {};\n", bracket(role->name),
                                  bracket(who->name));
    }
    context.out.heading("Members of server roles");
    if (!text.empty()) context.out.batch(text);
}

// " ON LOGIN::[x]"; nothing for the server itself.
std::string securable(const InstanceContext& context, const Permission& p, bool& found) {
    found = true;
    if (p.securable_class == 100) return {};
    if (p.securable_class == 101) {
        if (const ServerPrincipal* target = context.principal(p.major_id)) {
            return fmt::format(" ON {}::{}", is_role(*target) ? "SERVER ROLE" : "LOGIN",
                               bracket(target->name));
        }
    }
    if (p.securable_class == 105) {
        for (const Endpoint& endpoint : context.instance.endpoints) {
            if (endpoint.id == p.major_id) return " ON ENDPOINT::" + bracket(endpoint.name);
        }
    }
    found = false;
    return {};
}

// What an installation and CREATE LOGIN grant: CONNECT SQL of each login; VIEW ANY DATABASE and
// CONNECT on the endpoints of public.
bool comes_by_itself(const InstanceContext& context, const Permission& p) {
    const ServerPrincipal* grantee = context.principal(p.grantee_id);
    if (grantee != nullptr && p.grantee_id != k_public && is_own_principal(*grantee)) return true;
    if (p.state != 'G') return false;
    if (p.type == "COSQ" && p.grantee_id != k_public) return true;
    return p.grantee_id == k_public && (p.type == "VWDB" || p.securable_class == 105);
}

}  // namespace

bool is_own_principal(const ServerPrincipal& p) {
    return p.id == k_sa || p.id == k_public || p.is_fixed_role || p.name.starts_with("##MS_") ||
           p.name.starts_with("NT SERVICE\\") || p.name.starts_with("NT AUTHORITY\\") ||
           p.name.starts_with("BUILTIN\\") || (is_role(p) && p.id <= 10);
}

void script_credentials(InstanceContext& context) {
    context.out.heading("Credentials");
    for (const Credential& credential : context.instance.credentials) {
        if (credential.name.starts_with("##")) continue;  // the SSIS catalog's and proxies' own
        context.out.cannot("the secret of credential " + bracket(credential.name),
                           "it is encrypted by a key of its server; put it in place of the text "
                           "below");
        std::string text =
            fmt::format("CREATE CREDENTIAL {} WITH IDENTITY = {}, SECRET = N'<secret>'",
                        bracket(credential.name), literal(credential.identity));
        if (!credential.provider.empty()) {
            text += " FOR CRYPTOGRAPHIC PROVIDER " + bracket(credential.provider);
        }
        context.out.create(
            text, {fmt::format("NOT EXISTS (SELECT 1 FROM sys.credentials WHERE name = {})",
                               literal(credential.name)),
                   false});
    }
}

void script_server_roles(InstanceContext& context) {
    context.out.heading("Server roles");
    for (const ServerPrincipal& role : context.instance.principals) {
        if (!is_role(role) || is_own_principal(role)) continue;
        context.out.create("CREATE SERVER ROLE " + bracket(role.name), login_guard(role));
    }
}

void script_logins(InstanceContext& context) {
    context.out.heading("Logins");
    for (const ServerPrincipal& login : context.instance.principals) {
        if (is_own_principal(login)) {
            ++context.left_out;
        } else if (!is_role(login)) {
            script_login(context, login);
        }
    }
    for (const ServerPrincipal& role : context.instance.principals) {
        std::string_view owner = context.principal_name(role.owner_id);
        if (!is_role(role) || is_own_principal(role) || role.owner_id <= k_sa || owner.empty()) {
            continue;
        }
        context.out.batch(fmt::format("ALTER AUTHORIZATION ON SERVER ROLE::{} TO {}",
                                      bracket(role.name), bracket(owner)));
    }
    script_members(context);
}

void script_server_permissions(InstanceContext& context) {
    context.out.heading("Permissions on the server");
    std::string text;
    for (const Permission& p : context.instance.permissions) {
        if (p.securable_class < 100 || comes_by_itself(context, p)) continue;
        std::string_view grantee = context.principal_name(p.grantee_id);
        bool found = false;
        std::string on = securable(context, p, found);
        if (!found || grantee.empty()) {
            context.out.cannot(
                fmt::format("server permission {} of {}", p.name, bracket(grantee)),
                fmt::format("its securable (class {}, id {}) or grantee {} was not found",
                            p.securable_class, p.major_id, p.grantee_id));
            continue;
        }
        text += fmt::format("{} {}{} TO {}{};\n", p.state == 'D' ? "DENY" : "GRANT", p.name, on,
                            bracket(grantee), p.state == 'W' ? " WITH GRANT OPTION" : "");
    }
    if (!text.empty()) context.out.batch(text);
}

void script_database_owners(InstanceContext& context) {
    constexpr int32_t k_last_system_database = 4;
    context.out.heading("Owners of databases");
    std::string text;
    for (const DatabaseEntry& entry : context.instance.databases) {
        std::string_view owner = context.name_by_sid(entry.owner_sid);
        if (entry.id <= k_last_system_database || owner.empty()) continue;
        text += fmt::format("IF DB_ID({}) IS NOT NULL ALTER AUTHORIZATION ON DATABASE::{} TO {};\n",
                            literal(entry.name), bracket(entry.name), bracket(owner));
    }
    if (!text.empty()) context.out.batch(text);
}

}  // namespace gantry::catalog::script
