// CREATE TABLE and ALTER TABLE.

#include <algorithm>

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "engine/unsupported.h"

namespace gantry::engine::ddl {

using tsql::AlterTableAction;

void create_table(Work& work, const tsql::CreateTableStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.external) throw unsupported("CREATE EXTERNAL TABLE", line);
    if (statement.definition == nullptr || statement.filetable || !statement.graph.empty()) {
        throw unsupported("CREATE TABLE of this kind (graph, FileTable, AS SELECT)", line);
    }
    std::string_view name = statement.name.object();
    catalog::Table table =
        table_from_definition(*statement.definition, name, work.batch(), work.names());
    table.name = name;
    if (name.starts_with('#')) {
        if (name.starts_with("##")) throw unsupported("global temporary tables (##)", line);
        add_temporary(work, std::move(table));
        return;
    }
    const DatabaseCatalog& database = work.database(statement.name);
    const catalog::Schema& schema = work.schema(database, statement.name);
    work.require_free(database, schema, name, line);
    table.schema_id = schema.id;
    work.type_computed_columns(database, table);
    work.check_expressions(database, table);
    store::create_table(work.target(database), std::move(table));
}

namespace {

struct Subject {
    const DatabaseCatalog& database;
    const catalog::Table& table;
};

Subject subject_of(Work& work, const tsql::ObjectName& name) {
    bind::Binder::Found found = work.binder().find_object_raw(name);
    if (found.object.table == nullptr) {
        bind::fail(4902, 16, static_cast<int>(name.range.line),
                   fmt::format("Cannot find the object \"{}\" because it does not exist or you do "
                               "not have permissions.",
                               bind::dotted(name)));
    }
    if (found.temporary) {
        throw unsupported("ALTER TABLE of a temporary table", static_cast<int>(name.range.line));
    }
    return {*found.database, *found.object.table};
}

// What ADD adds, as the difference between the table before and after.
void add_elements(Work& work, const tsql::AlterTableStatement& statement, const Subject& subject) {
    bool nocheck = statement.with == tsql::AlterTableStatement::With::nocheck;
    for (const tsql::TableElement* element : statement.elements) {
        catalog::Table after = subject.table;
        size_t columns = after.columns.size();
        std::vector<catalog::Index> indexes = after.indexes;
        size_t checks = after.checks.size();
        size_t keys = after.foreign_keys.size();
        add_table_element(after, *element, work.batch(), work.names(), nocheck);
        work.type_computed_columns(subject.database, after);
        store::Target target = work.target(subject.database);
        int32_t table_id = subject.table.object_id;
        for (size_t i = columns; i < after.columns.size(); ++i) {
            catalog::Column column = after.columns[i];
            bool fill = !column.nullable;
            if (const auto* definition = element->try_as<tsql::ColumnDefinition>()) {
                for (const tsql::Constraint* c : definition->constraints) fill |= c->with_values;
            }
            if (!column.nullable && !column.default_constraint && !column.identity &&
                !column.is_computed() && column.type.id != types::TypeId::rowversion) {
                require_empty(work, subject.database, subject.table, column);
            }
            column.id = 0;
            store::add_column(target, table_id, column, fill);
        }
        for (size_t i = 0; i < columns; ++i) {
            const catalog::Column& before = subject.table.columns[i];
            if (after.columns[i].default_constraint && !before.default_constraint) {
                store::add_default(target, table_id, before.id,
                                   *after.columns[i].default_constraint);
            }
        }
        for (const catalog::Index& index : after.indexes) {
            bool old = std::any_of(indexes.begin(), indexes.end(), [&](const catalog::Index& i) {
                return i.id == index.id && i.name == index.name && i.id != 0;
            });
            if (old || index.kind == catalog::IndexKind::heap) continue;
            catalog::Index fresh = index;
            fresh.id = 0;
            store::create_index(target, table_id, fresh);
        }
        for (size_t i = checks; i < after.checks.size(); ++i) {
            store::add_check(target, table_id, after.checks[i], !nocheck);
        }
        for (size_t i = keys; i < after.foreign_keys.size(); ++i) {
            store::add_foreign_key(target, table_id, after.foreign_keys[i], !nocheck);
        }
    }
}

const catalog::Column& column_named(const Subject& subject, std::string_view name, int line,
                                    int number) {
    const catalog::Column* column = subject.database.find_column(subject.table, name);
    if (column == nullptr) {
        bind::fail(number, 16, line,
                   number == 4924
                       ? fmt::format("ALTER TABLE DROP COLUMN failed because column '{}' does not "
                                     "exist in table '{}'.",
                                     name, subject.table.name)
                       : fmt::format("ALTER TABLE ALTER COLUMN failed because column '{}' does not "
                                     "exist in table '{}'.",
                                     name, subject.table.name));
    }
    return *column;
}

void alter_column(Work& work, const tsql::AlterTableStatement& statement, const Subject& subject) {
    int line = static_cast<int>(statement.range.line);
    if (statement.elements.empty()) throw unsupported("ALTER COLUMN ... ADD or DROP", line);
    const auto* definition = statement.elements[0]->try_as<tsql::ColumnDefinition>();
    if (definition == nullptr || definition->type == nullptr) {
        throw unsupported("this form of ALTER COLUMN", line);
    }
    catalog::Column column = column_named(subject, definition->name.name, line, 4922);
    if (column.is_computed()) {
        bind::fail(4928, 16, line,
                   fmt::format("Cannot alter column '{}' because it is 'COMPUTED'.", column.name));
    }
    types::SqlType before = column.type;
    column.type = work.binder().data_type(*definition->type, false);
    if (types::is_character(column.type.id)) {
        if (!definition->collation.empty()) {
            column.type.collation = work.names().collation(definition->collation);
        } else if (types::is_character(before.id)) {
            column.type.collation = before.collation;
        }
    }
    const tsql::Constraint* declared = tsql::nullability(*definition);
    column.nullable =
        declared == nullptr || declared->constraint == tsql::ConstraintKind::null;
    std::string reference = store::quoted(store::pg_column(column.name));
    store::alter_column(work.target(subject.database), subject.table.object_id, column,
                        emit::conversion(reference, before, column.type, false, {}, false));
}

int32_t constraint_named(const Subject& subject, std::string_view name) {
    uint32_t collation = subject.database.collation();
    for (const catalog::Index& index : subject.table.indexes) {
        if (index.object_id != 0 && same_name(index.name, name, collation)) return index.object_id;
    }
    for (const catalog::CheckConstraint& check : subject.table.checks) {
        if (same_name(check.name, name, collation)) return check.object_id;
    }
    for (const catalog::ForeignKey& key : subject.table.foreign_keys) {
        if (same_name(key.name, name, collation)) return key.object_id;
    }
    for (const catalog::Column& column : subject.table.columns) {
        if (column.default_constraint &&
            same_name(column.default_constraint->name, name, collation)) {
            return column.default_constraint->object_id;
        }
    }
    return 0;
}

void drop_items(Work& work, const tsql::AlterTableStatement& statement, const Subject& subject) {
    int line = static_cast<int>(statement.range.line);
    store::Target target = work.target(subject.database);
    for (const tsql::DropTableItem* item : statement.drops) {
        using What = tsql::DropTableItem::What;
        if (item->what == What::column) {
            if (item->if_exists &&
                subject.database.find_column(subject.table, item->name.name) == nullptr) {
                continue;
            }
            const catalog::Column& column = column_named(subject, item->name.name, line, 4924);
            if (column.default_constraint) {
                bind::fail(5074, 16, line,
                           fmt::format("The object '{}' is dependent on column '{}'.",
                                       column.default_constraint->name, column.name));
            }
            store::drop_column(target, subject.table.object_id, column.id);
            continue;
        }
        if (item->what == What::period || item->what == What::index) {
            throw unsupported("ALTER TABLE ... DROP PERIOD or INDEX", line);
        }
        int32_t id = constraint_named(subject, item->name.name);
        if (id == 0) {
            if (item->if_exists) continue;
            bind::fail(3728, 16, line,
                       fmt::format("'{}' is not a constraint.", item->name.name));
        }
        store::drop_constraint(target, id);
    }
}

void check_constraints(Work& work, const tsql::AlterTableStatement& statement,
                       const Subject& subject) {
    int line = static_cast<int>(statement.range.line);
    bool validate = statement.on && statement.with == tsql::AlterTableStatement::With::check;
    store::Target target = work.target(subject.database);
    if (statement.all) {
        for (const catalog::CheckConstraint& check : subject.table.checks) {
            store::enable_constraint(target, check.object_id, statement.on, validate);
        }
        for (const catalog::ForeignKey& key : subject.table.foreign_keys) {
            store::enable_constraint(target, key.object_id, statement.on, validate);
        }
        return;
    }
    for (const tsql::Identifier& name : statement.names) {
        int32_t id = constraint_named(subject, name.name);
        if (id == 0) {
            bind::fail(4917, 16, line, fmt::format("Constraint '{}' does not exist.", name.name));
        }
        store::enable_constraint(target, id, statement.on, validate);
    }
}

void table_triggers(Work& work, const tsql::AlterTableStatement& statement,
                    const Subject& subject) {
    store::Target target = work.target(subject.database);
    for (const catalog::Module& module : subject.database.model().modules) {
        if (module.kind != catalog::ModuleKind::trigger ||
            module.parent_object_id != subject.table.object_id) {
            continue;
        }
        bool named = statement.all;
        for (const tsql::Identifier& name : statement.names) {
            named = named || same_name(name.name, module.name, subject.database.collation());
        }
        if (named) store::set_trigger_disabled(target, module.object_id, !statement.on);
    }
}

}  // namespace

