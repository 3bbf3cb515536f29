#pragma once
// Internal to src/tsql: from a node's kind to its type, and from its type to its fields. Costs
// compile time wherever it is used, so only the few generic operations include it.

#include <concepts>
#include <type_traits>

#include "tsql/ast.h"

namespace gantry::tsql {

// Calls f(const T&) with the node's own type. A node without kind is our mistake.
template <class F>
decltype(auto) dispatch(const Node& node, F&& f) {
    switch (node.kind) {
#define GANTRY_TSQL_CASE(name) \
    case NodeKind::name: return f(static_cast<const name&>(node));
        GANTRY_TSQL_NODES(GANTRY_TSQL_CASE)
#undef GANTRY_TSQL_CASE
        case NodeKind::None: break;
    }
    assert_failed("node has a kind", __FILE__, __LINE__);
}

template <class T>
concept NodePointer =
    std::is_pointer_v<T> && std::derived_from<std::remove_cv_t<std::remove_pointer_t<T>>, Node>;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<List<T>> = true;

// Fields of the bases that are not in GANTRY_TSQL_FIELDS.
template <class T>
bool parenthesized_flag(const T& node) {
    if constexpr (std::derived_from<T, Expr>) {
        return node.parenthesized;
    } else {
        return false;
    }
}

}  // namespace gantry::tsql
