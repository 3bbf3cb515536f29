// Users, roles and schemas.
//
// A database holds a user's SID, not the name of its login: the login is taken to be called as the
// user, and the SID stands in a comment beside it.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

// ##MS_...##: users that master and msdb have of themselves.
bool is_built_in(const Principal& principal) {
    return principal.id <= 4 || principal.name.starts_with("##MS_") || principal.is_fixed_role ||
           (principal.id >= 16384 && principal.id < 16400);
}

bool is_role(const Principal& principal) {
    return principal.type == 'R';
}

// S-1-9-3-...: what the server makes up for users without a login and for contained users.
bool is_made_up_sid(const std::vector<uint8_t>& sid) {
    constexpr uint8_t k_prefix[] = {1, 5, 0, 0, 0, 0, 0, 9, 3, 0, 0, 0};
    return sid.size() >= sizeof k_prefix &&
           std::equal(std::begin(k_prefix), std::end(k_prefix), sid.begin());
}

// WITH DEFAULT_SCHEMA = ..., the words after the login.
std::string user_options(const Principal& user, std::vector<std::string> words) {
    if (!user.default_schema.empty() && user.type != 'C' && user.type != 'K') {
        words.push_back("DEFAULT_SCHEMA = " + bracket(user.default_schema));
    }
    if (!user.default_language.empty()) {
        words.push_back("DEFAULT_LANGUAGE = " + bracket(user.default_language));
    } else if (user.default_language_lcid > 0) {
        words.push_back(fmt::format("DEFAULT_LANGUAGE = {}", user.default_language_lcid));
    }
    if (user.allow_encrypted_value_modifications) {
        words.push_back("ALLOW_ENCRYPTED_VALUE_MODIFICATIONS = ON");
    }
    return words.empty() ? std::string() : " WITH " + join(words);
}

Guard guard_of(const Principal& principal) {
    return {fmt::format("DATABASE_PRINCIPAL_ID({}) IS NULL", literal(principal.name)), false};
}

void script_sql_user(Context& context, const Principal& user) {
    std::string create = "CREATE USER " + bracket(user.name);
    if (user.authentication == AuthenticationType::database ||
        (user.authentication == AuthenticationType::none && !user.password_hash.empty())) {
        context.out.cannot(fmt::format("the password of user {}", bracket(user.name)),
                           "only a hash of it is stored; put the real one in place of the text "
                           "below");
        std::vector<std::string> words = {"PASSWORD = N'<password>'"};
        if (!user.sid.empty()) words.push_back("SID = " + hex(user.sid));
        context.out.create(create + user_options(user, words), guard_of(user));
    } else if (is_made_up_sid(user.sid)) {
        std::string options = user_options(user, {});
        context.out.create(create + " WITHOUT LOGIN" + options, guard_of(user));
    } else {
        context.out.comment(fmt::format("SID of the login: {}", hex(user.sid)));
        context.out.create(create + " FOR LOGIN " + bracket(user.name) + user_options(user, {}),
                           guard_of(user));
    }
}

void script_user(Context& context, const Principal& user) {
    std::string create = "CREATE USER " + bracket(user.name);
    switch (user.type) {
        case 'S':
            script_sql_user(context, user);
            return;
        case 'U':
        case 'G':
            context.out.create(create + " FOR LOGIN " + bracket(user.name) + user_options(user, {}),
                               guard_of(user));
            return;
        case 'E':
        case 'X':
            context.out.create(create + " FROM EXTERNAL PROVIDER" + user_options(user, {}),
                               guard_of(user));
            return;
        case 'A':
            context.out.cannot(
                fmt::format("the password of application role {}", bracket(user.name)),
                "only a hash of it is stored; put the real one in place of the "
                "text below");
            context.out.create(fmt::format("CREATE APPLICATION ROLE {}{}", bracket(user.name),
                                           user_options(user, {"PASSWORD = N'<password>'"})),
                               guard_of(user));
            return;
        case 'C':
        case 'K':
            return;  // after their keys
        default:
            context.out.cannot(fmt::format("principal {}", bracket(user.name)),
                               fmt::format("type '{}' is not known", user.type));
    }
}

