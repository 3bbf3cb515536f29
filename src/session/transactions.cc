// BEGIN, COMMIT, ROLLBACK, SAVE: from T-SQL, from transaction manager requests, and implicit ones.
// @@TRANCOUNT counts; PostgreSQL knows only of the outermost.

#include <algorithm>

#include <fmt/core.h>

#include "session/interpreter.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

// No name is longer in SQL Server.
constexpr size_t k_name_units_max = 32;

std::string isolation_clause(tsql::IsolationLevel level) {
    switch (level) {
        case tsql::IsolationLevel::repeatable_read:
        case tsql::IsolationLevel::snapshot:
            return " ISOLATION LEVEL REPEATABLE READ";
        case tsql::IsolationLevel::serializable:
            return " ISOLATION LEVEL SERIALIZABLE";
        default:
            return " ISOLATION LEVEL READ COMMITTED";
    }
}

tsql::IsolationLevel level_of(uint8_t wire) {
    switch (wire) {
        case 1:
            return tsql::IsolationLevel::read_uncommitted;
        case 3:
            return tsql::IsolationLevel::repeatable_read;
        case 4:
            return tsql::IsolationLevel::serializable;
        case 5:
            return tsql::IsolationLevel::snapshot;
        default:
            return tsql::IsolationLevel::read_committed;
    }
}

// PostgreSQL savepoints of clients, apart from our own.
std::string savepoint_name(const std::string& name) { return "t_" + name; }

}  // namespace

void Interpreter::begin_transaction(const std::string& name) {
    TransactionState& t = state_.transaction;
    if (t.count == 0) {
        state_.backend->begin(isolation_clause(state_.options.isolation));
        state_.backend->set_statement_savepoints(!state_.settings.xact_abort);
        t = TransactionState{};
        t.descriptor = state_.env.next_transaction++;
        t.name = name;
        state_.temporary_before = state_.temporary;
        reply_.tokens().env_transaction_begun(t.descriptor);
    }
    ++t.count;
}

