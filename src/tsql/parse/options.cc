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
    ListBuilder<const Option*> list(arena_);
    do {
        list.add(option());
    } while (cur_ != options_end_ && accept(TokenKind::comma));
    in_option_parentheses_ = outer;
    return list.finish();
}

// Whether another word belongs to the option's name. Without parentheses a reserved word is more
// likely the next statement.
bool Parser::option_name_continues() const {
    if (!at(TokenKind::word) || cur_ == options_end_) return false;
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
        case TokenKind::quoted: option->target = object_name(); break;
        case TokenKind::sqlcmd: option_amount(option); break;
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

// PARTITION (column RANGE RIGHT FOR VALUES (1, 2)): the column is the target, the words after it
// the name. A list of columns is one too.
const Option* Parser::partition_option() {
    Option* option = start<Option>();
    expect(TokenKind::lparen);
    option->target = object_name(1);
    std::string words;
    while (at(TokenKind::word)) {
        if (!words.empty()) words += ' ';
        words += upper(source(cur()));
        advance();
    }
    option->word = arena_.copy(words);
    if (at(TokenKind::lparen)) {
        advance();
        ListBuilder<const Option*> values(arena_);
        while (!at(TokenKind::rparen) && !at_end()) {
            Option* value = start<Option>();
            value->value = expression();
            values.add(finish(value));
            if (!accept(TokenKind::comma)) break;
        }
        expect(TokenKind::rparen);
        if (values.empty()) values.add(start<Option>());  // FOR VALUES ()
        option->options = values.finish();
    }
    expect(TokenKind::rparen);
    return finish(option);
}

// fg, "default", scheme (column) [FILESTREAM_ON fs]
void Parser::option_place(Option* option) {
    if (at(Word::Default)) {
        option->word = word_text(Word::Default);
        advance();
    } else if (at_string()) {
        option->value = unary(false);
    } else {
        option->target = object_name(1);
    }
    ListBuilder<const Option*> tail(arena_);
    if (at(TokenKind::lparen)) {
        Option* column = start<Option>();
        advance();
        column->target = object_name(1);
        expect(TokenKind::rparen);
        tail.add(finish(column));
    }
    if (at_text("FILESTREAM_ON")) {
        Option* filestream = start<Option>();
        advance();
        filestream->name = "FILESTREAM_ON";
        option_place(filestream);
        tail.add(finish(filestream));
    }
    option->options = tail.finish();
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
        if (words == "MOVE TO" || words == "FILESTREAM_ON") break;
        words += ' ';
        words += upper(source(cur()));
        advance();
    }
    if (!words.empty()) name = arena_.copy(words);
    option->name = name;
    if (accept(TokenKind::equal)) {
        option->has_equals = true;
        option_value(option);
    } else if (name == "PARTITION" && at(TokenKind::lparen)) {
        ListBuilder<const Option*> inside(arena_);
        inside.add(partition_option());
        option->options = inside.finish();
    } else if ((name == "ORDER" || name == "CLUSTERED INDEX" || name == "CLUSTER BY" ||
                name == "CLUSTERED COLUMNSTORE INDEX ORDER") &&
               at(TokenKind::lparen)) {
        option->options = ordered_columns();
    } else if (at(TokenKind::lparen)) {
        option->options = option_list();
    } else if (at_string() || at(TokenKind::integer) || at(TokenKind::variable) ||
               at(TokenKind::decimal) || at(TokenKind::minus) || at(TokenKind::binary)) {
        option_amount(option);
    } else if (name == "MOVE TO" || name == "FILESTREAM_ON") {
        option_place(option);
    } else if (at(TokenKind::bracketed) || at(TokenKind::quoted)) {
        option->target = object_name();
        if (at(TokenKind::lparen)) option->options = option_list();
    }
    if (option->options.empty()) option_tail(option);
    return finish(option);
}

}  // namespace gantry::tsql
