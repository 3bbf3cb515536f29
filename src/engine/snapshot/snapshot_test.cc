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

TEST(CatalogCache, ADatabaseThatWasReplacedIsSeenBeforeItsNotice) {
    Databases databases;
    auto seen = databases.cache.current();
    databases.list[1].created = "2026-01-01";
    EXPECT_TRUE(databases.cache.has_moved_on(*seen));
}

// Notices of a PostgreSQL that was restarted meanwhile are lost.
TEST(CatalogCache, WhileNobodyHearsOfChangesEverythingIsReadAnew) {
    Databases databases;
    databases.list[1].state = "ONLINE";
    auto before = databases.cache.current();
    databases.cache.lose_track();
    auto seen = databases.cache.current();
    EXPECT_NE(seen->version(), before->version());  // of which statements are compiled anew
    databases.list[1].state = "RESTORING";
    EXPECT_EQ(databases.cache.current()->find_summary("sales")->state, "RESTORING");
    databases.list.pop_back();
    databases.cache.follow(databases.cache.epoch());
    seen = databases.cache.current();
    EXPECT_EQ(seen->find_summary("sales"), nullptr);
    EXPECT_EQ(databases.cache.current(), seen);
}

TEST(CatalogCache, ARestartIsKnownBeforeTheBrokenConnection) {
    std::vector<DatabaseSummary> list = {summary("sales", 5)};
    uint64_t starts = 1;
    CatalogCache cache({[&] { return list; },
                        [](const std::string&) { return nullptr; }, [&] { return starts; }});
    auto seen = cache.current();
    EXPECT_EQ(cache.current(), seen);
    starts = 2;
    EXPECT_NE(cache.current(), seen);
    list.clear();
    EXPECT_TRUE(cache.current()->databases().empty());
    // Who follows from before a second restart has heard nothing of what is behind it.
    const uint64_t epoch = cache.epoch();
    starts = 3;
    cache.follow(epoch);
    EXPECT_NE(cache.current(), cache.current());
    cache.follow(cache.epoch());
    EXPECT_EQ(cache.current(), cache.current());
}

}  // namespace
}  // namespace gantry::engine
