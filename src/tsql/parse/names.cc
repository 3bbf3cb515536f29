// Identifiers, object names, data types, aliases.

#include <fmt/format.h>

#include <charconv>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr size_t k_name_length_max = 128;  // sysname, UTF-16 units
constexpr size_t k_temporary_length_max = 116;  // #name: a session's number is put behind it

Quote quote_of(TokenKind kind) {
    switch (kind) {
        case TokenKind::bracketed: return Quote::bracket;
        case TokenKind::quoted: return Quote::double_quote;
        case TokenKind::string:
        case TokenKind::national: return Quote::single_quote;
        default: return Quote::none;
    }
}

}  // namespace

bool Parser::is_identifier(const Token& token) const {
    switch (token.kind) {
        case TokenKind::word: return !token.reserved;
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::sqlcmd: return true;
        default: return false;
    }
}

void Parser::check_length(const Identifier& name) {
    if (name.name.size() <= k_temporary_length_max) return;
    if (name.name.front() == '#' && utf16_length(name.name) > k_temporary_length_max) {
        fail(193, fmt::format("The object or column name starting with '{}' is too long. The "
                              "maximum length is 116 characters.",
                              name.name.substr(0, k_temporary_length_max)));
        return;
    }
    if (name.name.size() <= k_name_length_max) return;
    if (utf16_length(name.name) <= k_name_length_max) return;
    size_t shown = 0;
    for (size_t i = 0; i < k_name_length_max; ++i) next_code_point(name.name, shown);
    fail(103, fmt::format("The identifier that starts with '{}' is too long. Maximum length is "
                          "128.",
                          name.name.substr(0, shown)));
}

Identifier Parser::make_identifier(const Token& token) {
    Identifier out;
    out.quote = quote_of(token.kind);
    out.name = out.quote == Quote::none ? source(token) : decoded(token);
    out.range = {token.offset, token.length, token.line};
    return out;
}

void Parser::fail_empty_name() {
    fail(1038,
         "An object or column name is missing or empty. For SELECT INTO statements, verify each "
         "column has a name. For other statements, look for empty alias names. Aliases defined as "
         "\"\" or [] are not allowed. Change the alias to a valid name.");
}

Identifier Parser::identifier() {
    if (!at_identifier()) {
        fail();
        return {};
    }
    Identifier out = make_identifier(cur());
    if (out.name.empty()) {
        fail_empty_name();
        return {};
    }
    check_length(out);
    advance();
    return out;
}

Identifier Parser::any_word() {
    if (at(TokenKind::word)) {
        Identifier out = make_identifier(cur());
        advance();
        return out;
    }
    return identifier();
}

Identifier Parser::identifier_or_string() {
    if (!at_string()) return identifier();
    Identifier out = make_identifier(cur());
    if (out.name.empty()) {
        fail_empty_name();
        return {};
    }
    advance();
    return out;
}

// After the first part: .b.c, ..c. Stops before a dot that no name follows.
void Parser::member_names(ListBuilder<Identifier>& parts, size_t parts_max) {
    while (at(TokenKind::dot) && parts.size() < parts_max) {
        if (peek_is(1, TokenKind::dot)) {
            advance();
            Identifier omitted;
            omitted.range = {cur().offset, 0, cur().line};
            parts.add(omitted);
            continue;
        }
        if (!is_identifier(peek())) {
            if (peek_is(1, TokenKind::star) || peek_is(1, TokenKind::pseudo) ||
                peek_is(1, Word::Identitycol) || peek_is(1, Word::Rowguidcol)) {
                return;
            }
            advance();
            fail();
            return;
        }
        advance();
        parts.add(identifier());
    }
}

// Of an object that is only made and dropped in the current database. Error 166 says so and the
// statement is parsed all the same.
ObjectName Parser::name_in_database(std::string_view statement) {
    const Token first = cur();
    const ObjectName name = object_name(3);
    if (name.parts.size() == 3 && !failed_) {
        fail_at(first, 166,
                fmt::format("'{}' does not allow specifying the database name as a prefix to the "
                            "object name.",
                            statement));
        recover_here();
    }
    return name;
}

ObjectName Parser::object_name(size_t parts_max) {
    ListBuilder<Identifier> parts(arena_);
    const Token first = cur();
    while (at(TokenKind::dot) && parts.size() + 1 < parts_max) {  // ..t
        Identifier omitted;
        omitted.range = {cur().offset, 0, cur().line};
        parts.add(omitted);
        if (!peek_is(1, TokenKind::dot)) break;
        advance();
    }
    if (parts.empty()) {
        parts.add(identifier());
    }
    member_names(parts, parts_max);
    if (at(TokenKind::dot) && is_identifier(peek())) {
        fail(117, fmt::format("The object name '{}' contains more than the maximum number of "
                              "prefixes. The maximum is {}.",
                              text_.substr(first.offset, peek().end() - first.offset),
                              parts_max - 1));
    }
    ObjectName out;
    out.parts = parts.finish();
    out.range = {first.offset, last_.end() > first.offset ? last_.end() - first.offset : 0,
                 first.line};
    return out;
}

