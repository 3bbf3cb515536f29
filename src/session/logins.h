#pragma once
// Statements about logins and the server roles they are in. They run in the session's transaction;
// errors are SQL Server's numbers.

#include "session/state.h"
#include "tsql/ast.h"

namespace gantry::session {

// CREATE and ALTER LOGIN. The session's snapshot is of now: it tells the databases there are.
void run_login_statement(const tsql::LoginStatement& statement, SessionState& state);
void run_drop_login(const tsql::DropStatement& statement, SessionState& state);
void run_server_role(const tsql::RoleStatement& statement, SessionState& state);

}  // namespace gantry::session
