// Indexes and constraints of existing tables.
#include <algorithm>

#include <fmt/format.h>

#include "engine/store/change_support.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

using catalog::Table;

void fill_name(const Target& target, const Table& table, const char* prefix, int32_t column_id,
               int32_t& id, std::string& name, bool& system_named) {
    if (id == 0) id = allocate_object_id(target.executor, target.database_id);
    if (!name.empty()) return;
    const catalog::Column* column = find_column(table, column_id);
    name = system_name(prefix, table.name, column ? column->name : "", id);
    system_named = true;
}

std::string drop_index_sql(const DdlWriter& writer, const Table& table,
                           const catalog::Index& index) {
    bool is_constraint = index.primary_key || index.unique_constraint;
    std::string name = is_constraint ? pg_object(index.name)
                                     : pg_index(index.name, table.object_id);
    // A primary key may be a constraint or, with DESC columns, only an index.
    return fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {};DROP INDEX IF EXISTS {}",
                       writer.table_name(table), quoted(name),
                       quoted(writer.schema(table.schema_id), name));
}

void build_index(const Target& target, const Table& table, const catalog::Index& index) {
    DdlWriter writer = writer_of(target);
    IndexDdl ddl = writer.index(table, index);
    refuse_gaps(ddl.gaps);
    run_ddl(target, ddl.sql, writer.display_name(table));
    run_ddl(target, ddl.attach_sql, writer.display_name(table));
}

bool is_clustered(const catalog::Index& index) {
    return index.kind == catalog::IndexKind::clustered ||
           index.kind == catalog::IndexKind::clustered_columnstore;
}

void build_key(const Target& target, const Table& table, const catalog::ForeignKey& key,
               bool validate) {
    DdlWriter writer = writer_of(target);
    std::vector<Gap> gaps;
    std::optional<std::string> sql = writer.add_foreign_key(table, key, gaps);
    refuse_gaps(gaps);
    run_ddl(target, *sql, writer.display_name(table));
    if (validate) {
        run_ddl(target, writer.validate_constraint(table, key.name), writer.display_name(table));
    }
}

void build_check(const Target& target, const Table& table, const catalog::CheckConstraint& check,
                 bool validate) {
    DdlWriter writer = writer_of(target);
    std::vector<Gap> gaps;
    std::optional<std::string> sql = writer.add_check(table, check, gaps);
    refuse_gaps(gaps);
    run_ddl(target, *sql, writer.display_name(table));
    if (validate) {
        run_ddl(target, writer.validate_constraint(table, check.name),
                writer.display_name(table));
    }
}

std::string drop_constraint_sql(const DdlWriter& writer, const Table& table,
                                const std::string& name) {
    return fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", writer.table_name(table),
                       quoted(pg_object(name)));
}

}  // namespace

catalog::Index create_index(const Target& target, int32_t table_id, catalog::Index index) {
    Table table = require_table(target, table_id);
    if (index.primary_key || index.unique_constraint) {
        fill_name(target, table, index.primary_key ? "PK" : "UQ", 0, index.object_id, index.name,
                  index.system_named);
    }
    if (is_clustered(index)) {
        index.id = 1;
        std::erase_if(table.indexes,
                      [](const auto& i) { return i.kind == catalog::IndexKind::heap; });
    } else if (index.id == 0) {
        index.id = 2;
        for (const auto& other : table.indexes) index.id = std::max(index.id, other.id + 1);
    }
    build_index(target, table, index);
    table.indexes.push_back(index);
    std::stable_sort(table.indexes.begin(), table.indexes.end(),
                     [](const auto& a, const auto& b) { return a.id < b.id; });
    store_table(target, table);
    return index;
}

void drop_index(const Target& target, int32_t table_id, int32_t index_id) {
    Table table = require_table(target, table_id);
    const catalog::Index index = require_index(table, index_id);
    DdlWriter writer = writer_of(target);
    run_ddl(target, drop_index_sql(writer, table, index), writer.display_name(table));
    std::erase_if(table.indexes, [&](const auto& i) { return i.id == index_id; });
    if (is_clustered(index)) table.indexes.insert(table.indexes.begin(), catalog::Index{});
    delete_gaps(target, table_id, index_id);
    store_table(target, table);
}

