// Tables and columns.
#include <algorithm>

#include <fmt/format.h>

#include "engine/store/change_support.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

using catalog::Column;
using catalog::Table;

void name_constraints(const Target& target, Table& table) {
    auto fill = [&](int32_t& id, std::string& name, bool& system_named, const char* prefix,
                    const std::string& column) {
        if (id == 0) id = allocate_object_id(target.executor, target.database_id);
        if (!name.empty()) return;
        name = system_name(prefix, table.name, column, id);
        system_named = true;
    };
    for (Column& column : table.columns) {
        if (!column.default_constraint) continue;
        auto& constraint = *column.default_constraint;
        fill(constraint.object_id, constraint.name, constraint.system_named, "DF", column.name);
    }
    for (catalog::Index& index : table.indexes) {
        if (!index.primary_key && !index.unique_constraint) continue;
        fill(index.object_id, index.name, index.system_named, index.primary_key ? "PK" : "UQ", "");
    }
    for (catalog::ForeignKey& key : table.foreign_keys) {
        const Column* column = key.columns.empty() ? nullptr : find_column(table, key.columns[0]);
        fill(key.object_id, key.name, key.system_named, "FK", column ? column->name : "");
        // A key on the table itself was given the id the table did not have yet.
        if (key.referenced_table_id == 0) key.referenced_table_id = table.object_id;
    }
    for (catalog::CheckConstraint& check : table.checks) {
        const Column* column = find_column(table, check.column_id);
        fill(check.object_id, check.name, check.system_named, "CK", column ? column->name : "");
    }
}

void number_indexes(Table& table) {
    bool clustered = std::any_of(table.indexes.begin(), table.indexes.end(), [](const auto& index) {
        return index.kind == catalog::IndexKind::clustered ||
               index.kind == catalog::IndexKind::clustered_columnstore;
    });
    bool heap = std::any_of(table.indexes.begin(), table.indexes.end(),
                            [](const auto& i) { return i.kind == catalog::IndexKind::heap; });
    if (!clustered && !heap) table.indexes.insert(table.indexes.begin(), catalog::Index{});
    int32_t next = 2;
    for (const auto& index : table.indexes) next = std::max(next, index.id + 1);
    for (auto& index : table.indexes) {
        if (index.kind == catalog::IndexKind::heap || index.id != 0) continue;
        index.id = index.kind == catalog::IndexKind::clustered ||
                           index.kind == catalog::IndexKind::clustered_columnstore
                       ? 1
                       : next++;
    }
    std::stable_sort(table.indexes.begin(), table.indexes.end(),
                     [](const auto& a, const auto& b) { return a.id < b.id; });
}

void ensure_collations(const Target& target, const Table& table) {
    catalog::Database only;
    only.tables.push_back(table);
    for (uint32_t collation : collations_of(only)) ensure_collation(target.executor, collation);
}

// Constraints and indexes of a table that is in PostgreSQL already, in a model that has it.
void add_parts(const Target& target, const Table& table) {
    DdlWriter writer = writer_of(target);
    std::string name = writer.display_name(table);
    std::vector<Gap> gaps;
    auto run = [&](const std::optional<std::string>& sql) {
        refuse_gaps(gaps);
        if (sql) run_ddl(target, *sql, name);
    };
    for (const Column& column : table.columns) run(writer.set_default(table, column, gaps));
    for (const catalog::Index& index : table.indexes) {
        IndexDdl ddl = writer.index(table, index);
        refuse_gaps(ddl.gaps);
        run_ddl(target, ddl.sql, name);
        run_ddl(target, ddl.attach_sql, name);
    }
    for (const auto& check : table.checks) run(writer.add_check(table, check, gaps));
    for (const auto& key : table.foreign_keys) run(writer.add_foreign_key(table, key, gaps));
}

void refuse_dependents(const Table& table, const Column& column) {
    auto refuse = [&](const std::string& object) {
        throw SqlError(5074, fmt::format("The object '{}' is dependent on column '{}'.", object,
                                         column.name));
    };
    if (column.default_constraint) refuse(column.default_constraint->name);
    for (const auto& index : table.indexes) {
        for (const auto& part : index.columns) {
            if (part.column_id == column.id) refuse(index.name);
        }
    }
    for (const auto& key : table.foreign_keys) {
        if (std::find(key.columns.begin(), key.columns.end(), column.id) != key.columns.end()) {
            refuse(key.name);
        }
    }
    for (const auto& check : table.checks) {
        if (check.column_id == column.id) refuse(check.name);
    }
}

}  // namespace

