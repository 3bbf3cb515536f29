// What may follow a table name: temporal clause, sample, hints.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

constexpr std::string_view k_hint_words[] = {
    "FASTFIRSTROW",
    "FORCE_ANN_ONLY",
    "FORCESCAN",
    "FORCESEEK",
    "HOLDLOCK",
    "IGNORE_CONSTRAINTS",
    "IGNORE_TRIGGERS",
    "INDEX",
    "KEEPDEFAULTS",
    "KEEPIDENTITY",
    "NOEXPAND",
    "NOLOCK",
    "NOWAIT",
    "PAGLOCK",
    "READCOMMITTED",
    "READCOMMITTEDLOCK",
    "READPAST",
    "READUNCOMMITTED",
    "REMOTE_DATA_ARCHIVE_OVERRIDE",
    "REPEATABLEREAD",
    "ROWLOCK",
    "SERIALIZABLE",
    "SNAPSHOT",
    "SPATIAL_WINDOW_MAX_CELLS",
    "TABLOCK",
    "TABLOCKX",
    "UPDLOCK",
    "XLOCK",
    "NOWAITLOCK",
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
        // FROM t WITH NOLOCK, and a new common table expression, are the commonest slips.
        if (!peek_is(1, TokenKind::lparen)) {
            if (!is_identifier(peek()) || peek_is(1, Word::Xmlnamespaces)) return;
            advance();
            fail(336, "Incorrect syntax near '" + near_text(cur()) +
                          "'. If this is intended to be a common table expression, you need to "
                          "explicitly terminate the previous statement with a semi-colon.");
            return;
        }
        advance();
        hints = table_hints();
    } else if (without_with != nullptr && legacy_hints(hints)) {
        *without_with = true;
    }
}

// Hints without WITH: (NOLOCK) and a bare HOLDLOCK at every level, where both are deprecated
// (features 8 and 167), and (INDEX = i) up to 80.
bool Parser::legacy_hints(List<const TableHint*>& hints) {
    constexpr int k_last_index_level = 80;
    if (at(Word::Holdlock)) {
        ListBuilder<const TableHint*> one(arena_);
        one.add(table_hint());
        hints = one.finish();
        return true;
    }
    if (!at_table_hints()) return false;
    if (options_.compatibility_level > k_last_index_level && peek_is(1, Word::Index)) {
        fail_at(peek(), 1018,
                fmt::format("Incorrect syntax near '{}'. If this is intended as a part of a table "
                            "hint, A WITH keyword and parenthesis are now required. See SQL Server "
                            "Books Online for proper syntax.",
                            near_text(peek())));
        return false;
    }
    hints = table_hints();
    return true;
}

void Parser::unknown_hint(const Token& token) {
    fail_at(token, 321,
            fmt::format("\"{}\" is not a recognized table hints option. If it is intended as a "
                        "parameter to a table-valued function or to the CHANGETABLE function, "
                        "ensure that your database compatibility mode is set to 90.",
                        near_text(token)));
}

List<const TableHint*> Parser::table_hints() {
    expect(TokenKind::lparen);
    ListBuilder<const TableHint*> list(arena_);
    do {
        list.add(table_hint());
    } while (accept(TokenKind::comma) || is_hint_word(cur()));
    expect(TokenKind::rparen);
    const List<const TableHint*> hints = list.finish();
    check_hints(hints);
    return hints;
}

// Hints that exclude each other.
void Parser::check_hints(const List<const TableHint*>& hints) {
    if (failed_) return;
    int indexes = 0, seeks = 0, scans = 0;
    bool seeks_an_index = false, seeks_heap = false;
    for (const TableHint* hint : hints) {
        if (hint->name == "FORCESEEK" && !hint->arguments.empty()) {
            seeks_an_index = true;
            const Literal* id = hint->arguments[0]->try_as<Literal>();
            seeks_heap |= id != nullptr && id->text == "0";
        }
        if (hint->name == "INDEX") ++indexes;
        if (hint->name == "FORCESEEK") ++seeks;
        if (hint->name == "FORCESCAN") ++scans;
    }
    if (indexes > 1) {
        fail_at(last_, 1068, "Only one list of index hints per table is allowed.");
    } else if (seeks > 0 && scans > 0) {
        fail_at(last_, 10746,
                "The FORCESCAN hint is specified simultaneously with the FORCESEEK hint. Remove "
                "one of the hints and resubmit the query.");
    } else if (seeks_an_index && (indexes > 0 || seeks > 1)) {
        fail_at(last_, 10747,
                "The parameterized FORCESEEK hint cannot be simultaneously used with INDEX hints "
                "or a non-parameterized FORCESEEK hint on the same object. Use either INDEX hints "
                "and a non-parameterized FORCESEEK hint or use a parameterized FORCESEEK hint "
                "without INDEX hints for each table or view.");
    } else if (seeks_heap) {
        fail_at(last_, 10749,
                "The FORCESEEK hint cannot be used with index 0. Correct the index provided to the "
                "FORCESEEK hint and resubmit the query.");
    } else if (seeks > 1) {
        fail_at(last_, 10748,
                "There are multiple FORCESEEK hints specified on the same table or view. Remove "
                "the extra FORCESEEK hints and resubmit the query.");
    }
}

// Hints the table that is changed cannot have.
void Parser::check_target_hints(const TableSource& target, bool merge) {
    const NamedTable* table = target.try_as<NamedTable>();
    if (failed_ || table == nullptr) return;
    for (const TableHint* hint : table->hints) {
        if (hint->name == "NOLOCK" || hint->name == "READUNCOMMITTED") {
            fail_at(last_, 1065,
                    "The NOLOCK and READUNCOMMITTED lock hints are not allowed for target tables "
                    "of INSERT, UPDATE, DELETE or MERGE statements.");
        } else if (merge) {
            continue;
        } else if (hint->name == "INDEX") {
            fail_at(last_, 1069, "Index hints are only allowed in a FROM or OPTION clause.");
        } else if (hint->name == "FORCESEEK" || hint->name == "FORCESCAN") {
            fail_at(last_, hint->name == "FORCESEEK" ? 10724 : 10745,
                    fmt::format("The {} hint is not allowed for target tables of INSERT, UPDATE, "
                                "or DELETE statements.",
                                hint->name));
        }
    }
}

const TableHint* Parser::table_hint() {
    TableHint* hint = start<TableHint>();
    constexpr int k_last_fastfirstrow_level = 100;  // it went with SQL Server 2012
    const bool gone =
        at_text("FASTFIRSTROW") && options_.compatibility_level > k_last_fastfirstrow_level;
    if (!is_hint_word(cur()) || gone) {
        if (at(TokenKind::word) && !cur().reserved) unknown_hint(cur());
        fail();
    }
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