bool is_own_schema(const Schema& schema) {
    return schema.id <= 4 || (schema.id >= 16384 && schema.id < 16400);
}

}  // namespace

std::string authorization(const Context& context, int32_t owner_id) {
    std::string_view owner = context.names.principal_name(owner_id);
    if (owner_id <= 1 || owner.empty()) return {};
    return " AUTHORIZATION " + bracket(owner);
}

void script_principals(Context& context) {
    context.out.heading("Users and roles");
    for (const Principal& principal : context.db.principals) {
        if (!is_built_in(principal) && !is_role(principal)) script_user(context, principal);
    }
    // Roles may own roles: an owner that comes later is set at the end.
    std::vector<const Principal*> late;
    for (const Principal& role : context.db.principals) {
        if (is_built_in(role) || !is_role(role)) continue;
        const Principal* owner = context.names.principal(role.owner_id);
        const bool owner_comes_later = owner != nullptr && is_role(*owner) && !is_built_in(*owner);
        if (owner_comes_later) late.push_back(&role);
        context.out.create(
            fmt::format("CREATE ROLE {}{}", bracket(role.name),
                        owner_comes_later ? "" : authorization(context, role.owner_id)),
            guard_of(role));
    }
    for (const Principal* role : late) {
        context.out.batch(fmt::format("ALTER AUTHORIZATION ON ROLE::{} TO {}", bracket(role->name),
                                      bracket(context.names.principal_name(role->owner_id))));
    }
}

void script_key_users(Context& context) {
    for (const Principal& user : context.db.principals) {
        if (is_built_in(user) || (user.type != 'C' && user.type != 'K')) continue;
        if (user.signed_by.empty()) {
            context.out.cannot(fmt::format("user {}", bracket(user.name)),
                               "its certificate or key was not found");
            continue;
        }
        context.out.create(fmt::format("CREATE USER {} FOR {} {}", bracket(user.name),
                                       user.type == 'C' ? "CERTIFICATE" : "ASYMMETRIC KEY",
                                       bracket(user.signed_by)),
                           guard_of(user));
    }
}

void script_role_members(Context& context) {
    std::string text;
    for (const RoleMember& member : context.db.role_members) {
        std::string_view role = context.names.principal_name(member.role_id);
        std::string_view name = context.names.principal_name(member.member_id);
        if (name == "dbo") continue;  // a member of db_owner by itself
        if (role.empty() || name.empty()) {
            context.out.cannot(
                fmt::format("member {} of role {}", member.member_id, member.role_id),
                "there is no such principal");
            continue;
        }
        // ALTER ROLE ... ADD MEMBER came with SQL Server 2012.
        text +=
            context.db.internal_version < 706
                ? fmt::format("EXEC sys.sp_addrolemember {}, {};\n", literal(role), literal(name))
                : fmt::format("ALTER ROLE {} ADD MEMBER {};\n", bracket(role), bracket(name));
    }
    context.out.heading("Members of roles");
    if (!text.empty()) context.out.batch(text);
}

void script_schemas(Context& context) {
    context.out.heading("Schemas");
    for (const Schema& schema : context.db.schemas) {
        if (is_own_schema(schema)) {
            if (schema.id == 1 && schema.owner_id > 1) {
                context.out.batch("ALTER AUTHORIZATION ON SCHEMA::[dbo] TO " +
                                  bracket(context.names.principal_name(schema.owner_id)));
            }
            continue;
        }
        context.out.create(fmt::format("CREATE SCHEMA {}{}", bracket(schema.name),
                                       authorization(context, schema.owner_id)),
                           {fmt::format("SCHEMA_ID({}) IS NULL", literal(schema.name)), true});
    }
}

}  // namespace gantry::catalog::script
