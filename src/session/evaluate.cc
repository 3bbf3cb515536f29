// Expressions of control flow. What is plain enough is computed here, without asking PostgreSQL;
// the rest is compiled to a query of one value.

#include "base/utf.h"
#include "session/interpreter.h"
#include "session/local_arithmetic.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::TypeId;
using types::Value;

constexpr uint8_t k_as_value = 1;
constexpr uint8_t k_as_condition = 2;

}  // namespace

Value Interpreter::evaluate(const tsql::Expr& expression,
                            std::optional<types::SqlType> target) {
    if (std::optional<Value> value = evaluate_here(expression)) {
        if (!target || value->type() == *target) return *value;
        if (value->is_null()) return Value::null(*target);
        return types::convert(*value, *target);
    }
    return single_value(compiled(expression, k_as_value, target));
}

bool Interpreter::is_true(const tsql::Expr& condition) {
    LocalContext context{frame_->variables, state_.database_collation,
                         [this](std::string_view name) { return session_value(name); }};
    if (std::optional<Truth> truth = evaluate_condition(condition, context)) {
        return *truth == Truth::yes;
    }
    Value value = single_value(compiled(condition, k_as_condition));
    return !value.is_null() && value.integer() != 0;
}

std::optional<Value> Interpreter::evaluate_here(const tsql::Expr& expression) {
    LocalContext context{frame_->variables, state_.database_collation,
                         [this](std::string_view name) { return session_value(name); }};
    return evaluate_expression(expression, context);
}

std::string Interpreter::text_of(const tsql::Expr& expression) {
    Value value = evaluate(expression);
    return value.is_null() ? std::string() : types::to_text(value);
}

}  // namespace gantry::session
