#include "tsql/parser.h"

#include <algorithm>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"
#include "tsql/scope_check.h"

namespace gantry::tsql {

struct ParseAccess {
    static std::unique_ptr<Arena>& arena(ParseResult& result) { return result.arena_; }
    static std::string_view& text(ParseResult& result) { return result.text_; }
};

ParseResult::ParseResult() = default;
ParseResult::~ParseResult() = default;
ParseResult::ParseResult(ParseResult&&) noexcept = default;
ParseResult& ParseResult::operator=(ParseResult&&) noexcept = default;

std::string_view ParseResult::text(SourceRange range) const {
    if (range.offset > text_.size()) return {};
    return text_.substr(range.offset, range.length);
}

uint32_t ParseResult::column(uint32_t offset) const {
    const size_t end = std::min<size_t>(offset, text_.size());
    const size_t newline = end == 0 ? text_.npos : text_.rfind('\n', end - 1);
    const size_t start = newline == text_.npos ? 0 : newline + 1;
    return uint32_t(utf16_length(text_.substr(start, end - start))) + 1;
}

size_t ParseResult::arena_blocks() const { return arena_ == nullptr ? 0 : arena_->block_count(); }
size_t ParseResult::arena_bytes() const {
    return arena_ == nullptr ? 0 : arena_->allocated_bytes();
}

namespace {

// Ranges are 32 bits wide, and lists of one statement are too.
constexpr size_t k_text_bytes_max = size_t{1} << 31;

// Columns of all diagnostics in one pass: a line may be as long as the text.
void set_columns(ParseResult& result) {
    const std::string_view text = result.text();
    size_t position = 0;
    uint32_t column = 1;
    for (Diagnostic& diagnostic : result.diagnostics) {
        const size_t end = std::min<size_t>(diagnostic.offset, text.size());
        const size_t newline = text.substr(position, end - position).rfind('\n');
        if (newline != text.npos) {
            position += newline + 1;
            column = 1;
        }
        column += uint32_t(utf16_length(text.substr(position, end - position)));
        position = end;
        diagnostic.column = column;
    }
}

// SQL Server 2000 said 170, with the line in the text, where its successors say 102.
void use_old_numbers(std::vector<Diagnostic>& diagnostics) {
    for (Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.number != 102) continue;
        diagnostic.number = 170;
        diagnostic.message = "Line " + std::to_string(diagnostic.line) + ": " + diagnostic.message;
    }
}

// Runs `parse` over the text's tokens; diagnostics come in order and with columns.
template <class F>
ParseResult run(std::string_view text, const ParseOptions& options, F&& parse) {
    ParseResult result;
    if (text.size() > k_text_bytes_max) {
        Diagnostic diagnostic;
        diagnostic.number = 191;
        diagnostic.message = "The batch is longer than 2 GB.";
        result.diagnostics.push_back(std::move(diagnostic));
        return result;
    }
    auto& arena = ParseAccess::arena(result);
    // Text, then about as much again for a first part of the tree.
    arena = std::make_unique<Arena>(std::min<size_t>(text.size() * 4 + 512, size_t{1} << 20));
    ParseAccess::text(result) = arena->copy(text);
    std::vector<Token> tokens;
    tokenize(result.text(), options, tokens, result.diagnostics);
    // Text cut short by an unclosed quote or comment has one error, not a second one at its end.
    const bool cut = !result.diagnostics.empty();
    Parser parser(*arena, result.text(), options, tokens, result.diagnostics);
    if (cut) parser.set_cut();
    parse(parser, result);
    std::stable_sort(
        result.diagnostics.begin(), result.diagnostics.end(),
        [](const Diagnostic& a, const Diagnostic& b) { return a.offset < b.offset; });
    set_columns(result);
    constexpr int k_level_of_2000 = 80;
    if (options.compatibility_level == k_level_of_2000) use_old_numbers(result.diagnostics);
    return result;
}

}  // namespace

ParseResult parse(std::string_view text, const ParseOptions& options) {
    return run(text, options, [&](Parser& parser, ParseResult& result) {
        result.statements = parser.parse_batch();
        if (options.scope_checks != ScopeChecks::none && result.diagnostics.empty()) {
            check_scopes(result.statements, options.scope_checks == ScopeChecks::all,
                         result.diagnostics);
        }
    });
}

void follow_quoted_identifier(const ParseResult& result, bool& quoted_identifier) {
    for (const Statement* statement : result.statements) {
        const auto* set = statement->try_as<SetOptionStatement>();
        if (set == nullptr) continue;
        for (std::string_view option : set->options) {
            if (option == "QUOTED_IDENTIFIER" || option == "ANSI_DEFAULTS") {
                quoted_identifier = set->on;
            }
        }
    }
}

ParseResult parse_expression(std::string_view text, const ParseOptions& options) {
    return run(text, options, [](Parser& parser, ParseResult& result) {
        result.expression = parser.parse_whole_expression(false);
    });
}

ParseResult parse_predicate(std::string_view text, const ParseOptions& options) {
    return run(text, options, [](Parser& parser, ParseResult& result) {
        result.expression = parser.parse_whole_expression(true);
    });
}

ParseResult parse_data_type(std::string_view text, const ParseOptions& options) {
    return run(text, options, [](Parser& parser, ParseResult& result) {
        result.type = parser.parse_whole_data_type();
    });
}

ParseResult parse_parameter_list(std::string_view text, const ParseOptions& options) {
    return run(text, options, [](Parser& parser, ParseResult& result) {
        result.statements = parser.parse_whole_parameter_list();
    });
}

}  // namespace gantry::tsql
