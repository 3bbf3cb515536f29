// Queries, changes, DDL and modules of BodyCheck.

#include <fmt/format.h>

#include "assess/engine_check/body_check.h"
#include "assess/engine_check/memory_ddl.h"
#include "assess/engine_check/offline_executor.h"
#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/ddl_model.h"
#include "engine/engine.h"
#include "engine/runnable.h"

namespace gantry::assess {

using tsql::NodeKind;

namespace {

constexpr size_t k_overlays_max = 50;  // copies of a model that one text may cause

// The name of SELECT ... INTO, or nullptr.
const tsql::ObjectName* into_of(const tsql::Statement& statement) {
    const auto* select = statement.try_as<tsql::SelectStatement>();
    if (select == nullptr || select->query == nullptr) return nullptr;
    const auto* spec = tsql::try_as<tsql::QuerySpecification>(select->query->body);
    return spec != nullptr && spec->into ? &spec->into : nullptr;
}

bool is_temporary(std::string_view name) {
    return name.starts_with('#');
}

// What depends on which statements ran before: texts say IF EXISTS.
bool depends_on_state(const SqlError& error) {
    return error.number() == 2714 || error.number() == 3701 || error.number() == 1801;
}

// A statement that was parsed, as the query it stands for.
tsql::SelectStatement select_of(const tsql::WithClause* with, const tsql::Query& query) {
    tsql::SelectStatement out;
    out.with = with;
    out.query = &query;
    out.range = query.range;
    return out;
}

}  // namespace

void BodyCheck::query(const tsql::Statement& statement) {
    const tsql::ObjectName* into = into_of(statement);
    if (into != nullptr && is_temporary(into->object())) forget_temporary(into->object());
    try {
        const engine::CompileContext context = this->context();
        const engine::CompiledPtr compiled = engine::compile(statement, context);
        engine::require_runnable(*compiled, session_.settings, int(statement.range.line));
        if (!compiled->into) return;
        if (is_temporary(compiled->into->name)) {
            AcceptingExecutor executor;
            set_temporary(engine::create_into_table(*compiled, context, executor).temporary);
            return;
        }
        overlay(compiled->target.database, [&](catalog::Database& model) {
            model.tables.push_back(*compiled->into);
            return true;
        });
    } catch (const SqlError& error) {
        if (into != nullptr && depends_on_state(error)) return;
        if (into != nullptr) lose_temporary(into->object());
        throw;
    }
}

// The catalog with a change in one database.
void BodyCheck::overlay(std::string_view database,
                        const std::function<bool(catalog::Database&)>& change) {
    const engine::DatabaseCatalog* found = session_.catalog->find(database);
    if (found == nullptr || ++session_.overlays > k_overlays_max) return;
    catalog::Database model = found->model();
    if (!change(model)) return;
    session_.catalog = session_.catalog->with_database(
        std::make_shared<const engine::DatabaseCatalog>(std::move(model)));
}

bool BodyCheck::temporary_ddl(const tsql::Statement& statement) {
    if (const auto* create = statement.try_as<tsql::CreateTableStatement>()) {
        if (!is_temporary(create->name.object())) return false;
        forget_temporary(create->name.object());
        try {
            const engine::CompileContext context = this->context();
            AcceptingExecutor executor;
            set_temporary(
                engine::execute_ddl(statement, parsed_.text(), context, executor).temporary);
        } catch (const SqlError&) {
            lose_temporary(create->name.object());
            throw;
        }
        return true;
    }
    if (const auto* drop = statement.try_as<tsql::DropStatement>()) {
        // It stays: the text may make it anew in another branch, and reads it before.
        for (const tsql::ObjectName& name : drop->names) {
            if (is_temporary(name.object())) return true;
        }
    }
    return false;
}

// What a refused ALTER would have made of a temporary table is not known.
void BodyCheck::lose_altered(const tsql::Statement& statement) {
    const auto* alter = statement.try_as<tsql::AlterTableStatement>();
    if (alter == nullptr || !is_temporary(alter->name.object())) return;
    forget_temporary(alter->name.object());
    lose_temporary(alter->name.object());
}

void BodyCheck::ddl(const tsql::Statement& statement) {
    if (temporary_ddl(statement)) return;
    try {
        const engine::CompileContext context = this->context();
        ProbingExecutor executor;
        engine::execute_ddl(statement, parsed_.text(), context, executor);
    } catch (const ReachedPostgres&) {
        // Nothing refused it.
    } catch (const SqlError& error) {
        // Views are bound at their creation; the same is told below, with its place.
        const bool told_below =
            engine::created_name(statement) != nullptr && error.number() != 40510;
        if (!depends_on_state(error) && !told_below) {
            lose_altered(statement);
            throw;
        }
    }
    if (!session_.changes_known) {
        overlay(session_.database, [&](catalog::Database& model) {
            return apply_ddl(model, statement, parsed_.text(), context());
        });
    }
    if (is_module(statement)) {
        BodyCheck inner(session_, parsed_, depth_, limits_);
        inner.module(statement);
    }
}

bool is_module(const tsql::Statement& statement) {
    switch (statement.kind) {
        case NodeKind::CreateViewStatement:
        case NodeKind::CreateProcedureStatement:
        case NodeKind::CreateFunctionStatement:
        case NodeKind::CreateTriggerStatement:
            return true;
        default:
            return false;
    }
}

void BodyCheck::module(const tsql::Statement& create) {
    in_module_ = true;
    const engine::SessionSettings settings = session_.settings;
    attempt(create, [&] {
        if (const auto* view = create.try_as<tsql::CreateViewStatement>()) {
            if (view->query == nullptr) return;
            const tsql::SelectStatement select = select_of(view->with, *view->query);
            const engine::CompileContext context = this->context();
            engine::compile(select, context);
        } else if (const auto* procedure = create.try_as<tsql::CreateProcedureStatement>()) {
            declare_parameters(procedure->parameters);
            declare_all(procedure->body);
            list(procedure->body);
        } else if (const auto* function = create.try_as<tsql::CreateFunctionStatement>()) {
            function_body(*function);
        } else if (const auto* trigger = create.try_as<tsql::CreateTriggerStatement>()) {
            trigger_body(*trigger);
        }
    });
    session_.settings = settings;
}

void BodyCheck::function_body(const tsql::CreateFunctionStatement& create) {
    if (create.external != nullptr) return;
    declare_parameters(create.parameters);
    if (create.function == tsql::FunctionKind::inline_table) {
        for (const tsql::Statement* one : create.body) {
            const auto* body = tsql::try_as<tsql::ReturnStatement>(one);
            if (body == nullptr || body->query == nullptr) continue;
            const tsql::SelectStatement select = select_of(body->with, *body->query);
            const engine::CompileContext context = this->context();
            attempt(*body, [&] { engine::compile(select, context); });
        }
    } else {
        if (create.returns != nullptr) returns_ = data_type(*create.returns);
        if (create.table != nullptr && !create.table_variable.empty()) {
            const engine::CompileContext context = this->context();
            AcceptingExecutor executor;
            forget_temporary(create.table_variable);
            attempt(create, [&] {
                set_temporary(engine::create_table_variable(create.table_variable, *create.table,
                                                            parsed_.text(), context, executor));
            });
        }
        declare_all(create.body);
        list(create.body);
    }
    call_once(create);
}

// What a query that calls the function gets.
void BodyCheck::call_once(const tsql::CreateFunctionStatement& create) {
    std::string call;
    for (const tsql::Identifier& part : create.name.parts) {
        call += (call.empty() ? "[" : ".[") + std::string(part.name) + "]";
    }
    if (create.name.parts.size() == 1) call = "[" + session_.default_schema + "]." + call;
    call += "(";
    for (size_t i = 0; i < create.parameters.size(); ++i) {
        call += i == 0 ? "" : ", ";
        call += create.parameters[i]->default_value != nullptr ? "DEFAULT" : "NULL";
    }
    const bool scalar = create.function == tsql::FunctionKind::scalar;
    const std::string text = scalar ? "SELECT " + call + ")" : "SELECT * FROM " + call + ") AS f";
    const tsql::ParseResult parsed = tsql::parse(text);
    if (!parsed.ok() || parsed.statements.empty()) return;
    try {
        const engine::CompileContext context = this->context();
        engine::compile(*parsed.statements[0], context);
    } catch (const SqlError& refused) {
        SqlError error = refused;
        // The body's own faults are told where they are.
        if (!session_.failures.empty() && error.number() != 40510) return;
        error.set_line(int(create.name.range.line));
        const size_t before = session_.failures.size();
        add(error, create);
        if (session_.failures.size() == before) return;
        const std::string& feature = session_.failures.back().feature;
        for (size_t i = 0; i < before; ++i) {
            if (session_.failures[i].feature == feature) {
                session_.failures.pop_back();
                return;
            }
        }
    }
}

// What inserted and deleted are made of.
void BodyCheck::find_trigger_table(const tsql::CreateTriggerStatement& create) {
    engine::CompileContext plain = context();
    engine::bind::Pool pool;
    engine::bind::Binder binder(plain, pool);
    attempt(create, [&] {
        engine::bind::Binder::Found found = binder.find_object_raw(create.target);
        if (found.object.table == nullptr) {
            throw SqlError(40510,
                           "Statement or construct 'triggers of views' is not supported in this "
                           "version of Gantry.");
        }
        trigger_ = {found.database, found.object.table, 1, false};
    });
}

void BodyCheck::trigger_body(const tsql::CreateTriggerStatement& create) {
    in_trigger_ = true;
    if (create.scope != tsql::TriggerScope::table) {
        const tsql::Node& where = create;
        add(SqlError(40510,
                     "Statement or construct 'DDL triggers' is not supported in this "
                     "version of Gantry."),
            where);
    } else {
        find_trigger_table(create);
    }
    declare_all(create.body);
    list(create.body);
}

}  // namespace gantry::assess
