#include "engine/engine.h"

#include "engine/bind/accumulate.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/compile_statements.h"
#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "engine/triggers.h"
#include "engine/unsupported.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::engine {

using bind::Binder;
using bind::Pool;
using tsql::NodeKind;

namespace {

ResultColumn result_column(const bind::Column& column) {
    ResultColumn out;
    out.name = column.name;
    out.type = column.type;
    if (out.type.id == types::TypeId::none) out.type = types::int_type();
    out.nullable = column.nullable;
    out.identity = column.identity;
    out.computed = column.computed;
    out.expression = column.expression;
    out.case_sensitive = types::is_character(column.type.id) &&
                         types::is_case_sensitive(column.type.collation);
    out.base_database = column.base_database;
    out.base_schema = column.base_schema;
    out.base_table = column.base_table;
    out.base_column = column.base_column;
    return out;
}

void finish(CompiledStatement& out, emit::Emitter& emitter, Binder& binder) {
    out.parameters = emitter.take_parameters();
    out.collations = emitter.collations();
    out.routines = binder.pool().routines();
    out.is_volatile = binder.is_volatile();
    out.catalog_version = binder.context().catalog.version();
}

void add_items(CompiledStatement& out, const std::vector<bind::SelectItem>& items) {
    for (const bind::SelectItem& item : items) {
        out.columns.push_back(result_column(item.column));
        if (!item.variable.empty()) out.assignment_targets.push_back(item.variable);
    }
}

void compile_select(const tsql::SelectStatement& statement, Binder& binder,
                    CompiledStatement& out) {
    bind::Query& query = *binder.select_statement(statement);
    bind::accumulate(binder, query, static_cast<int>(statement.range.line));
    emit::Emitter emitter;
    out.sql = emitter.query(query, true);
    out.kind = StatementKind::select;
    out.shape = Shape::rows;
    for (const bind::Column& column : query.columns()) out.columns.push_back(result_column(column));
    if (query.body->select != nullptr && !query.body->select->items.empty() &&
        !query.body->select->items[0].variable.empty()) {
        out.shape = Shape::assignment;
        for (const bind::SelectItem& item : query.body->select->items) {
            out.assignment_targets.push_back(item.variable);
        }
    }
    finish(out, emitter, binder);
}

void set_target(CompiledStatement& out, const bind::Dml& dml) {
    out.target.database = dml.target->database;
    out.target.schema = dml.target->schema;
    out.target.table = dml.target->object;
    out.target.object_id = dml.target->table->object_id;
}

void finish_dml(CompiledStatement& out, const bind::Dml& dml, emit::Emitter& emitter,
                Binder& binder) {
    if (dml.into == nullptr) add_items(out, dml.output);
    if (dml.capture.instead) {
        out.shape = Shape::row_count;
        return finish(out, emitter, binder);
    }
    out.shape = dml.output.empty() || dml.into != nullptr ? Shape::row_count
                : out.assignment_targets.empty() ? Shape::rows : Shape::assignment;
    if (dml.identity != nullptr && dml.into == nullptr) {
        out.identity_column = static_cast<int>(dml.output.size());
        out.identity_type = dml.identity->type;
    }
    finish(out, emitter, binder);
}

}  // namespace

static void compile_merge(const tsql::MergeStatement& statement, Binder& binder,
                          CompiledStatement& out) {
    int line = static_cast<int>(statement.range.line);
    bind::Merge merge = binder.merge(statement);
    const bind::Relation& target = *merge.dml.target;
    for (const bind::MergeClause& clause : merge.clauses) {
        std::string_view event = clause.action == tsql::MergeActionKind::update   ? "UPDATE"
                                 : clause.action == tsql::MergeActionKind::insert ? "INSERT"
                                                                                  : "DELETE";
        if (target.table->object_id <= 0) break;  // temporary
        FiringTriggers fired = triggers_of(*target.catalog, target.table->object_id, event);
        if (fired.instead != 0 || !fired.after.empty()) {
            throw unsupported(fmt::format("MERGE of table '{}' with triggers", target.object),
                              line);
        }
    }
    emit::Emitter emitter;
    out.kind = StatementKind::merge;
    out.sql = emitter.merge(merge);
    set_target(out, merge.dml);
    finish_dml(out, merge.dml, emitter, binder);
}

CompiledPtr compile_cursor(const tsql::CursorDefinition& definition,
                           const CompileContext& context) {
    auto out = std::make_shared<CompiledStatement>();
    Pool pool;
    Binder binder(context, pool);
    emit::Emitter emitter;
    bind::Query& query = *binder.query(definition.with, *definition.query, nullptr);
    out->sql = emitter.query(query, true);
    out->kind = StatementKind::select;
    out->shape = Shape::rows;
    for (const bind::Column& column : query.columns()) out->columns.push_back(result_column(column));
    finish(*out, emitter, binder);
    return out;
}

