// ORDER BY: positions, aliases of the select list, then expressions over FROM.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/functions/registry.h"

namespace gantry::engine::bind {

namespace {

// The select item an unqualified name means; 0 when none. Ambiguous names are error 209.
size_t item_named(const std::vector<Column>& columns, std::string_view name, uint32_t collation,
                  const Select* select, int line) {
    size_t found = 0;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (!same_name(columns[i].name, name, collation)) continue;
        if (found != 0) {
            bool alike = select != nullptr && same(select->items[i].expression,
                                                   select->items[found - 1].expression);
            if (alike) continue;
            fail(209, 16, line, fmt::format("Ambiguous column name '{}'.", name));
        }
        found = i + 1;
    }
    return found;
}

}  // namespace

void Binder::order_by(const tsql::Query& ast, Query& out, Scope* scope) {
    const std::vector<Column>& columns = out.columns();
    Select* select = out.body->select;
    uint32_t collation = database_collation();
    for (const tsql::OrderItem* item : ast.order_by) {
        int line = static_cast<int>(item->range.line);
        OrderItem order;
        order.descending = item->descending();
        const tsql::Expr& expression = *item->expression;
        const auto* number = expression.try_as<tsql::Literal>();
        const auto* ref = expression.try_as<tsql::ColumnRef>();
        if (number != nullptr && number->literal == tsql::LiteralKind::integer &&
            !expression.parenthesized) {
            auto position = functions::constant_int(value(expression, nullptr));
            if (!position || *position < 1 || *position > int64_t(columns.size())) {
                fail(108, 16, line,
                     fmt::format("The ORDER BY position number {} is out of range of the number of "
                                 "items in the select list.",
                                 number->text));
            }
            order.position = static_cast<size_t>(*position);
        } else if (ref != nullptr && ref->name.parts.size() == 1) {
            order.position = item_named(columns, ref->name.object(), collation, select, line);
        }
        if (order.position == 0 && select == nullptr) {
            fail(104, 16, line,
                 "ORDER BY items must appear in the select list if the statement contains a UNION, "
                 "INTERSECT or EXCEPT operator.");
        }
        if (order.position != 0 && select != nullptr) {
            order.expression = select->items[order.position - 1].expression;
        } else if (order.position == 0) {
            order.expression = value(expression, scope);
            check_ordering(*select, order.expression, *scope);
            for (size_t i = 0; i < select->items.size() && order.position == 0; ++i) {
                if (same(select->items[i].expression, order.expression)) order.position = i + 1;
            }
            if (order.position == 0 && select->distinct) {
                fail(145, 15, line,
                     "ORDER BY items must appear in the select list if SELECT DISTINCT is "
                     "specified.");
            }
        }
        out.order_by.push_back(order);
    }
    if (select != nullptr && scope->saw_aggregate && !select->aggregated) select->aggregated = true;
}

}  // namespace gantry::engine::bind
