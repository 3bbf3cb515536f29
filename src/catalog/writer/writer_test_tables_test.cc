// The functions of writer_test_tables.h: in a _test file so that they stay out of the library.

#include "catalog/writer/writer_test_tables.h"

#include "base/error.h"
#include "base/utf.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/physical_type.h"
#include "types/collation.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

bool MemoryRows::next(std::vector<storage::Field>& fields) {
    if (position_ == rows_.size()) return false;
    fields.clear();
    for (const Value& value : rows_[position_]) fields.push_back({value.bytes, value.null, false});
    ++position_;
    return true;
}

MemoryRows::Value null_value() { return {{}, true}; }

MemoryRows::Value int_value(int64_t value, int size) {
    MemoryRows::Value out;
    for (int i = 0; i < size; ++i) out.bytes.push_back(uint8_t(value >> (8 * i)));
    return out;
}

MemoryRows::Value text_value(std::string_view utf8) { return {utf8_to_utf16le(utf8), false}; }

MemoryRows::Value latin_value(std::string_view bytes) {
    return {Bytes(bytes.begin(), bytes.end()), false};
}

MemoryRows::Value bytes_value(size_t size, uint8_t seed) {
    MemoryRows::Value out;
    uint32_t state = seed;
    for (size_t i = 0; i < size; ++i) {
        state = state * 1664525 + 1013904223;
        out.bytes.push_back(uint8_t(state >> 24));
    }
    return out;
}

