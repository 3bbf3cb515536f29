// Statements: which one starts here, and lists of them.

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

List<const Statement*> Parser::parse_batch() {
    ListBuilder<const Statement*> list(arena_);
    statement_list(list, false);
    return list.finish();
}

void Parser::skip_semicolons() {
    while (accept(TokenKind::semicolon)) terminated_ = true;
}

bool Parser::block_end() const { return at(Word::End) && !peek_is(1, Word::Conversation); }

// Up to the end of the batch, or to the block's END. Bad statements are left out.
void Parser::statement_list(ListBuilder<const Statement*>& list, bool in_block) {
    for (;;) {
        skip_semicolons();
        if (at_end() || (in_block && block_end())) return;
        const Token* before = cur_;
        const Statement* node = statement();
        if (failed_) {
            recover();
            if (fatal_) return;
            if (cur_ == before) advance();  // never twice at the same place
        } else {
            list.add(node);
            if (!in_block && block_depth_ == 0) check_batch_ends(*node);
        }
    }
}

// A view or function is its batch's only statement; what follows is an error where it begins.
void Parser::check_batch_ends(const Statement& module) {
    if (!module.is<CreateViewStatement>() && !module.is<CreateFunctionStatement>()) return;
    skip_semicolons();
    // Another module says so itself (111).
    if (at_end() || at(Word::Create) || at(Word::Alter)) return;
    fail();
    recover();
}

// A reserved word that begins a statement, whatever stands before it.
bool Parser::at_statement_start() const {
    if (cur().kind != TokenKind::word) return false;
    switch (cur().word) {
        case Word::Add: case Word::Alter: case Word::Backup: case Word::Begin: case Word::Break:
        case Word::Bulk: case Word::Checkpoint: case Word::Close: case Word::Commit: case Word::Continue:
        case Word::Create: case Word::Dbcc: case Word::Deallocate: case Word::Declare:
        case Word::Delete: case Word::Deny: case Word::Drop: case Word::Else: case Word::Exec:
        case Word::Execute: case Word::Fetch: case Word::Goto: case Word::Grant: case Word::If:
        case Word::Insert: case Word::Kill: case Word::Merge: case Word::Open: case Word::Print:
        case Word::Raiserror: case Word::Reconfigure: case Word::Restore: case Word::Return:
        case Word::Revert: case Word::Revoke: case Word::Rollback: case Word::Save:
        case Word::Select: case Word::Set: case Word::Shutdown: case Word::Truncate:
        case Word::Update: case Word::Use: case Word::Waitfor: case Word::While: return true;
        case Word::End: return block_end();
        default: return false;
    }
}

const Statement* Parser::statement() {
    Depth depth(*this);
    start_ = cur();
    start_at_ = cur_;
    if (at(Word::With) && !terminated_) fail();
    // Only a batch's very first word can be a procedure's name, and CREATE VIEW stand only there.
    starts_batch_ = first_in_batch_;
    first_in_batch_ = false;
    const Statement* node = statement_by_word();
    terminated_ = false;
    if (failed_) return node;
    if (at(TokenKind::semicolon)) {
        advance();
        terminated_ = true;
    } else if (node->is<MergeStatement>()) {
        switch (cur().word) {
            // These continue nothing and begin nothing: they, not the semicolon, are wrong.
            case Word::Where:
            case Word::From:
            case Word::Order:
            case Word::Group:
            case Word::Having:
            case Word::Set:
            case Word::And:
            case Word::Or:
            case Word::Into:
                if (cur().reserved) fail();
                break;
            default:
                break;
        }
        fail_at(last_, 10713, "A MERGE statement must be terminated by a semi-colon (;).");
    }
    return node;
}

namespace {

// The first words of grammar/statements.h, as far as they are reserved.
bool may_be_administrative(Word word) {
    switch (word) {
        case Word::Add: case Word::Alter: case Word::Backup: case Word::Begin: case Word::Close:
        case Word::Create: case Word::Drop: case Word::End: case Word::Open:
        case Word::Restore: return true;
        default: return false;
    }
}

}  // namespace

