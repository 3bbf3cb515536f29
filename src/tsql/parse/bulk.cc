// BULK INSERT, INSERT BULK, and the options of OPENROWSET(BULK ...).

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {
namespace {

enum class Takes : uint8_t { nothing, value, word, columns };

struct BulkOption {
    std::string_view name;
    uint8_t loads;  // BulkLoad, or-ed
    Takes takes;
};

constexpr uint8_t k_insert = uint8_t(BulkLoad::bulk_insert);
constexpr uint8_t k_rowset = uint8_t(BulkLoad::openrowset);
constexpr uint8_t k_driver = uint8_t(BulkLoad::insert_bulk);

// "BULK INSERT (Transact-SQL)" with both spellings of its data sources, "OPENROWSET BULK",
// and what drivers send.
constexpr BulkOption k_options[] = {
    {"ALLOW_ENCRYPTED_VALUE_MODIFICATIONS", k_driver, Takes::nothing},
    {"BATCHSIZE", k_insert, Takes::value},
    {"CHECK_CONSTRAINTS", k_insert | k_driver, Takes::nothing},
    {"CODEPAGE", k_insert | k_rowset, Takes::value},
    {"DATAFILETYPE", k_insert | k_rowset, Takes::value},
    {"DATASOURCE", k_insert | k_rowset, Takes::value},
    {"DATA_COMPRESSION", k_insert | k_rowset, Takes::value},
    {"DATA_SOURCE", k_insert | k_rowset, Takes::value},
    {"ERRORFILE", k_insert | k_rowset, Takes::value},
    {"ERRORFILE_DATASOURCE", k_insert | k_rowset, Takes::value},
    {"ERRORFILE_DATA_SOURCE", k_insert | k_rowset, Takes::value},
    {"ESCAPECHAR", k_insert | k_rowset, Takes::value},
    {"FIELDQUOTE", k_insert | k_rowset, Takes::value},
    {"FIELDTERMINATOR", k_insert | k_rowset, Takes::value},
    {"FIRE_TRIGGERS", k_insert | k_driver, Takes::nothing},
    {"FIRSTROW", k_insert | k_rowset, Takes::value},
    {"FORMAT", k_insert | k_rowset, Takes::value},
    {"FORMATFILE", k_insert | k_rowset, Takes::value},
    {"FORMATFILE_DATASOURCE", k_insert | k_rowset, Takes::value},
    {"FORMATFILE_DATA_SOURCE", k_insert | k_rowset, Takes::value},
    {"HEADER_ROW", k_insert | k_rowset, Takes::word},
    {"INCLUDE_HIDDEN", k_insert | k_rowset | k_driver, Takes::nothing},
    {"KEEPIDENTITY", k_insert | k_driver, Takes::nothing},
    {"KEEPNULLS", k_insert | k_driver, Takes::nothing},
    {"KEEP_IDENTITY", k_driver, Takes::nothing},
    {"KEEP_NULLS", k_driver, Takes::nothing},
    {"KILOBYTES_PER_BATCH", k_insert | k_driver, Takes::value},
    {"LASTROW", k_insert | k_rowset, Takes::value},
    {"MAXERRORS", k_insert | k_rowset, Takes::value},
    {"NO_TRIGGERS", k_insert | k_driver, Takes::nothing},
    {"ORDER", k_insert | k_rowset | k_driver, Takes::columns},
    {"PARSER_VERSION", k_insert | k_rowset, Takes::value},
    {"ROWSET_OPTIONS", k_rowset, Takes::value},
    {"ROWS_PER_BATCH", k_insert | k_rowset | k_driver, Takes::value},
    {"ROWTERMINATOR", k_insert | k_rowset, Takes::value},
    {"SINGLE_BLOB", k_rowset, Takes::nothing},
    {"SINGLE_CLOB", k_rowset, Takes::nothing},
    {"SINGLE_NCLOB", k_rowset, Takes::nothing},
    {"TABLOCK", k_insert | k_driver, Takes::nothing},
};

}  // namespace

const Option* Parser::bulk_option(BulkLoad load) {
    Option* option = start<Option>();
    const BulkOption* known = nullptr;
    for (const BulkOption& one : k_options) {
        if (at_text(one.name) && (one.loads & uint8_t(load)) != 0) known = &one;
    }
    if (known == nullptr) {
        fail();
        return option;
    }
    option->name = known->name;
    advance();
    if (known->takes == Takes::columns) {
        option->options = ordered_columns();
        if (accept(Word::Unique)) option->word = "UNIQUE";
    } else if (known->takes != Takes::nothing) {
        expect(TokenKind::equal);
        option->has_equals = true;
        if (known->takes == Takes::word && at(TokenKind::word)) {
            option->word = upper(source(cur()));
            advance();
        } else if (at_string() || at(TokenKind::integer) || at(TokenKind::decimal)) {
            option->value = constant();
        } else if (at_identifier() && !at(TokenKind::word)) {  // "text" with QUOTED_IDENTIFIER ON
            option->target = object_name(1);
        } else {
            fail();
        }
    }
    return finish(option);
}

// BULK INSERT does not ask for commas between its options.
List<const Option*> Parser::bulk_options(BulkLoad load) {
    expect(TokenKind::lparen);
    ListBuilder<const Option*> list(arena_);
    do {
        list.add(bulk_option(load));
    } while (accept(TokenKind::comma) || (load == BulkLoad::bulk_insert && at(TokenKind::word)));
    expect(TokenKind::rparen);
    return list.finish();
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
    if (accept(Word::With)) node->options = bulk_options(BulkLoad::bulk_insert);
    return finish(node);
}

const Statement* Parser::insert_bulk() {
    InsertBulkStatement* node = start<InsertBulkStatement>();
    advance();
    advance();
    node->table = object_name();
    if (accept(TokenKind::lparen)) {
        node->columns = comma_list<const BulkColumn*>([&] {
            BulkColumn* column = start<BulkColumn>();
            column->name = identifier();
            if (at(TokenKind::comma) || at(TokenKind::rparen)) return finish(column);
            column->type = data_type();
            if (accept(Word::Collate)) column->collation = collation_name();
            if (accept(Word::Null)) {
                column->nullable = BulkColumn::Nullable::null;
            } else if (accept(Word::Not)) {
                expect(Word::Null);
                column->nullable = BulkColumn::Nullable::not_null;
            }
            return finish(column);
        });
        expect(TokenKind::rparen);
    }
    if (at(Word::With) && peek_is(1, TokenKind::lparen)) {
        advance();
        node->options = bulk_options(BulkLoad::insert_bulk);
    }
    return finish(node);
}

}  // namespace gantry::tsql
