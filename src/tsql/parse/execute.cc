// EXECUTE in all its forms, EXECUTE AS, REVERT.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::execute_statement() {
    if (peek_is(1, Word::As)) return execute_as();
    return execute_call(false);
}

const ExecuteStatement* Parser::execute_call(bool implicit) {
    ExecuteStatement* node = start<ExecuteStatement>();
    node->implicit = implicit;
    if (!implicit) advance();
    if (at(TokenKind::lparen)) {
        Depth depth(*this);
        advance();
        node->execute = ExecuteKind::text;
        ListBuilder<const Expr*> text(arena_);
        text.add(execute_text());
        ListBuilder<const ExecuteArgument*> arguments(arena_);
        while (accept(TokenKind::comma))
            arguments.add(execute_argument());
        node->text = text.finish();
        node->arguments = arguments.finish();
        expect(TokenKind::rparen);
        if (accept(Word::As)) {
            if (!at(Word::User) && !at(Word::Login)) fail();
            node->as_kind = word_text(cur().word);
            advance();
            expect(TokenKind::equal);
            node->as_name = unary(false);
        }
        if (accept(Word::At)) {
            if (accept(Word::DataSource)) {
                node->at_data_source = identifier();
            } else {
                node->at_server = identifier();
            }
        }
        execute_with(node);
        return finish(node);
    }
    if (at(TokenKind::variable) && peek_is(1, TokenKind::equal)) {
        node->return_variable = variable_name();
        advance();
    }
    execute_module(node);
    execute_with(node);
    return finish(node);
}

// Strings and variables, joined by +. A function call or another operator is an error, as in SQL
// Server.
const Expr* Parser::execute_text() {
    const Expr* left = execute_text_term();
    for (int length = 1; at(TokenKind::plus); ++length) {
        check_chain(length);
        BinaryExpr* node = start_at<BinaryExpr>(left);
        advance();
        node->op = BinaryOp::add;
        node->left = left;
        node->right = execute_text_term();
        left = finish(node);
    }
    return left;
}

const Expr* Parser::execute_text_term() {
    if (at(TokenKind::variable) || at(TokenKind::global)) return variable_expr();
    if (at(TokenKind::quoted)) return sqlcmd_value();  // a string all the same
    return string_literal();
}

// {call name(arguments)}: EXECUTE in the words of ODBC.
const Statement* Parser::odbc_call() {
    ExecuteStatement* node = start<ExecuteStatement>();
    advance();
    expect_text("CALL");
    node->procedure = object_name();
    if (accept(TokenKind::lparen)) {
        if (at_execute_argument()) node->arguments = execute_arguments();
        expect(TokenKind::rparen);
    }
    expect(TokenKind::rbrace);
    return finish(node);
}

void Parser::execute_module(ExecuteStatement* node) {
    if (at(TokenKind::variable)) {
        node->execute = ExecuteKind::variable;
        node->procedure_variable = variable_name();
    } else {
        node->procedure = object_name();
        if (at(TokenKind::semicolon) && peek_is(1, TokenKind::integer)) {
            advance();
            node->number = number_literal(LiteralKind::integer);
        }
    }
    if (!at_execute_argument()) return;
    node->arguments = execute_arguments();
}

List<const ExecuteArgument*> Parser::execute_arguments() {
    bool named = false;
    int position = 0;
    return comma_list<const ExecuteArgument*>([&] {
        const ExecuteArgument* argument = execute_argument();
        ++position;
        if (named && argument->name.empty() && !failed_) {
            fail_at(last_, 119,
                    fmt::format("Must pass parameter number {} and subsequent parameters as "
                                "'@name = value'. After the form '@name = value' has been used, "
                                "all subsequent parameters must be passed in the form "
                                "'@name = value'.",
                                position));
        }
        named = named || !argument->name.empty();
        return argument;
    });
}

bool Parser::at_execute_argument() const {
    switch (cur().kind) {
        case TokenKind::integer:
        case TokenKind::decimal:
        case TokenKind::real:
        case TokenKind::money:
        case TokenKind::binary:
        case TokenKind::string:
        case TokenKind::national:
        case TokenKind::variable:
        case TokenKind::global:
        case TokenKind::minus:
        case TokenKind::plus:
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::lbrace:
        case TokenKind::sqlcmd:
            return true;
        case TokenKind::word:
            if (at(Word::Null) || at(Word::Default)) return true;
            return !cur().reserved && !peek_is(1, TokenKind::colon);
        default:
            return false;
    }
}

