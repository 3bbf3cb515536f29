// INSERT, UPDATE, DELETE and what they share.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Expr* Parser::value_or_default() {
    if (!at(Word::Default)) return expression();
    DefaultExpr* node = start<DefaultExpr>();
    advance();
    return finish(node);
}

// `functions`: UPDATE and DELETE may name an inline table function with its arguments.
const TableSource* Parser::dml_target(bool functions) {
    switch (cur().word) {
        case Word::Openquery: return openquery();
        case Word::Openrowset: return openrowset();
        case Word::Opendatasource: return opendatasource();
        default: break;
    }
    if (at(TokenKind::variable)) {
        VariableTable* node = start<VariableTable>();
        node->variable = variable_name();
        return finish(node);
    }
    const Token first = cur();
    NamedTable* node = start<NamedTable>();
    node->name = object_name();
    if (functions && at(TokenKind::lparen) && !at_table_hints()) {
        FunctionTable* table = start_at_token<FunctionTable>(first);
        table->call = function_call(node->name, first);
        source_hints(table->hints, nullptr);
        return finish(table);
    }
    source_hints(node->hints, &node->hints_without_with);
    return finish(node);
}

List<const OutputClause*> Parser::output_clauses() {
    ListBuilder<const OutputClause*> out(arena_);
    while (at(Word::Output) && at(TokenKind::word)) {
        OutputClause* node = start<OutputClause>();
        advance();
        const int subqueries = subquery_count_;
        node->items = select_items();
        if (!failed_ && subquery_count_ != subqueries) {
            fail_at(last_, 10705, "Subqueries are not allowed in the OUTPUT clause.");
        }
        if (accept(Word::Into)) {
            node->into = dml_target();
            if (at(TokenKind::lparen) && !peek_is(1, Word::Select)) node->columns = column_list();
        }
        out.add(finish(node));
    }
    return out.finish();
}

const ValuesTable* Parser::values_rows() {
    ValuesTable* node = start<ValuesTable>();
    expect(Word::Values);
    node->rows = comma_list<const ValuesRow*>([&] {
        ValuesRow* row = start<ValuesRow>();
        expect(TokenKind::lparen);
        row->values = comma_list<const Expr*>([&] { return value_or_default(); });
        expect(TokenKind::rparen);
        return finish(row);
    });
    return finish(node);
}

List<ObjectName> Parser::target_columns() {
    expect(TokenKind::lparen);
    List<ObjectName> out = comma_list<ObjectName>([&] {
        if (at(TokenKind::pseudo) || at(Word::Identitycol) || at(Word::Rowguidcol)) {
            return single_name();
        }
        return object_name();
    });
    expect(TokenKind::rparen);
    return out;
}

const Statement* Parser::insert_statement(const WithClause* with) {
    if (peek_is(1, Word::Bulk)) return insert_bulk();
    InsertStatement* node = start<InsertStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    advance();
    if (at(Word::Top)) node->top = top_clause(true);
    accept(Word::Into);
    node->target = dml_target();
    check_target_hints(*node->target, false);
    if (at(TokenKind::lparen) && !peek_is(1, Word::Select) && !peek_is(1, TokenKind::lparen)) {
        node->columns = target_columns();
    }
    node->outputs = output_clauses();
    switch (cur().word) {
        case Word::Values:
            node->source = InsertSource::values;
            node->values = values_rows();
            break;
        case Word::Default:
            advance();
            expect(Word::Values);
            node->source = InsertSource::default_values;
            break;
        case Word::Exec:
        case Word::Execute:
            node->source = InsertSource::execute;
            node->execute = execute_call(false);
            break;
        default:
            if (!at(Word::Select) && !at(TokenKind::lparen)) fail();
            node->source = InsertSource::query;
            rows_of_insert_ = true;
            node->query = query();
            rows_of_insert_ = false;
            if (!failed_ && node->query->for_clause != nullptr) {
                const bool xml = node->query->for_clause->for_kind == ForKind::xml;
                if (xml || node->query->for_clause->for_kind == ForKind::json) {
                    fail_at(last_, xml ? 6819 : 13602,
                            fmt::format("The FOR {} clause is not allowed in a INSERT statement.",
                                        xml ? "XML" : "JSON"));
                }
            }
    }
    node->hints = option_clause();
    return finish(node);
}

// column = e, @v = e, @v = column = e, column.WRITE(...), column.method(...)
const SetClause* Parser::set_clause() {
    SetClause* node = start<SetClause>();
    if (at(TokenKind::variable)) {
        node->variable = variable_name();
        if (!accept_assign_op(node->op)) fail();
        node->value = value_or_default();
        AssignOp second;
        if (const ColumnRef* column = node->value->try_as<ColumnRef>();
            column != nullptr && accept_assign_op(second)) {
            node->column = column->name;
            node->op = second;
            node->value = value_or_default();
        }
        return finish(node);
    }
    if (at(TokenKind::pseudo) || at(Word::Identitycol) || at(Word::Rowguidcol)) {
        node->column = single_name();
    } else {
        node->column = object_name(6);
    }
    if (at(TokenKind::lparen) && node->column.parts.size() > 1) {
        node->method = node->column.parts.back();
        node->column.parts = {node->column.parts.begin(), node->column.parts.size() - 1};
        Depth depth(*this);
        advance();
        node->arguments = argument_list();
        return finish(node);
    }
    const Token op = cur();
    if (!accept_assign_op(node->op)) fail();
    node->value = value_or_default();
    if (!failed_ && node->op != AssignOp::assign && node->value->is<DefaultExpr>()) {
        fail_at(op, 10708,
                fmt::format("DEFAULT is not allowed on the right hand side of \"{}\"", source(op)));
    }
    return finish(node);
}

List<const SetClause*> Parser::set_clauses() {
    return comma_list<const SetClause*>([&] { return set_clause(); });
}

const Statement* Parser::update_statement(const WithClause* with) {
    UpdateStatement* node = start<UpdateStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    advance();
    if (at(Word::Top)) node->top = top_clause(true);
    node->target = dml_target(true);
    check_target_hints(*node->target, false);
    expect(Word::Set);
    node->sets = set_clauses();
    node->outputs = output_clauses();
    if (accept(Word::From)) node->from = from_clause();
    if (at(Word::Where)) node->where = where_clause();
    node->hints = option_clause();
    return finish(node);
}

const Statement* Parser::delete_statement(const WithClause* with) {
    DeleteStatement* node = start<DeleteStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    advance();
    if (at(Word::Top)) node->top = top_clause(true);
    accept(Word::From);
    node->target = dml_target(true);
    check_target_hints(*node->target, false);
    node->outputs = output_clauses();
    if (accept(Word::From)) node->from = from_clause();
    if (at(Word::Where)) node->where = where_clause();
    node->hints = option_clause();
    return finish(node);
}

}  // namespace gantry::tsql
