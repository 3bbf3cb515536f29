#include "migrate/plan_instance.h"

#include <gtest/gtest.h>

namespace gantry::migrate {
namespace {

catalog::ServerPrincipal principal(int32_t id, const std::string& name, char type) {
    catalog::ServerPrincipal out;
    out.id = id;
    out.name = name;
    out.type = type;
    out.is_fixed_role = id >= 3 && id < 11;
    return out;
}

TEST(PlanInstance, CountsWhatUsersMade) {
    catalog::Instance instance;
    instance.has_master = instance.has_msdb = true;
    instance.principals = {principal(1, "sa", 'S'),
                           principal(2, "public", 'R'),
                           principal(3, "sysadmin", 'R'),
                           principal(256, "##MS_Agent##", 'C'),
                           principal(257, "NT SERVICE\\MSSQLSERVER", 'U'),
                           principal(260, "shop", 'S'),
                           principal(261, "CORP\\dba", 'G'),
                           principal(262, "readers", 'R')};
    instance.linked_servers.resize(2);
    instance.linked_servers[1].id = 1;  // 0 is the instance itself
    instance.agent.jobs.resize(3);
    EXPECT_EQ(
        instance_counts(instance),
        (std::vector<std::string>{"2 logins", "1 server role", "1 linked server", "3 Agent jobs"}));
    instance.has_master = false;
    EXPECT_EQ(instance_counts(instance), std::vector<std::string>{"3 Agent jobs"});
}

TEST(PlanInstance, TheCommandCanBePasted) {
    SystemDatabase database;
    database.name = "msdb";
    database.files = {"/b/msdb.bak", "/b/it's $1.bak"};
    EXPECT_EQ(script_command(database),
              "gantry script /b/msdb.bak '/b/it'\\''s $1.bak' --database msdb --objects instance");
}

}  // namespace
}  // namespace gantry::migrate