void set_index_disabled(const Target& target, int32_t table_id, int32_t index_id, bool disabled) {
    Table table = require_table(target, table_id);
    catalog::Index& index = const_cast<catalog::Index&>(require_index(table, index_id));
    DdlWriter writer = writer_of(target);
    run_ddl(target, drop_index_sql(writer, table, index), writer.display_name(table));
    index.disabled = disabled;
    if (!disabled) build_index(target, table, index);
    store_table(target, table);
}

catalog::CheckConstraint add_check(const Target& target, int32_t table_id,
                                   catalog::CheckConstraint check, bool validate) {
    Table table = require_table(target, table_id);
    fill_name(target, table, "CK", check.column_id, check.object_id, check.name,
              check.system_named);
    check.not_trusted = !validate;
    build_check(target, table, check, validate);
    table.checks.push_back(check);
    store_table(target, table);
    return check;
}

catalog::DefaultConstraint add_default(const Target& target, int32_t table_id, int32_t column_id,
                                       catalog::DefaultConstraint constraint) {
    Table table = require_table(target, table_id);
    auto& column = const_cast<catalog::Column&>(require_column(table, column_id));
    if (column.default_constraint || column.identity) {
        throw SqlError(1781, "Column already has a DEFAULT bound to it.");
    }
    fill_name(target, table, "DF", column_id, constraint.object_id, constraint.name,
              constraint.system_named);
    column.default_constraint = constraint;
    DdlWriter writer = writer_of(target);
    std::vector<Gap> gaps;
    std::optional<std::string> sql = writer.set_default(table, column, gaps);
    refuse_gaps(gaps);
    run_ddl(target, *sql, writer.display_name(table));
    store_table(target, table);
    return constraint;
}

catalog::ForeignKey add_foreign_key(const Target& target, int32_t table_id,
                                    catalog::ForeignKey key, bool validate) {
    Table table = require_table(target, table_id);
    fill_name(target, table, "FK", key.columns.empty() ? 0 : key.columns[0], key.object_id,
              key.name, key.system_named);
    key.not_trusted = !validate;
    build_key(target, table, key, validate);
    table.foreign_keys.push_back(key);
    store_table(target, table);
    return key;
}

void drop_constraint(const Target& target, int32_t constraint_id) {
    DdlWriter writer = writer_of(target);
    for (const Table& found : target.model.tables) {
        Table table = found;
        std::string name = writer.display_name(table);
        for (catalog::Column& column : table.columns) {
            if (!column.default_constraint ||
                column.default_constraint->object_id != constraint_id) {
                continue;
            }
            run_ddl(target,
                    fmt::format("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT",
                                writer.table_name(table), quoted(pg_column(column.name))),
                    name);
            column.default_constraint.reset();
            delete_gaps(target, table.object_id, column.id);
            return store_table(target, table);
        }
        for (const catalog::Index& index : table.indexes) {
            if (index.object_id == constraint_id) {
                return drop_index(target, table.object_id, index.id);
            }
        }
        auto drop_from = [&](auto& list) {
            auto it = std::find_if(list.begin(), list.end(),
                                   [&](const auto& c) { return c.object_id == constraint_id; });
            if (it == list.end()) return false;
            run_ddl(target, drop_constraint_sql(writer, table, it->name), name);
            list.erase(it);
            delete_gaps(target, table.object_id, constraint_id);
            store_table(target, table);
            return true;
        };
        if (drop_from(table.checks) || drop_from(table.foreign_keys)) return;
    }
    throw SqlError(3728, fmt::format("'{}' is not a constraint.", constraint_id));
}

void enable_constraint(const Target& target, int32_t constraint_id, bool enabled, bool validate) {
    DdlWriter writer = writer_of(target);
    for (const Table& found : target.model.tables) {
        Table table = found;
        auto change = [&](auto& list, auto build) {
            for (auto& constraint : list) {
                if (constraint.object_id != constraint_id) continue;
                run_ddl(target, drop_constraint_sql(writer, table, constraint.name),
                        writer.display_name(table));
                constraint.disabled = !enabled;
                constraint.not_trusted = !enabled || !validate;
                if (enabled) build(target, table, constraint, validate);
                store_table(target, table);
                return true;
            }
            return false;
        };
        if (change(table.checks, build_check) || change(table.foreign_keys, build_key)) return;
    }
    throw SqlError(4917, fmt::format("Constraint '{}' does not exist.", constraint_id));
}

}  // namespace gantry::store
