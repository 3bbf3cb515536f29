// Constraints of columns and tables.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Constraint* Parser::constraint(bool of_column) {
    Constraint* node = start<Constraint>();
    if (in_table_variable_ &&
        (at(Word::Constraint) || at(Word::Foreign) || at(Word::References))) {
        fail();
    }
    if (accept(Word::Constraint)) node->name = identifier();
    switch (cur().word) {
        case Word::Null:
            advance();
            node->constraint = ConstraintKind::null;
            if (!of_column) fail();
            break;
        case Word::Not:
            advance();
            expect(Word::Null);
            node->constraint = ConstraintKind::not_null;
            break;
        case Word::Primary:
            advance();
            expect(Word::Key);
            node->constraint = ConstraintKind::primary_key;
            key_constraint(node, of_column);
            break;
        case Word::Unique:
            advance();
            node->constraint = ConstraintKind::unique;
            key_constraint(node, of_column);
            break;
        case Word::Foreign:
        case Word::References: foreign_key(node); break;
        case Word::Check:
            advance();
            node->constraint = ConstraintKind::check;
            node->not_for_replication = accept_not_for_replication();
            expect(TokenKind::lparen);
            node->expression = condition();
            expect(TokenKind::rparen);
            break;
        case Word::Default:
            advance();
            node->constraint = ConstraintKind::default_;
            node->expression = expression();
            if (accept(Word::For)) node->for_column = identifier();
            if (at_words(Word::With, Word::Values)) {
                advance();
                advance();
                node->with_values = true;
            }
            break;
        case Word::Connection: constraint_connection(node); break;
        default: fail();
    }
    if (accept(Word::Enforced)) {
        node->enforced = Constraint::Enforced::enforced;
    } else if (at_words(Word::Not, Word::Enforced)) {
        advance();
        advance();
        node->enforced = Constraint::Enforced::not_enforced;
    }
    return finish(node);
}

bool Parser::accept_not_for_replication() {
    if (!at_words(Word::Not, Word::For)) return false;
    advance();
    advance();
    expect(Word::Replication);
    return true;
}

Clustering Parser::clustering() {
    if (accept(Word::Clustered)) return Clustering::clustered;
    if (accept(Word::Nonclustered)) return Clustering::nonclustered;
    return Clustering::unspecified;
}

void Parser::key_constraint(Constraint* node, bool of_column) {
    node->clustering = clustering();
    if (accept(Word::Hash)) node->hash = true;
    if (at(TokenKind::lparen)) {
        node->columns = index_keys();
    } else if (!of_column) {
        fail();
    }
    index_options(node->options, node->options_in_parentheses, "index_option", "CREATE TABLE");
    if (accept(Word::On)) node->place = storage_place();
}

// (a ASC, b DESC)
List<const IndexKey*> Parser::index_keys() {
    expect(TokenKind::lparen);
    List<const IndexKey*> out = comma_list<const IndexKey*>([&] { return index_key(); });
    expect(TokenKind::rparen);
    return out;
}

const IndexKey* Parser::index_key() {
    IndexKey* key = start<IndexKey>();
    key->column = single_name();
    if (accept(Word::Asc)) {
        key->direction = OrderItem::Direction::ascending;
    } else if (accept(Word::Desc)) {
        key->direction = OrderItem::Direction::descending;
    }
    return finish(key);
}

// WITH (...), and the old WITH FILLFACTOR = 90, PAD_INDEX
void Parser::index_options(List<const Option*>& options, bool& in_parentheses,
                           std::string_view rule, std::string_view statement) {
    if (!at(Word::With)) return;
    if (peek_is(1, TokenKind::lparen)) {
        in_parentheses = true;
        options = checked_with_options(rule, statement);
        return;
    }
    static constexpr std::string_view k_old[] = {
        "FILLFACTOR",     "PAD_INDEX",   "IGNORE_DUP_KEY",    "DROP_EXISTING",
        "SORT_IN_TEMPDB", "SORTED_DATA", "SORTED_DATA_REORG", "STATISTICS_NORECOMPUTE",
        "ALLOW_DUP_ROW",  "IGNORE_DUP_ROW",
    };
    for (std::string_view word : k_old) {
        if (!peek_text(1, word)) continue;
        advance();
        options = checked_options("old_index_option", statement);
        return;
    }
}

// [FOREIGN KEY [(columns)]] REFERENCES t [(columns)] [ON DELETE ...] [ON UPDATE ...]
void Parser::foreign_key(Constraint* node) {
    node->constraint = ConstraintKind::foreign_key;
    if (accept(Word::Foreign)) {
        expect(Word::Key);
        node->foreign_key_words = true;
        if (at(TokenKind::lparen)) node->columns = index_keys();
    }
    expect(Word::References);
    node->references = object_name();
    if (at(TokenKind::lparen)) node->referenced_columns = column_list();
    while (at(Word::On) && (peek_is(1, Word::Delete) || peek_is(1, Word::Update))) {
        advance();
        const bool on_delete = at(Word::Delete);
        advance();
        (on_delete ? node->on_delete : node->on_update) = foreign_key_action();
    }
    if (accept_not_for_replication()) node->not_for_replication = true;
}

ForeignKeyAction Parser::foreign_key_action() {
    if (accept(Word::Cascade)) return ForeignKeyAction::cascade;
    if (accept(Word::No)) {
        expect(Word::Action);
        return ForeignKeyAction::no_action;
    }
    expect(Word::Set);
    if (accept(Word::Null)) return ForeignKeyAction::set_null;
    expect(Word::Default);
    return ForeignKeyAction::set_default;
}

// CONNECTION (a TO b, ...) [ON DELETE CASCADE]
void Parser::constraint_connection(Constraint* node) {
    node->constraint = ConstraintKind::connection;
    advance();
    expect(TokenKind::lparen);
    node->connections = comma_list<const Option*>([&] {
        Option* pair = start<Option>();
        pair->target = object_name(3);
        expect(Word::To);
        Option* to = start<Option>();
        to->name = "TO";
        to->target = object_name(3);
        ListBuilder<const Option*> tail(arena_);
        tail.add(finish(to));
        pair->options = tail.finish();
        return finish(pair);
    });
    expect(TokenKind::rparen);
    if (at_words(Word::On, Word::Delete)) {
        advance();
        advance();
        node->on_delete = foreign_key_action();
    }
}

}  // namespace gantry::tsql
