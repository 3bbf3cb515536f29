// A query and a SELECT specification.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

Query* Binder::select_statement(const tsql::SelectStatement& statement) {
    if (!statement.computes.empty()) {
        throw unsupported("COMPUTE", static_cast<int>(statement.range.line));
    }
    return query(statement.with, *statement.query, nullptr);
}

Query* Binder::query(const tsql::WithClause* with, const tsql::Query& ast, Scope* parent) {
    int line = static_cast<int>(ast.range.line);
    if (++depth_ > k_max_expression_depth) {
        fail(8631, 17, line,
             "Internal error: Server stack limit has been reached. Please look for potentially "
             "deep nesting in your query, and try to simplify it.");
    }
    if (ast.for_clause != nullptr && ast.for_clause->for_kind != tsql::ForKind::browse) {
        throw unsupported(ast.for_clause->for_kind == tsql::ForKind::xml ? "FOR XML" : "FOR JSON",
                          line);
    }
    Query* out = pool_.query();
    size_t frames = cte_frames_.size();
    if (with != nullptr) with_clause(*with, out->ctes);
    Scope scope;
    scope.parent = parent;
    out->body = body(*ast.body, parent, scope);
    order_by(ast, *out, &scope);
    if (ast.offset != nullptr) out->offset = row_count(*ast.offset, parent);
    if (ast.fetch != nullptr) out->fetch = row_count(*ast.fetch, parent);
    cte_frames_.resize(frames);
    --depth_;
    return out;
}

Body* Binder::body(const tsql::QueryBody& ast, Scope* parent, Scope& scope_of_single) {
    if (const auto* operation = ast.try_as<tsql::SetOperation>()) {
        return set_operation(*operation, parent);
    }
    Body* out = pool_.body();
    out->select = specification(ast.as<tsql::QuerySpecification>(), scope_of_single);
    for (const SelectItem& item : out->select->items) out->columns.push_back(item.column);
    return out;
}

Select* Binder::specification(const tsql::QuerySpecification& spec, Scope& scope) {
    Select* out = pool_.select();
    if (!spec.windows.empty()) {
        throw unsupported("the WINDOW clause", static_cast<int>(spec.range.line));
    }
    out->distinct = spec.quantifier == tsql::SetQuantifier::distinct;
    if (!spec.from.empty()) out->from = from_list(spec.from, scope);
    if (spec.where != nullptr) out->where = condition(*spec.where, &scope);
    if (spec.group_by != nullptr) group_by(spec, *out, scope);
    scope.aggregates_allowed = true;
    scope.windows_allowed = true;
    select_items(spec, *out, scope);
    scope.windows_allowed = false;
    if (spec.having != nullptr) out->having = condition(*spec.having, &scope);
    scope.windows_allowed = true;
    out->aggregated = scope.saw_aggregate || spec.group_by != nullptr || spec.having != nullptr;
    check_grouping(spec, *out, scope);
    for (const Grouping& group : out->group_by) {
        if (group.kind == tsql::GroupingKind::simple) continue;
        // Rows of totals have NULL there.
        for (SelectItem& item : out->items) item.column.nullable = true;
    }
    if (spec.top != nullptr) out->top = top(*spec.top, scope.parent);
    return out;
}

namespace {

Column column_for(const Expr& expr, std::string name) {
    Column column;
    column.name = std::move(name);
    column.type = expr.type;
    column.nullable = expr.nullable;
    column.expression = true;
    column.coercibility = expr.coercibility;
    column.pg_collated = expr.pg_collated;
    if (expr.kind == ExprKind::column) {
        const Column& source = expr.relation->columns[expr.column];
        column.identity = source.identity;
        column.computed = source.computed;
        column.expression = source.expression;
        column.base_database = source.base_database;
        column.base_schema = source.base_schema;
        column.base_table = source.base_table;
        column.base_column = source.base_column;
    }
    return column;
}

// What a select item is called when it has no alias.
std::string natural_name(const tsql::Expr& expr) {
    if (const auto* ref = expr.try_as<tsql::ColumnRef>()) return std::string(ref->name.object());
    if (const auto* collated = expr.try_as<tsql::CollateExpr>()) {
        return natural_name(*collated->operand);
    }
    return "";
}

}  // namespace

