#pragma once
// The fixed server roles, in gantry.server_roles, and who is in them, in
// gantry.server_role_members. What a role permits is the session's business
// (session/server_permissions.h). All runs in the executor's transaction; errors are PostgreSQL's.
// Source: Server-level roles, sys.server_role_members (Transact-SQL).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pg/executor.h"

namespace gantry::store {

// Numbers are SQL Server's principal_id.
enum class ServerRole : int32_t {
    public_ = 2,
    sysadmin = 3,
    securityadmin = 4,
    serveradmin = 5,
    setupadmin = 6,
    processadmin = 7,
    diskadmin = 8,
    dbcreator = 9,
    bulkadmin = 10,
};

struct NamedServerRole {
    ServerRole role = ServerRole::public_;
    std::string name;
};

std::optional<NamedServerRole> find_server_role(pg::Executor& executor, std::string_view name);
// Who is a member already, or is none, stays what it is.
void add_server_role_member(pg::Executor& executor, ServerRole role, int32_t login_id);
void drop_server_role_member(pg::Executor& executor, ServerRole role, int32_t login_id);

}  // namespace gantry::store
