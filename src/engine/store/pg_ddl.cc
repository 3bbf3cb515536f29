#include "engine/store/pg_ddl.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "engine/store/pg_names.h"
#include "pg/executor.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::store {
namespace {

using catalog::Column;
using catalog::Index;
using catalog::IndexKind;
using catalog::Table;
using types::TypeId;

const char* action_sql(catalog::ReferentialAction action) {
    switch (action) {
        case catalog::ReferentialAction::cascade: return "CASCADE";
        case catalog::ReferentialAction::set_null: return "SET NULL";
        case catalog::ReferentialAction::set_default: return "SET DEFAULT";
        case catalog::ReferentialAction::no_action: break;
    }
    return "NO ACTION";
}

std::optional<int64_t> parse_int64(std::string_view text) {
    if (text.ends_with(".0")) text.remove_suffix(2);
    int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Range {
    int64_t lowest, highest;
};

Range integer_range(const types::SqlType& type) {
    switch (type.id) {
        case TypeId::tinyint: return {0, 255};
        case TypeId::smallint: return {-32768, 32767};
        case TypeId::int_: return {INT32_MIN, INT32_MAX};
        case TypeId::decimal:
        case TypeId::numeric:
            if (type.precision < 19) {
                int64_t limit = 1;
                for (int i = 0; i < type.precision; ++i) limit *= 10;
                return {1 - limit, limit - 1};
            }
            break;
        default: break;
    }
    return {INT64_MIN, INT64_MAX};
}

bool needs_no_index(IndexKind kind) {
    // Columnstores are a matter of storage: the rows are in an ordinary table here.
    return kind == IndexKind::heap || kind == IndexKind::clustered_columnstore ||
           kind == IndexKind::nonclustered_columnstore;
}

std::string key_column_sql(const Column& column, bool descending) {
    std::string sql = quoted(pg_column(column.name));
    if (descending) sql += " DESC";
    if (column.nullable) sql += descending ? " NULLS LAST" : " NULLS FIRST";
    return sql;
}

}  // namespace

std::string pg_type_bare(const types::SqlType& type) { return types::pg_type_name(type); }

std::string pg_type(const types::SqlType& type) {
    std::string sql = pg_type_bare(type);
    if (!types::is_character(type.id)) return sql;
    uint32_t collation = type.collation ? type.collation : types::k_default_collation;
    std::string name = types::collation_name(collation);
    if (name.empty()) name = types::collation_name(types::k_default_collation);
    return sql + " COLLATE sys." + quoted(name);
}

std::vector<uint32_t> collations_of(const catalog::Database& database) {
    std::set<uint32_t> ids;
    if (database.collation) ids.insert(database.collation);
    for (const Table& table : database.tables) {
        for (const Column& column : table.columns) {
            if (types::is_character(column.type.id)) ids.insert(column.type.collation);
        }
    }
    if (ids.erase(0)) ids.insert(types::k_default_collation);
    return {ids.begin(), ids.end()};
}

bool has_order(const types::SqlType& type) {
    switch (type.id) {
        case TypeId::text:
        case TypeId::ntext:
        case TypeId::image:
        case TypeId::xml:
        case TypeId::json:
        case TypeId::vector: return false;
        case TypeId::clr: return type.user_type == types::k_hierarchyid;
        default: return true;
    }
}

const Column* find_column(const Table& table, int32_t column_id) {
    for (const Column& column : table.columns) {
        if (column.id == column_id) return &column;
    }
    return nullptr;
}

DdlWriter::DdlWriter(const catalog::Database& database, const ExpressionCompiler& compiler,
                     std::string schema_prefix)
    : database_(database), compiler_(compiler), schema_prefix_(std::move(schema_prefix)) {}

const catalog::Schema* DdlWriter::find_schema(int32_t id) const {
    for (const catalog::Schema& schema : database_.schemas) {
        if (schema.id == id) return &schema;
    }
    return nullptr;
}

const Table* DdlWriter::find_table(int32_t id) const {
    for (const Table& table : database_.tables) {
        if (table.object_id == id && !table.is_table_type) return &table;
    }
    return nullptr;
}

std::string DdlWriter::schema(const std::string& name) const {
    if (schema_prefix_.empty()) return pg_schema(database_.name, name);
    return pg_object(schema_prefix_ + name);
}

std::string DdlWriter::schema(int32_t schema_id) const {
    const catalog::Schema* found = find_schema(schema_id);
    if (!found) throw Error(fmt::format("the catalog has no schema with id {}", schema_id));
    return schema(found->name);
}

std::string DdlWriter::table_name(const Table& table) const {
    return quoted(schema(table.schema_id), pg_object(table.name));
}

std::string DdlWriter::display_name(const Table& table) const {
    const catalog::Schema* found = find_schema(table.schema_id);
    return (found ? found->name : "?") + "." + table.name;
}

std::string DdlWriter::column_definition(const Table& table, const Column& column) const {
    std::string sql = quoted(pg_column(column.name)) + " " + pg_type(column.type);
    if (!column.nullable && !column.is_computed()) sql += " NOT NULL";
    if (column.type.id == TypeId::rowversion) {
        sql += fmt::format(
            " DEFAULT nextval({}::regclass)::sys.rowversion",
            pg::quote_literal(quoted(schema("dbo"), pg_rowversion_sequence())));
    }
    if (column.identity && parse_int64(column.identity->seed) &&
        parse_int64(column.identity->increment)) {
        std::string sequence =
            quoted(schema(table.schema_id), pg_identity_sequence(table.object_id));
        sql += fmt::format(" DEFAULT nextval({}::regclass)", pg::quote_literal(sequence));
    }
    return sql;
}

TableDdl DdlWriter::table(const Table& table) const {
    TableDdl ddl;
    std::string name = table_name(table);
    std::string columns;
    for (const Column& column : table.columns) {
        if (column.is_computed()) {
            TableDdl::Generated generated{column.id, "", ""};
            std::string add = fmt::format("ALTER TABLE {} ADD COLUMN {}", name,
                                          column_definition(table, column));
            if (column.persisted) generated.fallback_sql = add;
            Compiled compiled = compiler_.computed(database_, table, column);
            if (compiled.ok()) {
                generated.sql = fmt::format("{} GENERATED ALWAYS AS ({}) STORED", add,
                                            compiled.sql);
            } else {
                ddl.gaps.push_back({GapKind::computed_column, table.object_id, column.id,
                                    display_name(table) + "." + column.name, compiled.problem});
            }
            if (!generated.sql.empty() || !generated.fallback_sql.empty()) {
                ddl.generated.push_back(std::move(generated));
            }
            continue;
        }
        if (!columns.empty()) columns += ", ";
        columns += column_definition(table, column);
        if (!column.identity) continue;
        auto seed = parse_int64(column.identity->seed);
        auto increment = parse_int64(column.identity->increment);
        if (!seed || !increment || *increment == 0) {
            ddl.gaps.push_back({GapKind::identity, table.object_id, column.id,
                                display_name(table) + "." + column.name,
                                fmt::format("IDENTITY({},{}) is beyond 64 bits",
                                            column.identity->seed, column.identity->increment)});
            continue;
        }
        Range range = integer_range(column.type);
        std::string sequence =
            quoted(schema(table.schema_id), pg_identity_sequence(table.object_id));
        int64_t start = std::clamp(*seed, range.lowest, range.highest);
        ddl.before.push_back(fmt::format(
            "CREATE SEQUENCE {} AS bigint INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {}",
            sequence, *increment, range.lowest, range.highest, start));
        ddl.after.push_back(fmt::format("ALTER SEQUENCE {} OWNED BY {}.{}", sequence, name,
                                        quoted(pg_column(column.name))));
    }
    ddl.create = fmt::format("CREATE TABLE {} ({})", name, columns);
    return ddl;
}

IndexDdl DdlWriter::index(const Table& table, const Index& index) const {
    IndexDdl ddl;
    auto gap = [&](std::string reason) {
        ddl.gaps.push_back({GapKind::index, table.object_id, index.id,
                            display_name(table) + "." + index.name, std::move(reason)});
        ddl.sql.clear();
        return ddl;
    };
    if (needs_no_index(index.kind) || index.disabled || index.hypothetical) return ddl;
    if (index.kind == IndexKind::xml) return gap("XML indexes are not built");
    if (index.kind == IndexKind::spatial) return gap("spatial indexes are not built");

    std::string keys, included;
    bool default_order = true;
    for (const catalog::IndexColumn& part : index.columns) {
        const Column* column = find_column(table, part.column_id);
        if (!column) return gap(fmt::format("column {} of its key is not in the table",
                                            part.column_id));
        std::string& list = part.included ? included : keys;
        if (!list.empty()) list += ", ";
        if (part.included) {
            list += quoted(pg_column(column->name));
            continue;
        }
        if (!has_order(column->type)) {
            return gap(fmt::format("a column of type {} has no order to index by",
                                   types::type_name(column->type)));
        }
        list += key_column_sql(*column, part.descending);
        default_order &= !part.descending && !column->nullable;
    }
    if (keys.empty()) return gap("it has no key columns");
    bool is_constraint = index.primary_key || index.unique_constraint;
    ddl.name = is_constraint ? pg_object(index.name) : pg_index(index.name, table.object_id);
    std::string head = fmt::format("CREATE {}INDEX {} ON {} ({})", index.unique ? "UNIQUE " : "",
                                   quoted(ddl.name), table_name(table), keys);
    std::string tail = index.unique ? " NULLS NOT DISTINCT" : "";
    if (!index.filter_text.empty()) {
        Compiled filter = compiler_.filter(database_, table, index.filter_text);
        if (!filter.ok()) return gap("its filter cannot be compiled: " + filter.problem);
        tail += " WHERE " + filter.sql;
    }
    ddl.sql = head + tail;
    if (!included.empty()) {
        ddl.sql_without_include = ddl.sql;
        ddl.sql = fmt::format("{} INCLUDE ({}){}", head, included, tail);
    }
    // PostgreSQL takes an index over as a primary key only when it is in default order.
    if (index.primary_key && default_order) {
        ddl.attach_sql = fmt::format("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}",
                                     table_name(table), quoted(ddl.name), quoted(ddl.name));
    }
    return ddl;
}

std::optional<std::string> DdlWriter::add_check(const Table& table,
                                                const catalog::CheckConstraint& check,
                                                std::vector<Gap>& gaps) const {
    Compiled compiled = compiler_.check(database_, table, check.text);
    if (!compiled.ok()) {
        gaps.push_back({GapKind::check, table.object_id, check.object_id,
                        display_name(table) + "." + check.name, compiled.problem});
        return std::nullopt;
    }
    return fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({}) NOT VALID", table_name(table),
                       quoted(pg_object(check.name)), compiled.sql);
}

