// Rowset functions in FROM: OPENXML, OPENROWSET and relatives, full-text tables, CHANGETABLE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

// (name type [COLLATE c] ['path'] [AS JSON], ...)
List<const SchemaColumn*> Parser::schema_columns() {
    expect(TokenKind::lparen);
    List<const SchemaColumn*> out = comma_list<const SchemaColumn*>([&] {
        SchemaColumn* column = start<SchemaColumn>();
        column->name = identifier();
        column->type = data_type();
        if (accept(Word::Collate)) column->collation = collation_name();
        if (at_string()) {
            column->path = literal();
        } else if (at(TokenKind::integer)) {
            column->path = number_literal(LiteralKind::integer);
        }
        if (at(Word::As) && peek_is(1, Word::Json)) {
            advance();
            advance();
            column->as_json = true;
        }
        return finish(column);
    });
    expect(TokenKind::rparen);
    return out;
}

const TableSource* Parser::openxml() {
    OpenXmlTable* node = start<OpenXmlTable>();
    advance();
    expect(TokenKind::lparen);
    node->document = expression();
    expect(TokenKind::comma);
    node->row_pattern = expression();
    if (accept(TokenKind::comma)) node->flags = expression();
    expect(TokenKind::rparen);
    if (at(Word::With) && peek_is(1, TokenKind::lparen)) {
        advance();
        node->has_with = true;
        if (is_identifier(peek()) &&
            (peek_is(2, TokenKind::rparen) || peek_is(2, TokenKind::dot))) {
            advance();
            node->with_table = object_name();
            expect(TokenKind::rparen);
        } else {
            node->with_columns = schema_columns();
        }
    }
    node->alias = optional_alias(false);
    return finish(node);
}

const TableSource* Parser::openrowset() {
    RemoteTable* node = start<RemoteTable>();
    advance();
    expect(TokenKind::lparen);
    ListBuilder<const Expr*> arguments(arena_);
    if (accept(Word::Bulk)) {
        node->remote = RemoteKind::openrowset_bulk;
        if (accept(TokenKind::lparen)) {
            do {
                arguments.add(string_literal());
            } while (accept(TokenKind::comma));
            expect(TokenKind::rparen);
        } else {
            arguments.add(expression());
        }
        if (accept(TokenKind::comma)) node->options = bare_option_list();
    } else {
        // 'provider', 'connection' or 'source';'user';'password', then an object or a query text
        do {
            if (at_identifier()) {
                node->object = object_name();
                break;
            }
            arguments.add(expression());
        } while (accept(TokenKind::comma) || accept(TokenKind::semicolon));
    }
    node->arguments = arguments.finish();
    expect(TokenKind::rparen);
    if (at(Word::With) && peek_is(1, TokenKind::lparen) && is_identifier(peek(2)) &&
        !is_hint_word(peek(2))) {
        advance();
        node->with_columns = schema_columns();
    }
    node->alias = source_alias(node->columns);
    source_hints(node->hints, nullptr);
    return finish(node);
}

const TableSource* Parser::openquery() {
    RemoteTable* node = start<RemoteTable>();
    node->remote = RemoteKind::openquery;
    advance();
    expect(TokenKind::lparen);
    node->object = object_name(1);
    expect(TokenKind::comma);
    ListBuilder<const Expr*> arguments(arena_);
    arguments.add(string_literal());
    node->arguments = arguments.finish();
    expect(TokenKind::rparen);
    node->alias = source_alias(node->columns);
    return finish(node);
}

const TableSource* Parser::opendatasource() {
    RemoteTable* node = start<RemoteTable>();
    node->remote = RemoteKind::opendatasource;
    advance();
    expect(TokenKind::lparen);
    ListBuilder<const Expr*> arguments(arena_);
    arguments.add(string_literal());
    expect(TokenKind::comma);
    arguments.add(string_literal());
    node->arguments = arguments.finish();
    expect(TokenKind::rparen);
    expect(TokenKind::dot);
    node->object = object_name(3);
    node->alias = source_alias(node->columns);
    return finish(node);
}

const TableSource* Parser::full_text_table(FullTextTableKind kind) {
    FullTextTable* node = start<FullTextTable>();
    node->function = kind;
    advance();
    expect(TokenKind::lparen);
    node->table = object_name();
    expect(TokenKind::comma);
    node->columns = full_text_columns(node->property_name);
    ListBuilder<const Expr*> arguments(arena_);
    while (accept(TokenKind::comma)) {
        if (accept(Word::Language)) {
            node->language = expression();
        } else {
            arguments.add(expression());
        }
    }
    const bool search = kind == FullTextTableKind::containstable ||
                        kind == FullTextTableKind::freetexttable;
    if (search && arguments.empty()) fail();
    node->arguments = arguments.finish();
    expect(TokenKind::rparen);
    node->alias = source_alias(node->columns_alias);
    return finish(node);
}

const TableSource* Parser::change_table() {
    ChangeTable* node = start<ChangeTable>();
    advance();
    expect(TokenKind::lparen);
    if (accept_text("VERSION")) {
        node->version = true;
    } else {
        expect(Word::Changes);
    }
    node->table = object_name();
    expect(TokenKind::comma);
    if (node->version) {
        node->key_columns = column_list();
        expect(TokenKind::comma);
        expect(TokenKind::lparen);
        node->key_values = expression_list();
        expect(TokenKind::rparen);
        if (accept(TokenKind::comma)) node->arguments = expression_list();
    } else {
        node->arguments = expression_list();
    }
    expect(TokenKind::rparen);
    node->alias = source_alias(node->columns);
    return finish(node);
}

}  // namespace gantry::tsql
