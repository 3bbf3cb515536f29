// INSERT ... EXECUTE: what runs gives its result sets to us instead of to the client; at its end
// all rows go in as one statement. The whole is atomic (documentation: INSERT, "EXECUTE").

#include <fmt/core.h>

#include "engine/engine.h"
#include "engine/runnable.h"
#include "engine/store/pg_ddl.h"
#include "engine/store/pg_names.h"
#include "session/captured_rows.h"
#include "session/interpreter.h"

namespace gantry::session {

namespace {

constexpr std::string_view k_savepoint = "gantry_insert_execute";

// Results go to `rows` while this lives.
class CaptureGuard {
  public:
    CaptureGuard(CapturedRows*& current, CapturedRows& rows) : current_(current) {
        current_ = &rows;
    }
    ~CaptureGuard() { current_ = nullptr; }
    CaptureGuard(const CaptureGuard&) = delete;
    CaptureGuard& operator=(const CaptureGuard&) = delete;

  private:
    CapturedRows*& current_;
};

std::string create_table(const std::string& name, const std::vector<types::SqlType>& types) {
    std::string columns;
    for (size_t i = 0; i < types.size(); ++i) {
        columns += fmt::format("{}c{} {}", i == 0 ? "" : ", ", i + 1, store::pg_type(types[i]));
    }
    return fmt::format("CREATE TEMPORARY TABLE {} ({})", name, columns);
}

}  // namespace

// Its transaction is the statement's: neither ended nor taken back by what runs inside.
void Interpreter::check_capture(const tsql::TransactionStatement& statement) const {
    if (capture_ == nullptr) return;
    if (statement.action == tsql::TransactionKind::rollback) {
        throw SqlError(3915, 16, 0,
                       "Cannot use the ROLLBACK statement within an INSERT-EXEC statement.");
    }
    if (statement.action == tsql::TransactionKind::commit &&
        state_.transaction.count <= capture_->transactions()) {
        throw SqlError(3916, 16, 0,
                       "Cannot use the COMMIT statement within an INSERT-EXEC statement unless "
                       "BEGIN TRANSACTION is used first.");
    }
}

void Interpreter::insert_execute(const tsql::InsertStatement& statement) {
    if (capture_ != nullptr) {
        throw SqlError(8164, 16, 1, "An INSERT EXEC statement cannot be nested.");
    }
    engine::require_runnable(*statement.execute, frame_->unit->parsed());
    bool own_transaction = begin_statement_transaction();
    if (!own_transaction) state_.backend->savepoint(std::string(k_savepoint));
    int before = state_.transaction.count;
    try {
        CapturedRows rows(before);
        {
            CaptureGuard guard(capture_, rows);
            execute(*statement.execute);
        }
        insert_captured(statement, rows);
    } catch (const ClientGone&) {
        throw;
    } catch (const IoError&) {
        throw;
    } catch (...) {
        // A transaction that is gone or doomed takes all with it.
        if (own_transaction) {
            roll_back_everything();
        } else if (state_.transaction.count > 0 && !state_.transaction.doomed &&
                   state_.backend->in_transaction()) {
            state_.transaction.count = before;
            state_.backend->rollback_to(std::string(k_savepoint));
            catalog_rolled_back_to_savepoint();
        }
        throw;
    }
    if (own_transaction) end_statement_transaction();
}

void Interpreter::insert_captured(const tsql::InsertStatement& statement, CapturedRows& rows) {
    std::vector<engine::StagedRows> staged;
    for (const auto& set : rows.sets()) {
        std::string name = store::quoted("pg_temp", fmt::format("captured${}", staged.size()));
        state_.backend->with_executor(
            [&](pg::Executor& executor) { executor.execute(create_table(name, set->types)); });
        state_.backend->copy_in(fmt::format("COPY {} FROM STDIN (FORMAT binary)", name), set->rows);
        staged.push_back({std::move(name), set->types});
    }
    if (staged.empty()) {
        state_.row_count = 0;
        statement_done(tds::k_command_insert, true, 0);
        return;
    }
    run_change(engine::compile_staged_insert(statement, staged, compile_context()));
    state_.backend->with_executor([&](pg::Executor& executor) {
        for (const engine::StagedRows& set : staged)
            executor.execute("DROP TABLE " + set.pg_table);
    });
}

}  // namespace gantry::session
