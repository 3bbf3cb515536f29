#include "engine/snapshot/snapshot.h"

#include <gtest/gtest.h>

namespace gantry::engine {
namespace {

DatabaseSummary summary(std::string name, int32_t id, std::string state = "ONLINE") {
    DatabaseSummary out;
    out.name = std::move(name);
    out.id = id;
    out.state = std::move(state);
    return out;
}

struct Databases {
    std::vector<DatabaseSummary> list = {summary("master", 1), summary("sales", 5, "RESTORING")};
    CatalogCache cache{{[this] { return list; },
                        [](const std::string&) -> std::shared_ptr<const DatabaseCatalog> {
                            return nullptr;
                        }}};
};

TEST(CatalogCache, AStateThatChangedIsSeenBeforeItsNotice) {
    Databases databases;
    auto seen = databases.cache.current();
    EXPECT_FALSE(databases.cache.has_moved_on(*seen));
    EXPECT_EQ(databases.cache.current(), seen);  // nobody compiles anew
    databases.list[1].state = "ONLINE";
    EXPECT_EQ(databases.cache.current()->find_summary("sales")->state, "RESTORING");
    EXPECT_TRUE(databases.cache.has_moved_on(*seen));
    seen = databases.cache.current();
    EXPECT_EQ(seen->find_summary("SALES")->state, "ONLINE");
    EXPECT_FALSE(databases.cache.has_moved_on(*seen));
}

TEST(CatalogCache, DatabasesComeAndGo) {
    Databases databases;
    auto seen = databases.cache.current();
    databases.list.push_back(summary("new", 6));
    EXPECT_TRUE(databases.cache.has_moved_on(*seen));
    seen = databases.cache.current();
    EXPECT_NE(seen->find_summary("new"), nullptr);
    databases.list.pop_back();
    EXPECT_TRUE(databases.cache.has_moved_on(*seen));
    EXPECT_EQ(databases.cache.current()->find_summary("new"), nullptr);
    // What another's notice has told already is not read again.
    seen = databases.cache.current();
    databases.cache.invalidate("sales");
    EXPECT_TRUE(databases.cache.has_moved_on(*seen));
}

}  // namespace
}  // namespace gantry::engine
