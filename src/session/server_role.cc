// ALTER SERVER ROLE role ADD MEMBER login, DROP MEMBER login.
// Source: ALTER SERVER ROLE (Transact-SQL).

#include <fmt/core.h>

#include "engine/store/server_roles.h"
#include "session/logins.h"
#include "session/server_permissions.h"

namespace gantry::session {

using store::ServerRole;

void run_server_role(const tsql::RoleStatement& statement, SessionState& state) {
    const bool adds = statement.action == "ADD MEMBER";
    const std::string name(statement.name.name), member(statement.member.name);
    const auto denied = [](std::string_view what, std::string_view of) {
        return SqlError(15151,
                        fmt::format("Cannot {} '{}', because it does not exist or you do not "
                                    "have permission.",
                                    what, of));
    };
    const bool is_sysadmin = permits(state, ServerPermission::control_server);
    state.backend->with_executor([&](pg::Executor& executor) {
        const std::optional<store::NamedServerRole> role = store::find_server_role(executor, name);
        if (!role) throw denied("alter the server role", name);
        if (role->role == ServerRole::public_) {
            throw SqlError(15081, "Membership of the public role cannot be changed.");
        }
        // Members of a fixed role may add others to it.
        if (!is_sysadmin && !state.login.is_in(role->role)) {
            throw denied("alter the server role", name);
        }
        const std::optional<store::Login> login = store::find_login(executor, member);
        if (!login) throw denied(adds ? "add the principal" : "drop the principal", member);
        if (login->id == store::k_sa_id) {
            throw SqlError(15405, 11, 1,
                           fmt::format("Cannot use the special principal '{}'.", login->name));
        }
        (adds ? store::add_server_role_member : store::drop_server_role_member)(
            executor, role->role, login->id);
    });
}

}  // namespace gantry::session
