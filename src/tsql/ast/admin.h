#pragma once
// Administrative statements (keys, broker, audits, endpoints ...): more than a hundred of them, each
// with a syntax of its own and few readers. They are parsed by their documented syntax
// (grammar/statements.h) and kept as what was written, in order: words, names and values, the latter
// two under the labels of that syntax.

#include "tsql/ast/query.h"

namespace gantry::tsql {

// A keyword, upper-cased, or a symbol.
struct AdminWord : NodeOf<NodeKind::AdminWord, Node> {
    std::string_view text;
    GANTRY_TSQL_FIELDS(text)
};

struct AdminName : NodeOf<NodeKind::AdminName, Node> {
    std::string_view label;
    ObjectName name;
    GANTRY_TSQL_FIELDS(label, name)
};

// An expression, a predicate, a data type, a query: whatever the syntax asks for under that label.
struct AdminValue : NodeOf<NodeKind::AdminValue, Node> {
    std::string_view label;
    const Node* value = nullptr;
    GANTRY_TSQL_FIELDS(label, value)
};

struct AdminStatement : NodeOf<NodeKind::AdminStatement, Statement> {
    std::string_view title;    // "CREATE EVENT SESSION", "SEND ON CONVERSATION"
    List<const Node*> items;   // what follows the title
    GANTRY_TSQL_FIELDS(title, items)

    // The first name under the label; empty when there is none.
    ObjectName name(std::string_view label = "name") const {
        for (const Node* item : items) {
            const auto* found = item->try_as<AdminName>();
            if (found != nullptr && found->label == label) return found->name;
        }
        return {};
    }
    // The first value under the label, or nullptr.
    const Node* value(std::string_view label) const {
        for (const Node* item : items) {
            const auto* found = item->try_as<AdminValue>();
            if (found != nullptr && found->label == label) return found->value;
        }
        return nullptr;
    }
    bool has_word(std::string_view text) const {
        for (const Node* item : items) {
            const auto* found = item->try_as<AdminWord>();
            if (found != nullptr && found->text == text) return true;
        }
        return false;
    }
};

}  // namespace gantry::tsql
