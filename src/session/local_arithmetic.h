#pragma once
// Scalar expressions without PostgreSQL: literals, variables, @@ variables, arithmetic of
// integers, concatenation, comparison, AND, OR, NOT, IS NULL. Nothing is returned for any other
// expression, and for a mix of types whose rules live in the engine: the caller then compiles it.
// What is returned is what the engine would have computed.

#include <functional>
#include <optional>
#include <string_view>

#include "session/variables.h"
#include "tsql/ast.h"
#include "types/value.h"

namespace gantry::session {

struct LocalContext {
    const Variables& variables;
    uint32_t collation;  // of the current database
    // Value of "@@rowcount" and the like; an untyped NULL when there is no such name here.
    std::function<types::Value(std::string_view)> session_value;
};

enum class Truth : uint8_t { no, yes, unknown };

std::optional<types::Value> evaluate_expression(const tsql::Expr& expression,
                                                const LocalContext& context, int depth = 0);
std::optional<Truth> evaluate_condition(const tsql::Expr& expression, const LocalContext& context,
                                        int depth = 0);

}  // namespace gantry::session
