// Calls: functions, CAST and its relatives, methods, windows, ODBC escapes.

#include <fmt/format.h>

#include <span>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = char(c + 32);
    }
    return out;
}

}  // namespace

List<const Expr*> Parser::argument_list() {
    List<const Expr*> out;
    if (!at(TokenKind::rparen)) {
        out = comma_list<const Expr*>([&] { return value_or_default(); });
    }
    expect(TokenKind::rparen);
    return out;
}

const Expr* Parser::function_call(ObjectName name, const Token& first) {
    Depth depth(*this);
    FunctionCall* call = arena_.make<FunctionCall>();
    call->range = {first.offset, 0, first.line};
    call->name = name;
    expect(TokenKind::lparen);
    const bool plain = name.parts.size() == 1 && first.kind == TokenKind::word;
    if (plain && first.word == Word::Trim) {
        trim_arguments(call);
    } else if (plain && is_text(first, "AI_GENERATE_CHUNKS")) {
        named_arguments(call);
    } else if (plain && (first.word == Word::JsonObject || first.word == Word::JsonArray ||
                         first.word == Word::JsonArrayagg || first.word == Word::JsonObjectagg)) {
        json_arguments(call);
    } else {
        call_arguments(call);
    }
    expect(TokenKind::rparen);
    if (plain) check_date_part(*call, first);
    call_suffix(call);
    check_window_function(*call, first);
    return finish(call);
}

// (SOURCE = text, CHUNK_TYPE = FIXED, ...)
void Parser::named_arguments(FunctionCall* call) {
    call->arguments = comma_list<const Expr*>([&] {
        NamedArgument* argument = start<NamedArgument>();
        argument->name = upper(identifier().name);
        expect(TokenKind::equal);
        argument->value = expression();
        return finish(argument);
    });
}

namespace {

// "DATEADD (Transact-SQL)", "DATEPART (Transact-SQL)": names and abbreviations.
constexpr std::string_view k_date_parts[] = {
    "YEAR", "YY",         "YYYY",    "QUARTER",  "QQ",  "Q",           "MONTH", "MM",
    "M",    "DAYOFYEAR",  "DY",      "Y",        "DAY", "DD",          "D",     "WEEK",
    "WK",   "WW",         "WEEKDAY", "DW",       "W",   "HOUR",        "HH",    "MINUTE",
    "MI",   "N",          "SECOND",  "SS",       "S",   "MILLISECOND", "MS",    "MICROSECOND",
    "MCS",  "NANOSECOND", "NS",      "TZOFFSET", "TZ",  "ISO_WEEK",    "ISOWK", "ISOWW",
};

constexpr std::string_view k_date_functions[] = {
    "DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATEPART", "DATENAME", "DATETRUNC", "DATE_BUCKET",
};

bool holds(std::span<const std::string_view> words, std::string_view word) {
    for (std::string_view one : words) {
        if (one.size() == word.size() && ascii_iequals(one, word)) return true;
    }
    return false;
}

}  // namespace

// The first argument of DATEADD and its kin is a word, not an expression.
void Parser::check_date_part(const FunctionCall& call, const Token& first) {
    constexpr size_t k_shortest = 7;
    if (failed_ || first.length < k_shortest || call.arguments.empty()) return;
    const std::string_view function = source(first);
    if ((function[0] | 32) != 'd' || !holds(k_date_functions, function)) return;
    const Expr& part = *call.arguments[0];
    Token place = first;
    place.line = part.range.line;
    if (part.is<VariableRef>() || part.is<Literal>()) {
        fail_at(place, 1023, fmt::format("Invalid parameter 1 specified for {}.", lower(function)));
        return;
    }
    const ColumnRef* name = part.try_as<ColumnRef>();
    if (name == nullptr || name->name.parts.size() != 1) return;
    const Identifier& word = name->name.parts[0];
    if (word.quote != Quote::none || word.name.starts_with("$(")) return;
    if (holds(k_date_parts, word.name)) return;
    fail_at(place, 155,
            fmt::format("'{}' is not a recognized {} option.", word.name, lower(function)));
}