void Binder::select_items(const tsql::QuerySpecification& spec, Select& select, Scope& scope) {
    size_t assignments = 0;
    for (const tsql::SelectItem* item : spec.items) {
        int line = static_cast<int>(item->range.line);
        if (item->item == tsql::SelectItemKind::star) {
            expand_star(*item, select, scope);
            continue;
        }
        SelectItem out;
        if (item->item == tsql::SelectItemKind::assignment) {
            ++assignments;
            const types::SqlType* type =
                context_.variables ? context_.variables->find(item->variable) : nullptr;
            if (type == nullptr || has_arguments_) undeclared_variable(line, item->variable);
            Expr* bound = value(*item->expression, &scope);
            if (item->op != tsql::AssignOp::assign) {
                bound = arithmetic(binary_of(item->op), variable(item->variable, line), bound, line);
            }
            out.expression = convert_for_variable(bound, *type);
            out.variable = fold_name(item->variable, 0);
            out.column = column_for(*out.expression, "");
            select.items.push_back(std::move(out));
            continue;
        }
        out.expression = value(*item->expression, &scope);
        bool pseudo = item->expression->is<tsql::PseudoColumn>() &&
                      out.expression->kind == ExprKind::column;
        std::string name =
            item->alias ? std::string(item->alias.name)
            : pseudo ? out.expression->relation->columns[out.expression->column].name
                     : natural_name(*item->expression);
        out.column = column_for(*out.expression, std::move(name));
        select.items.push_back(std::move(out));
    }
    if (assignments != 0 && assignments != select.items.size()) {
        fail(141, 15, static_cast<int>(spec.range.line),
             "A SELECT statement that assigns a value to a variable must not be combined with "
             "data-retrieval operations.");
    }
}

tsql::BinaryOp Binder::binary_of(tsql::AssignOp op) {
    switch (op) {
        case tsql::AssignOp::subtract: return tsql::BinaryOp::subtract;
        case tsql::AssignOp::multiply: return tsql::BinaryOp::multiply;
        case tsql::AssignOp::divide: return tsql::BinaryOp::divide;
        case tsql::AssignOp::modulo: return tsql::BinaryOp::modulo;
        case tsql::AssignOp::bit_and: return tsql::BinaryOp::bit_and;
        case tsql::AssignOp::bit_or: return tsql::BinaryOp::bit_or;
        case tsql::AssignOp::bit_xor: return tsql::BinaryOp::bit_xor;
        case tsql::AssignOp::concat: return tsql::BinaryOp::concat;
        default: return tsql::BinaryOp::add;
    }
}

// Variables cut strings silently, as CAST does, and refuse what has no implicit conversion.
Expr* Binder::convert_for_variable(Expr* expr, const types::SqlType& type) {
    Expr* checked = convert_for_assignment(expr, type);
    if (checked->kind == ExprKind::cast && checked->args[0] == expr) checked = expr;
    if (checked->type == type) return checked;
    return explicit_cast(checked, type, types::k_default_style, false);
}

void Binder::expand_star(const tsql::SelectItem& item, Select& select, Scope& scope) {
    int line = static_cast<int>(item.range.line);
    bool found = false;
    for (const Relation* relation : scope.relations) {
        if (item.qualifier && !matches(*relation, item.qualifier, 0)) continue;
        found = true;
        for (size_t i = 0; i < relation->columns.size(); ++i) {
            if (relation->columns[i].source != nullptr && relation->columns[i].source->hidden) {
                continue;
            }
            SelectItem out;
            out.expression = column_of(*relation, i);
            out.column = column_for(*out.expression, relation->columns[i].name);
            if (relation->columns[i].inlined != nullptr) out.column.computed = true;
            select.items.push_back(std::move(out));
        }
    }
    if (found) return;
    if (item.qualifier) {
        fail(107, 15, line,
             fmt::format("The column prefix '{}' does not match with a table name or alias name "
                         "used in the query.",
                         dotted(item.qualifier)));
    }
    fail(263, 16, line, "Must specify table to select from.");
}

Top Binder::top(const tsql::TopClause& clause, Scope* scope) {
    Top out;
    out.percent = clause.percent;
    out.with_ties = clause.with_ties;
    out.count = value(*clause.count, scope);
    if (out.percent) {
        out.count = convert(out.count, types::float_type());
        return out;
    }
    out.count = row_count(*clause.count, scope);
    return out;
}

Expr* Binder::row_count(const tsql::Expr& expr, Scope* scope) {
    Expr* count = value(expr, scope);
    int line = static_cast<int>(expr.range.line);
    if (!types::is_integer(count->type.id) && count->type.id != types::TypeId::none &&
        !is_decimal(count->type.id)) {
        fail(1060, 15, line,
             "The number of rows provided for a TOP or FETCH clauses row count parameter must be "
             "an integer.");
    }
    return explicit_cast(count, types::bigint_type(), types::k_default_style, false);
}

}  // namespace gantry::engine::bind
