// Transactions and cursors.

#include <fmt/format.h>

#include <algorithm>

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
        for (int i = 0; i < 3; ++i)
            advance();
        expect(TokenKind::equal);
        node->delayed_durability = true;
        node->delayed_durability_on = at(Word::On);
        if (!accept(Word::On)) expect(Word::Off);
        expect(TokenKind::rparen);
    }
    return finish(node);
}

namespace {

enum CursorGroup : uint8_t { k_scope, k_direction, k_kind, k_concurrency, k_warning };

struct CursorOption {
    std::string_view name;
    CursorGroup group;
};

constexpr CursorOption k_cursor_options[] = {
    {"LOCAL", k_scope},
    {"GLOBAL", k_scope},
    {"FORWARD_ONLY", k_direction},
    {"SCROLL", k_direction},
    {"STATIC", k_kind},
    {"KEYSET", k_kind},
    {"DYNAMIC", k_kind},
    {"FAST_FORWARD", k_kind},
    {"READ_ONLY", k_concurrency},
    {"SCROLL_LOCKS", k_concurrency},
    {"OPTIMISTIC", k_concurrency},
    {"TYPE_WARNING", k_warning},
};

const CursorOption* find_cursor_option(std::string_view word) {
    for (const CursorOption& option : k_cursor_options) {
        if (option.name == word) return &option;
    }
    return nullptr;
}

// Beyond two of one group ("DECLARE CURSOR (Transact-SQL)").
bool excludes(std::string_view a, std::string_view b) {
    if (a == "FAST_FORWARD") return b == "SCROLL" || b == "SCROLL_LOCKS" || b == "OPTIMISTIC";
    return a == "STATIC" && b == "SCROLL_LOCKS";
}

}  // namespace

// Options that can't stand together: 1048; the ISO form's words and the others: 1049.
void Parser::check_cursor_options(const CursorDefinition& cursor) {
    if (failed_) return;
    if ((cursor.insensitive || cursor.iso_scroll) && !cursor.options.empty()) {
        fail_at(last_, 1049, "Mixing old and new syntax to specify cursor options is not allowed.");
        return;
    }
    const size_t count = std::min<size_t>(cursor.options.size(), std::size(k_cursor_options) + 1);
    for (size_t i = 0; i < count; ++i) {
        for (size_t j = 0; j < i; ++j) {
            const std::string_view a = cursor.options[j], b = cursor.options[i];
            const bool same_group =
                a != b && find_cursor_option(a)->group == find_cursor_option(b)->group;
            if (!same_group && !excludes(a, b) && !excludes(b, a)) continue;
            fail_at(last_, 1048, fmt::format("Conflicting cursor options {} and {}.", a, b));
            return;
        }
    }
}

void Parser::cursor_options(CursorDefinition* cursor) {
    ListBuilder<std::string_view> options(arena_);
    while (at(TokenKind::word) && !at(Word::For)) {
        const CursorOption* option = find_cursor_option(upper(source(cur())));
        if (option == nullptr) break;
        options.add(option->name);
        advance();
    }
    cursor->options = options.finish();
    check_cursor_options(*cursor);
}

void Parser::cursor_option_missing() {
    if (!at(TokenKind::word) || cur().reserved) return;
    fail(155, fmt::format("'{}' is not a recognized CURSOR option.", source(cur())));
}

// After the ISO form's INSENSITIVE and SCROLL.
const CursorDefinition* Parser::cursor_definition(CursorDefinition* cursor) {
    // DECLARE a int, the variable's @ forgotten, is answered like this too.
    if (!at(Word::Cursor)) cursor_option_missing();
    expect(Word::Cursor);
    cursor_options(cursor);
    if (!at(Word::For)) cursor_option_missing();
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
    const bool direction = at(Word::Next) || at(Word::Prior) || at(Word::First) || at(Word::Last);
    if (direction && peek_is(1, TokenKind::integer)) {  // also ORDER BY a FETCH NEXT 5 ROWS ONLY
        fail(153,
             fmt::format("Invalid usage of the option {} in the FETCH statement.", source(cur())));
    }
    if ((at(Word::Absolute) || at(Word::Relative)) && !from_next && !peek_is(1, Word::Into)) {
        node->direction = at(Word::Absolute) ? FetchDirection::absolute : FetchDirection::relative;
        advance();
        node->offset = unary(false);
    } else if (from_next) {
        switch (cur().word) {
            case Word::Next:
                node->direction = FetchDirection::next;
                break;
            case Word::Prior:
                node->direction = FetchDirection::prior;
                break;
            case Word::First:
                node->direction = FetchDirection::first;
                break;
            case Word::Last:
                node->direction = FetchDirection::last;
                break;
            default:
                fail();
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