void Parser::call_arguments(FunctionCall* call) {
    if (at(TokenKind::rparen)) return;
    if (at(TokenKind::star)) {
        ListBuilder<const Expr*> arguments(arena_);
        StarExpr* star = start<StarExpr>();
        advance();
        arguments.add(finish(star));
        call->arguments = arguments.finish();
        return;
    }
    if (accept(Word::Distinct)) {
        call->quantifier = SetQuantifier::distinct;
    } else if (accept(Word::All)) {
        call->quantifier = SetQuantifier::all;
    }
    call->arguments = comma_list<const Expr*>([&] { return value_or_default(); });
    if ((at(Word::Ignore) || at(Word::Respect)) && peek_is(1, Word::Nulls)) {
        call->null_treatment =
            at(Word::Ignore) ? NullTreatment::ignore_nulls : NullTreatment::respect_nulls;
        advance();
        advance();
    }
    if (at(Word::Use) && peek_text(1, "MODEL")) {
        advance();
        advance();
        call->model = object_name(2);
        if (accept_text("PARAMETERS")) call->model_parameters = expression();
    }
    if (accept(Word::Returning)) call->returning = data_type();
    if (at(Word::With) && peek_is(1, Word::Array)) {
        advance();
        advance();
        expect_text("WRAPPER");
        call->json_wrapper = true;
    }
}

// TRIM(text), TRIM(characters FROM text), TRIM(LEADING|TRAILING|BOTH [characters] FROM text).
void Parser::trim_arguments(FunctionCall* call) {
    if ((at(Word::Leading) || at(Word::Trailing) || at(Word::Both)) &&
        !peek_is(1, TokenKind::rparen) && !peek_is(1, TokenKind::dot)) {
        call->trim_where = word_text(cur().word);
        advance();
    }
    ListBuilder<const Expr*> arguments(arena_);
    if (!at(Word::From)) arguments.add(expression());
    if (accept(Word::From)) {
        if (!arguments.empty()) call->trim_characters = arguments.back();
        ListBuilder<const Expr*> text(arena_);
        text.add(expression());
        call->arguments = text.finish();
        return;
    }
    call->arguments = arguments.finish();
}

// JSON_OBJECT('k':v, ... NULL ON NULL), JSON_ARRAY(v, ... ABSENT ON NULL), and their aggregates.
void Parser::json_arguments(FunctionCall* call) {
    ListBuilder<const Expr*> arguments(arena_);
    const bool nulls_first = at(Word::Null) && peek_is(1, Word::On);
    if (!at(TokenKind::rparen) && !at(Word::Absent) && !nulls_first) {
        do {
            const Expr* value = expression();
            if (accept(TokenKind::colon)) {
                JsonPair* pair = start_at<JsonPair>(value);
                pair->key = value;
                pair->value = expression();
                value = finish(pair);
            }
            arguments.add(value);
        } while (accept(TokenKind::comma));
    }
    call->arguments = arguments.finish();
    if (at(Word::Order)) call->json_order = order_list();
    if (at(Word::Null) || at(Word::Absent)) {
        call->json_nulls = at(Word::Null) ? JsonNulls::null_on_null : JsonNulls::absent_on_null;
        advance();
        expect(Word::On);
        expect(Word::Null);
    }
    if (accept(Word::Returning)) call->returning = data_type();
}

void Parser::call_suffix(FunctionCall* call) {
    if (at(Word::Within) && peek_is(1, Word::Group)) {
        advance();
        advance();
        expect(TokenKind::lparen);
        if (at_text("GRAPH")) {
            advance();
            expect(Word::Path);
            call->within_graph_path = true;
        } else {
            call->within_group = order_list();
        }
        expect(TokenKind::rparen);
    }
    if ((at(Word::Ignore) || at(Word::Respect)) && peek_is(1, Word::Nulls)) {
        call->null_treatment =
            at(Word::Ignore) ? NullTreatment::ignore_nulls : NullTreatment::respect_nulls;
        advance();
        advance();
    }
    if (at(Word::Over)) call->over = over_clause();
}

// CAST is no reserved word: CAST(a, b) is the call of a function with wrong arguments.
void Parser::expect_cast_as(const Token& first) {
    if (at(TokenKind::comma) || at(TokenKind::rparen)) {
        fail_at(first, 1035,
                fmt::format("Incorrect syntax near '{}', expected 'AS'.", source(first)));
    }
    expect(Word::As);
}

