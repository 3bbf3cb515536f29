#include "session/local_arithmetic.h"

#include <fmt/core.h>

#include "base/utf.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::TypeId;
using types::Value;

// Deeper expressions are the engine's: this walk recurses.
constexpr int k_depth_max = 100;

std::optional<Value> literal(const tsql::Literal& literal, const LocalContext& context) {
    switch (literal.literal) {
        case tsql::LiteralKind::null:
            return Value();
        case tsql::LiteralKind::integer: {
            // What does not fit an int is numeric: the engine's.
            if (literal.text.size() > 9) return std::nullopt;
            int64_t value = 0;
            for (char c : literal.text) value = value * 10 + (c - '0');
            return Value::of_int(value);
        }
        case tsql::LiteralKind::string:
            return Value::of_varchar(std::string(literal.text), context.collation);
        case tsql::LiteralKind::national:
            return Value::of_nvarchar(std::string(literal.text), context.collation);
        default:
            return std::nullopt;
    }
}

bool is_int(const Value& value) { return value.type().id == TypeId::int_; }
bool is_int_or_bigint(const Value& value) {
    return is_int(value) || value.type().id == TypeId::bigint;
}

Value int_result(int64_t value, bool wide) {
    if (wide) return Value::of_bigint(value);
    if (value < INT32_MIN || value > INT32_MAX) {
        throw SqlError(8115, 16, 2,
                       "Arithmetic overflow error converting expression to data type int.");
    }
    return Value::of_int(value);
}

std::optional<Value> arithmetic(tsql::BinaryOp op, const Value& a, const Value& b) {
    bool wide = a.type().id == TypeId::bigint || b.type().id == TypeId::bigint;
    if (a.is_null() || b.is_null()) {
        return Value::null(wide ? types::bigint_type() : types::int_type());
    }
    int64_t x = a.integer(), y = b.integer(), out = 0;
    bool overflow = false;
    switch (op) {
        case tsql::BinaryOp::add:
            overflow = __builtin_add_overflow(x, y, &out);
            break;
        case tsql::BinaryOp::subtract:
            overflow = __builtin_sub_overflow(x, y, &out);
            break;
        case tsql::BinaryOp::multiply:
            overflow = __builtin_mul_overflow(x, y, &out);
            break;
        case tsql::BinaryOp::divide:
        case tsql::BinaryOp::modulo:
            if (y == 0) throw SqlError(8134, 16, 1, "Divide by zero error encountered.");
            if (y == -1) return std::nullopt;  // the one division that overflows
            out = op == tsql::BinaryOp::divide ? x / y : x % y;
            break;
        default:
            return std::nullopt;
    }
    if (overflow) return std::nullopt;
    return int_result(out, wide);
}

bool is_var_text(const Value& value) {
    return value.type().id == TypeId::varchar || value.type().id == TypeId::nvarchar;
}

// Concatenation of texts of one kind; lengths follow the engine's rule.
std::optional<Value> concatenate(const Value& a, const Value& b) {
    if (!is_var_text(a) || a.type().id != b.type().id ||
        a.type().collation != b.type().collation) {
        return std::nullopt;
    }
    types::SqlType type = a.type();
    bool is_max = type.length < 0 || b.type().length < 0;
    int32_t length = is_max ? -1 : std::min(int32_t(type.length) + b.type().length, 8000);
    type.length = int16_t(length);
    if (a.is_null() || b.is_null()) return Value::null(type);
    std::string text = a.text() + b.text();
    if (!is_max && utf16_length(text) > 4000) return std::nullopt;
    return Value(type, std::move(text));
}

std::optional<int> order(const Value& a, const Value& b) {
    if (is_int_or_bigint(a) && is_int_or_bigint(b)) {
        return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
    }
    bool same_text = is_var_text(a) && a.type().id == b.type().id &&
                     a.type().collation == b.type().collation;
    if (same_text) return types::compare(a, b);
    return std::nullopt;
}

Truth negate(Truth truth) {
    if (truth == Truth::unknown) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
}