void Interpreter::commit_transaction() {
    TransactionState& t = state_.transaction;
    if (t.count == 0) {
        throw SqlError(3902, 16, 1,
                       "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
    }
    if (t.doomed) {
        throw SqlError(3930, 16, 1,
                       "The current transaction cannot be committed and cannot support operations "
                       "that write to the log file. Roll back the transaction.");
    }
    if (t.count > 1) {
        --t.count;
        return;
    }
    uint64_t descriptor = t.descriptor;
    try {
        state_.backend->commit();
    } catch (const pg::PgError&) {
        transaction_is_gone();
        throw;
    }
    t = TransactionState{};
    if (descriptor != 0) reply_.tokens().env_transaction_committed(descriptor);
    catalog_committed();
}

// A statement that runs others (a trigger's, those of INSERT ... EXECUTE) is atomic: outside of a
// transaction it has one of its own, which @@TRANCOUNT counts and the client is not told of.
bool Interpreter::begin_statement_transaction() {
    TransactionState& t = state_.transaction;
    if (t.count > 0) return false;
    state_.backend->begin({});
    state_.backend->set_statement_savepoints(!state_.settings.xact_abort);
    t = TransactionState{};
    t.count = 1;
    state_.temporary_before = state_.temporary;
    return true;
}

void Interpreter::end_statement_transaction() {
    TransactionState& t = state_.transaction;
    if (t.count == 1) return commit_transaction();
    if (t.count == 0 || t.descriptor != 0) return;
    // What ran began one and left it open: it is the client's from now on.
    --t.count;
    t.descriptor = state_.env.next_transaction++;
    reply_.tokens().env_transaction_begun(t.descriptor);
}

void Interpreter::roll_back_everything() {
    if (state_.transaction.count == 0) return;
    state_.backend->rollback();
    transaction_is_gone();
}

// PostgreSQL has no transaction any more: tell the client.
void Interpreter::transaction_is_gone() {
    uint64_t descriptor = state_.transaction.descriptor;
    state_.transaction = TransactionState{};
    if (descriptor != 0) reply_.tokens().env_transaction_rolled_back(descriptor);
    catalog_rolled_back();
}

void Interpreter::roll_back_transaction(const std::string& name) {
    TransactionState& t = state_.transaction;
    if (t.count == 0) {
        throw SqlError(3903, 16, 1,
                       "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");
    }
    if (!name.empty() && name != t.name) {
        auto found = std::find(t.savepoints.rbegin(), t.savepoints.rend(), name);
        if (found == t.savepoints.rend()) {
            throw SqlError(6401, 16, 1,
                           fmt::format("Cannot roll back {}. No transaction or savepoint of that "
                                       "name was found.", name));
        }
        if (t.doomed) {
            throw SqlError(3931, 16, 1,
                           "The current transaction cannot be committed and cannot be rolled back "
                           "to a savepoint. Roll back the entire transaction.");
        }
        state_.backend->rollback_to(savepoint_name(name));
        t.savepoints.erase(found.base(), t.savepoints.end());
        catalog_rolled_back_to_savepoint();
        return;
    }
    roll_back_everything();
}

void Interpreter::save_transaction(const std::string& name) {
    TransactionState& t = state_.transaction;
    if (t.count == 0) {
        throw SqlError(628, 16, 0, "Cannot issue SAVE TRANSACTION when there is no active "
                                   "transaction.");
    }
    state_.backend->savepoint(savepoint_name(name));
    t.savepoints.push_back(name);
}

void Interpreter::transaction(const tsql::TransactionStatement& statement) {
    std::string name(statement.name.name);
    if (!statement.name_variable.empty()) {
        const types::Value* value = frame_->variables.find(statement.name_variable);
        if (value == nullptr) throw undeclared(statement.name_variable);
        if (!value->is_null()) name = types::to_text(*value);
    }
    name = types::cut_utf16(name, k_name_units_max);
    check_capture(statement);
    switch (statement.action) {
        case tsql::TransactionKind::begin:
            begin_transaction(name);
            reply_.done(frame_->done_kind, 0, tds::k_command_begin_transaction, 0);
            return;
        case tsql::TransactionKind::commit:
            commit_transaction();
            reply_.done(frame_->done_kind, 0, tds::k_command_commit, 0);
            return;
        case tsql::TransactionKind::rollback:
            roll_back_transaction(name);
            reply_.done(frame_->done_kind, 0, tds::k_command_rollback, 0);
            return;
        case tsql::TransactionKind::save:
            save_transaction(name);
            return;
        case tsql::TransactionKind::begin_distributed:
            return;  // require_runnable() refused it
    }
}

// SET IMPLICIT_TRANSACTIONS ON: what touches tables begins a transaction.
void Interpreter::start_implicit_transaction(const tsql::Statement& statement) {
    if (!state_.options.implicit_transactions || state_.transaction.count > 0) return;
    if (auto* select = tsql::try_as<tsql::SelectStatement>(&statement)) {
        auto* body = tsql::try_as<tsql::QuerySpecification>(select->query->body);
        if (body != nullptr && body->from.empty()) return;
    }
    begin_transaction({});
}

void Interpreter::transaction_request(const tds::TransactionRequest& request) {
    try {
        switch (request.kind) {
            case tds::TransactionRequestKind::begin:
                if (request.isolation != 0) state_.options.isolation = level_of(request.isolation);
                begin_transaction(request.name);
                break;
            case tds::TransactionRequestKind::commit:
                commit_transaction();
                break;
            case tds::TransactionRequestKind::rollback:
                roll_back_transaction(request.name);
                break;
            case tds::TransactionRequestKind::save:
                save_transaction(request.name);
                break;
            default:
                throw SqlError(8515, 16, 1, "Distributed transactions are not supported.");
        }
        if (request.begin_again) {
            if (request.next_isolation != 0) {
                state_.options.isolation = level_of(request.next_isolation);
            }
            begin_transaction(request.next_name);
        }
    } catch (const SqlError& error) {
        state_.error_number = error.number();
        reply_.error(error);
    }
}

}  // namespace gantry::session
