// Control flow and messages.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::begin_statement() {
    switch (peek().word) {
        case Word::Tran:
        case Word::Transaction: return transaction_statement(TransactionKind::begin);
        case Word::Distributed: return transaction_statement(TransactionKind::begin_distributed);
        case Word::Try: return try_statement();
        default: break;
    }
    BlockStatement* node = start<BlockStatement>();
    advance();
    if (at(Word::Atomic) && peek_is(1, Word::With)) {
        advance();
        node->atomic = true;
        node->options = with_options();
    }
    terminated_ = true;
    skip_semicolons();
    if (block_end()) {  // at least one statement must stand in a block
        fail();
        recover_here();
    }
    ListBuilder<const Statement*> list(arena_);
    ++block_depth_;
    if (!failed_) statement_list(list, true);
    --block_depth_;
    node->statements = list.finish();
    expect(Word::End);
    return finish(node);
}

const Statement* Parser::try_statement() {
    TryStatement* node = start<TryStatement>();
    advance();
    advance();
    terminated_ = true;
    ListBuilder<const Statement*> try_list(arena_);
    ++block_depth_;
    statement_list(try_list, true);
    --block_depth_;
    node->try_block = try_list.finish();
    expect(Word::End);
    expect(Word::Try);
    accept(TokenKind::semicolon);
    expect(Word::Begin);
    expect(Word::Catch);
    if (failed_) return finish(node);
    terminated_ = true;
    ListBuilder<const Statement*> catch_list(arena_);
    ++block_depth_;
    statement_list(catch_list, true);
    --block_depth_;
    node->catch_block = catch_list.finish();
    expect(Word::End);
    expect(Word::Catch);
    return finish(node);
}

// A chain of ELSE IF is a loop here: generated code has thousands of them.
const Statement* Parser::if_statement() {
    IfStatement* first = nullptr;
    IfStatement* link = nullptr;
    for (int length = 1;; ++length) {
        IfStatement* node = start<IfStatement>();
        if (first == nullptr) {
            first = node;
        } else {
            link->otherwise = node;
        }
        link = node;
        advance();
        node->condition = condition();
        if (failed_) return first;
        terminated_ = true;
        skip_stray_semicolon();
        node->then = statement();
        if (failed_ || !accept(Word::Else)) break;
        terminated_ = true;
        if (!at(Word::If)) {
            node->otherwise = statement();
            break;
        }
        check_chain(length);
        if (failed_) return first;
    }
    for (const Statement* node = first; node != nullptr;) {
        finish(const_cast<Statement*>(node));  // made just now
        const auto* branch = node->try_as<IfStatement>();
        node = branch == nullptr || node == link ? nullptr : branch->otherwise;
    }
    return first;
}

// "IF x ;" has no statement: the ';' is what is wrong.
void Parser::skip_stray_semicolon() {
    if (at(TokenKind::semicolon)) fail();
}

const Statement* Parser::while_statement() {
    WhileStatement* node = start<WhileStatement>();
    advance();
    node->condition = condition();
    if (failed_) return node;
    terminated_ = true;
    node->body = statement();
    return finish(node);
}

// Whether an expression may start here: RETURN's value is optional and the next statement follows
// without any mark.
bool Parser::at_expression_start() const {
    switch (cur().kind) {
        case TokenKind::end:
        case TokenKind::semicolon: return false;
        case TokenKind::word: break;
        default: return true;
    }
    if (!cur().reserved) {
        if (peek_is(1, TokenKind::colon)) return false;
        const bool trigger = (at(Word::Enable) || at(Word::Disable)) && peek_is(1, Word::Trigger);
        return !trigger;
    }
    switch (cur().word) {
        case Word::Null: case Word::Case: case Word::Convert: case Word::TryConvert:
        case Word::Coalesce: case Word::Nullif: case Word::Left: case Word::Right:
        case Word::CurrentTimestamp: case Word::CurrentUser: case Word::SessionUser:
        case Word::SystemUser: case Word::User: case Word::CurrentDate: case Word::CurrentTime:
            return true;
        default: return false;
    }
}

const Statement* Parser::return_statement() {
    ReturnStatement* node = start<ReturnStatement>();
    advance();
    if (in_inline_function_) {
        in_inline_function_ = false;
        const bool parentheses = at(TokenKind::lparen);
        if (parentheses && (peek_is(1, Word::With) || peek_is(1, Word::Select) ||
                            peek_is(1, TokenKind::lparen))) {
            // RETURN (SELECT ...) and RETURN (SELECT ...) UNION ... both begin like this; the
            // parentheses around the whole query are of the RETURN.
            const Token* place = cur_;
            advance();
            if (at(Word::With)) node->with = with_clause();
            node->query = query();
            node->hints = option_clause();
            expect(TokenKind::rparen);
            if (!failed_ && (at_query_continuation() || at(TokenKind::rparen))) {
                cur_ = place;
                node->query = query();
            }
            return finish(node);
        }
        if (at(Word::With)) node->with = with_clause();
        node->query = query();
        node->hints = option_clause();
        return finish(node);
    }
    if (at_expression_start()) node->value = expression();
    return finish(node);
}

