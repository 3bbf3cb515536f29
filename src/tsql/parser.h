#pragma once
// T-SQL text to syntax tree: one batch (or module text, or expression) at a time. Scripts with GO
// are cut first (batch.h). Throws nothing for bad text: every error is a diagnostic, and parsing
// goes on at the next statement, so that one error doesn't hide the others. Linear in the text's
// length; depth is bounded by ParseOptions. The result owns its text and its tree and may be moved;
// nodes stay where they are. Parsing is re-entrant; a result may be read by many threads.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tsql/ast.h"

namespace gantry::tsql {

// Which statements check_scopes (scope_check.h) looks at once the syntax of a text is right.
// Texts that are pieces of a batch have labels and loops elsewhere; a module is always whole.
enum class ScopeChecks : uint8_t { none, modules, all };

struct ParseOptions {
    int compatibility_level = 160;
    bool quoted_identifier = true;
    // Nested parentheses, subqueries, blocks, CASE ...; deeper is error 191.
    int max_depth = 1000;
    // Length of a left-leaning chain (a + b + ..., x AND y ..., UNION ALL ...): also the depth of
    // the tree a recursive walk meets; longer is error 191. 0: unlimited, for tools that walk
    // with visit.h.
    int max_chain_length = 4000;
    ScopeChecks scope_checks = ScopeChecks::none;
};

// Severity 15, state 1 unless said otherwise, as SQL Server's syntax errors.
struct Diagnostic {
    int number = 102;
    int severity = 15;
    int state = 1;
    uint32_t offset = 0;  // bytes
    uint32_t line = 1;    // 1-based
    uint32_t column = 1;  // 1-based, UTF-16 units
    std::string message;  // SQL Server's text
    std::string hint;     // what could have stood there; may be empty
};

class ParseResult {
  public:
    ParseResult();
    ~ParseResult();
    ParseResult(ParseResult&&) noexcept;
    ParseResult& operator=(ParseResult&&) noexcept;

    bool ok() const { return diagnostics.empty(); }
    // The text parsed, as kept by this result: ranges and string views point into it.
    std::string_view text() const { return text_; }
    std::string_view text(SourceRange range) const;
    // 1-based column in UTF-16 units of a byte offset.
    uint32_t column(uint32_t offset) const;
    // What the tree took.
    size_t arena_blocks() const;
    size_t arena_bytes() const;

    List<const Statement*> statements;  // those that parsed
    const Expr* expression = nullptr;   // of parse_expression and parse_predicate
    const DataType* type = nullptr;     // of parse_data_type
    std::vector<Diagnostic> diagnostics;

  private:
    friend struct ParseAccess;
    std::unique_ptr<Arena> arena_;
    std::string_view text_;
};

// UTF-8 text without GO lines.
ParseResult parse(std::string_view text, const ParseOptions& options = {});

// SET QUOTED_IDENTIFIER of one batch holds for those after it: what it leaves behind.
void follow_quoted_identifier(const ParseResult& result, bool& quoted_identifier);

// The text of a default or computed column: "((0))", "getdate()", "[a]+[b]".
ParseResult parse_expression(std::string_view text, const ParseOptions& options = {});
// The text of a check constraint or index filter: "([Quantity]>(0))".
ParseResult parse_predicate(std::string_view text, const ParseOptions& options = {});
// "nvarchar(40)", "decimal(18, 4)", "dbo.Phone".
ParseResult parse_data_type(std::string_view text, const ParseOptions& options = {});
// "@a int, @b nvarchar(10) = N'x' OUTPUT": the second argument of sp_executesql. The parameters are
// those of the one CreateProcedureStatement in `statements`.
ParseResult parse_parameter_list(std::string_view text, const ParseOptions& options = {});

}  // namespace gantry::tsql
