// Search conditions: AND, OR, NOT, comparisons, BETWEEN, LIKE, IN, IS NULL.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/bind/type_rules.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

using tsql::NodeKind;
using types::TypeId;

Expr* Binder::condition(const tsql::Expr& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    if (++depth_ > k_max_expression_depth) {
        fail(8631, 17, line,
             "Internal error: Server stack limit has been reached. Please look for potentially "
             "deep nesting in your query, and try to simplify it.");
    }
    struct Leave {
        int& depth;
        ~Leave() { --depth; }
    } leave{depth_};
    switch (expr.kind) {
        case NodeKind::LogicalExpr: {
            const auto& logical = expr.as<tsql::LogicalExpr>();
            Expr* left = condition(*logical.left, scope);
            Expr* right = condition(*logical.right, scope);
            bool is_and = logical.op == tsql::LogicalOp::and_;
            return predicate(is_and ? "({0} AND {1})" : "({0} OR {1})", {left, right},
                             is_and ? Op::and_ : Op::or_);
        }
        case NodeKind::NotExpr:
            return predicate("(NOT {0})", {condition(*expr.as<tsql::NotExpr>().operand, scope)},
                             Op::not_);
        case NodeKind::ComparisonExpr: {
            const auto& comparison = expr.as<tsql::ComparisonExpr>();
            Expr* left = value(*comparison.left, scope);
            Expr* right = value(*comparison.right, scope);
            return compare(comparison.op, left, right, line);
        }
        case NodeKind::QuantifiedComparison:
            return quantified(expr.as<tsql::QuantifiedComparison>(), scope);
        case NodeKind::LikeExpr: return like(expr.as<tsql::LikeExpr>(), scope);
        case NodeKind::InExpr: return in(expr.as<tsql::InExpr>(), scope);
        case NodeKind::BetweenExpr: {
            const auto& between = expr.as<tsql::BetweenExpr>();
            Expr* operand = value(*between.operand, scope);
            Expr* low = value(*between.low, scope);
            Expr* high = value(*between.high, scope);
            Expr* from = compare(tsql::ComparisonOp::greater_equal, operand, low, line);
            Expr* to = compare(tsql::ComparisonOp::less_equal, operand, high, line);
            Expr* both = predicate("({0} AND {1})", {from, to}, Op::and_);
            return between.negated ? predicate("(NOT {0})", {both}, Op::not_) : both;
        }
        case NodeKind::IsNullExpr: {
            const auto& test = expr.as<tsql::IsNullExpr>();
            Expr* operand = value(*test.operand, scope);
            return predicate(test.negated ? "({0} IS NOT NULL)" : "({0} IS NULL)", {operand},
                             test.negated ? Op::is_not_null : Op::is_null);
        }
        case NodeKind::IsDistinctExpr: {
            const auto& test = expr.as<tsql::IsDistinctExpr>();
            Expr* left = value(*test.left, scope);
            Expr* right = value(*test.right, scope);
            align_for_comparison(left, right, "is distinct from", line);
            Expr* out = predicate(test.negated ? "({0} IS NOT DISTINCT FROM {1})"
                                               : "({0} IS DISTINCT FROM {1})",
                                  {left, right}, Op::none);
            out->line = line;
            collate_for_comparison(out, out->args[0], out->args[1]);
            return out;
        }
        case NodeKind::ExistsExpr: return exists(*expr.as<tsql::ExistsExpr>().query, scope);
        case NodeKind::FullTextExpr: throw unsupported("CONTAINS and FREETEXT", line);
        case NodeKind::RegexpLikeExpr:
            throw unsupported("REGEXP_LIKE", line);
        case NodeKind::UpdatedExpr: return updated(expr.as<tsql::UpdatedExpr>());
        case NodeKind::TsEqualExpr: throw unsupported("TSEQUAL", line);
        case NodeKind::CurrentOfExpr: throw unsupported("WHERE CURRENT OF", line);
        case NodeKind::GraphMatchExpr: throw unsupported("MATCH", line);
        default:
            fail(4145, 15, line,
                 "An expression of non-boolean type specified in a context where a condition is "
                 "expected.");
    }
}

