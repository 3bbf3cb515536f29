#include <fmt/format.h>

#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::engine::emit {

using bind::Body;
using bind::Query;
using bind::Relation;
using bind::RelationKind;
using bind::Select;
using tsql::JoinKind;

std::string Emitter::column_names(const Relation& relation) {
    std::string out;
    for (const bind::Column& column : relation.columns) {
        if (!out.empty()) out += ", ";
        out += column.pg_name;  // c1, c2, ...: never needs quotes
    }
    return out;
}

std::string Emitter::join(const Relation& relation) {
    std::string left = from(*relation.left);
    std::string right = from(*relation.right);
    std::string_view word = "INNER JOIN";
    switch (relation.join) {
        case JoinKind::inner: break;
        case JoinKind::left: word = "LEFT JOIN"; break;
        case JoinKind::right: word = "RIGHT JOIN"; break;
        case JoinKind::full: word = "FULL JOIN"; break;
        case JoinKind::cross:
        case JoinKind::cross_apply: return fmt::format("({} CROSS JOIN {})", left, right);
        case JoinKind::outer_apply: return fmt::format("({} LEFT JOIN {} ON true)", left, right);
    }
    return fmt::format("({} {} {} ON {})", left, word, right,
                       relation.on == nullptr ? std::string("true") : expression(*relation.on));
}

std::string Emitter::from(const Relation& relation) {
    std::string_view lateral = relation.lateral ? "LATERAL " : "";
    switch (relation.kind) {
        case RelationKind::table:
        case RelationKind::cte:
            return fmt::format("{} AS {}", relation.pg_source, relation.pg_alias);
        case RelationKind::derived:
            return fmt::format("{}({}) AS {}({})", lateral, query(*relation.query, false),
                               relation.pg_alias, column_names(relation));
        case RelationKind::function: {
            bind::Expr call;
            call.args = relation.args;
            return fmt::format("{}{} AS {}({})", lateral, form(call, relation.pg_source),
                               relation.pg_alias, column_names(relation));
        }
        case RelationKind::values: {
            std::string rows;
            for (const auto& row : relation.rows) {
                rows += fmt::format("{}({})", rows.empty() ? "" : ", ", list(row, 0));
            }
            return fmt::format("{}(VALUES {}) AS {}({})", lateral, rows, relation.pg_alias,
                               column_names(relation));
        }
        case RelationKind::join: return join(relation);
        case RelationKind::empty: break;
    }
    return "(SELECT) AS e";
}

std::string Emitter::with(const std::vector<bind::Cte*>& ctes) {
    if (ctes.empty()) return "";
    bool recursive = false;
    std::string list;
    for (const bind::Cte* cte : ctes) {
        recursive = recursive || cte->recursive;
        std::string names;
        for (const bind::Column& column : cte->columns) {
            names += (names.empty() ? "" : ", ") + column.pg_name;
        }
        list += fmt::format("{}{}({}) AS ({})", list.empty() ? "" : ", ", cte->pg_name, names,
                            query(*cte->query, false));
    }
    return fmt::format("WITH {}{} ", recursive ? "RECURSIVE " : "", list);
}

// The outermost select list has exactly the types that its metadata names.
std::string Emitter::select_list(const Select& select, bool outermost) {
    std::string out;
    for (const bind::SelectItem& item : select.items) {
        if (!out.empty()) out += ", ";
        const bind::Expr& expr = *item.expression;
        std::string text = expression(expr);
        bool made = expr.kind != bind::ExprKind::column &&
                    expr.kind != bind::ExprKind::parameter &&
                    expr.kind != bind::ExprKind::constant;
        if (outermost && made && !types::is_character(expr.type.id) &&
            expr.type.id != types::TypeId::none) {
            text = fmt::format("({})::{}", text, types::pg_base_type_name(expr.type));
        } else if (outermost && expr.type.id == types::TypeId::none) {
            text = "NULL::integer";
        } else if (expr.type.id == types::TypeId::none) {
            text += "::integer";
        }
        out += text;
    }
    return out;
}