void require_empty(Work& work, const DatabaseCatalog& database, const catalog::Table& table,
                   const catalog::Column& column) {
    const catalog::Schema* schema = database.schema_by_id(table.schema_id);
    std::string name = store::pg_qualified(database.name(), schema->name, table.name);
    auto rows = work.executor().query(fmt::format("SELECT 1 FROM {} LIMIT 1", name));
    if (rows.empty()) return;
    bind::fail(4901, 16, 0,
               fmt::format("ALTER TABLE only allows columns to be added that can contain nulls, or "
                           "have a DEFAULT definition specified, or the column being added is an "
                           "identity or timestamp column, or alternatively if none of the previous "
                           "conditions are satisfied the table must be empty to allow addition of "
                           "this column. Column '{}' cannot be added to non-empty table '{}' "
                           "because it does not satisfy these conditions.",
                           column.name, table.name));
}

void alter_table(Work& work, const tsql::AlterTableStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    Subject subject = subject_of(work, statement.name);
    switch (statement.action) {
        case AlterTableAction::add: return add_elements(work, statement, subject);
        case AlterTableAction::alter_column: return alter_column(work, statement, subject);
        case AlterTableAction::drop: return drop_items(work, statement, subject);
        case AlterTableAction::check_constraint: return check_constraints(work, statement, subject);
        case AlterTableAction::trigger: return table_triggers(work, statement, subject);
        case AlterTableAction::rebuild:
        case AlterTableAction::set: return;  // storage options: PostgreSQL needs nothing for them
        default: throw unsupported("this form of ALTER TABLE", line);
    }
}

}  // namespace gantry::engine::ddl