std::optional<Truth> compare(const tsql::ComparisonExpr& comparison, const LocalContext& context,
                             int depth) {
    std::optional<Value> a = evaluate_expression(*comparison.left, context, depth + 1);
    if (!a) return std::nullopt;
    std::optional<Value> b = evaluate_expression(*comparison.right, context, depth + 1);
    if (!b) return std::nullopt;
    // NULL = x depends on SET ANSI_NULLS: the engine's.
    if (a->is_null() || b->is_null()) return std::nullopt;
    std::optional<int> sign = order(*a, *b);
    if (!sign) return std::nullopt;
    bool holds = false;
    switch (comparison.op) {
        case tsql::ComparisonOp::equal:
            holds = *sign == 0;
            break;
        case tsql::ComparisonOp::not_equal:
            holds = *sign != 0;
            break;
        case tsql::ComparisonOp::less:
            holds = *sign < 0;
            break;
        case tsql::ComparisonOp::greater:
            holds = *sign > 0;
            break;
        case tsql::ComparisonOp::less_equal:
        case tsql::ComparisonOp::not_greater:
            holds = *sign <= 0;
            break;
        case tsql::ComparisonOp::greater_equal:
        case tsql::ComparisonOp::not_less:
            holds = *sign >= 0;
            break;
        default:
            return std::nullopt;
    }
    return holds ? Truth::yes : Truth::no;
}

std::optional<Truth> logical(const tsql::LogicalExpr& expr, const LocalContext& context,
                             int depth) {
    std::optional<Truth> left = evaluate_condition(*expr.left, context, depth + 1);
    if (!left) return std::nullopt;
    Truth decisive = expr.op == tsql::LogicalOp::and_ ? Truth::no : Truth::yes;
    if (*left == decisive) return decisive;
    std::optional<Truth> right = evaluate_condition(*expr.right, context, depth + 1);
    if (!right) return std::nullopt;
    if (*right == decisive) return decisive;
    bool unknown = *left == Truth::unknown || *right == Truth::unknown;
    return unknown ? Truth::unknown : negate(decisive);
}

std::optional<Value> binary(const tsql::BinaryExpr& expr, const LocalContext& context, int depth) {
    std::optional<Value> a = evaluate_expression(*expr.left, context, depth + 1);
    if (!a) return std::nullopt;
    std::optional<Value> b = evaluate_expression(*expr.right, context, depth + 1);
    if (!b) return std::nullopt;
    if (is_int_or_bigint(*a) && is_int_or_bigint(*b)) return arithmetic(expr.op, *a, *b);
    if (expr.op == tsql::BinaryOp::add) return concatenate(*a, *b);
    return std::nullopt;
}

}  // namespace

std::optional<Value> evaluate_expression(const tsql::Expr& expression, const LocalContext& context,
                                         int depth) {
    if (depth > k_depth_max) return std::nullopt;
    switch (expression.kind) {
        case tsql::NodeKind::Literal:
            return literal(expression.as<tsql::Literal>(), context);
        case tsql::NodeKind::VariableRef: {
            const Value* value =
                context.variables.find(expression.as<tsql::VariableRef>().name);
            if (value == nullptr) return std::nullopt;  // the engine says what is wrong
            return *value;
        }
        case tsql::NodeKind::GlobalVariableRef: {
            std::string name = ascii_lower(expression.as<tsql::GlobalVariableRef>().name);
            // Those that are int; others have types that the engine knows.
            bool known = name == "@@rowcount" || name == "@@error" || name == "@@trancount" ||
                         name == "@@nestlevel" || name == "@@fetch_status";
            if (!known) return std::nullopt;
            return context.session_value(name);
        }
        case tsql::NodeKind::UnaryExpr: {
            auto& unary = expression.as<tsql::UnaryExpr>();
            if (unary.op != tsql::UnaryOp::minus) return std::nullopt;
            std::optional<Value> value = evaluate_expression(*unary.operand, context, depth + 1);
            if (!value || value->is_null() || !is_int(*value)) return std::nullopt;
            return int_result(-value->integer(), false);
        }
        case tsql::NodeKind::BinaryExpr:
            return binary(expression.as<tsql::BinaryExpr>(), context, depth);
        default:
            return std::nullopt;
    }
}

std::optional<Truth> evaluate_condition(const tsql::Expr& expression, const LocalContext& context,
                                        int depth) {
    if (depth > k_depth_max) return std::nullopt;
    switch (expression.kind) {
        case tsql::NodeKind::ComparisonExpr:
            return compare(expression.as<tsql::ComparisonExpr>(), context, depth);
        case tsql::NodeKind::LogicalExpr:
            return logical(expression.as<tsql::LogicalExpr>(), context, depth);
        case tsql::NodeKind::NotExpr: {
            auto truth =
                evaluate_condition(*expression.as<tsql::NotExpr>().operand, context, depth + 1);
            if (!truth) return std::nullopt;
            return negate(*truth);
        }
        case tsql::NodeKind::IsNullExpr: {
            auto& test = expression.as<tsql::IsNullExpr>();
            auto value = evaluate_expression(*test.operand, context, depth + 1);
            if (!value) return std::nullopt;
            return value->is_null() != test.negated ? Truth::yes : Truth::no;
        }
        default:
            return std::nullopt;
    }
}

}  // namespace gantry::session
