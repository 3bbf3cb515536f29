#include "catalog/diff/diff.h"

#include <gtest/gtest.h>

#include "catalog/diff/line_diff.h"

namespace gantry::catalog {
namespace {

Column column(int32_t id, std::string name, types::SqlType type) {
    Column out;
    out.id = id;
    out.name = std::move(name);
    out.type = type;
    return out;
}

Database shop() {
    Database db;
    db.name = "shop";
    db.collation = 0x3400D008;
    db.schemas = {{1, "dbo", 1}};
    Table orders;
    orders.object_id = 100;
    orders.name = "Orders";
    orders.row_count = 10;
    orders.columns = {column(1, "id", types::int_type()),
                      column(2, "amount", types::decimal_type(9, 2)),
                      column(3, "note", types::nvarchar_type(20, 0))};
    Index key;
    key.id = 1;
    key.name = "PK__Orders__3214EC07ABCDEF01";
    key.kind = IndexKind::clustered;
    key.unique = key.primary_key = key.system_named = true;
    key.columns = {{1}};
    orders.indexes = {key};
    db.tables = {orders};
    Module view;
    view.object_id = 200;
    view.name = "Big";
    view.type = "V";
    view.text = "CREATE VIEW Big AS\nSELECT id\nFROM Orders\n";
    db.modules = {view};
    return db;
}

const DiffChange* change_of(const DatabaseDiff& diff, const std::string& part,
                            const std::string& property) {
    for (const ObjectDiff& object : diff.objects) {
        for (const DiffChange& change : object.changes) {
            if (change.part_name == part && change.property == property) return &change;
        }
    }
    return nullptr;
}

TEST(DatabaseDiff, EqualModelsAreTheSameWhateverTheirIds) {
    Database a = shop(), b = shop();
    b.tables[0].object_id = 777;
    b.tables[0].indexes[0].name = "PK__Orders__OTHER";
    b.name = "copy";
    EXPECT_TRUE(diff_databases(a, b).same());
}

TEST(DatabaseDiff, ColumnsTellWhatChanged) {
    Database a = shop(), b = shop();
    b.tables[0].columns[1].type = types::decimal_type(19, 4);
    b.tables[0].columns[1].nullable = false;
    b.tables[0].columns[2].default_constraint = DefaultConstraint{5, "df", "('x')", false};
    b.tables[0].columns.push_back(column(4, "extra", types::int_type()));
    DatabaseDiff diff = diff_databases(a, b);
    ASSERT_EQ(diff.objects.size(), 1u);
    EXPECT_EQ(diff.objects[0].name, "dbo.Orders");
    EXPECT_EQ(diff.objects[0].state, DiffState::changed);
    ASSERT_NE(change_of(diff, "amount", "type"), nullptr);
    EXPECT_EQ(change_of(diff, "amount", "type")->before, "decimal(9, 2)");
    EXPECT_EQ(change_of(diff, "amount", "type")->after, "decimal(19, 4)");
    EXPECT_EQ(change_of(diff, "amount", "nullable")->after, "no");
    EXPECT_EQ(change_of(diff, "note", "default")->after, "('x')");
    ASSERT_NE(change_of(diff, "extra", ""), nullptr);
    EXPECT_EQ(change_of(diff, "extra", "")->state, DiffState::added);
    // And the other way round.
    diff = diff_databases(b, a);
    EXPECT_EQ(change_of(diff, "extra", "")->state, DiffState::removed);
    EXPECT_EQ(change_of(diff, "note", "default")->after, "");
}

TEST(DatabaseDiff, OrderOfColumnsIsToldOnceAndOnlyOfCommonOnes) {
    Database a = shop(), b = shop();
    b.tables[0].columns.erase(b.tables[0].columns.begin());
    EXPECT_EQ(change_of(diff_databases(a, b), "", "column order"), nullptr);
    b = shop();
    std::swap(b.tables[0].columns[1], b.tables[0].columns[2]);
    const DatabaseDiff diff = diff_databases(a, b);
    ASSERT_NE(change_of(diff, "", "column order"), nullptr);
    EXPECT_EQ(change_of(diff, "", "column order")->after, "id, note, amount");
}

TEST(DatabaseDiff, ObjectsComeAndGoAndRowsAreCounted) {
    Database a = shop(), b = shop();
    b.tables[0].row_count = 12;
    Table extra;
    extra.object_id = 300;
    extra.name = "Extra";
    extra.row_count = 3;
    b.tables.push_back(extra);
    b.modules.clear();
    DatabaseDiff diff = diff_databases(a, b);
    ASSERT_EQ(diff.objects.size(), 2u);
    EXPECT_EQ(diff.objects[0].kind, "table");
    EXPECT_EQ(diff.objects[0].state, DiffState::added);
    EXPECT_EQ(diff.objects[1].kind, "view");
    EXPECT_EQ(diff.objects[1].state, DiffState::removed);
    ASSERT_EQ(diff.rows.size(), 2u);
    EXPECT_EQ(diff.rows[0].table, "dbo.Extra");
    EXPECT_FALSE(diff.rows[0].before.has_value());
    EXPECT_EQ(diff.rows[1].before, 10);
    EXPECT_EQ(diff.rows[1].after, 12);
}

TEST(DatabaseDiff, NamesAreMatchedAsTheCollationDoes) {
    Database a = shop(), b = shop();
    b.tables[0].name = "ORDERS";
    DatabaseDiff diff = diff_databases(a, b);
    ASSERT_EQ(diff.objects.size(), 1u);
    EXPECT_EQ(diff.objects[0].state, DiffState::changed);
    EXPECT_EQ(diff.objects[0].changes[0].property, "name");
}

TEST(DatabaseDiff, ModuleTextsAreComparedByLine) {
    Database a = shop(), b = shop();
    b.modules[0].text = "CREATE VIEW Big AS\nSELECT id, amount\nFROM Orders\nWHERE id > 5\n";
    DatabaseDiff diff = diff_databases(a, b);
    ASSERT_NE(change_of(diff, "", "text"), nullptr);
    EXPECT_EQ(change_of(diff, "", "text")->after, "2 lines added, 1 removed, from line 2 on");
}

TEST(DatabaseDiff, PrincipalsMembersAndPermissionsCount) {
    Database a = shop(), b = shop();
    Principal user;
    user.id = 5;
    user.name = "ann";
    b.principals.push_back(user);
    Permission permission;
    permission.securable_class = 1;
    permission.major_id = 100;
    permission.minor_id = 2;
    permission.grantee_id = 5;
    permission.grantor_id = 1;
    permission.type = "SL";
    permission.name = "SELECT";
    b.permissions.push_back(permission);
    DatabaseDiff diff = diff_databases(a, b);
    ASSERT_EQ(diff.objects.size(), 2u);
    EXPECT_EQ(diff.objects[0].name, "SELECT on dbo.Orders (amount) to ann");
    EXPECT_EQ(diff.objects[1].kind, "user");
    a = b;
    b.permissions[0].state = 'D';
    diff = diff_databases(a, b);
    ASSERT_EQ(diff.objects.size(), 1u);
    EXPECT_EQ(diff.objects[0].changes[0].after, "DENY");
}

TEST(LineDiff, CountsTheFewestLines) {
    using diff::diff_lines;
    diff::LineDiff none = diff_lines("a\nb\n", "a\r\nb");
    EXPECT_EQ(none.added + none.removed, 0u);
    diff::LineDiff moved = diff_lines("a\nb\nc\nd", "b\nc\nd\na");
    EXPECT_EQ(moved.added, 1u);
    EXPECT_EQ(moved.removed, 1u);
    EXPECT_EQ(moved.first_line, 1u);
    diff::LineDiff grown = diff_lines("", "x\ny\n");
    EXPECT_EQ(grown.added, 2u);
    EXPECT_EQ(grown.removed, 0u);
    diff::LineDiff shrunk = diff_lines("x\ny\nz", "y");
    EXPECT_EQ(shrunk.added, 0u);
    EXPECT_EQ(shrunk.removed, 2u);
}

}  // namespace
}  // namespace gantry::catalog
