// CREATE TABLE: columns and what stands between the parentheses.

#include <fmt/format.h>

#include <utility>

#include "base/utf.h"
#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Constraint* nullability(const ColumnDefinition& column) {
    const Constraint* found = nullptr;
    for (const Constraint* item : column.constraints) {
        if (item->constraint == ConstraintKind::null ||
            item->constraint == ConstraintKind::not_null) {
            found = item;
        }
    }
    return found;
}

const Statement* Parser::create_table(bool external) {
    CreateTableStatement* node = start_at_token<CreateTableStatement>(start_);
    expect(Word::Table);
    node->external = external;
    node->name = object_name(3);
    if (at(TokenKind::lparen)) {
        columns_without_type_ = external;  // CREATE EXTERNAL TABLE t (a, b) WITH (...) AS SELECT
        node->definition = table_definition();
        columns_without_type_ = false;
    } else if (at(Word::As) && peek_text(1, "FILETABLE")) {
        advance();
        advance();
        node->filetable = true;
    } else if (at(Word::As) && peek_text(1, "CLONE")) {
        advance();
        advance();
        expect(Word::Of);
        node->clone_of = object_name(3);
        if (accept(Word::At)) node->clone_at = string_literal();
        return finish(node);
    } else if (at(Word::As) && (peek_is(1, Word::Node) || peek_is(1, Word::Edge))) {
    } else if (!at(Word::With) && !at(Word::As)) {
        fail();
    }
    table_places(node);
    if (node->definition == nullptr && !node->filetable && node->graph.empty() &&
        node->as_query == nullptr) {
        fail();
    }
    if (external && node->options.empty()) fail();
    return finish(node);
}

// ON, TEXTIMAGE_ON, FILESTREAM_ON, AS NODE, AS EDGE in any order, then WITH (...), AS SELECT.
void Parser::table_places(CreateTableStatement* node) {
    for (;;) {
        if (!node->options.empty() && !at(Word::As)) return;
        if (node->place == nullptr && accept(Word::On)) {
            node->place = storage_place();
        } else if (at_text("TEXTIMAGE_ON")) {
            advance();
            node->textimage_place = storage_place();
        } else if (at_text("FILESTREAM_ON")) {
            advance();
            node->filestream_place = storage_place();
        } else if (at(Word::As) && (peek_is(1, Word::Node) || peek_is(1, Word::Edge))) {
            advance();
            node->graph = word_text(cur().word);
            advance();
        } else if (at(Word::With) && peek_is(1, TokenKind::lparen) && node->options.empty()) {
            if (node->external && !follows_syntax("external_table_options")) return;
            node->options = node->external ? with_options()
                                           : checked_with_options("table_option", "CREATE TABLE");
        } else if (at(Word::As) && (peek_is(1, Word::Select) || peek_is(1, Word::With) ||
                                    peek_is(1, TokenKind::lparen))) {
            advance();
            if (at(Word::With)) node->as_with = with_clause();
            node->as_query = query();
        } else {
            return;
        }
    }
}

const StoragePlace* Parser::storage_place() {
    StoragePlace* node = start<StoragePlace>();
    if (at(Word::Default) || at(Word::Primary)) {
        node->name = any_word();
    } else {
        node->name = identifier_or_string();
    }
    if (at(TokenKind::lparen)) {
        advance();
        node->partition_column = identifier();
        expect(TokenKind::rparen);
    }
    return finish(node);
}

const TableDefinition* Parser::table_definition(bool of_variable) {
    Depth depth(*this);
    const bool outer = std::exchange(in_table_variable_, of_variable);
    TableDefinition* node = start<TableDefinition>();
    expect(TokenKind::lparen);
    ListBuilder<const TableElement*> elements(arena_);
    do {
        if (at(TokenKind::rparen) && !elements.empty()) break;  // a last comma is let pass
        const Token& first = cur();
        const TableElement* element = table_element();
        elements.add(element);
        const auto* constraint = element->try_as<Constraint>();
        if (constraint != nullptr && constraint->constraint == ConstraintKind::default_) {
            fail_at(first, 142, "Incorrect syntax for definition of the 'TABLE' constraint.");
        }
    } while (accept(TokenKind::comma) || (at_constraint() && !at_end()));
    node->elements = elements.finish();
    expect(TokenKind::rparen);
    in_table_variable_ = outer;
    return finish(node);
}

