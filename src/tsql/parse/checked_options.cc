// Option lists that a rule of the grammar describes: first the rule is matched over the tokens, so
// that what is wrong is found where SQL Server finds it, then the list is parsed into options.

#include <fmt/format.h>

#include "tsql/parse/admin_matcher.h"

namespace gantry::tsql {

// ---- AdminMatcher ----

void AdminMatcher::option_list(const Pattern& pattern, std::string_view statement,
                               bool of_index) {
    checking_ = true;
    const bool parentheses = parser_.accept(TokenKind::lparen);
    const bool ends_softly = &pattern == find_rule("old_index_option");
    std::vector<std::string_view> names;
    do {
        const Token* first = parser_.cur_;
        option(pattern, statement);
        if (of_index && !parser_.failed_) index_option(first, names);
    } while ((!ends_softly || option_follows(pattern)) && parser_.accept(TokenKind::comma));
    if (parser_.failed_) return;
    if (parentheses) {
        if (parser_.at(TokenKind::rparen)) {
            parser_.advance();
        } else {
            fail_at_farthest();
        }
    } else if (stopped_short()) {
        fail_at_farthest();
    }
}

// An index takes each option once, compression once for some partitions.
void AdminMatcher::index_option(const Token* first, std::vector<std::string_view>& names) {
    const std::string_view name = parser_.upper(parser_.source(*first));
    if (first->word == Word::Fillfactor && first[2].kind == TokenKind::integer) {
        const std::string_view percent = parser_.source(first[2]);
        const bool valid = percent == "100" || (percent.size() < 3 && percent != "0");
        if (!valid) {
            parser_.fail_at(*first, 129,
                            fmt::format("Fillfactor {} is not a valid percentage; fillfactor must "
                                        "be between 1 and 100.",
                                        percent));
        }
    }
    if (name == "DATA_COMPRESSION" || name == "XML_COMPRESSION") return;
    for (std::string_view known : names) {
        if (known != name) continue;
        parser_.fail_at(*first, 1039,
                        fmt::format("Option '{}' is specified more than once.", name));
        return;
    }
    names.push_back(name);
}

// The comma here may also be followed by the next column or constraint of a table.
bool AdminMatcher::option_follows(const Pattern& pattern) {
    if (!parser_.at(TokenKind::comma)) return false;
    const Place comma = place();
    const Token* farthest = farthest_;
    parser_.advance();
    const bool follows = match(pattern);
    if (!parser_.failed_) back_to(comma);
    farthest_ = farthest;
    return follows;
}

void AdminMatcher::option(const Pattern& pattern, std::string_view statement) {
    const Token* first = parser_.cur_;
    items_.clear();
    farthest_ = nullptr;
    if (parser_.at(TokenKind::sqlcmd) && !parser_.peek_is(1, TokenKind::equal)) {
        parser_.advance();  // whatever it is replaced by
        return;
    }
    if (match(pattern) || parser_.failed_) return;
    // FILLFACTOR is the one option whose name is reserved.
    const bool named =
        first->kind == TokenKind::word && (!first->reserved || first->word == Word::Fillfactor);
    const bool unknown = named && farthest_ == first;
    if (!unknown || statement.empty()) return fail_at_farthest();
    parser_.cur_ = first;
    parser_.fail(
        155, fmt::format("'{}' is not a recognized {} option.", parser_.source(*first), statement));
}

// ---- Parser ----

// Where the list ends.
const Token* Parser::check_options(std::string_view rule, std::string_view statement) {
    if (failed_) return nullptr;
    const Token* first = cur_;
    const Token last = last_;
    AdminMatcher matcher(*this);
    matcher.option_list(*find_rule(rule), statement, rule.ends_with("index_option"));
    if (failed_) return nullptr;
    const Token* end = cur_;
    cur_ = first;
    last_ = last;
    return end;
}

List<const Option*> Parser::checked_options(std::string_view rule, std::string_view statement) {
    return checked(rule, statement,
                   [&] { return at(TokenKind::lparen) ? option_list() : bare_option_list(); });
}

List<const Option*> Parser::checked_with_options(std::string_view rule,
                                                 std::string_view statement) {
    if (!at(Word::With) || !peek_is(1, TokenKind::lparen)) return {};
    advance();
    return checked_options(rule, statement);
}

}  // namespace gantry::tsql
