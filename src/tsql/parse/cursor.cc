// Transactions and cursors.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::transaction_statement(TransactionKind kind) {
    TransactionStatement* node = start<TransactionStatement>();
    node->action = kind;
    advance();
    if (kind == TransactionKind::begin_distributed) advance();
    bool named = false;
    if (accept(Word::Tran) || accept(Word::Transaction)) {
        named = true;
    } else if (kind == TransactionKind::commit || kind == TransactionKind::rollback) {
        node->work = accept(Word::Work);
    } else {
        fail();
    }
    if (named) {
        if (at(TokenKind::variable)) {
            node->name_variable = variable_name();
        } else if (at_identifier() && !peek_is(1, TokenKind::colon)) {
            node->name = identifier();
        } else if (kind == TransactionKind::save) {
            fail();
        }
    }
    if (at(Word::With) && peek_is(1, Word::Mark)) {
        advance();
        advance();
        node->with_mark = true;
        if (at_string() || at(TokenKind::variable)) node->mark = unary(false);
    } else if (at(Word::With) && peek_is(1, TokenKind::lparen) &&
               peek_is(2, Word::DelayedDurability)) {
        for (int i = 0; i < 3; ++i) advance();
        expect(TokenKind::equal);
        node->delayed_durability = true;
        node->delayed_durability_on = at(Word::On);
        if (!accept(Word::On)) expect(Word::Off);
        expect(TokenKind::rparen);
    }
    return finish(node);
}

// After the ISO form's INSENSITIVE and SCROLL.
const CursorDefinition* Parser::cursor_definition(CursorDefinition* cursor) {
    static constexpr std::string_view k_options[] = {
        "LOCAL", "GLOBAL", "FORWARD_ONLY", "SCROLL", "STATIC", "KEYSET", "DYNAMIC",
        "FAST_FORWARD", "READ_ONLY", "SCROLL_LOCKS", "OPTIMISTIC", "TYPE_WARNING",
    };
    expect(Word::Cursor);
    ListBuilder<std::string_view> options(arena_);
    while (at(TokenKind::word) && !at(Word::For)) {
        const std::string_view word = upper(source(cur()));
        bool known = false;
        for (std::string_view option : k_options) known |= option == word;
        if (!known) break;
        options.add(word);
        advance();
    }
    cursor->options = options.finish();
    expect(Word::For);
    if (at(Word::With)) cursor->with = with_clause();
    cursor->query = query();
    cursor->hints = option_clause();
    if (at(Word::For)) {
        advance();
        if (accept(Word::Read)) {
            expect(Word::Only);
            cursor->for_read_only = true;
        } else if (accept(Word::ReadOnly)) {
            cursor->for_read_only = true;
        } else {
            expect(Word::Update);
            cursor->for_update = true;
            if (accept(Word::Of)) {
                cursor->update_columns = comma_list<ObjectName>([&] { return object_name(); });
            }
        }
    }
    if (cursor->hints.empty()) cursor->hints = option_clause();
    return finish(cursor);
}

const CursorRef* Parser::cursor_ref() {
    CursorRef* node = start<CursorRef>();
    if (at(Word::Global) && is_identifier(peek())) {
        advance();
        node->global = true;
    }
    if (at(TokenKind::variable)) {
        node->variable = variable_name();
    } else {
        node->name = identifier();
    }
    return finish(node);
}

const Statement* Parser::cursor_statement(CursorAction action) {
    CursorStatement* node = start<CursorStatement>();
    node->action = action;
    advance();
    if (action == CursorAction::deallocate) accept(Word::Cursor);
    node->cursor = cursor_ref();
    return finish(node);
}

const Statement* Parser::fetch_statement() {
    FetchStatement* node = start<FetchStatement>();
    advance();
    const bool from_next = peek_is(1, Word::From);
    if ((at(Word::Absolute) || at(Word::Relative)) && !from_next && !peek_is(1, Word::Into)) {
        node->direction = at(Word::Absolute) ? FetchDirection::absolute : FetchDirection::relative;
        advance();
        node->offset = unary(false);
    } else if (from_next) {
        switch (cur().word) {
            case Word::Next: node->direction = FetchDirection::next; break;
            case Word::Prior: node->direction = FetchDirection::prior; break;
            case Word::First: node->direction = FetchDirection::first; break;
            case Word::Last: node->direction = FetchDirection::last; break;
            default: fail();
        }
        advance();
    }
    node->has_from = accept(Word::From);
    node->cursor = cursor_ref();
    if (accept(Word::Into)) {
        node->into = comma_list<std::string_view>([&] { return variable_name(); });
    }
    return finish(node);
}

}  // namespace gantry::tsql
