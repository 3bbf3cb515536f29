// Option lists: WITH (NAME = value, ...), and the same without parentheses.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_units[] = {
    "KB", "MB", "GB", "TB", "PERCENT", "SECOND", "SECONDS", "MINUTE", "MINUTES", "HOUR", "HOURS",
    "DAY", "DAYS", "WEEK", "WEEKS", "MONTH", "MONTHS", "YEAR", "YEARS", "ROWS", "MS",
};

}  // namespace

const Option* Parser::make_option(std::string_view name) {
    Option* option = start<Option>();
    option->name = name;
    return option;
}

List<const Option*> Parser::with_options() {
    if (!at(Word::With) || !peek_is(1, TokenKind::lparen)) return {};
    advance();
    return option_list();
}

List<const Option*> Parser::option_list() {
    Depth depth(*this);
    expect(TokenKind::lparen);
    List<const Option*> out;
    in_option_parentheses_ += 1;
    if (!at(TokenKind::rparen)) {
        out = comma_list<const Option*>([&] { return option(); });
    }
    in_option_parentheses_ -= 1;
    expect(TokenKind::rparen);
    return out;
}

List<const Option*> Parser::bare_option_list() {
    const int outer = in_option_parentheses_;
    in_option_parentheses_ = 0;
    List<const Option*> out = comma_list<const Option*>([&] { return option(); });
    in_option_parentheses_ = outer;
    return out;
}

// Whether another word belongs to the option's name. Without parentheses a reserved word is more
// likely the next statement.
bool Parser::option_name_continues() const {
    if (!at(TokenKind::word)) return false;
    return in_option_parentheses_ > 0 || !cur().reserved;
}

void Parser::option_amount(Option* option) {
    option->value = unary(false);
    if (accept(TokenKind::percent)) {
        option->unit = "%";
        return;
    }
    if (!at(TokenKind::word)) return;
    for (std::string_view unit : k_units) {
        if (at_text(unit)) {
            option->unit = unit;
            advance();
            return;
        }
    }
}

// (1, 3 TO 5), DATA_COMPRESSION = PAGE ON PARTITIONS (...).
void Parser::option_tail(Option* option) {
    ListBuilder<const Option*> tail(arena_);
    if (at(Word::To)) {
        Option* to = const_cast<Option*>(make_option("TO"));  // made just now
        advance();
        option_amount(to);
        tail.add(finish(to));
    } else if (at_words(Word::On, Word::Partitions)) {
        Option* partitions = const_cast<Option*>(make_option("ON PARTITIONS"));
        advance();
        advance();
        partitions->options = option_list();
        tail.add(finish(partitions));
    }
    if (!tail.empty()) option->options = tail.finish();
}

void Parser::option_value(Option* option) {
    switch (cur().kind) {
        case TokenKind::lparen: option->options = option_list(); return;
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::sqlcmd: option->target = object_name(); break;
        case TokenKind::word:
            if (peek_is(1, TokenKind::dot)) {
                option->target = object_name();
                break;
            }
            if (at(Word::Null)) {
                option->value = unary(false);
                return;
            }
            if (at_words(Word::Repeatable, Word::Read)) {
                option->word = "REPEATABLE READ";
                advance();
                advance();
                break;
            }
            option->word = upper(source(cur()));
            if (!cur().reserved) {
                option->target = object_name(1);
            } else {
                advance();
            }
            break;
        default: option_amount(option);
    }
    if (at(TokenKind::lparen)) option->options = option_list();
    option_tail(option);
}

// ORDER (a ASC, b DESC)
List<const Option*> Parser::ordered_columns() {
    expect(TokenKind::lparen);
    List<const Option*> out = comma_list<const Option*>([&] {
        Option* option = start<Option>();
        option->target = object_name(1);
        if (at(Word::Asc) || at(Word::Desc)) {
            option->word = word_text(cur().word);
            advance();
        }
        return finish(option);
    });
    expect(TokenKind::rparen);
    return out;
}

const Option* Parser::option() {
    Option* option = start<Option>();
    const bool named = at(TokenKind::word) && !peek_is(1, TokenKind::dot);
    if (!named) {
        if (at_identifier()) {
            option->target = object_name();
        } else if (at(TokenKind::lparen)) {
            option->options = option_list();
        } else {
            option_amount(option);
        }
        if (at(TokenKind::equal) && option->target) {  // [name] = value
            const SourceRange range = option->target.range;
            option->name = upper(text_.substr(range.offset, range.length));
            option->target = {};
            advance();
            option->has_equals = true;
            option_value(option);
        }
        option_tail(option);
        return finish(option);
    }
    if (at(Word::Null)) {
        option->value = unary(false);
        return finish(option);
    }
    const Token first = cur();
    std::string_view name = upper(source(first));
    advance();
    std::string words;
    constexpr size_t k_longest = 200;
    while (option_name_continues() && words.size() < k_longest) {
        if (at_words(Word::On, Word::Partitions)) break;
        if (words.empty()) words = name;
        if (words == "MOVE TO") break;
        words += ' ';
        words += upper(source(cur()));
        advance();
    }
    if (!words.empty()) name = arena_.copy(words);
    option->name = name;
    if (accept(TokenKind::equal)) {
        option->has_equals = true;
        option_value(option);
    } else if (name == "ORDER" && at(TokenKind::lparen)) {
        option->options = ordered_columns();
    } else if (at(TokenKind::lparen)) {
        option->options = option_list();
    } else if (at_string() || at(TokenKind::integer) || at(TokenKind::variable) ||
               at(TokenKind::decimal) || at(TokenKind::minus) || at(TokenKind::binary)) {
        option_amount(option);
    } else if (at(TokenKind::bracketed) || at(TokenKind::quoted) || name == "MOVE TO") {
        option->target = object_name();
        if (at(TokenKind::lparen)) option->options = option_list();
    }
    if (option->options.empty()) option_tail(option);
    return finish(option);
}

}  // namespace gantry::tsql
