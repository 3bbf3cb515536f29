#include "engine/store/server_roles.h"

#include "engine/store/pg_names.h"

namespace gantry::store {

std::optional<NamedServerRole> find_server_role(pg::Executor& executor, std::string_view name) {
    pg::Result result = executor.query(
        "SELECT role_id, name FROM gantry.server_roles WHERE name_key = $1", {name_key(name)});
    if (result.empty()) return std::nullopt;
    return NamedServerRole{ServerRole(std::stoi(*result[0][0])), *result[0][1]};
}

void add_server_role_member(pg::Executor& executor, ServerRole role, int32_t login_id) {
    executor.query(
        "INSERT INTO gantry.server_role_members (role_id, member_id) VALUES ($1, $2) ON CONFLICT "
        "DO NOTHING",
        {std::to_string(int32_t(role)), std::to_string(login_id)});
}

void drop_server_role_member(pg::Executor& executor, ServerRole role, int32_t login_id) {
    executor.query("DELETE FROM gantry.server_role_members WHERE role_id = $1 AND member_id = $2",
                   {std::to_string(int32_t(role)), std::to_string(login_id)});
}

}  // namespace gantry::store