CompiledPtr compile_staged_insert(const tsql::InsertStatement& statement,
                                  const std::vector<StagedRows>& rows,
                                  const CompileContext& context) {
    auto out = std::make_shared<CompiledStatement>();
    Pool pool;
    Binder binder(context, pool);
    emit::Emitter emitter;
    bind::Dml dml = binder.insert_staged(statement, rows);
    out->kind = StatementKind::insert;
    plan_triggers(binder, dml, "INSERT", static_cast<int>(statement.range.line), *out);
    out->sql = emitter.insert(dml);
    set_target(*out, dml);
    finish_dml(*out, dml, emitter, binder);
    return out;
}

CompiledPtr compile(const tsql::Statement& statement, const CompileContext& context) {
    auto out = std::make_shared<CompiledStatement>();
    Pool pool;
    Binder binder(context, pool);
    emit::Emitter emitter;
    int line = static_cast<int>(statement.range.line);
    switch (statement.kind) {
        case NodeKind::SelectStatement: {
            const auto& select = statement.as<tsql::SelectStatement>();
            if (is_select_into(select)) {
                compile_select_into(select, binder, *out);
            } else {
                compile_select(select, binder, *out);
            }
            break;
        }
        case NodeKind::InsertStatement: {
            const auto& insert = statement.as<tsql::InsertStatement>();
            if (insert.source == tsql::InsertSource::execute) {
                return compile_staged_insert(insert, {}, context);
            }
            bind::Dml dml = binder.insert(insert);
            out->kind = StatementKind::insert;
            plan_triggers(binder, dml, "INSERT", line, *out);
            out->sql = emitter.insert(dml);
            set_target(*out, dml);
            finish_dml(*out, dml, emitter, binder);
            break;
        }
        case NodeKind::UpdateStatement: {
            bind::Dml dml = binder.update(statement.as<tsql::UpdateStatement>());
            out->kind = StatementKind::update;
            plan_triggers(binder, dml, "UPDATE", line, *out);
            out->sql = emitter.update(dml);
            set_target(*out, dml);
            finish_dml(*out, dml, emitter, binder);
            break;
        }
        case NodeKind::DeleteStatement: {
            bind::Dml dml = binder.delete_rows(statement.as<tsql::DeleteStatement>());
            out->kind = StatementKind::delete_;
            plan_triggers(binder, dml, "DELETE", line, *out);
            out->sql = emitter.delete_rows(dml);
            set_target(*out, dml);
            finish_dml(*out, dml, emitter, binder);
            break;
        }
        case NodeKind::TruncateStatement:
            compile_truncate(statement.as<tsql::TruncateStatement>(), binder, *out);
            break;
        case NodeKind::MergeStatement:
            compile_merge(statement.as<tsql::MergeStatement>(), binder, *out);
            break;
        default:
            throw unsupported("this statement inside a query",
                              static_cast<int>(statement.range.line));
    }
    return out;
}

namespace {

CompiledPtr one_value(Binder& binder, bind::Expr* expr) {
    auto out = std::make_shared<CompiledStatement>();
    emit::Emitter emitter;
    std::string text = emitter.expression(*expr);
    types::SqlType type = expr->type;
    if (type.id == types::TypeId::none) type = types::int_type();
    if (!types::is_character(type.id)) {
        text = fmt::format("({})::{}", text, types::pg_base_type_name(type));
    }
    out->sql = "SELECT " + text;
    out->shape = Shape::rows;
    out->kind = StatementKind::expression;
    ResultColumn column;
    column.type = type;
    column.nullable = expr->nullable;
    column.expression = true;
    out->columns.push_back(std::move(column));
    finish(*out, emitter, binder);
    return out;
}

}  // namespace

CompiledPtr compile_expression(const tsql::Expr& expression, const CompileContext& context,
                               std::optional<types::SqlType> target) {
    Pool pool;
    Binder binder(context, pool);
    bind::Expr* bound = binder.value(expression, nullptr);
    bound->line = static_cast<int>(expression.range.line);
    if (target) bound = binder.convert_for_variable(bound, *target);
    return one_value(binder, bound);
}

CompiledPtr compile_condition(const tsql::Expr& condition, const CompileContext& context) {
    Pool pool;
    Binder binder(context, pool);
    bind::Expr* bound = binder.condition(condition, nullptr);
    return one_value(binder, binder.call("COALESCE({0}, false)", {bound}, types::bit_type(), false));
}

}  // namespace gantry::engine