const Expr* Parser::cast_expr(CastKind kind) {
    Depth depth(*this);
    CastExpr* node = start<CastExpr>();
    node->cast = kind;
    const Token first = cur();
    advance();
    expect(TokenKind::lparen);
    node->operand = expression();
    expect_cast_as(first);
    node->type = data_type();
    const bool parses = kind == CastKind::parse || kind == CastKind::try_parse;
    if (parses && accept(Word::Using)) node->culture = expression();
    expect(TokenKind::rparen);
    return finish(node);
}

const Expr* Parser::convert_expr(CastKind kind) {
    Depth depth(*this);
    CastExpr* node = start<CastExpr>();
    node->cast = kind;
    advance();
    expect(TokenKind::lparen);
    node->type = data_type();
    expect(TokenKind::comma);
    node->operand = expression();
    if (accept(TokenKind::comma)) node->style = expression();
    expect(TokenKind::rparen);
    return finish(node);
}

const Expr* Parser::iif_expr() {
    Depth depth(*this);
    IifExpr* node = start<IifExpr>();
    advance();
    expect(TokenKind::lparen);
    node->condition = condition();
    expect(TokenKind::comma);
    node->then = expression();
    expect(TokenKind::comma);
    node->otherwise = expression();
    expect(TokenKind::rparen);
    return finish(node);
}

const Expr* Parser::next_value_for() {
    NextValueFor* node = start<NextValueFor>();
    advance();
    advance();
    expect(Word::For);
    node->sequence = object_name(3);
    if (at(Word::Over)) node->over = over_clause();
    return finish(node);
}

const Expr* Parser::method_call(const Expr* target) {
    MethodCall* node = start_at<MethodCall>(target);
    node->target = target;
    advance();
    node->member = identifier();
    if (at(TokenKind::lparen)) {
        Depth depth(*this);
        advance();
        node->has_arguments = true;
        node->arguments = argument_list();
    }
    return finish(node);
}

const Expr* Parser::static_member(ObjectName type, uint32_t offset, uint32_t line) {
    StaticMember* node = arena_.make<StaticMember>();
    node->range = {offset, 0, line};
    node->type_name = type;
    advance();
    node->member = any_word();
    if (at(TokenKind::lparen)) {
        Depth depth(*this);
        advance();
        node->has_arguments = true;
        node->arguments = argument_list();
    }
    return finish(node);
}

// {fn name(...)}, {d '...'}, {t '...'}, {ts '...'}, {guid '...'}.
const Expr* Parser::odbc_escape() {
    const Token open = cur();
    advance();
    if (accept_text("FN")) {
        const Token first = cur();
        ListBuilder<Identifier> parts(arena_);
        parts.add(any_word());
        ObjectName name;
        name.parts = parts.finish();
        name.range = name.parts[0].range;
        Depth depth(*this);
        FunctionCall* call = arena_.make<FunctionCall>();
        call->range = {open.offset, 0, open.line};
        call->name = name;
        call->odbc = true;
        if (first.word == Word::Convert) {  // {fn CONVERT(value, SQL_INTEGER)}
            expect(TokenKind::lparen);
            call->arguments = expression_list();
            expect(TokenKind::rparen);
        } else if (accept(TokenKind::lparen)) {
            if (is_text(first, "EXTRACT")) {  // {fn EXTRACT(YEAR FROM value)}
                ListBuilder<const Expr*> arguments(arena_);
                arguments.add(expression());
                if (accept(Word::From)) arguments.add(expression());
                call->arguments = arguments.finish();
            } else {
                call_arguments(call);
            }
            expect(TokenKind::rparen);
        }
        expect(TokenKind::rbrace);
        return finish(call);
    }
    OdbcLiteral* node = arena_.make<OdbcLiteral>();
    node->range = {open.offset, 0, open.line};
    if (at_text("D") || at_text("T") || at_text("TS") || at_text("GUID")) {
        node->type = upper(source(cur()));
        advance();
    } else {
        fail();
    }
    if (at_string()) {
        node->text = decoded(cur());
        advance();
    } else {
        fail();
    }
    expect(TokenKind::rbrace);
    return finish(node);
}

}  // namespace gantry::tsql