Table create_table(const Target& target, Table table) {
    if (table.object_id == 0) {
        table.object_id = allocate_object_id(target.executor, target.database_id);
    }
    int32_t next_id = 1;
    for (Column& column : table.columns) {
        if (column.id == 0) column.id = next_id;
        next_id = column.id + 1;
    }
    name_constraints(target, table);
    number_indexes(table);
    ensure_pg_schema(target, table.schema_id);
    ensure_collations(target, table);
    catalog::Database with_table = target.model;  // a foreign key may refer to the table itself
    with_table.tables.push_back(table);
    Target inner{target.executor, target.database_id, with_table, target.compiler};
    DdlWriter writer = writer_of(inner);
    TableDdl ddl = writer.table(table);
    refuse_gaps(ddl.gaps);
    std::string name = writer.display_name(table);
    for (const std::string& sql : ddl.before) run_ddl(inner, sql, name);
    run_ddl(inner, ddl.create, name);
    for (const std::string& sql : ddl.after) run_ddl(inner, sql, name);
    for (const auto& generated : ddl.generated) run_ddl(inner, generated.sql, name);
    add_parts(inner, table);
    store_table(target, table);
    return table;
}

void drop_table(const Target& target, int32_t object_id) {
    const Table& table = require_table(target, object_id);
    for (const Table& other : target.model.tables) {
        if (other.object_id == object_id) continue;
        for (const auto& key : other.foreign_keys) {
            if (key.referenced_table_id != object_id) continue;
            throw SqlError(3726, fmt::format("Could not drop object '{}' because it is referenced "
                                             "by a FOREIGN KEY constraint.",
                                             table.name));
        }
    }
    DdlWriter writer = writer_of(target);
    run_ddl(target, "DROP TABLE IF EXISTS " + writer.table_name(table) + " CASCADE",
            writer.display_name(table));
    forget_object(target, object_id);
}

void truncate_table(const Target& target, int32_t object_id) {
    const Table& table = require_table(target, object_id);
    DdlWriter writer = writer_of(target);
    try {
        target.executor.execute("TRUNCATE " + writer.table_name(table) + " RESTART IDENTITY");
    } catch (const pg::PgError& error) {
        if (error.sqlstate() == "0A000") {
            throw SqlError(4712, fmt::format("Cannot truncate table '{}' because it is being "
                                             "referenced by a FOREIGN KEY constraint.",
                                             table.name));
        }
        rethrow_as_sql_error(target, error, writer.display_name(table));
    }
}

Column add_column(const Target& target, int32_t table_id, Column column, bool fill_existing) {
    Table table = require_table(target, table_id);
    if (column.id == 0) {
        for (const Column& other : table.columns) column.id = std::max(column.id, other.id);
        ++column.id;
    }
    table.columns.push_back(column);
    name_constraints(target, table);
    column = table.columns.back();
    ensure_collations(target, table);
    DdlWriter writer = writer_of(target);
    std::string name = writer.display_name(table);
    if (column.is_computed()) {
        Compiled compiled = target.compiler.computed(target.model, table, column);
        if (!compiled.ok()) throw SqlError(40510, compiled.problem);
        run_ddl(target,
                fmt::format("ALTER TABLE {} ADD COLUMN {} GENERATED ALWAYS AS ({}) STORED",
                            writer.table_name(table), writer.column_definition(table, column),
                            compiled.sql),
                name);
        store_table(target, table);
        return column;
    }
    Table only = table;  // for the sequence of an identity column
    only.columns = {column};
    TableDdl ddl = writer.table(only);
    refuse_gaps(ddl.gaps);
    for (const std::string& sql : ddl.before) run_ddl(target, sql, name);
    std::string add = fmt::format("ALTER TABLE {} ADD COLUMN {}", writer.table_name(table),
                                  writer.column_definition(table, column));
    std::vector<Gap> gaps;
    std::optional<std::string> set_default = writer.set_default(table, column, gaps);
    refuse_gaps(gaps);
    if (set_default && (fill_existing || !column.nullable)) {
        Compiled value = target.compiler.default_value(target.model, table, column,
                                                       column.default_constraint->text);
        run_ddl(target, add + " DEFAULT " + value.sql, name);
    } else {
        run_ddl(target, add, name);
        if (set_default) run_ddl(target, *set_default, name);
    }
    for (const std::string& sql : ddl.after) run_ddl(target, sql, name);
    store_table(target, table);
    return column;
}

