#include "migrate/restore_statements.h"

#include <gtest/gtest.h>

namespace gantry::migrate {
namespace {

PlannedDatabase chain() {
    PlannedDatabase out;
    out.target_name = "sh]op";
    out.steps.resize(3);
    out.steps[1].role = backup::ChainRole::differential;
    out.steps[1].position = 2;
    out.steps[2].role = backup::ChainRole::log;
    return out;
}

TEST(RestoreStatements, OnlyTheLastStepRecovers) {
    const auto text =
        restore_statements(chain(), false, {{"/b/1.bak", "/b/2.bak"}, {"/b/d'.bak"}, {"/b/l.trn"}});
    ASSERT_EQ(text.size(), 3u);
    EXPECT_EQ(text[0],
              "RESTORE DATABASE [sh]]op] FROM DISK = N'/b/1.bak', DISK = N'/b/2.bak' "
              "WITH FILE = 1, NORECOVERY");
    EXPECT_EQ(text[1],
              "RESTORE DATABASE [sh]]op] FROM DISK = N'/b/d''.bak' WITH FILE = 2, NORECOVERY");
    EXPECT_EQ(text[2], "RESTORE LOG [sh]]op] FROM DISK = N'/b/l.trn' WITH FILE = 1, RECOVERY");
}

TEST(RestoreStatements, AManagedInstanceTakesNoOptions) {
    PlannedDatabase database = chain();
    database.steps.resize(1);
    const auto text =
        restore_statements(database, true, {{"https://a.blob.core.windows.net/c/1.bak"}});
    ASSERT_EQ(text.size(), 1u);
    EXPECT_EQ(text[0],
              "RESTORE DATABASE [sh]]op] FROM URL = N'https://a.blob.core.windows.net/c/1.bak'");
}

}  // namespace
}  // namespace gantry::migrate