const Statement* Parser::statement_by_word() {
    if (at(TokenKind::lparen)) return select_statement(nullptr);
    if (at(TokenKind::lbrace)) return odbc_call();
    if (at_identifier()) return named_statement();
    if (may_be_administrative(cur().word)) {
        if (const Statement* node = admin_statement(); node != nullptr) return node;
    }
    switch (cur().word) {
        case Word::Select: return select_statement(nullptr);
        case Word::With: return with_statement();
        case Word::Insert: return insert_statement(nullptr);
        case Word::Update:
            return peek_is(1, Word::Statistics) ? update_statistics() : update_statement(nullptr);
        case Word::Delete: return delete_statement(nullptr);
        case Word::Merge: return merge_statement(nullptr);
        case Word::Truncate: return truncate_statement();
        case Word::Bulk: return bulk_insert();
        case Word::Readtext: return text_statement(TextStatementKind::read);
        case Word::Writetext: return text_statement(TextStatementKind::write);
        case Word::Updatetext: return text_statement(TextStatementKind::update);
        case Word::Begin: return begin_statement();
        case Word::If: return if_statement();
        case Word::While: return while_statement();
        case Word::Break: return simple_statement<BreakStatement>();
        case Word::Continue: return simple_statement<ContinueStatement>();
        case Word::Return: return return_statement();
        case Word::Goto: {
            GotoStatement* node = start<GotoStatement>();
            advance();
            node->label = identifier();
            return finish(node);
        }
        case Word::Waitfor: return waitfor_statement();
        case Word::Print: return print_statement();
        case Word::Raiserror: return raiserror_statement();
        case Word::Declare: return declare_statement();
        case Word::Set: return set_statement();
        case Word::Use: return use_statement();
        case Word::Exec:
        case Word::Execute: return execute_statement();
        case Word::Revert: return revert_statement();
        case Word::Setuser: return setuser_statement();
        case Word::Commit: return transaction_statement(TransactionKind::commit);
        case Word::Rollback: return transaction_statement(TransactionKind::rollback);
        case Word::Save: return transaction_statement(TransactionKind::save);
        case Word::Open: return cursor_statement(CursorAction::open);
        case Word::Close: return cursor_statement(CursorAction::close);
        case Word::Deallocate: return cursor_statement(CursorAction::deallocate);
        case Word::Fetch: return fetch_statement();
        case Word::Kill: return kill_statement();
        case Word::Checkpoint: {
            CheckpointStatement* node = start<CheckpointStatement>();
            advance();
            if (at(TokenKind::integer)) {
                node->duration = number_literal(LiteralKind::integer);
            } else if (at(TokenKind::variable)) {
                node->duration = variable_expr();
            }
            return finish(node);
        }
        case Word::Shutdown: {
            ShutdownStatement* node = start<ShutdownStatement>();
            advance();
            if (at(Word::With) && peek_is(1, Word::Nowait)) {
                advance();
                advance();
                node->with_nowait = true;
            }
            return finish(node);
        }
        case Word::Reconfigure: {
            ReconfigureStatement* node = start<ReconfigureStatement>();
            advance();
            if (at(Word::With) && peek_is(1, Word::Override)) {
                advance();
                advance();
                node->with_override = true;
            }
            return finish(node);
        }
        case Word::Lineno: {
            LinenoStatement* node = start<LinenoStatement>();
            advance();
            node->line = expression();
            return finish(node);
        }
        case Word::Dbcc: return dbcc_statement();
        case Word::Create: return create_statement();
        case Word::Alter: return alter_statement();
        case Word::Drop: return drop_statement();
        case Word::Add: advance(); break;
        case Word::Grant: return grant_statement(GrantVerb::grant);
        case Word::Deny: return grant_statement(GrantVerb::deny);
        case Word::Revoke: return grant_statement(GrantVerb::revoke);
        case Word::Backup: return backup_statement(false);
        case Word::Dump: return backup_statement(true);
        case Word::Restore: return restore_statement(false);
        case Word::Load: return restore_statement(true);
        default: break;
    }
    fail();
    return start<BreakStatement>();
}

// Statements whose first word isn't reserved, labels, and a procedure's name at a batch's start.
const Statement* Parser::named_statement() {
    if (peek_is(1, TokenKind::colon)) {
        LabelStatement* node = start<LabelStatement>();
        node->label = identifier();
        advance();
        return finish(node);
    }
    // No keywords: they begin a statement only where the one before has ended for sure. What the
    // server does behind END and a label is not known, so those pass.
    const bool ended = terminated_ || last_.word == Word::End || last_.kind == TokenKind::colon;
    switch (cur().word) {
        case Word::Throw:
            if (!ended) break;
            if (!peek_is(1, TokenKind::dot)) return throw_statement();
            break;
        case Word::Enable:
        case Word::Disable:
            if (!ended) break;
            if (peek_is(1, Word::Trigger)) return enable_trigger(at(Word::Enable));
            break;
        case Word::Send:
        case Word::Receive:
        case Word::Get:
        case Word::Move:
            if (!ended) break;
            if (const Statement* node = admin_statement(); node != nullptr) return node;
            break;
        default: break;
    }
    if (at_text("RENAME") || at_text("DISK")) {
        if (const Statement* node = admin_statement(); node != nullptr) return node;
    }
    if (starts_batch_) return execute_call(true);
    fail();
    return start<BreakStatement>();
}

const Statement* Parser::with_statement() {
    const WithClause* with = with_clause();
    switch (cur().word) {
        case Word::Insert: return insert_statement(with);
        case Word::Update: return update_statement(with);
        case Word::Delete: return delete_statement(with);
        case Word::Merge: return merge_statement(with);
        default: break;
    }
    if (!at(Word::Select) && !at(TokenKind::lparen)) fail();
    return select_statement(with);
}

}  // namespace gantry::tsql
