#include "session/server_permissions.h"

#include <gtest/gtest.h>

namespace gantry::session {
namespace {

using enum ServerPermission;
using store::ServerRole;

store::Login member_of(std::initializer_list<ServerRole> roles) {
    store::Login out;
    for (ServerRole role : roles)
        out.roles |= 1 << int32_t(role);
    return out;
}

TEST(ServerPermissions, RolesBringWhatTheyAreFor) {
    EXPECT_FALSE(has_permission(member_of({}), create_any_database));
    EXPECT_TRUE(has_permission(member_of({ServerRole::dbcreator}), create_any_database));
    EXPECT_TRUE(has_permission(member_of({ServerRole::dbcreator}), alter_any_database));
    EXPECT_FALSE(has_permission(member_of({ServerRole::dbcreator}), alter_any_login));
    EXPECT_TRUE(has_permission(member_of({ServerRole::securityadmin}), alter_any_login));
    EXPECT_TRUE(has_permission(member_of({ServerRole::processadmin}), alter_any_connection));
    const store::Login both = member_of({ServerRole::dbcreator, ServerRole::processadmin});
    EXPECT_TRUE(has_permission(both, create_any_database));
    EXPECT_TRUE(has_permission(both, view_server_state));
    EXPECT_FALSE(has_permission(both, alter_any_credential));
    for (ServerPermission permission : {control_server, create_any_database, alter_any_login})
        EXPECT_TRUE(has_permission(member_of({ServerRole::sysadmin}), permission));
}

}  // namespace
}  // namespace gantry::session
