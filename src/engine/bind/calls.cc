// Function calls: built-in ones by the registry, users' by inlining.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

namespace {

// DATEADD(day, ...): the first argument is a bare word.
std::string_view part_argument(const tsql::FunctionCall& call) {
    int line = static_cast<int>(call.range.line);
    if (call.arguments.empty()) return "";
    const auto* word = tsql::try_as<tsql::ColumnRef>(call.arguments[0]);
    if (word == nullptr || word->name.parts.size() != 1) {
        fail(1023, 15, line,
             fmt::format("Invalid parameter 1 specified for {}.", call.name.object()));
    }
    std::string_view part = functions::date_part(word->name.object());
    if (part.empty()) {
        fail(155, 15, line,
             fmt::format("'{}' is not a recognized {} option.", word->name.object(),
                         ascii_lower(call.name.object())));
    }
    return part;
}

}  // namespace

Expr* Binder::function(const tsql::FunctionCall& call, Scope* scope) {
    int line = static_cast<int>(call.range.line);
    std::string_view name = call.name.object();
    if (call.name.parts.size() > 1) return user_function(call, scope);
    if (call.partition) throw unsupported("$PARTITION", line);
    const functions::Rule* rule = functions::find(name);
    if (rule == nullptr) {
        fail(195, 15, line, fmt::format("'{}' is not a recognized built-in function name.", name));
    }
    if (rule->kind != functions::Kind::scalar) return aggregate(call, *rule, scope);
    if (call.over != nullptr) {
        fail(4113, 15, line,
             fmt::format("The function '{}' is not a valid windowing function, and cannot be used "
                         "with the OVER clause.",
                         name));
    }
    functions::Call bound{*this, *rule, {}, line, {}, false, {}, false};
    size_t first = 0;
    if (rule->params.starts_with('p')) {
        bound.part = part_argument(call);
        first = 1;
    }
    for (size_t i = first; i < call.arguments.size(); ++i) {
        bound.args.push_back(value(*call.arguments[i], scope));
    }
    if (call.trim_characters != nullptr || !call.trim_where.empty()) {
        throw unsupported("TRIM(characters FROM text)", line);
    }
    return functions::bind_call(bound);
}

Expr* Binder::aggregate(const tsql::FunctionCall& call, const functions::Rule& rule,
                        Scope* scope) {
    int line = static_cast<int>(call.range.line);
    bool windowed = call.over != nullptr;
    if (!windowed && rule.kind != functions::Kind::aggregate) {
        fail(10753, 15, line, fmt::format("The function '{}' must have an OVER clause.", rule.name));
    }
    if (windowed && (scope == nullptr || !scope->windows_allowed)) {
        fail(4108, 15, line,
             "Windowed functions can only appear in the SELECT or ORDER BY clauses.");
    }
    if (!windowed) {
        if (scope == nullptr || !scope->aggregates_allowed) {
            fail(147, 15, line,
                 "An aggregate may not appear in the WHERE clause unless it is in a subquery "
                 "contained in a HAVING clause or a select list, and the column being aggregated "
                 "is an outer reference.");
        }
        if (scope->inside_aggregate) {
            fail(130, 16, line,
                 "Cannot perform an aggregate function on an expression containing an aggregate or "
                 "a subquery.");
        }
    }
    functions::Call bound{*this, rule, {}, line, {}, false, {}, false};
    bound.distinct = call.quantifier == tsql::SetQuantifier::distinct;
    bool was_inside = scope->inside_aggregate;
    if (!windowed) scope->inside_aggregate = true;
    for (const tsql::Expr* argument : call.arguments) {
        if (argument->is<tsql::StarExpr>()) {
            bound.star = true;
            continue;
        }
        bound.args.push_back(value(*argument, scope));
    }
    for (const tsql::OrderItem* item : call.within_group) {
        OrderItem order;
        order.expression = with_collation(value(*item->expression, scope));
        order.descending = item->descending();
        bound.within.push_back(order);
    }
    scope->inside_aggregate = was_inside;
    if (!windowed && rule.name != "grouping" && rule.name != "grouping_id") {
        scope->saw_aggregate = true;
    }
    if (call.null_treatment == tsql::NullTreatment::ignore_nulls) {
        throw unsupported("IGNORE NULLS", line);
    }
    if (bound.star && rule.name != "count" && rule.name != "count_big") {
        fail(102, 15, line, "Incorrect syntax near '*'.");
    }
    if (bound.star) {
        Expr* out = rule.build(bound);
        if (windowed) out->window = window(*call.over, scope);
        return out;
    }
    Expr* out = functions::bind_call(bound);
    if (windowed) {
        if (bound.distinct) {
            fail(10759, 15, line, "Use of DISTINCT is not allowed with the OVER clause.");
        }
        out->window = window(*call.over, scope);
    }
    return out;
}

Window* Binder::window(const tsql::OverClause& over, Scope* scope) {
    int line = static_cast<int>(over.range.line);
    if (over.window) throw unsupported("named windows (WINDOW clause)", line);
    Window* out = pool_.window();
    for (const tsql::Expr* item : over.partition_by) {
        out->partition_by.push_back(with_collation(value(*item, scope)));
    }
    for (const tsql::OrderItem* item : over.order_by) {
        OrderItem order;
        order.expression = with_collation(value(*item->expression, scope));
        order.descending = item->descending();
        // ORDER BY (SELECT NULL) means no order.
        if (order.expression->kind == ExprKind::constant) continue;
        out->order_by.push_back(order);
    }
    if (over.frame == tsql::FrameUnit::none) return out;
    auto bound = [&](const tsql::FrameBound& frame) -> std::string {
        switch (frame.bound) {
            case tsql::FrameBoundKind::unbounded_preceding: return "UNBOUNDED PRECEDING";
            case tsql::FrameBoundKind::unbounded_following: return "UNBOUNDED FOLLOWING";
            case tsql::FrameBoundKind::current_row: return "CURRENT ROW";
            default: break;
        }
        auto offset = functions::constant_int(value(*frame.offset, scope));
        if (!offset || *offset < 0) {
            fail(4194, 16, line, "RANGE is only supported with UNBOUNDED and CURRENT ROW window "
                                 "frame delimiters.");
        }
        return fmt::format("{} {}", *offset,
                           frame.bound == tsql::FrameBoundKind::preceding ? "PRECEDING"
                                                                          : "FOLLOWING");
    };
    std::string unit = over.frame == tsql::FrameUnit::rows ? "ROWS" : "RANGE";
    out->frame = over.frame_end == nullptr
                     ? fmt::format("{} {}", unit, bound(*over.frame_start))
                     : fmt::format("{} BETWEEN {} AND {}", unit, bound(*over.frame_start),
                                   bound(*over.frame_end));
    return out;
}

}  // namespace gantry::engine::bind