std::optional<std::string> DdlWriter::set_default(const Table& table, const Column& column,
                                                  std::vector<Gap>& gaps) const {
    if (!column.default_constraint) return std::nullopt;
    Compiled compiled =
        compiler_.default_value(database_, table, column, column.default_constraint->text);
    if (!compiled.ok()) {
        gaps.push_back({GapKind::default_value, table.object_id, column.id,
                        display_name(table) + "." + column.name, compiled.problem});
        return std::nullopt;
    }
    return fmt::format("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}", table_name(table),
                       quoted(pg_column(column.name)), compiled.sql);
}

std::optional<std::string> DdlWriter::add_foreign_key(const Table& table,
                                                      const catalog::ForeignKey& key,
                                                      std::vector<Gap>& gaps) const {
    auto gap = [&](std::string reason) {
        gaps.push_back({GapKind::foreign_key, table.object_id, key.object_id,
                        display_name(table) + "." + key.name, std::move(reason)});
        return std::nullopt;
    };
    const Table* referenced = find_table(key.referenced_table_id);
    if (!referenced) return gap("the table it refers to is not in the catalog");
    if (key.columns.empty() || key.columns.size() != key.referenced_columns.size()) {
        return gap("its column lists do not match");
    }
    std::string from, to;
    for (size_t i = 0; i < key.columns.size(); ++i) {
        const Column* column = find_column(table, key.columns[i]);
        const Column* target = find_column(*referenced, key.referenced_columns[i]);
        if (!column || !target) return gap("a column of it is not in the catalog");
        from += (i ? ", " : "") + quoted(pg_column(column->name));
        to += (i ? ", " : "") + quoted(pg_column(target->name));
    }
    return fmt::format(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} "
        "ON UPDATE {} NOT VALID",
        table_name(table), quoted(pg_object(key.name)), from, table_name(*referenced), to,
        action_sql(key.on_delete), action_sql(key.on_update));
}

