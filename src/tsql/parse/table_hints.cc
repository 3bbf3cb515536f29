// What may follow a table name: temporal clause, sample, hints.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_hint_words[] = {
    "FASTFIRSTROW", "FORCESCAN", "FORCESEEK", "HOLDLOCK", "IGNORE_CONSTRAINTS", "IGNORE_TRIGGERS",
    "INDEX", "KEEPDEFAULTS", "KEEPIDENTITY", "NOEXPAND", "NOLOCK", "NOWAIT", "PAGLOCK",
    "READCOMMITTED", "READCOMMITTEDLOCK", "READPAST", "READUNCOMMITTED", "REPEATABLEREAD",
    "ROWLOCK", "SERIALIZABLE", "SNAPSHOT", "SPATIAL_WINDOW_MAX_CELLS", "TABLOCK", "TABLOCKX",
    "UPDLOCK", "XLOCK", "NOWAITLOCK",
};

}  // namespace

bool Parser::is_hint_word(const Token& token) const {
    if (token.kind != TokenKind::word) return false;
    for (std::string_view word : k_hint_words) {
        if (is_text(token, word)) return true;
    }
    return false;
}

// "(NOLOCK)" after a name, which could also be the arguments of a function.
bool Parser::at_table_hints() const {
    if (!at(TokenKind::lparen) || !is_hint_word(peek())) return false;
    return peek_is(2, TokenKind::comma) || peek_is(2, TokenKind::rparen) ||
           peek_is(1, Word::Index) || is_hint_word(peek(2));
}

void Parser::source_hints(List<const TableHint*>& hints, bool* without_with) {
    if (at(Word::With)) {
        // DELETE ... FROM t WITH a new common table expression is the commonest slip.
        if (!peek_is(1, TokenKind::lparen)) {
            if (!is_identifier(peek()) || peek_is(1, Word::Xmlnamespaces)) return;
            if (!peek_is(2, Word::As) && !peek_is(2, TokenKind::lparen)) return;
            advance();
            fail(336, "Incorrect syntax near '" + near_text(cur()) +
                          "'. If this is intended to be a common table expression, you need to "
                          "explicitly terminate the previous statement with a semi-colon.");
            return;
        }
        advance();
        hints = table_hints();
    } else if (at_table_hints() && without_with != nullptr) {
        hints = table_hints();
        *without_with = true;
    }
}

List<const TableHint*> Parser::table_hints() {
    expect(TokenKind::lparen);
    ListBuilder<const TableHint*> hints(arena_);
    do {
        hints.add(table_hint());
    } while (accept(TokenKind::comma) || is_hint_word(cur()));
    expect(TokenKind::rparen);
    return hints.finish();
}

const TableHint* Parser::table_hint() {
    TableHint* hint = start<TableHint>();
    if (!is_hint_word(cur())) fail();
    const bool index = at(Word::Index);
    const bool forceseek = at(Word::Forceseek);
    hint->name = upper(source(cur()));
    advance();
    hint->has_equals = accept(TokenKind::equal);
    auto argument = [&]() -> const Expr* {
        if (at(TokenKind::integer)) return number_literal(LiteralKind::integer);
        ColumnRef* name = start<ColumnRef>();
        name->name = object_name(1);
        return finish(name);
    };
    if (index) {
        if (accept(TokenKind::lparen)) {
            hint->arguments = comma_list<const Expr*>(argument);
            expect(TokenKind::rparen);
        } else {
            ListBuilder<const Expr*> one(arena_);
            one.add(argument());
            hint->arguments = one.finish();
        }
    } else if (forceseek && accept(TokenKind::lparen)) {
        ListBuilder<const Expr*> one(arena_);
        one.add(argument());
        hint->arguments = one.finish();
        if (at(TokenKind::lparen)) hint->columns = column_list();
        expect(TokenKind::rparen);
    } else if (hint->has_equals) {
        ListBuilder<const Expr*> one(arena_);
        one.add(argument());
        hint->arguments = one.finish();
    }
    return finish(hint);
}

const TemporalClause* Parser::temporal_clause() {
    TemporalClause* node = start<TemporalClause>();
    advance();
    advance();
    if (accept(Word::As)) {
        expect(Word::Of);
        node->temporal = TemporalKind::as_of;
        node->start = expression();
    } else if (accept(Word::From)) {
        node->temporal = TemporalKind::from_to;
        node->start = expression();
        expect(Word::To);
        node->end = expression();
    } else if (accept(Word::Between)) {
        node->temporal = TemporalKind::between;
        node->start = expression();
        expect(Word::And);
        node->end = expression();
    } else if (accept(Word::Contained)) {
        expect(Word::In);
        expect(TokenKind::lparen);
        node->temporal = TemporalKind::contained_in;
        node->start = expression();
        expect(TokenKind::comma);
        node->end = expression();
        expect(TokenKind::rparen);
    } else {
        expect(Word::All);
        node->temporal = TemporalKind::all;
    }
    return finish(node);
}

const TableSample* Parser::table_sample() {
    TableSample* node = start<TableSample>();
    advance();
    node->system = accept(Word::System);
    expect(TokenKind::lparen);
    node->amount = expression();
    if (accept(Word::Percent)) {
        node->unit = TableSample::Unit::percent;
    } else if (accept(Word::Rows)) {
        node->unit = TableSample::Unit::rows;
    }
    expect(TokenKind::rparen);
    if (accept(Word::Repeatable)) {
        expect(TokenKind::lparen);
        node->repeatable = expression();
        expect(TokenKind::rparen);
    }
    return finish(node);
}

}  // namespace gantry::tsql
