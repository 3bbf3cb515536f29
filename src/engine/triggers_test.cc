// Changes that keep their rows for triggers, and changes through what is no table.

#include "engine/triggers.h"

#include <gtest/gtest.h>

#include "engine/test/shop.h"

namespace gantry::engine {
namespace {

constexpr int32_t k_orders = 100;

catalog::Module trigger(int32_t id, std::string text, bool disabled = false) {
    catalog::Module out;
    out.object_id = id;
    out.name = "tr" + std::to_string(id);
    out.type = "TR";
    out.kind = catalog::ModuleKind::trigger;
    out.parent_object_id = k_orders;
    out.text = std::move(text);
    out.disabled = disabled;
    return out;
}

catalog::Database shop_with_triggers() {
    catalog::Database db = test::shop();
    db.modules.push_back(
        trigger(402, "CREATE TRIGGER tr402 ON Orders FOR INSERT, UPDATE AS RETURN"));
    db.modules.push_back(trigger(401, "CREATE TRIGGER tr401 ON Orders AFTER INSERT AS RETURN"));
    db.modules.push_back(
        trigger(403, "CREATE TRIGGER tr403 ON Orders INSTEAD OF DELETE AS RETURN"));
    db.modules.push_back(trigger(404, "CREATE TRIGGER tr404 ON Orders FOR UPDATE AS RETURN", true));
    return db;
}

TEST(Triggers, FireByEventInTheOrderOfTheirCreation) {
    DatabaseCatalog database(shop_with_triggers());
    EXPECT_EQ(triggers_of(database, k_orders, "INSERT").after, (std::vector<int32_t>{401, 402}));
    EXPECT_EQ(triggers_of(database, k_orders, "UPDATE").after, std::vector<int32_t>{402});
    FiringTriggers deletes = triggers_of(database, k_orders, "DELETE");
    EXPECT_TRUE(deletes.after.empty());
    EXPECT_EQ(deletes.instead, 403);
    EXPECT_TRUE(triggers_of(database, 999, "INSERT").after.empty());
}

TEST(Triggers, TablesOfRowsHaveTheDepthInTheirName) {
    EXPECT_EQ(inserted_table(1), "\"pg_temp\".\"inserted$1\"");
    EXPECT_EQ(deleted_table(12), "\"pg_temp\".\"deleted$12\"");
}

TEST(Changes, ThroughAViewAreChangesOfItsTable) {
    for (const char* text : {"UPDATE BigOrders SET Cost = 1 WHERE OrderID = 5", "DELETE BigOrders",
                             "WITH c AS (SELECT OrderID FROM Orders) DELETE c WHERE OrderID = 5",
                             "UPDATE x SET Freight = 2 FROM (SELECT Freight FROM Orders) AS x",
                             "DELETE FROM OrdersOf(N'ABCDE')"}) {
        test::Result result = test::compile_text(text);
        ASSERT_EQ(result.error, 0) << text << result.message;
        EXPECT_EQ(result.compiled->target.table, "Orders") << text;
    }
    EXPECT_EQ(
        test::compile_text("UPDATE x SET a = 1 FROM (SELECT OrderID + 1 AS a FROM Orders) x").error,
        4406);
    EXPECT_EQ(test::compile_text("DELETE x FROM (SELECT a.OrderID FROM Orders a CROSS JOIN Orders "
                                 "b) AS x")
                  .error,
              4405);
    EXPECT_EQ(test::compile_text("WITH c AS (SELECT DISTINCT OrderID FROM Orders) DELETE c").error,
              4403);
}

TEST(Changes, MergeCountsItsRowsAndChecksItsColumns) {
    test::Result result = test::compile_text(
        "MERGE Orders AS t USING (SELECT 1 AS id) AS s ON t.OrderID = s.id WHEN MATCHED THEN "
        "DELETE;");
    ASSERT_EQ(result.error, 0) << result.message;
    EXPECT_EQ(result.compiled->kind, StatementKind::merge);
    EXPECT_EQ(result.compiled->shape, Shape::row_count);
    EXPECT_EQ(
        test::compile_text("MERGE Orders AS t USING (SELECT 1 AS id) AS s ON t.OrderID = s.id "
                           "WHEN MATCHED THEN UPDATE SET nothing = 1;")
            .error,
        207);
}

}  // namespace
}  // namespace gantry::engine