// UPDATE(column) in a trigger: the session knows what the statement that fired it changed.
Expr* Binder::updated(const tsql::UpdatedExpr& expr) {
    int line = static_cast<int>(expr.range.line);
    if (context_.trigger == nullptr) {
        fail(157, 15, line, "UPDATE() can only be used inside a trigger.");
    }
    for (const catalog::Column& column : context_.trigger->table->columns) {
        if (!same_name(column.name, expr.column.name, database_collation())) continue;
        Expr* changed = parameter(fmt::format("#updated:{}", column.id), types::bit_type(), false);
        return predicate("{0}", {changed}, Op::none);
    }
    invalid_column(line, expr.column.name);
}

Expr* Binder::like(const tsql::LikeExpr& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    Expr* operand = value(*expr.operand, scope);
    Expr* pattern = value(*expr.pattern, scope);
    auto as_text = [&](Expr* side, int position) {
        if (types::is_character(side->type.id)) return side;
        if (side->type.id == TypeId::none) return convert(side, types::varchar_type(1, 0));
        if (side->type.id == TypeId::xml || types::is_binary(side->type.id)) {
            invalid_argument(line, side->type, position, "like");
        }
        return convert(side, character_type(false, false, character_length(side->type),
                                            database_collation()));
    };
    operand = as_text(operand, 1);
    pattern = as_text(pattern, 2);
    // Both sides of one type: an nvarchar pattern makes trailing blanks of the value count.
    bool unicode = types::is_unicode(operand->type.id) || types::is_unicode(pattern->type.id);
    types::SqlType plain = character_type(unicode, false, -1, 0);
    operand = convert(operand, plain);
    pattern = convert(pattern, plain);
    std::vector<Expr*> args = {operand, pattern};
    std::string form = "sys.like({0}, {1})";
    if (expr.escape != nullptr) {
        args.push_back(convert(value(*expr.escape, scope), plain));
        form = "sys.like({0}, {1}, {2})";
    }
    if (expr.negated) form = "(NOT " + form + ")";
    Expr* out = predicate(form, args, args.size() == 2 && !expr.negated ? Op::like : Op::none);
    out->line = line;
    collate_for_comparison(out, out->args[0], out->args[1]);
    return out;
}

Expr* Binder::in(const tsql::InExpr& expr, Scope* scope) {
    int line = static_cast<int>(expr.range.line);
    Expr* operand = value(*expr.operand, scope);
    if (expr.query != nullptr) {
        return in_query(operand, *expr.query, expr.negated, scope, line);
    }
    // Lists of many constants as one IN, whose elements must have one type; else ORs.
    std::vector<Expr*> all = {operand};
    for (const tsql::Expr* candidate : expr.values) all.push_back(value(*candidate, scope));
    std::vector<Expr*> aligned;
    Expr* left = nullptr;
    bool uniform = true;
    for (size_t i = 1; i < all.size(); ++i) {
        Expr* l = operand;
        Expr* r = all[i];
        align_for_comparison(l, r, "equal to", line);
        if (left == nullptr) left = l;
        uniform = uniform && (l == left || same(l, left));
        aligned.push_back(r);
    }
    if (uniform) {
        Expr probe;
        probe.line = line;
        std::vector<Expr*> args = {left};
        args.insert(args.end(), aligned.begin(), aligned.end());
        Expr* out = predicate(expr.negated ? "({0} NOT IN ({1*}))" : "({0} IN ({1*}))", args,
                              Op::none);
        out->line = line;
        collate_for_comparison(out, out->args[0], out->args[1]);
        return out;
    }
    Expr* any = nullptr;
    for (size_t i = 1; i < all.size(); ++i) {
        Expr* equal = compare(tsql::ComparisonOp::equal, operand, all[i], line);
        any = any == nullptr ? equal : predicate("({0} OR {1})", {any, equal}, Op::or_);
    }
    return expr.negated ? predicate("(NOT {0})", {any}, Op::not_) : any;
}

}  // namespace gantry::engine::bind
