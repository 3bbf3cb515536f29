// Rowset functions in FROM: OPENXML, OPENROWSET and relatives, full-text tables, CHANGETABLE.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

// (name type [COLLATE c] ['path'] [AS JSON], ...)
List<const SchemaColumn*> Parser::schema_columns(bool nullable) {
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
        if (nullable && accept(Word::Null)) {
            column->nullable = SchemaColumn::Nullable::null;
        } else if (nullable && accept(Word::Not)) {
            expect(Word::Null);
            column->nullable = SchemaColumn::Nullable::not_null;
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
    if (at(Word::With) && is_identifier(peek())) {
        advance();
        node->has_with = true;
        node->with_table = object_name();
    } else if (at(Word::With) && peek_is(1, TokenKind::lparen)) {
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
        if (accept(TokenKind::comma)) {
            node->options =
                comma_list<const Option*>([&] { return bulk_option(BulkLoad::openrowset); });
        }
    } else {
        // 'provider', then 'connection' or 'source';'user';'password', then an object or a query
        arguments.add(string_literal());
        expect(TokenKind::comma);
        arguments.add(string_literal());
        if (accept(TokenKind::semicolon)) {
            arguments.add(string_literal());
            expect(TokenKind::semicolon);
            arguments.add(string_literal());
        }
        expect(TokenKind::comma);
        if (at_identifier() && !at(TokenKind::sqlcmd)) {
            node->object = object_name();
        } else {
            arguments.add(string_literal());
        }
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
    for (const Option* option : node->options) {
        // Files of Parquet and other formats that describe themselves do without an alias.
        const bool described = option->name == "FORMATFILE" || option->name.starts_with("SINGLE_");
        if (!described || node->alias || failed_) continue;
        fail_at(last_, 491,
                "A correlation name must be specified for the bulk rowset in the from clause.");
    }
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

// NAME = of a rowset function's arguments.
bool Parser::named_clause(std::string_view name) {
    if (!at_text(name) || !peek_is(1, TokenKind::equal)) {
        fail();
        return false;
    }
    advance();
    advance();
    return true;
}

const TableSource* Parser::vector_search() {
    VectorSearchTable* node = start<VectorSearchTable>();
    advance();
    advance();
    Depth depth(*this);
    if (named_clause("TABLE")) node->table = table_primary();
    expect(TokenKind::comma);
    if (named_clause("COLUMN")) node->column = object_name();
    expect(TokenKind::comma);
    if (named_clause("SIMILAR_TO")) node->similar_to = expression();
    expect(TokenKind::comma);
    if (named_clause("METRIC")) node->metric = expression();
    if (accept(TokenKind::comma) && named_clause("TOP_N")) node->top_n = expression();
    expect(TokenKind::rparen);
    node->alias = optional_alias(false);
    source_hints(node->hints, nullptr);
    return finish(node);
}

const TableSource* Parser::predict() {
    PredictTable* node = start<PredictTable>();
    advance();
    advance();
    Depth depth(*this);
    if (named_clause("MODEL")) node->model = expression();
    expect(TokenKind::comma);
    if (named_clause("DATA")) node->data = table_primary();
    if (accept(TokenKind::comma) && named_clause("RUNTIME")) {
        node->runtime = upper(identifier().name);
    }
    expect(TokenKind::rparen);
    expect(Word::With);
    node->columns = schema_columns(true);
    node->alias = optional_alias(false);
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
    if (!failed_ && !node->alias) {
        fail_at(last_, 22104, "A table returned by the CHANGETABLE function must be aliased.");
    }
    return finish(node);
}

}  // namespace gantry::tsql
