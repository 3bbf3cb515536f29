// CREATE, ALTER and CREATE OR ALTER of views, procedures, functions and triggers: kept as text.
// Views and inline functions are bound once, for their columns and their errors, as SQL Server
// does; the others are compiled when they are first used.

#include <fmt/format.h>

#include "engine/bind/errors.h"
#include "engine/ddl/session.h"
#include "engine/unsupported.h"

namespace gantry::engine::ddl {

namespace {

catalog::Column view_column(int32_t id, const bind::Column& source) {
    catalog::Column column;
    column.id = id;
    column.name = source.name;
    column.type = source.type.id == types::TypeId::none ? types::int_type() : source.type;
    column.nullable = source.nullable;
    return column;
}

void bind_view(Work& work, const tsql::CreateViewStatement& statement, catalog::Module& module) {
    bind::Query* query = work.binder().query(statement.with, *statement.query, nullptr);
    const std::vector<bind::Column>& columns = query->columns();
    int line = static_cast<int>(statement.range.line);
    if (!statement.columns.empty() && statement.columns.size() != columns.size()) {
        bool more = columns.size() > statement.columns.size();
        bind::fail(more ? 8158 : 8159, 16, line,
                   fmt::format("'{}' has {} columns than were specified in the column list.",
                               module.name, more ? "more" : "fewer"));
    }
    module.columns.clear();
    for (size_t i = 0; i < columns.size(); ++i) {
        catalog::Column column = view_column(static_cast<int32_t>(i + 1), columns[i]);
        if (!statement.columns.empty()) column.name = statement.columns[i].name;
        if (column.name.empty()) {
            bind::fail(4511, 16, line,
                       fmt::format("Create View or Function failed because no column name was "
                                   "specified for column {}.",
                                   i + 1));
        }
        for (const catalog::Column& other : module.columns) {
            if (same_name(other.name, column.name, work.binder().database_collation())) {
                bind::fail(4506, 16, line,
                           fmt::format("Column names in each view or function must be unique. "
                                       "Column name '{}' in view or function '{}' is specified "
                                       "more than once.",
                                       column.name, module.name));
            }
        }
        module.columns.push_back(std::move(column));
    }
}

tsql::DefineVerb verb_of(const tsql::Statement& statement) {
    if (const auto* s = statement.try_as<tsql::CreateViewStatement>()) return s->verb;
    if (const auto* s = statement.try_as<tsql::CreateProcedureStatement>()) return s->verb;
    if (const auto* s = statement.try_as<tsql::CreateFunctionStatement>()) return s->verb;
    return statement.as<tsql::CreateTriggerStatement>().verb;
}

}  // namespace

void define_module(Work& work, const tsql::Statement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (const auto* trigger = statement.try_as<tsql::CreateTriggerStatement>()) {
        if (trigger->scope != tsql::TriggerScope::table) throw unsupported("DDL triggers", line);
    }
    auto module = module_from_statement(statement, work.batch(), work.names());
    const tsql::ObjectName* name = created_name(statement);
    if (!module || name == nullptr) throw unsupported("this kind of module", line);
    if (!name->database().empty()) {
        bind::fail(166, 15, line,
                   "'CREATE/ALTER' does not allow specifying the database name as a prefix to the "
                   "object name.");
    }
    const DatabaseCatalog& database = work.database(*name);
    const catalog::Schema& schema = work.schema(database, *name);
    module->schema_id = schema.id;
    module->quoted_identifier = work.context().settings.quoted_identifier;
    module->ansi_nulls = work.context().settings.ansi_nulls;
    ObjectRef existing = database.find_object(schema.id, module->name);
    tsql::DefineVerb verb = verb_of(statement);
    bool alters = verb == tsql::DefineVerb::alter ||
                  (verb == tsql::DefineVerb::create_or_alter && existing);
    if (alters && (!existing || existing.module == nullptr)) {
        bind::fail(208, 16, line, fmt::format("Invalid object name '{}'.", bind::dotted(*name)));
    }
    if (alters && existing.module->kind != module->kind) {
        bind::fail(2010, 16, line,
                   fmt::format("Cannot perform alter on '{}' because it is an incompatible object "
                               "type.",
                               bind::dotted(*name)));
    }
    if (!alters) work.require_free(database, schema, module->name, line);
    if (module->kind == catalog::ModuleKind::view) {
        bind_view(work, statement.as<tsql::CreateViewStatement>(), *module);
    }
    if (alters) {
        module->object_id = existing.module->object_id;
        module->disabled = existing.module->disabled;
        store::alter_module(work.target(database), *module);
        return;
    }
    store::create_module(work.target(database), std::move(*module));
}

void enable_trigger(Work& work, const tsql::EnableTriggerStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.scope != tsql::TriggerScope::table) throw unsupported("DDL triggers", line);
    bind::Binder::Found parent = work.binder().find_object(statement.target);
    store::Target target = work.target(*parent.database);
    for (const catalog::Module& module : parent.database->model().modules) {
        if (module.kind != catalog::ModuleKind::trigger ||
            module.parent_object_id != parent.object.object_id()) {
            continue;
        }
        bool named = statement.all;
        for (const tsql::ObjectName& name : statement.names) {
            named = named || same_name(name.object(), module.name, parent.database->collation());
        }
        if (named) store::set_trigger_disabled(target, module.object_id, !statement.enable);
    }
}

}  // namespace gantry::engine::ddl