bool Parser::at_constraint() const {
    switch (cur().word) {
        case Word::Constraint: case Word::Primary: case Word::Unique: case Word::Foreign:
        case Word::Check: case Word::Default: return true;
        case Word::Connection: return peek_is(1, TokenKind::lparen);
        default: return false;
    }
}

const TableElement* Parser::table_element() {
    if (at_constraint()) return constraint(false);
    if (at(Word::Index)) return inline_index();
    if (at(Word::Period) && peek_is(1, Word::For)) {
        PeriodDefinition* node = start<PeriodDefinition>();
        advance();
        advance();
        expect(Word::SystemTime);
        expect(TokenKind::lparen);
        node->start = identifier();
        expect(TokenKind::comma);
        node->end = identifier();
        expect(TokenKind::rparen);
        return finish(node);
    }
    return column_definition();
}

const ColumnDefinition* Parser::column_definition() {
    ColumnDefinition* node = start<ColumnDefinition>();
    node->name = identifier();
    ListBuilder<const Constraint*> constraints(arena_);
    if (accept(Word::As)) {
        node->computed = expression();
    } else if (at(TokenKind::comma) || at(TokenKind::rparen)) {
        if (!ascii_iequals(node->name.name, "timestamp") && !columns_without_type_) {
            fail(173, fmt::format("The definition for column '{}' must include a data type.",
                                  node->name.name));
        }
    } else {
        node->type = data_type();
    }
    while (column_facet(node, constraints)) {
    }
    node->constraints = constraints.finish();
    return finish(node);
}

bool Parser::column_facet(ColumnDefinition* node, ListBuilder<const Constraint*>& constraints) {
    switch (cur().word) {
        case Word::Constraint: case Word::Primary: case Word::Unique: case Word::Foreign:
        case Word::References: case Word::Check: case Word::Default: case Word::Null:
            constraints.add(constraint(true));
            return true;
        case Word::Not:
            if (peek_is(1, Word::For)) {
                for (int i = 0; i < 2; ++i) advance();
                expect(Word::Replication);
                if (node->identity != nullptr) {
                    const_cast<IdentitySpec*>(node->identity)->not_for_replication = true;
                }
                return true;
            }
            constraints.add(constraint(true));
            return true;
        case Word::Identity: node->identity = identity_spec(); return true;
        case Word::Collate:
            advance();
            node->collation = collation_name();
            return true;
        case Word::Rowguidcol: advance(); node->rowguidcol = true; return true;
        case Word::Sparse: advance(); node->sparse = true; return true;
        case Word::Hidden: advance(); node->hidden = true; return true;
        case Word::Persisted: advance(); node->persisted = true; return true;
        case Word::Index: node->index = inline_index(); return true;
        case Word::Generated: generated_column(node); return true;
        case Word::Masked:
            advance();
            expect(Word::With);
            node->masked = checked_options("masking_option", "");
            return true;
        case Word::Encrypted:
            advance();
            expect(Word::With);
            node->encrypted = checked_options("column_encryption_option", "");
            return true;
        default: break;
    }
    if (accept_text("FILESTREAM")) {
        node->filestream = true;
        return true;
    }
    if (accept_text("COLUMN_SET")) {
        expect(Word::For);
        expect_text("ALL_SPARSE_COLUMNS");
        node->column_set = true;
        return true;
    }
    return false;
}

// GENERATED ALWAYS AS {ROW|TRANSACTION_ID|SEQUENCE_NUMBER} {START|END}
void Parser::generated_column(ColumnDefinition* node) {
    advance();
    expect_text("ALWAYS");
    expect(Word::As);
    GeneratedKind first = GeneratedKind::row_start;
    if (accept_text("TRANSACTION_ID")) {
        first = GeneratedKind::transaction_start;
    } else if (accept_text("SEQUENCE_NUMBER")) {
        first = GeneratedKind::sequence_start;
    } else {
        expect(Word::Row);
    }
    if (accept_text("START")) {
        node->generated = first;
    } else {
        expect(Word::End);
        node->generated = GeneratedKind(uint8_t(first) + 1);
    }
}

const IdentitySpec* Parser::identity_spec() {
    IdentitySpec* node = start<IdentitySpec>();
    advance();
    if (accept(TokenKind::lparen)) {
        node->seed = unary(false);
        if (accept(TokenKind::comma)) node->increment = unary(false);
        expect(TokenKind::rparen);
    }
    if (at(Word::Not) && peek_is(1, Word::For)) {
        advance();
        advance();
        expect(Word::Replication);
        node->not_for_replication = true;
    }
    return finish(node);
}

}  // namespace gantry::tsql
