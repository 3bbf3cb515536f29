// CASE, IIF, COALESCE, NULLIF.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"

namespace gantry::engine::bind {

using types::SqlType;
using types::TypeId;

Expr* Binder::make_case(std::vector<Expr*> conditions, std::vector<Expr*> results,
                        Expr* otherwise, int line) {
    bool all_null = otherwise == nullptr || otherwise->type.id == TypeId::none;
    for (const Expr* result : results) all_null = all_null && result->type.id == TypeId::none;
    if (all_null && otherwise != nullptr) {
        fail(8133, 16, line,
             "At least one of the result expressions in a CASE specification must be an expression "
             "other than the NULL constant.");
    }
    std::vector<Expr*> all = results;
    if (otherwise != nullptr) all.push_back(otherwise);
    SqlType type = unify(all, line);
    Expr* out = pool_.expr();
    out->kind = ExprKind::case_;
    out->line = line;
    out->nullable = otherwise == nullptr;
    for (size_t i = 0; i < conditions.size(); ++i) {
        out->args.push_back(conditions[i]);
        out->args.push_back(all[i]);
        out->is_volatile |= conditions[i]->is_volatile;
    }
    if (otherwise != nullptr) out->args.push_back(all.back());
    for (const Expr* result : all) {
        out->nullable |= result->nullable;
        out->is_volatile |= result->is_volatile;
    }
    out->type = type;
    if (types::is_character(type.id)) combine_collations(out, all, false);
    return out;
}

Expr* Binder::case_expression(const tsql::CaseExpr& expr, Scope* scope) {
    std::vector<Expr*> conditions;
    std::vector<Expr*> results;
    int line = static_cast<int>(expr.range.line);
    for (const tsql::CaseWhen* when : expr.whens) {
        if (expr.input == nullptr) {
            conditions.push_back(condition(*when->when, scope));
        } else {
            // The input is bound for each WHEN: each comparison may convert it differently.
            Expr* input = value(*expr.input, scope);
            Expr* candidate = value(*when->when, scope);
            conditions.push_back(compare(tsql::ComparisonOp::equal, input, candidate, line));
        }
        results.push_back(value(*when->then, scope));
    }
    Expr* otherwise = expr.otherwise == nullptr ? nullptr : value(*expr.otherwise, scope);
    return make_case(std::move(conditions), std::move(results), otherwise, line);
}

Expr* Binder::iif(const tsql::IifExpr& expr, Scope* scope) {
    Expr* test = condition(*expr.condition, scope);
    Expr* then = value(*expr.then, scope);
    Expr* otherwise = value(*expr.otherwise, scope);
    return make_case({test}, {then}, otherwise, static_cast<int>(expr.range.line));
}

Expr* Binder::coalesce(const tsql::CoalesceExpr& expr, Scope* scope) {
    std::vector<Expr*> args;
    bool nullable = true;
    for (const tsql::Expr* argument : expr.arguments) {
        args.push_back(value(*argument, scope));
        nullable = nullable && args.back()->nullable;
    }
    int line = static_cast<int>(expr.range.line);
    bool all_null = true;
    for (const Expr* arg : args) all_null = all_null && arg->type.id == TypeId::none;
    if (all_null) {
        fail(4127, 16, line,
             "At least one of the arguments to COALESCE must be an expression that is not the NULL "
             "constant.");
    }
    SqlType type = unify(args, line);
    Expr* out = call("COALESCE({*})", args, type, nullable);
    out->op = Op::coalesce;
    return out;
}

Expr* Binder::null_if(const tsql::NullIfExpr& expr, Scope* scope) {
    Expr* left = value(*expr.left, scope);
    Expr* right = value(*expr.right, scope);
    int line = static_cast<int>(expr.range.line);
    if (left->type.id == TypeId::none) {
        fail(4151, 16, line,
             "The type of the first argument to NULLIF cannot be the NULL constant because the "
             "type of the first argument has to be known.");
    }
    Expr* equal = compare(tsql::ComparisonOp::equal, left, right, line);
    Expr* out = call("(CASE WHEN {0} THEN NULL ELSE {1} END)", {equal, left}, left->type, true);
    if (types::is_character(out->type.id)) combine_collations(out, {left}, false);
    return out;
}

}  // namespace gantry::engine::bind
