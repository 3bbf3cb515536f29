#include "engine/bind/accumulate.h"

#include "engine/bind/type_rules.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

namespace {

constexpr std::string_view k_refusal =
    "SELECT @variable = an expression that reads @variable, over the rows of a table";

Expr* peeled(Expr* expr) {
    while (expr->kind == ExprKind::cast || expr->kind == ExprKind::collate) expr = expr->args[0];
    return expr;
}

bool is_sum(const Expr* expr) {
    return expr->kind == ExprKind::call && (expr->op == Op::add || expr->op == Op::concat);
}

bool is_variable(Expr* expr, const std::string& variable) {
    Expr* leaf = peeled(expr);
    return leaf->kind == ExprKind::parameter && leaf->variable == variable;
}

struct Parts {
    Expr* lead = nullptr;       // @v, or COALESCE(@v + separator, first)
    Expr* separator = nullptr;  // between rows
    Expr* rest = nullptr;       // what each row adds
};

// COALESCE(@v + ',', ''): the separator; nullptr when it is something else.
Expr* separator_of(Expr* expr, const std::string& variable) {
    if (expr->kind != ExprKind::call || expr->op != Op::coalesce) return nullptr;
    Expr* first = peeled(expr->args[0]);
    if (!is_sum(first) || !is_variable(first->args[0], variable)) return nullptr;
    if (mentions(expr->args[1], variable) || mentions(first->args[1], variable)) return nullptr;
    return first->args[1];
}

bool split(Binder& binder, Expr* expr, const std::string& variable, int line, Parts& parts) {
    expr = peeled(expr);
    if (!is_sum(expr) || mentions(expr->args[1], variable)) return false;
    Expr* left = peeled(expr->args[0]);
    parts.separator = separator_of(left, variable);
    if (is_variable(left, variable) || parts.separator != nullptr) {
        parts.lead = left;
        parts.rest = expr->args[1];
        return true;
    }
    if (!split(binder, left, variable, line, parts)) return false;
    parts.rest = binder.arithmetic(tsql::BinaryOp::add, parts.rest, expr->args[1], line);
    return true;
}

Expr* joined_text(Binder& binder, const Parts& parts, const std::vector<OrderItem>& order) {
    bool unicode = types::is_unicode(parts.rest->type.id);
    types::SqlType plain =
        character_type(unicode, false, -1, binder.database_collation());
    Expr* separator = parts.separator != nullptr
                          ? parts.separator
                          : binder.constant(types::Value(plain, std::string()));
    Expr* text = binder.convert(parts.rest, plain);
    Expr* out = binder.call("COALESCE(sys.string_agg({0}, {1}{o}), {2})",
                            {text, binder.convert(separator, plain),
                             binder.constant(types::Value(plain, std::string()))},
                            plain, false);
    out->kind = ExprKind::aggregate;
    out->within = order;
    return out;
}

}  // namespace

void accumulate(Binder& binder, Query& query, int line) {
    Select* select = query.body->select;
    if (select == nullptr || select->from == nullptr) return;
    if (select->aggregated && select->group_by.empty()) return;  // one row
    size_t reading = 0;
    for (const SelectItem& item : select->items) {
        if (!item.variable.empty() && mentions(item.expression, item.variable)) ++reading;
    }
    if (reading == 0) return;
    bool plain = !select->aggregated && !select->distinct && select->top.count == nullptr &&
                 query.offset == nullptr && reading == select->items.size();
    if (!plain) throw unsupported(k_refusal, line);
    for (SelectItem& item : select->items) {
        Parts parts;
        if (!split(binder, item.expression, item.variable, line, parts)) {
            throw unsupported(k_refusal, line);
        }
        Expr* added = nullptr;
        if (types::is_character(parts.rest->type.id)) {
            added = joined_text(binder, parts, query.order_by);
        } else if (types::is_numeric(parts.rest->type.id) && parts.separator == nullptr) {
            Expr* sum = functions::call_by_name(binder, "sum", {parts.rest}, line);
            added = binder.call("COALESCE({0}, {1})",
                                {sum, binder.convert(binder.integer(0), sum->type)}, sum->type,
                                false);
        } else {
            throw unsupported(k_refusal, line);
        }
        Expr* total = binder.arithmetic(tsql::BinaryOp::add, parts.lead, added, line);
        total = binder.convert_for_variable(total, item.expression->type);
        types::SqlType type = total->type;
        // No row at all leaves the variable as it is.
        item.expression = binder.call(
            "(CASE WHEN count(*) = 0 THEN {2} WHEN count(*) = count({1}) THEN {0} ELSE NULL END)",
            {total, parts.rest,
             binder.convert_for_variable(binder.parameter(item.variable, type), type)},
            type, true);
    }
    query.order_by.clear();
    select->aggregated = true;
}

}  // namespace gantry::engine::bind