std::string Emitter::grouping(const bind::Grouping& grouping) {
    std::string items;
    for (const bind::Grouping& item : grouping.items) {
        items += (items.empty() ? "" : ", ") + this->grouping(item);
    }
    switch (grouping.kind) {
        case tsql::GroupingKind::simple: return list(grouping.expressions, 0);
        case tsql::GroupingKind::composite:
            return fmt::format("({}{})", list(grouping.expressions, 0), items);
        case tsql::GroupingKind::rollup: return fmt::format("ROLLUP ({})", items);
        case tsql::GroupingKind::cube: return fmt::format("CUBE ({})", items);
        case tsql::GroupingKind::grouping_sets: return fmt::format("GROUPING SETS ({})", items);
        case tsql::GroupingKind::grand_total: return "()";
    }
    return "()";
}

std::string Emitter::select_tail(const Select& select) {
    std::string out;
    if (select.from != nullptr) out += " FROM " + from(*select.from);
    if (select.where != nullptr) out += " WHERE " + expression(*select.where);
    if (!select.group_by.empty()) {
        std::string items;
        for (const bind::Grouping& item : select.group_by) {
            items += (items.empty() ? "" : ", ") + grouping(item);
        }
        out += " GROUP BY " + items;
    }
    if (select.having != nullptr) out += " HAVING " + expression(*select.having);
    return out;
}

std::string Emitter::select(const Select& select, bool outermost) {
    return fmt::format("SELECT {}{}{}", select.distinct ? "DISTINCT " : "",
                       select_list(select, outermost), select_tail(select));
}

// Text of TOP after the ORDER BY; `counted` is the query it limits, for PERCENT.
std::string Emitter::limit(const bind::Top& top, const std::string& counted) {
    if (top.count == nullptr) return "";
    std::string count = expression(*top.count);
    if (top.percent) {
        count = fmt::format("(SELECT ceil(count(*) * ({}) / 100)::bigint FROM ({}) AS counted)",
                            count, counted);
    }
    if (top.with_ties) return fmt::format(" FETCH FIRST ({}) ROWS WITH TIES", count);
    return fmt::format(" LIMIT {}", count);
}

std::string Emitter::body(const Body& body, bool outermost) {
    if (body.select != nullptr) return select(*body.select, outermost);
    auto side = [&](const Body& part) {
        std::string text = this->body(part, outermost);
        if (part.select != nullptr) text += limit(part.select->top, text);
        return fmt::format("({})", text);
    };
    std::string_view word = "UNION";
    switch (body.op) {
        case tsql::SetOperator::union_: break;
        case tsql::SetOperator::union_all: word = "UNION ALL"; break;
        case tsql::SetOperator::except: word = "EXCEPT"; break;
        case tsql::SetOperator::intersect: word = "INTERSECT"; break;
    }
    std::string left = side(*body.left);
    return fmt::format("{} {} {}", left, word, side(*body.right));
}

std::string Emitter::order_by(const Query& query) {
    std::string out;
    const Select* select = query.body->select;
    for (const bind::OrderItem& item : query.order_by) {
        const bind::Column* column =
            item.position != 0 ? &query.columns()[item.position - 1] : nullptr;
        std::string text;
        bool nullable = column != nullptr ? column->nullable : item.expression->nullable;
        bool needs_collation = column != nullptr && types::is_character(column->type.id) &&
                               !column->pg_collated;
        if (item.expression != nullptr && item.expression->kind == bind::ExprKind::constant) {
            continue;
        }
        if (column != nullptr && (select == nullptr || select->distinct || !needs_collation)) {
            text = std::to_string(item.position);
        } else {
            text = expression(*item.expression);
            const types::SqlType& type = item.expression->type;
            if (types::is_character(type.id) && !item.expression->pg_collated &&
                type.collation != 0) {
                text += " COLLATE sys." + store::quoted(types::collation_name(type.collation));
            }
        }
        out += (out.empty() ? "" : ", ") + order_item(std::move(text), nullable, item.descending);
    }
    return out.empty() ? "" : " ORDER BY " + out;
}

std::string Emitter::query(const Query& query, bool outermost) {
    std::string out = with(query.ctes);
    std::string inner = body(*query.body, outermost);
    out += inner;
    out += order_by(query);
    if (query.body->select != nullptr) out += limit(query.body->select->top, inner);
    if (query.offset != nullptr) out += " OFFSET " + expression(*query.offset);
    if (query.fetch != nullptr) out += " LIMIT " + expression(*query.fetch);
    return out;
}

}  // namespace gantry::engine::emit