namespace {

SqlType type_of(TypeId id, int length = 0, int precision = 0, int scale = 0) {
    SqlType type;
    type.id = id;
    type.length = int16_t(length);
    type.precision = uint8_t(precision);
    type.scale = uint8_t(scale);
    return type;
}

Column column(std::string name, const SqlType& type, bool nullable = true) {
    Column out;
    out.name = std::move(name);
    out.type = type;
    out.nullable = nullable;
    return out;
}

Index clustered(std::string name, std::vector<int32_t> columns, bool unique, bool primary) {
    Index index;
    index.id = 1;
    index.name = std::move(name);
    index.kind = IndexKind::clustered;
    index.unique = unique;
    index.primary_key = primary;
    for (int32_t id : columns) index.columns.push_back({id, false, false});
    return index;
}

Table table(std::string name, std::vector<Column> columns) {
    Table out;
    out.name = std::move(name);
    out.columns = std::move(columns);
    return out;
}

Table types_table() {
    Table out = table("types", {});
    auto add = [&](std::string name, SqlType type) { out.columns.push_back(column(name, type)); };
    add("c_bigint", type_of(TypeId::bigint));
    add("c_int", type_of(TypeId::int_));
    add("c_smallint", type_of(TypeId::smallint));
    add("c_tinyint", type_of(TypeId::tinyint));
    add("c_bit1", type_of(TypeId::bit));
    add("c_decimal9", type_of(TypeId::decimal, 0, 9, 2));
    add("c_decimal19", type_of(TypeId::decimal, 0, 19, 4));
    add("c_decimal28", type_of(TypeId::numeric, 0, 28, 10));
    add("c_decimal38", type_of(TypeId::decimal, 0, 38, 38));
    add("c_bit2", type_of(TypeId::bit));
    add("c_money", type_of(TypeId::money));
    add("c_smallmoney", type_of(TypeId::smallmoney));
    add("c_float", type_of(TypeId::float_));
    add("c_real", type_of(TypeId::real));
    add("c_date", type_of(TypeId::date));
    for (int scale = 0; scale <= 7; ++scale) {
        add("c_time" + std::to_string(scale), type_of(TypeId::time, 0, 0, scale));
    }
    add("c_datetime2_0", type_of(TypeId::datetime2, 0, 0, 0));
    add("c_datetime2_7", type_of(TypeId::datetime2, 0, 0, 7));
    add("c_datetimeoffset", type_of(TypeId::datetimeoffset, 0, 0, 7));
    add("c_datetime", type_of(TypeId::datetime));
    add("c_smalldatetime", type_of(TypeId::smalldatetime));
    add("c_char", type_of(TypeId::char_, 10));
    add("c_varchar", type_of(TypeId::varchar, 50));
    add("c_text", type_of(TypeId::text));
    add("c_nchar", type_of(TypeId::nchar, 20));
    add("c_nvarchar", type_of(TypeId::nvarchar, 100));
    add("c_ntext", type_of(TypeId::ntext));
    add("c_binary", type_of(TypeId::binary, 8));
    add("c_varbinary", type_of(TypeId::varbinary, 50));
    add("c_image", type_of(TypeId::image));
    add("c_guid", type_of(TypeId::uniqueidentifier));
    add("c_rowversion", type_of(TypeId::rowversion));
    add("c_varcharmax", type_of(TypeId::varchar, -1));
    add("c_nvarcharmax", type_of(TypeId::nvarchar, -1));
    add("c_varbinarymax", type_of(TypeId::varbinary, -1));
    add("c_variant", type_of(TypeId::sql_variant));
    add("c_bit3", type_of(TypeId::bit));
    return out;
}

Table tree_table() {
    Table out = table("tree", {column("id", type_of(TypeId::int_), false),
                               column("name", type_of(TypeId::nvarchar, 80), false),
                               column("price", type_of(TypeId::money)),
                               column("half_price", type_of(TypeId::money))});
    out.columns[0].identity = Identity{"1", "1", "30000", false};
    out.columns[2].default_constraint = DefaultConstraint{0, "DF_tree_price", "((0))", false};
    out.columns[3].computed_text = "([price]/(2))";
    out.indexes = {clustered("PK_tree", {1}, true, true)};
    CheckConstraint check;
    check.name = "CK_tree_price";
    check.text = "([price]>=(0))";
    check.column_id = 3;
    out.checks = {check};
    return out;
}

Table lob_table() {
    Table out = table("lobs", {column("id", type_of(TypeId::int_), false),
                               column("note", type_of(TypeId::ntext)),
                               column("picture", type_of(TypeId::image)),
                               column("body", type_of(TypeId::nvarchar, -1)),
                               column("blob", type_of(TypeId::varbinary, -1)),
                               column("tree_id", type_of(TypeId::int_))});
    out.indexes = {clustered("PK_lobs", {1}, true, true)};
    return out;
}

Table equal_table() {
    Table out = table("equal", {column("payload", type_of(TypeId::varchar, 200)),
                                column("kind", type_of(TypeId::varchar, 20)),
                                column("number", type_of(TypeId::smallint), false)});
    out.indexes = {clustered("IX_equal", {2, 3}, false, false)};
    return out;
}

// Keys so long that the tree has three levels.
Table deep_table() {
    Table out = table("deep", {column("key", type_of(TypeId::char_, 400), false),
                               column("number", type_of(TypeId::int_))});
    out.indexes = {clustered("PK_deep", {1}, true, true)};
    return out;
}

Table wide_table() {
    Table out = table("wide", {});
    for (int i = 1; i <= 250; ++i) {
        SqlType type = i % 3 == 0   ? type_of(TypeId::varchar, 20)
                       : i % 3 == 1 ? type_of(TypeId::int_)
                                    : type_of(TypeId::bit);
        out.columns.push_back(column("c" + std::to_string(i), type));
    }
    return out;
}

Module module(std::string name, std::string type, ModuleKind kind, std::string text) {
    Module out;
    out.name = std::move(name);
    out.type = std::move(type);
    out.kind = kind;
    out.text = std::move(text);
    return out;
}

void add_modules(Database& database) {
    Module view = module("cheap", "V", ModuleKind::view,
                         "CREATE VIEW dbo.cheap AS SELECT id FROM dbo.tree WHERE price < 10");
    view.columns = {column("id", type_of(TypeId::int_), false)};
    view.columns[0].id = 1;
    Module procedure = module("find_tree", "P", ModuleKind::procedure,
                              "CREATE PROCEDURE dbo.find_tree @id int AS\n-- caf\xC3\xA9\n"
                              "SELECT * FROM dbo.tree WHERE id = @id");
    procedure.parameters = {{1, "@id", type_of(TypeId::int_), false, false, false}};
    Module function = module("twice", "FN", ModuleKind::scalar_function,
                             "CREATE FUNCTION dbo.twice(@x int) RETURNS int AS\n"
                             "BEGIN -- \xD0\xB4\xD0\xB2\xD0\xB0\nRETURN @x * 2 END");
    function.parameters = {{0, "", type_of(TypeId::int_), false, false, false},
                           {1, "@x", type_of(TypeId::int_), false, false, false}};
    Module trigger = module("tree_changed", "TR", ModuleKind::trigger,
                            "CREATE TRIGGER dbo.tree_changed ON dbo.tree AFTER UPDATE AS RETURN");
    trigger.parent_object_id = table_named(database, "tree").object_id;
    Module longest = module("long_view", "V", ModuleKind::view,
                            "CREATE VIEW dbo.long_view AS SELECT 1 AS a --" +
                                std::string(20000, 'x'));
    database.modules = {view, procedure, function, trigger, longest};
}

}  // namespace

const Table& table_named(const Database& database, std::string_view name) {
    for (const Table& t : database.tables) {
        if (t.name == name) return t;
    }
    throw Error("no table " + std::string(name));
}