std::string DdlWriter::validate_constraint(const Table& table, const std::string& name) const {
    return fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", table_name(table),
                       quoted(pg_object(name)));
}

std::string DdlWriter::identity_position(const Table& table) const {
    for (const Column& column : table.columns) {
        if (!column.identity || column.is_computed()) continue;
        auto last = parse_int64(column.identity->last);
        auto seed = parse_int64(column.identity->seed);
        auto increment = parse_int64(column.identity->increment);
        if (!seed || !increment || *increment == 0) return {};
        Range range = integer_range(column.type);
        std::string sequence =
            quoted(schema(table.schema_id), pg_identity_sequence(table.object_id));
        return fmt::format("SELECT setval({}::regclass, {}, {})", pg::quote_literal(sequence),
                           std::clamp(last.value_or(*seed), range.lowest, range.highest),
                           last ? "true" : "false");
    }
    return {};
}

std::string DdlWriter::create_sequence(const catalog::Sequence& sequence) const {
    Range range = integer_range(sequence.type);
    auto bound = [](const std::string& text, int64_t otherwise) {
        return parse_int64(text).value_or(otherwise);
    };
    std::string name = quoted(schema(sequence.schema_id), pg_object(sequence.name));
    int64_t start = bound(sequence.start, range.lowest);
    int64_t increment = bound(sequence.increment, 1);
    return fmt::format(
        "CREATE SEQUENCE {} AS bigint INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} {}",
        name, increment, bound(sequence.minimum, range.lowest),
        bound(sequence.maximum, range.highest), start, sequence.cycles ? "CYCLE" : "NO CYCLE");
}

}  // namespace gantry::store
