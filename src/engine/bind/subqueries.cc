// Queries inside expressions.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

Query* Binder::column_query(const tsql::Query& ast, Scope* scope, int line) {
    Query* bound = query(nullptr, ast, scope);
    if (bound->columns().size() != 1) {
        fail(116, 16, line,
             "Only one expression can be specified in the select list when the subquery is not "
             "introduced with EXISTS.");
    }
    return bound;
}

Expr* Binder::subquery(const tsql::SubqueryExpr& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    Query* bound = column_query(*expr.query, scope, line);
    Expr* out = pool_.expr();
    out->kind = ExprKind::subquery;
    out->query = bound;
    out->type = bound->columns()[0].type;
    out->coercibility = bound->columns()[0].coercibility;
    out->pg_collated = bound->columns()[0].pg_collated;
    out->nullable = true;
    out->line = line;
    return out;
}

Expr* Binder::exists(const tsql::Query& ast, Scope* scope) {
    Expr* out = pool_.expr();
    out->kind = ExprKind::exists;
    out->predicate = true;
    out->type = types::bit_type();
    out->query = query(nullptr, ast, scope);
    return out;
}

// Aligns a value with the single column of a query; the conversion of the column is made inside
// the query.
Expr* Binder::against_query(Expr* left, Query* bound, std::string_view word, int line) {
    Expr column;  // stands for the query's column while types are worked out
    column.kind = ExprKind::subquery;
    column.query = bound;
    column.type = bound->columns()[0].type;
    column.coercibility = bound->columns()[0].coercibility;
    column.pg_collated = bound->columns()[0].pg_collated;
    column.line = line;
    Expr* right = &column;
    align_for_comparison(left, right, word, line);
    if (right != &column) coerce_columns(*bound, {right->type});
    Expr probe;
    probe.line = line;
    Expr* stand_in = &column;
    collate_for_comparison(&probe, left, stand_in);
    return left;
}

Expr* Binder::in_query(Expr* left, const tsql::Query& ast, bool negated, Scope* scope, int line) {
    Query* bound = column_query(ast, scope, line);
    left = against_query(left, bound, "equal to", line);
    Expr* out = pool_.expr();
    out->kind = ExprKind::in_query;
    out->predicate = true;
    out->type = types::bit_type();
    out->negated = negated;
    out->args = {left};
    out->query = bound;
    out->line = line;
    return out;
}

Expr* Binder::quantified(const tsql::QuantifiedComparison& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    Expr* left = value(*expr.left, scope);
    Query* bound = column_query(*expr.query, scope, line);
    std::string_view op = "=";
    switch (expr.op) {
        case tsql::ComparisonOp::equal: break;
        case tsql::ComparisonOp::not_equal: op = "<>"; break;
        case tsql::ComparisonOp::less: op = "<"; break;
        case tsql::ComparisonOp::greater: op = ">"; break;
        case tsql::ComparisonOp::less_equal:
        case tsql::ComparisonOp::not_greater: op = "<="; break;
        case tsql::ComparisonOp::greater_equal:
        case tsql::ComparisonOp::not_less: op = ">="; break;
        default: throw unsupported("*= and =* outer joins", line);
    }
    left = against_query(left, bound, "equal to", line);
    Expr* out = pool_.expr();
    out->kind = ExprKind::quantified;
    out->predicate = true;
    out->type = types::bit_type();
    out->form = fmt::format("{} {}", op, expr.quantifier == tsql::Quantifier::all ? "ALL" : "ANY");
    out->args = {left};
    out->query = bound;
    out->line = line;
    return out;
}

}  // namespace gantry::engine::bind
