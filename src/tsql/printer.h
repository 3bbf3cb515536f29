#pragma once
// Canonical T-SQL from a syntax tree. Parsing what is printed gives an equal tree (compare.h);
// comments and the original layout are gone. Nesting costs call depth, chains don't.

#include <string>

#include "tsql/ast.h"

namespace gantry::tsql {

struct PrintOptions {
    bool lower_keywords = false;
    int indent_width = 4;
    // One line per statement, for messages and keys of caches.
    bool single_line = false;
};

std::string print(const Node& node, const PrintOptions& options = {});
// Each ended with ';'.
std::string print_statements(const List<const Statement*>& statements,
                             const PrintOptions& options = {});

// [name], with ] doubled; and N'text' with ' doubled.
std::string quote_bracket(std::string_view name);
std::string quote_string(std::string_view text, bool national = false);

}  // namespace gantry::tsql
