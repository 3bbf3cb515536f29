#pragma once
// What every syntax node has: its kind, where it stands in the source, and a checked down-cast.
// Nodes live in the Arena of their ParseResult, have no virtual functions and are never changed
// after parsing, so any number of threads may read one tree.
//
// Each node type names its fields once with GANTRY_TSQL_FIELDS; walking, comparing, printing as a
// tree and counting are derived from that list (visit.h, compare.h, dump.h).

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "tsql/arena.h"
#include "tsql/ast/kinds.h"

namespace gantry::tsql {

// Bytes of the source text; the line is 1-based and counts '\n'. Columns in UTF-16 units are
// computed on demand: ParseResult::column().
struct SourceRange {
    uint32_t offset = 0;
    uint32_t length = 0;
    uint32_t line = 0;

    uint32_t end() const { return offset + length; }
};

#define GANTRY_TSQL_FIELDS(...)                                \
    static constexpr std::string_view k_fields = #__VA_ARGS__; \
    template <class F>                                         \
    decltype(auto) with_fields(F&& f) const {                  \
        return f(__VA_ARGS__);                                 \
    }

struct Node {
    NodeKind kind = NodeKind::None;
    SourceRange range;

    template <class T>
    bool is() const {
        return kind == T::k_kind;
    }
    // The kind must be right.
    template <class T>
    const T& as() const {
        GANTRY_ASSERT(kind == T::k_kind);
        return static_cast<const T&>(*this);
    }
    // nullptr when it is another kind.
    template <class T>
    const T* try_as() const {
        return kind == T::k_kind ? static_cast<const T*>(this) : nullptr;
    }
};

template <class T>
const T* try_as(const Node* node) {
    return node == nullptr ? nullptr : node->try_as<T>();
}

// Base of every expression and predicate.
struct Expr : Node {
    // Written in parentheses: ORDER BY (1) is not ORDER BY 1.
    bool parenthesized = false;
};

struct Statement : Node {};
struct TableSource : Node {};  // what may stand in FROM
struct QueryBody : Node {};    // QuerySpecification or SetOperation
struct TableElement : Node {}; // column, constraint or index in CREATE TABLE

// Ties a type to its kind.
template <NodeKind Kind, class Base>
struct NodeOf : Base {
    static constexpr NodeKind k_kind = Kind;
    NodeOf() { this->kind = Kind; }
};

enum class Quote : uint8_t { none, bracket, double_quote, single_quote };

// A name as written, without its quotes and with doubled quotes undone. Empty means absent (an
// alias nobody gave, an omitted part in db..t).
struct Identifier {
    std::string_view name;
    Quote quote = Quote::none;
    SourceRange range;

    explicit operator bool() const { return !name.empty(); }
};

// One to four parts: [server.][database.][schema.]object; inner parts may be empty (db..t). A method
// such as sys.fn_x or a type name is written the same way.
struct ObjectName {
    List<Identifier> parts;
    SourceRange range;

    explicit operator bool() const { return !parts.empty(); }
    // Counted from the right: part(0) is the object. An absent part has an empty name.
    Identifier part(size_t from_right) const {
        return from_right < parts.size() ? parts[parts.size() - 1 - from_right] : Identifier{};
    }
    std::string_view object() const { return part(0).name; }
    std::string_view schema() const { return part(1).name; }
    std::string_view database() const { return part(2).name; }
    std::string_view server() const { return part(3).name; }
};

}  // namespace gantry::tsql
