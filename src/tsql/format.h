#pragma once
// Lays T-SQL text out anew: line breaks, indentation, blanks, the case of keywords. Tokens and
// comments are those of the source, in its order; only white space changes, keywords' case and,
// where asked for, semicolons at ends of statements. So nothing of the text is lost, formatting
// twice changes nothing more, and the syntax tree stays the same, which is checked by parsing the
// result: text that would mean something else is given back as it was.

#include <string>
#include <string_view>
#include <vector>

#include "tsql/parser.h"

namespace gantry::tsql {

enum class KeywordCase : uint8_t { upper, lower, keep };

struct FormatOptions {
    KeywordCase keyword_case = KeywordCase::upper;
    int indent_width = 4;
    bool tabs = false;         // a tab for each level, counted as indent_width
    int line_width = 100;      // lists and conditions longer than this are broken
    bool comma_first = false;  // at the start of the next line
    bool semicolons = true;    // put where a statement ends without one; never taken away
};

struct FormatResult {
    std::string text;
    std::vector<Diagnostic> diagnostics;  // why a batch was left as it was; lines of the script
};

// One batch, without GO lines. With errors in it: the text as it was.
FormatResult format_batch(std::string_view text, const ParseOptions& parse_options = {},
                          const FormatOptions& options = {});

// A whole script: GO lines, sqlcmd commands and $(variables) stay as written; batches with errors do
// too.
FormatResult format_script(std::string_view script, const ParseOptions& parse_options = {},
                           const FormatOptions& options = {});

}  // namespace gantry::tsql