// A constant, a variable, DEFAULT or a bare word; expressions are errors, as in SQL Server.
const ExecuteArgument* Parser::execute_argument() {
    ExecuteArgument* node = start<ExecuteArgument>();
    if (at(TokenKind::variable) && peek_is(1, TokenKind::equal)) {
        node->name = variable_name();
        advance();
    }
    switch (cur().kind) {
        case TokenKind::minus:
        case TokenKind::plus: {
            UnaryExpr* sign = start<UnaryExpr>();
            sign->op = at(TokenKind::minus) ? UnaryOp::minus : UnaryOp::plus;
            advance();
            sign->operand = execute_number();
            node->value = finish(sign);
            break;
        }
        case TokenKind::string:
        case TokenKind::national:
        case TokenKind::binary:
            node->value = literal();
            break;
        case TokenKind::variable:
        case TokenKind::global:
            node->value = variable_expr();
            break;
        case TokenKind::lbrace:
            node->value = odbc_escape();
            break;
        case TokenKind::word:
        case TokenKind::bracketed:
        case TokenKind::quoted:
        case TokenKind::sqlcmd: {
            if (at(Word::Default)) {
                node->value = value_or_default();
            } else if (at(Word::Null)) {
                node->value = keyword_expr();
            } else {
                ColumnRef* word = start<ColumnRef>();
                word->name = object_name(1);
                node->value = finish(word);
            }
            break;
        }
        default:
            node->value = execute_number();
    }
    if (at(Word::Output) || at(Word::Out)) {
        const bool variable = node->value->is<VariableRef>();
        if (!variable && !failed_ && !node->value->is<ColumnRef>()) {
            fail(179,
                 "Cannot use the OUTPUT option when passing a constant to a stored procedure.");
        }
        advance();
        node->output = true;
    }
    return finish(node);
}

const Expr* Parser::execute_number() {
    switch (cur().kind) {
        case TokenKind::sqlcmd:
            return sqlcmd_value();
        case TokenKind::integer:
            return number_literal(LiteralKind::integer);
        case TokenKind::decimal:
            return number_literal(LiteralKind::decimal);
        case TokenKind::real:
            return number_literal(LiteralKind::real);
        case TokenKind::money:
            return literal();
        default:
            break;
    }
    Literal* missing = start<Literal>();
    fail();
    return missing;
}

// WITH RECOMPILE, RESULT SETS UNDEFINED | NONE | (definitions)
void Parser::execute_with(ExecuteStatement* node) {
    if (!at(Word::With) || (!peek_is(1, Word::Recompile) && !peek_is(1, Word::Result))) return;
    advance();
    do {
        if (accept(Word::Recompile)) {
            node->recompile = true;
            continue;
        }
        expect(Word::Result);
        expect(Word::Sets);
        if (accept(Word::Undefined)) {
            node->result_sets = ResultSets::undefined;
        } else if (accept_text("NONE")) {
            node->result_sets = ResultSets::none;
        } else {
            node->result_sets = ResultSets::defined;
            expect(TokenKind::lparen);
            node->results = comma_list<const ResultSet*>([&] { return result_set(); });
            expect(TokenKind::rparen);
        }
    } while (accept(TokenKind::comma));
}

const ResultSet* Parser::result_set() {
    ResultSet* node = start<ResultSet>();
    if (accept(Word::As)) {
        if (accept(Word::Object)) {
            node->as_kind = "OBJECT";
            node->as_name = object_name();
        } else if (accept(Word::Type)) {
            node->as_kind = "TYPE";
            node->as_name = object_name();
        } else {
            expect(Word::For);
            expect(Word::Xml);
            node->as_kind = "FOR XML";
        }
        return finish(node);
    }
    expect(TokenKind::lparen);
    node->columns = comma_list<const ResultColumn*>([&] {
        ResultColumn* column = start<ResultColumn>();
        column->name = identifier();
        column->type = data_type();
        if (accept(Word::Collate)) column->collation = collation_name();
        if (accept(Word::Null)) {
            column->nullable = ResultColumn::Nullable::null;
        } else if (accept(Word::Not)) {
            expect(Word::Null);
            column->nullable = ResultColumn::Nullable::not_null;
        }
        return finish(column);
    });
    expect(TokenKind::rparen);
    return finish(node);
}

const Statement* Parser::execute_as() {
    ExecuteAsStatement* node = start<ExecuteAsStatement>();
    advance();
    advance();
    if (accept(Word::Caller)) {
        node->as_kind = "CALLER";
    } else {
        if (at(Word::User) || at(Word::Login)) {
            node->as_kind = word_text(cur().word);
            advance();
        } else {
            fail();
        }
        expect(TokenKind::equal);
        node->name = at(TokenKind::variable) ? variable_expr() : string_literal();
    }
    if (at(Word::With) && (peek_is(1, Word::No) || peek_is(1, Word::Cookie))) {
        advance();
        if (accept(Word::No)) {
            expect(Word::Revert);
            node->no_revert = true;
        } else {
            advance();
            expect(Word::Into);
            node->cookie_variable = variable_name();
        }
    }
    return finish(node);
}

const Statement* Parser::revert_statement() {
    RevertStatement* node = start<RevertStatement>();
    advance();
    if (at(Word::With) && peek_is(1, Word::Cookie)) {
        advance();
        advance();
        expect(TokenKind::equal);
        node->cookie = unary(false);
    }
    return finish(node);
}

const Statement* Parser::setuser_statement() {
    ExecuteAsStatement* node = start<ExecuteAsStatement>();
    node->as_kind = "SETUSER";
    advance();
    if (at_string()) {
        node->name = literal();
    } else if (at(TokenKind::variable)) {
        node->name = variable_expr();
    }
    if (at(Word::With) && peek_text(1, "NORESET")) {
        advance();
        advance();
        node->no_revert = true;
    }
    return finish(node);
}

}  // namespace gantry::tsql
