#pragma once
// Internal to src/tsql: from a node's kind to its type, and from its type to its fields. Costs
// compile time wherever it is used, so only the few generic operations include it.

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "tsql/ast.h"

namespace gantry::tsql {

// Calls f(const T&) with the node's own type. A node without kind is our mistake.
template <class F>
decltype(auto) dispatch(const Node& node, F&& f) {
    switch (node.kind) {
#define GANTRY_TSQL_CASE(name) \
    case NodeKind::name:       \
        return f(static_cast<const name&>(node));
        GANTRY_TSQL_NODES(GANTRY_TSQL_CASE)
#undef GANTRY_TSQL_CASE
        case NodeKind::None:
            break;
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

// The enumerator's own name, from the compiler's name of this function.
template <auto Value>
constexpr std::string_view enumerator_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text = text.substr(text.find("Value = ") + 8);
    text = text.substr(0, text.find_first_of(";]"));
    const size_t colons = text.rfind("::");
    if (text.front() == '(' || colons == text.npos) return {};
    text = text.substr(colons + 2);
    if (text.back() == '_') text.remove_suffix(1);
    return text;
}

template <class E, size_t... I>
std::string_view enum_name_of(E value, std::index_sequence<I...>) {
    static constexpr std::string_view k_names[] = {enumerator_name<E(I)>()...};
    return size_t(value) < sizeof...(I) ? k_names[size_t(value)] : std::string_view{};
}

// Without the '_' that keeps it from being a keyword of C++.
template <class E>
std::string_view enum_name(E value) {
    constexpr size_t k_enumerators_max = 24;
    return enum_name_of(value, std::make_index_sequence<k_enumerators_max>{});
}

// Cuts the next name off the list a GANTRY_TSQL_FIELDS makes.
inline std::string_view next_field_name(std::string_view& names) {
    const size_t comma = names.find(',');
    std::string_view name = names.substr(0, comma);
    names = comma == names.npos ? std::string_view{} : names.substr(comma + 1);
    while (!name.empty() && name.front() == ' ')
        name.remove_prefix(1);
    return name;
}

}  // namespace gantry::tsql