ObjectName Parser::single_name() {
    ListBuilder<Identifier> parts(arena_);
    if (at(TokenKind::pseudo) || at(Word::Identitycol) || at(Word::Rowguidcol)) {
        parts.add(make_identifier(cur()));
        advance();
    } else {
        parts.add(identifier());
    }
    ObjectName out;
    out.range = parts.back().range;
    out.parts = parts.finish();
    return out;
}

List<Identifier> Parser::column_list() {
    expect(TokenKind::lparen);
    List<Identifier> out = comma_list<Identifier>([&] { return identifier(); });
    expect(TokenKind::rparen);
    return out;
}

std::string_view Parser::variable_name() {
    if (!at(TokenKind::variable)) {
        fail();
        return {};
    }
    const std::string_view out = source(cur());
    Identifier name;
    name.name = out;
    check_length(name);
    advance();
    return out;
}

// Names of more than one word become one part with single spaces.
std::string_view Parser::type_word() {
    if (accept(Word::Double)) {
        accept(Word::Precision);
        return "double precision";
    }
    if (accept(Word::National)) {
        if (accept_text("TEXT")) return "national text";
        const bool long_form = accept_text("CHARACTER");
        if (!long_form && !accept_text("CHAR")) fail();
        if (accept(Word::Varying)) {
            return long_form ? "national character varying" : "national char varying";
        }
        return long_form ? "national character" : "national char";
    }
    if (peek_is(1, Word::Varying)) {
        for (std::string_view word : {"character varying", "char varying", "binary varying"}) {
            if (at_text(upper(word.substr(0, word.find(' '))))) {
                advance();
                advance();
                return word;
            }
        }
    }
    return {};
}

const DataType* Parser::data_type() {
    DataType* type = start<DataType>();
    const Token first = cur();
    ListBuilder<Identifier> parts(arena_);
    if (accept(Word::Cursor)) {
        Identifier name;
        name.name = source(first);
        name.range = {first.offset, first.length, first.line};
        parts.add(name);
        type->varying = accept(Word::Varying);
        type->name.parts = parts.finish();
        type->name.range = name.range;
        return finish(type);
    }
    const std::string_view words = type_word();
    if (!words.empty()) {
        Identifier name;
        name.name = words;
        name.range = {first.offset, last_.end() - first.offset, first.line};
        parts.add(name);
        type->name.parts = parts.finish();
        type->name.range = name.range;
    } else {
        type->name = object_name(3);
    }
    if (!at(TokenKind::lparen)) return finish(type);
    // xml(CONTENT dbo.schemas), varchar(max), decimal(10, 2)
    advance();
    if (accept(Word::Max)) {
        type->is_max = true;
    } else if (at(TokenKind::integer)) {
        ListBuilder<int64_t> arguments(arena_);
        do {
            if (!at(TokenKind::integer)) {
                if (!arguments.empty() && at_identifier()) {
                    type->base_type = identifier().name;
                    break;
                }
                fail();
                break;
            }
            int64_t value = INT64_MAX;  // too many digits: out of every type's range
            const std::string_view digits = source(cur());
            int64_t parsed = 0;
            if (std::from_chars(digits.data(), digits.data() + digits.size(), parsed).ec ==
                std::errc{}) {
                value = parsed;
            }
            arguments.add(value);
            advance();
        } while (accept(TokenKind::comma));
        type->arguments = arguments.finish();
    } else {
        if (accept_text("CONTENT")) {
            type->xml_facet = DataType::Xml::content;
        } else if (at_text("DOCUMENT") && !peek_is(1, TokenKind::dot)) {
            advance();
            type->xml_facet = DataType::Xml::document;
        }
        type->xml_schema = object_name(3);
    }
    expect(TokenKind::rparen);
    return finish(type);
}

bool Parser::at_bare_alias() const {
    if (!at_identifier()) return false;
    if (peek_is(1, TokenKind::colon)) return false;  // the next statement's label
    if (at(Word::Window) && is_identifier(peek()) && peek_is(2, Word::As)) return false;
    return true;
}

Identifier Parser::optional_alias(bool strings) {
    if (accept(Word::As)) return strings ? identifier_or_string() : identifier();
    if (at_bare_alias()) return identifier();
    if (strings && at_string()) return identifier_or_string();
    return {};
}

std::string_view Parser::collation_name() {
    if (at(Word::Default)) {  // COLLATE DATABASE_DEFAULT is a plain name; this one isn't one
        fail();
        return {};
    }
    return identifier().name;
}

const DataType* Parser::parse_whole_data_type() {
    const DataType* out = data_type();
    if (!at_end()) fail();
    return failed_ ? nullptr : out;
}

}  // namespace gantry::tsql
