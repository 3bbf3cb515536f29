#include "catalog/column_set.h"

#include <gtest/gtest.h>

namespace gantry::catalog {
namespace {

using types::TypeId;

Table table_of(std::initializer_list<std::pair<const char*, TypeId>> sparse) {
    Table table;
    Column id;
    id.name = "id";
    id.type.id = TypeId::int_;
    table.columns.push_back(id);
    for (const auto& [name, type] : sparse) {
        Column column;
        column.name = name;
        column.type.id = type;
        column.type.length = 20;
        column.sparse = true;
        table.columns.push_back(column);
    }
    Column set;
    set.name = "all";
    set.type.id = TypeId::xml;
    set.column_set = true;
    table.columns.push_back(set);
    return table;
}

std::optional<std::string> text_of(const Table& table, const std::vector<Bytes>& values) {
    std::vector<storage::FieldView> fields(1);
    for (const Bytes& value : values)
        fields.push_back({value.data(), uint32_t(value.size()), value.empty()});
    return column_set_text(table, RowView(fields));
}

TEST(ColumnSet, AnElementForEveryValue) {
    Table table = table_of({{"a", TypeId::int_}, {"b c", TypeId::varchar}, {"d", TypeId::float_}});
    EXPECT_EQ(text_of(table, {{5, 0, 0, 0}, {'<', '&', 'x'}, {0, 0, 0, 0, 0, 0, 0xF8, 0x3F}}),
              "<a>5</a><b_x0020_c>&lt;&amp;x</b_x0020_c><d>1.500000000000000e+000</d>");
    EXPECT_EQ(text_of(table, {{}, {'y'}, {}}), "<b_x0020_c>y</b_x0020_c>");
    EXPECT_EQ(text_of(table, {{}, {}, {}}), std::nullopt);
}

TEST(ColumnSet, DatesAndBinaries) {
    Table table = table_of({{"at", TypeId::datetime}, {"raw", TypeId::varbinary}});
    Bytes day = {0, 0, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(text_of(table, {day, {1, 2, 3, 4}}),
              "<at>1900-01-01T00:00:00</at><raw>AQIDBA==</raw>");
}

TEST(ColumnSet, NamesThatAreNone) {
    EXPECT_EQ(xml_element_name("name"), "name");
    EXPECT_EQ(xml_element_name("1st"), "_x0031_st");
    EXPECT_EQ(xml_element_name("a_xb"), "a_x005F_xb");
    EXPECT_EQ(xml_element_name("größe"), "größe");
}

}  // namespace
}  // namespace gantry::catalog