void drop_column(const Target& target, int32_t table_id, int32_t column_id) {
    Table table = require_table(target, table_id);
    const Column column = require_column(table, column_id);
    refuse_dependents(table, column);
    DdlWriter writer = writer_of(target);
    run_ddl(target,
            fmt::format("ALTER TABLE {} DROP COLUMN IF EXISTS {}", writer.table_name(table),
                        quoted(pg_column(column.name))),
            writer.display_name(table));
    std::erase_if(table.columns, [&](const Column& c) { return c.id == column_id; });
    delete_gaps(target, table_id, column_id);
    store_table(target, table);
}

void alter_column(const Target& target, int32_t table_id, const Column& column,
                  const std::string& using_sql) {
    Table table = require_table(target, table_id);
    Column& stored = const_cast<Column&>(require_column(table, column.id));
    bool nullability_changed = stored.nullable != column.nullable;
    DdlWriter writer = writer_of(target);
    std::string name = writer.display_name(table);
    std::string quoted_name = quoted(pg_column(stored.name));
    std::vector<Gap> gaps;
    std::string alter = "ALTER TABLE " + writer.table_name(table) + " ";
    if (stored.default_constraint) {
        run_ddl(target, alter + "ALTER COLUMN " + quoted_name + " DROP DEFAULT", name);
    }
    stored.type = column.type;
    stored.nullable = column.nullable;
    ensure_collations(target, table);
    run_ddl(target,
            fmt::format("{}ALTER COLUMN {} TYPE {} USING {}, ALTER COLUMN {} {} NOT NULL", alter,
                        quoted_name, pg_type(column.type),
                        using_sql.empty() ? quoted_name + "::" + pg_type_bare(column.type)
                                          : using_sql,
                        quoted_name, column.nullable ? "DROP" : "SET"),
            name);
    if (auto sql = writer.set_default(table, stored, gaps)) run_ddl(target, *sql, name);
    // Key columns are ordered by their nullability (pg_ddl.h): such indexes are built anew.
    for (const catalog::Index& index : table.indexes) {
        bool uses = std::any_of(index.columns.begin(), index.columns.end(), [&](const auto& part) {
            return part.column_id == column.id && !part.included;
        });
        IndexDdl ddl = writer.index(table, index);
        if (!nullability_changed || !uses || ddl.sql.empty() || !ddl.attach_sql.empty()) continue;
        run_ddl(target, "DROP INDEX IF EXISTS " + quoted(writer.schema(table.schema_id), ddl.name),
                name);
        run_ddl(target, ddl.sql, name);
    }
    store_table(target, table);
}

void rename_column(const Target& target, int32_t table_id, int32_t column_id,
                   const std::string& new_name) {
    Table table = require_table(target, table_id);
    Column& column = const_cast<Column&>(require_column(table, column_id));
    DdlWriter writer = writer_of(target);
    run_ddl(target,
            fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", writer.table_name(table),
                        quoted(pg_column(column.name)), quoted(pg_column(new_name))),
            writer.display_name(table));
    column.name = new_name;
    store_table(target, table);
}

std::optional<std::string> identity_current(const Target& target, int32_t table_id) {
    const Table& table = require_table(target, table_id);
    bool present = std::any_of(table.columns.begin(), table.columns.end(),
                               [](const Column& column) { return column.identity.has_value(); });
    if (!present) return std::nullopt;
    DdlWriter writer = writer_of(target);
    return target.executor
        .query("SELECT last_value FROM " +
               quoted(writer.schema(table.schema_id), pg_identity_sequence(table_id)))
        .value();
}

void set_identity_current(const Target& target, int32_t table_id, const std::string& value) {
    const Table& table = require_table(target, table_id);
    DdlWriter writer = writer_of(target);
    target.executor.query(
        "SELECT setval($1::regclass, $2::bigint, true)",
        {quoted(writer.schema(table.schema_id), pg_identity_sequence(table_id)), value});
}

}  // namespace gantry::store
