// MERGE, TRUNCATE TABLE, BULK INSERT, READTEXT, WRITETEXT, UPDATETEXT.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::merge_statement(const WithClause* with) {
    MergeStatement* node = start<MergeStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    advance();
    if (at(Word::Top)) node->top = top_clause();
    accept(Word::Into);
    TableSource* target = const_cast<TableSource*>(dml_target());  // made just now
    Identifier alias;
    if (accept(Word::As) || (at_identifier() && !at(Word::Using))) alias = identifier();
    if (target->is<NamedTable>()) {
        NamedTable* named = static_cast<NamedTable*>(target);
        named->alias = alias;
        source_hints(named->hints, nullptr);
        finish(named);
    } else if (target->is<VariableTable>()) {
        static_cast<VariableTable*>(target)->alias = alias;
    }
    node->target = target;
    expect(Word::Using);
    node->source = table_source();
    expect(Word::On);
    node->on = condition();
    ListBuilder<const MergeAction*> actions(arena_);
    while (at(Word::When)) actions.add(merge_action());
    if (actions.empty()) fail();
    node->actions = actions.finish();
    node->outputs = output_clauses();
    node->hints = option_clause();
    return finish(node);
}

const MergeAction* Parser::merge_action() {
    MergeAction* node = start<MergeAction>();
    advance();
    const bool negated = accept(Word::Not);
    expect(Word::Matched);
    if (negated) {
        node->match = MergeMatch::not_matched_by_target;
        if (accept(Word::By)) {
            if (accept(Word::Source)) {
                node->match = MergeMatch::not_matched_by_source;
            } else {
                expect(Word::Target);
            }
        }
    }
    if (accept(Word::And)) node->condition = condition();
    expect(Word::Then);
    if (node->match != MergeMatch::not_matched_by_target) {
        if (accept(Word::Delete)) {
            node->action = MergeActionKind::delete_;
        } else {
            expect(Word::Update);
            expect(Word::Set);
            node->sets = set_clauses();
        }
        return finish(node);
    }
    expect(Word::Insert);
    node->action = MergeActionKind::insert;
    if (at(TokenKind::lparen)) node->columns = target_columns();
    if (accept(Word::Default)) {
        expect(Word::Values);
        return finish(node);
    }
    expect(Word::Values);
    expect(TokenKind::lparen);
    node->values = comma_list<const Expr*>([&] { return value_or_default(); });
    expect(TokenKind::rparen);
    return finish(node);
}

const Statement* Parser::truncate_statement() {
    TruncateStatement* node = start<TruncateStatement>();
    advance();
    expect(Word::Table);
    node->table = object_name();
    if (at(Word::With) && peek_is(1, TokenKind::lparen) && peek_is(2, Word::Partitions)) {
        for (int i = 0; i < 3; ++i) advance();
        node->partitions = option_list();
        expect(TokenKind::rparen);
    }
    return finish(node);
}

const Statement* Parser::bulk_insert() {
    BulkInsertStatement* node = start<BulkInsertStatement>();
    advance();
    expect(Word::Insert);
    node->table = object_name();
    expect(Word::From);
    if (at_identifier()) {
        ColumnRef* name = start<ColumnRef>();
        name->name = object_name(1);
        node->file = finish(name);
    } else if (at(TokenKind::variable)) {
        node->file = variable_expr();
    } else {
        node->file = string_literal();
    }
    node->options = with_options();
    return finish(node);
}

// READTEXT t.c @ptr offset size [HOLDLOCK]; WRITETEXT [BULK] t.c @ptr [WITH LOG] data;
// UPDATETEXT [BULK] t.c @ptr offset|NULL length|NULL [WITH LOG] [data | t.c @ptr].
const Statement* Parser::text_statement(TextStatementKind kind) {
    TextStatement* node = start<TextStatement>();
    node->text = kind;
    advance();
    if (kind != TextStatementKind::read) node->bulk = accept(Word::Bulk);
    node->column = object_name(5);
    ListBuilder<const Expr*> arguments(arena_);
    auto argument = [&] { arguments.add(unary(false)); };
    argument();
    if (kind == TextStatementKind::read || kind == TextStatementKind::update) {
        argument();
        argument();
    }
    if (kind == TextStatementKind::read) {
        node->holdlock = accept(Word::Holdlock);
        node->arguments = arguments.finish();
        return finish(node);
    }
    if (at(Word::With) && peek_is(1, Word::Log)) {
        advance();
        advance();
        node->with_log = true;
    }
    if (at_identifier() && peek_is(1, TokenKind::dot)) {
        node->source_column = object_name(5);
        argument();
    } else if (at_string() || at(TokenKind::variable) || at(TokenKind::binary) ||
               at(Word::Null) || at(TokenKind::global)) {
        argument();
    } else if (kind == TextStatementKind::write) {
        fail();
    }
    node->arguments = arguments.finish();
    return finish(node);
}

}  // namespace gantry::tsql