Database sample_database() {
    Database database;
    database.name = "Beispiel \xD0\x94\xD0\x91";
    database.internal_version = database.created_version = 706;
    database.compatibility_level = 110;
    database.collation = types::k_default_collation;
    database.schemas = {{1, "dbo", 1}, {4, "sys", 4}, {5, "s\xC3\xA9\xCE\xB1", 1}};
    database.tables = {types_table(), tree_table(), lob_table(), equal_table(), wide_table(),
                       table("empty", {column("a", type_of(TypeId::int_))}), deep_table()};
    Table foreign = table("\xE8\xA1\xA8", {column("\xD1\x84", type_of(TypeId::nvarchar, 40))});
    foreign.schema_id = 5;
    database.tables.push_back(foreign);
    assign_missing_ids(database);
    for (Table& t : database.tables) {
        if (t.name != "lobs") continue;
        ForeignKey key;
        key.name = "FK_lobs_tree";
        key.referenced_table_id = table_named(database, "tree").object_id;
        key.columns = {6};
        key.referenced_columns = {1};
        key.on_delete = ReferentialAction::cascade;
        t.foreign_keys = {key};
    }
    add_modules(database);
    assign_missing_ids(database);
    return database;
}

namespace {

void add_types_rows(const Table& t, MemoryRows& out) {
    for (int row = 0; row < 4; ++row) {
        MemoryRows::Row values;
        for (const Column& c : t.columns) {
            if (row == 0) {
                values.push_back(null_value());
                continue;
            }
            uint16_t size = fixed_size(c.type);
            if (c.type.id == TypeId::bit) {
                values.push_back(int_value(row & 1, 1));
            } else if (c.type.id == TypeId::sql_variant) {
                values.push_back({{56, 1, uint8_t(row), 0, 0, 0}, false});
            } else if (size > 0) {
                values.push_back(row == 1 ? MemoryRows::Value{Bytes(size), false}
                                          : bytes_value(size, uint8_t(row)));
            } else {
                // 60 bytes, an even number below every declared length
                values.push_back(bytes_value(row == 1 ? 0 : 48u, uint8_t(row)));
            }
        }
        out.add(values);
    }
}

void add_lob_rows(MemoryRows& out) {
    const size_t sizes[] = {0, 1, 64, 65, 3999, 8000, 8001, 8040, 8041, 40200, 40202, 300000};
    int id = 0;
    for (size_t size : sizes) {
        ++id;
        size_t even = size / 2 * 2;
        out.add({int_value(id, 4), bytes_value(even, 1), bytes_value(size, 2),
                 bytes_value(even, 3), bytes_value(size, 4), int_value(id, 4)});
    }
    out.add({int_value(++id, 4), null_value(), null_value(), null_value(), null_value(),
             null_value()});
    // More links than one internal node holds.
    out.add({int_value(++id, 4), null_value(), bytes_value(9000000, 5), null_value(),
             bytes_value(9000001, 6), null_value()});
}

}  // namespace

void add_sample_rows(const Database& database, RowSources& out) {
    auto source = [&](std::string_view name) -> MemoryRows& {
        auto rows = std::make_unique<MemoryRows>();
        MemoryRows& borrowed = *rows;
        out[table_named(database, name).object_id] = std::move(rows);
        return borrowed;
    };
    add_types_rows(table_named(database, "types"), source("types"));
    MemoryRows& tree = source("tree");
    for (int i = 1; i <= 30000; ++i) {
        tree.add({int_value(i, 4), text_value("n\xC2\xBA " + std::to_string(i)),
                  i % 7 == 0 ? null_value() : int_value(i * 100, 8)});
    }
    add_lob_rows(source("lobs"));
    MemoryRows& equal = source("equal");
    for (int i = 0; i < 900; ++i) {
        equal.add({latin_value(std::string(size_t(i % 150), 'p')),
                   i < 10 ? null_value() : latin_value(i < 400 ? "a" : "b"),
                   int_value(i / 50, 2)});
    }
    MemoryRows& wide = source("wide");
    for (int row = 0; row < 20; ++row) {
        MemoryRows::Row values;
        for (int i = 1; i <= 250; ++i) {
            if ((i + row) % 5 == 0) {
                values.push_back(null_value());
            } else if (i % 3 == 0) {
                values.push_back(latin_value("v" + std::to_string(i)));
            } else {
                values.push_back(int_value(i % 3 == 1 ? i * row : i & 1, i % 3 == 1 ? 4 : 1));
            }
        }
        wide.add(values);
    }
    MemoryRows& deep = source("deep");
    for (int i = 0; i < 3000; ++i) {
        std::string key = std::to_string(100000 + i);
        deep.add({latin_value(key + std::string(400 - key.size(), '.')), int_value(i, 4)});
    }
    source("\xE8\xA1\xA8").add({text_value("\xE2\x82\xAC \xF0\x9F\x98\x80")});
}

}  // namespace gantry::catalog
