#pragma once
// What a login may do on the server: what the fixed server roles it is in bring. Permissions that
// are granted one by one, and those inside databases, are not checked yet.
// Source: Server-level roles (permissions of fixed server roles).

#include <cstdint>

#include "base/error.h"
#include "engine/store/logins.h"

namespace gantry::session {

enum class ServerPermission : uint8_t {
    control_server,
    create_any_database,
    alter_any_database,
    alter_any_login,
    alter_any_connection,
    alter_any_credential,
    view_server_state,
};

struct SessionState;

bool has_permission(const store::Login& login, ServerPermission permission);
// The session's, by the roles its login is in now, whatever they were when it began.
bool permits(SessionState& state, ServerPermission permission);

SqlError create_database_denied();  // 262

}  // namespace gantry::session
