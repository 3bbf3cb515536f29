#include <fmt/format.h>

#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::engine::emit {

using bind::Expr;
using bind::ExprKind;

std::string Emitter::parameter(std::string_view variable, const types::SqlType& type,
                               std::string constant) {
    size_t index = 0;
    for (; index < parameters_.size(); ++index) {
        if (constant.empty() && parameters_[index].variable == variable) break;
    }
    if (index == parameters_.size()) {
        parameters_.push_back({std::string(variable), type, std::move(constant)});
    }
    return fmt::format("${}::{}", index + 1, types::pg_base_type_name(type));
}

std::string Emitter::constant(const Expr& expr) {
    if (auto text = literal(expr.value)) return *text;
    if (types::is_character(expr.type.id)) {
        return parameter("#constant", expr.type, expr.value.text());
    }
    return "NULL";
}

std::string Emitter::column(const Expr& expr) {
    const bind::Column& column = expr.relation->columns[expr.column];
    std::string name = store::quoted(column.pg_name);
    return expr.relation->pg_alias.empty() ? name : expr.relation->pg_alias + "." + name;
}

std::string Emitter::list(const std::vector<Expr*>& args, size_t from) {
    std::string out;
    for (size_t i = from; i < args.size(); ++i) {
        if (i > from) out += ", ";
        out += expression(*args[i]);
    }
    return out;
}

// {0} an argument, {*} all of them, {1*} those from the second on, {d} DISTINCT, {w} OVER (...),
// {o} ORDER BY of an aggregate.
std::string Emitter::form(const Expr& expr, std::string_view form) {
    std::string out;
    bool window_placed = false;
    for (size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '{') {
            out += form[i];
            continue;
        }
        size_t end = form.find('}', i);
        GANTRY_ASSERT(end != std::string_view::npos);
        std::string_view key = form.substr(i + 1, end - i - 1);
        i = end;
        if (key == "*") {
            out += list(expr.args, 0);
        } else if (key == "d") {
            out += expr.distinct ? "DISTINCT " : "";
        } else if (key == "w") {
            window_placed = true;
            if (expr.window != nullptr) out += over(*expr.window);
        } else if (key == "o") {
            if (!expr.within.empty()) out += " ORDER BY " + order_list(expr.within);
        } else {
            size_t index = static_cast<size_t>(key[0] - '0');
            GANTRY_ASSERT(index < expr.args.size());
            out += key.ends_with('*') ? list(expr.args, index) : expression(*expr.args[index]);
        }
    }
    if (expr.window != nullptr && !window_placed) out += over(*expr.window);
    return out;
}

std::string Emitter::cast(const Expr& expr) {
    const Expr& operand = *expr.args[0];
    std::string style;
    if (expr.style_value != nullptr) {
        style = expression(*expr.style_value);
    } else if (expr.style != types::k_default_style) {
        style = std::to_string(expr.style);
    }
    return conversion(expression(operand), operand.type, expr.type, expr.explicit_cast, style,
                      expr.is_try);
}

std::string Emitter::case_expression(const Expr& expr) {
    std::string out = "(CASE";
    size_t i = 0;
    for (; i + 1 < expr.args.size(); i += 2) {
        out += fmt::format(" WHEN {} THEN {}", expression(*expr.args[i]),
                           expression(*expr.args[i + 1]));
    }
    if (i < expr.args.size()) out += " ELSE " + expression(*expr.args[i]);
    return out + " END)";
}

std::string Emitter::order_item(std::string text, bool nullable, bool descending) {
    if (descending) text += " DESC";
    // NULL is the lowest value. A column that has none keeps PostgreSQL's default order, so that
    // an index on it serves.
    if (nullable) text += descending ? " NULLS LAST" : " NULLS FIRST";
    return text;
}

std::string Emitter::order_list(const std::vector<bind::OrderItem>& items) {
    std::string out;
    for (const bind::OrderItem& item : items) {
        if (!out.empty()) out += ", ";
        out += order_item(expression(*item.expression), item.expression->nullable,
                          item.descending);
    }
    return out;
}

std::string Emitter::over(const bind::Window& window) {
    std::string inside;
    if (!window.partition_by.empty()) inside += "PARTITION BY " + list(window.partition_by, 0);
    if (!window.order_by.empty()) {
        if (!inside.empty()) inside += ' ';
        inside += "ORDER BY " + order_list(window.order_by);
    }
    if (!window.frame.empty()) inside += (inside.empty() ? "" : " ") + window.frame;
    return fmt::format(" OVER ({})", inside);
}

std::string Emitter::expression(const Expr& expr) {
    switch (expr.kind) {
        case ExprKind::constant: return constant(expr);
        case ExprKind::parameter: return parameter(expr.variable, expr.type);
        case ExprKind::column: return column(expr);
        case ExprKind::call:
        case ExprKind::aggregate: return form(expr, expr.form);
        case ExprKind::cast: return cast(expr);
        case ExprKind::collate:
            collations_.insert(expr.type.collation);
            return fmt::format("({} COLLATE sys.{})", expression(*expr.args[0]),
                               store::quoted(types::collation_name(expr.type.collation)));
        case ExprKind::case_: return case_expression(expr);
        case ExprKind::subquery: return fmt::format("({})", query(*expr.query, false));
        case ExprKind::exists: return fmt::format("EXISTS ({})", query(*expr.query, false));
        case ExprKind::in_query:
            return fmt::format("({} {} ({}))", expression(*expr.args[0]),
                               expr.negated ? "NOT IN" : "IN", query(*expr.query, false));
        case ExprKind::quantified:
            return fmt::format("({} {} ({}))", expression(*expr.args[0]), expr.form,
                               query(*expr.query, false));
    }
    return "NULL";
}

}  // namespace gantry::engine::emit
