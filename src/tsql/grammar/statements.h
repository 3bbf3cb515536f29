#pragma once
// The syntax of administrative statements, as data: one table a family, in the files beside this.
// Parser::admin_statement() matches them; a statement that needs fields of its own is written by hand
// under parse/ instead.

#include <span>
#include <string_view>

#include "tsql/grammar/notation.h"

namespace gantry::tsql {

// A statement or, when the title is "$name", a rule that others refer to.
struct Syntax {
    // The words it starts with; several statements of one syntax are separated by '|'.
    const char* title;
    const char* notation;  // what follows the title
    // The version that brought it and the last that had it, as compatibility levels; 0: always.
    int since = 0;
    int until = 0;
};

// One title of a Syntax.
struct StatementSyntax {
    std::string_view title;
    std::vector<std::string_view> words;  // of the title
    const Syntax* syntax;
    const Pattern* pattern;
};

// The statements whose first word is this one, longer titles first. Compiled at first use; any
// thread.
std::span<const StatementSyntax> statements_beginning_with(std::string_view verb);
// nullptr when there is none of that name (without '$').
const Pattern* find_rule(std::string_view name);
// By its whole title; nullptr when there is none.
const StatementSyntax* find_statement(std::string_view title);

// The families.
std::span<const Syntax> broker_syntax();
std::span<const Syntax> database_options_syntax();
std::span<const Syntax> endpoint_syntax();
std::span<const Syntax> events_syntax();
std::span<const Syntax> external_syntax();
std::span<const Syntax> graph_syntax();
std::span<const Syntax> keys_syntax();
std::span<const Syntax> principals_syntax();
std::span<const Syntax> server_syntax();
std::span<const Syntax> storage_syntax();
std::span<const Syntax> table_options_syntax();

}  // namespace gantry::tsql
