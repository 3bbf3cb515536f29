#include "session/server_permissions.h"

#include "session/state.h"

namespace gantry::session {

namespace {

using enum ServerPermission;
using store::ServerRole;

struct Grant {
    ServerRole role;
    ServerPermission permission;
};

// sysadmin has all.
constexpr Grant k_grants[] = {
    {ServerRole::securityadmin, alter_any_login},     {ServerRole::serveradmin, view_server_state},
    {ServerRole::processadmin, alter_any_connection}, {ServerRole::processadmin, view_server_state},
    {ServerRole::dbcreator, create_any_database},     {ServerRole::dbcreator, alter_any_database},
};

}  // namespace

bool has_permission(const store::Login& login, ServerPermission permission) {
    if (login.is_in(ServerRole::sysadmin)) return true;
    for (const Grant& grant : k_grants) {
        if (grant.permission == permission && login.is_in(grant.role)) return true;
    }
    return false;
}

bool permits(SessionState& state, ServerPermission permission) {
    if (!state.transaction.doomed) {
        state.backend->with_executor([&](pg::Executor& executor) {
            std::optional<store::Login> now = store::find_login(executor, state.login.id);
            if (now && now->sid == state.login.sid) {
                state.login = std::move(*now);
            } else {
                state.login.roles = 0;
            }
        });
    }
    return has_permission(state.login, permission);
}

SqlError create_database_denied() {
    return SqlError(262, 14, 1, "CREATE DATABASE permission denied in database 'master'.");
}

}  // namespace gantry::session