const Statement* Parser::waitfor_statement() {
    WaitForStatement* node = start<WaitForStatement>();
    advance();
    if (accept(TokenKind::lparen)) {
        node->wait = WaitForKind::statement;
        if (at(Word::Get) || at(Word::Receive)) node->statement = admin_statement();
        if (node->statement == nullptr) fail();
        expect(TokenKind::rparen);
        if (accept(TokenKind::comma)) {
            expect(Word::Timeout);
            node->timeout = expression();
        }
        return finish(node);
    }
    if (accept(Word::Delay)) {
        node->wait = WaitForKind::delay;
    } else {
        expect(Word::Time);
        node->wait = WaitForKind::time;
    }
    node->value = at(TokenKind::variable) ? variable_expr() : string_literal();
    return finish(node);
}

const Statement* Parser::print_statement() {
    PrintStatement* node = start<PrintStatement>();
    advance();
    node->value = expression();
    return finish(node);
}

const Statement* Parser::raiserror_statement() {
    RaiserrorStatement* node = start<RaiserrorStatement>();
    advance();
    ListBuilder<const Expr*> arguments(arena_);
    if (accept(TokenKind::lparen)) {
        // Message, severity and state must be there; none of it may be an expression.
        constexpr int k_least = 3;
        for (int count = 1; !failed_; ++count) {
            arguments.add(constant());
            if (count < k_least) {
                expect(TokenKind::comma);
            } else if (!accept(TokenKind::comma)) {
                break;
            }
        }
        expect(TokenKind::rparen);
    } else {
        constexpr int k_last_level = 100;  // RAISERROR 50001 'text' went with SQL Server 2012
        if (options_.compatibility_level > k_last_level) fail();
        node->old_style = true;
        arguments.add(unary(false));
        accept(TokenKind::comma);
        if (at_string() || at(TokenKind::variable)) arguments.add(unary(false));
    }
    node->arguments = arguments.finish();
    if (at(Word::With) &&
        (peek_is(1, Word::Log) || peek_is(1, Word::Nowait) || peek_is(1, Word::Seterror))) {
        advance();
        do {
            if (accept(Word::Log)) {
                node->with_log = true;
            } else if (accept(Word::Nowait)) {
                node->with_nowait = true;
            } else {
                expect(Word::Seterror);
                node->with_seterror = true;
            }
        } while (accept(TokenKind::comma));
    }
    return finish(node);
}

const Statement* Parser::throw_statement() {
    ThrowStatement* node = start<ThrowStatement>();
    advance();
    if (at(TokenKind::integer) || at(TokenKind::variable) || at(TokenKind::sqlcmd)) {
        node->number = constant();
        expect(TokenKind::comma);
        node->message = constant();
        expect(TokenKind::comma);
        node->state = constant();
    }
    return finish(node);
}

const Statement* Parser::kill_statement() {
    KillStatement* node = start<KillStatement>();
    advance();
    if (at_text("QUERY") && peek_text(1, "NOTIFICATION")) {
        advance();
        advance();
        expect_text("SUBSCRIPTION");
        node->target = KillKind::query_notification;
        if (!accept(Word::All)) node->id = execute_number();
    } else if (at_text("STATS") && peek_text(1, "JOB")) {
        advance();
        advance();
        node->target = KillKind::stats_job;
        node->id = execute_number();
    } else if (at(TokenKind::variable) || at(Word::Null)) {
        fail();  // a session's number must be written out
    } else {
        node->id = constant();
    }
    if (at(Word::With) && !peek_is(1, TokenKind::lparen)) {
        advance();
        if (accept(Word::Statusonly)) {
            node->with_status_only = true;
        } else if (accept(Word::Commit)) {
            node->with_commit = true;
        } else {
            expect(Word::Rollback);
            node->with_rollback = true;
        }
    }
    return finish(node);
}

const Statement* Parser::dbcc_statement() {
    DbccStatement* node = start<DbccStatement>();
    advance();
    node->command = upper(any_word().name);
    if (at(TokenKind::lparen)) {
        node->has_arguments = true;
        node->arguments = option_list();
    }
    if (at(Word::With)) {
        advance();
        node->options = checked("dbcc_option", "DBCC", [&] { return bare_option_list(); });
    }
    return finish(node);
}

}  // namespace gantry::tsql
