#include "session/interpreter.h"

#include <fmt/core.h>

#include "base/utf.h"
#include "engine/runnable.h"
#include "session/command_names.h"
#include "session/errors.h"
#include "session/session_activity.h"

namespace gantry::session {

namespace {

using tsql::NodeKind;

// How many statements pass between two looks at the client when PostgreSQL is not asked.
constexpr int k_statements_per_check = 64;

bool is_change(const tsql::Statement& statement) {
    return statement.is<tsql::InsertStatement>() || statement.is<tsql::UpdateStatement>() ||
           statement.is<tsql::DeleteStatement>() || statement.is<tsql::MergeStatement>();
}

// Restores the current frame when a frame ends, however it ends.
class FrameGuard {
  public:
    FrameGuard(Frame*& current, Frame& frame, Activity& activity)
        : current_(current), before_(current), activity_(activity) {
        frame.caller = before_;
        current = &frame;
        activity_.set_unit(frame.unit);
    }
    ~FrameGuard() {
        current_ = before_;
        // The last batch stays to be seen.
        if (before_ != nullptr && before_->unit != nullptr) activity_.set_unit(before_->unit);
    }
    FrameGuard(const FrameGuard&) = delete;
    FrameGuard& operator=(const FrameGuard&) = delete;

  private:
    Frame*& current_;
    Frame* before_;
    Activity& activity_;
};

}  // namespace

tsql::ParseOptions Interpreter::parse_options() const {
    tsql::ParseOptions options;
    options.quoted_identifier =
        frame_ != nullptr ? frame_->quoted_identifier : state_.settings.quoted_identifier;
    return options;
}

void Interpreter::batch(std::string_view text) {
    refresh_snapshot();
    UnitPtr unit = state_.env.units.get(text, parse_options());
    if (!unit->parsed().ok()) {
        // SQL Server tells every syntax error of a batch and runs nothing of it.
        for (const tsql::Diagnostic& d : unit->parsed().diagnostics) {
            SqlError error(d.number, d.severity, d.state, d.message, d.hint);
            error.set_line(int(d.line));
            state_.error_number = d.number;
            reply_.error(error);
        }
        return;
    }
    if (state_.options.parseonly) return;
    Frame frame;
    frame.unit = unit;
    frame.database = state_.database;
    frame.quoted_identifier = state_.settings.quoted_identifier;
    frame.ansi_nulls = state_.settings.ansi_nulls;
    try {
        run_frame(frame, unit->parsed().statements);
    } catch (const EndScope&) {
    } catch (const EndBatch&) {
    } catch (SqlError& error) {
        // Outside of any statement: declarations of the batch.
        state_.error_number = error.number();
        reply_.error(error);
    }
    end_of_batch();
}

void Interpreter::end_of_batch() {
    if (state_.transaction.count == 0 || !state_.transaction.doomed) return;
    roll_back_everything();
    reply_.error(SqlError(3998, 16, 1,
                          "Uncommittable transaction is detected at the end of the batch. The "
                          "transaction is rolled back."));
}

void Interpreter::run_frame(Frame& frame, const tsql::List<const tsql::Statement*>& statements) {
    FrameGuard guard(frame_, frame, *state_.activity);
    declare_all(statements);
    Flow flow = Flow::next;
    try {
        flow = run_list(statements);
    } catch (const ClientGone&) {
        throw;
    } catch (const IoError&) {
        throw;
    } catch (...) {
        drop_frame_temporaries(frame);
        throw;
    }
    drop_frame_temporaries(frame);
    if (flow == Flow::goto_) {
        throw SqlError(133, 15, 1,
                       fmt::format("A GOTO statement references the label '{}' but the label has "
                                   "not been declared.", frame.goto_label));
    }
}

// Declarations count for the whole text, also those that control flow never reaches.
void Interpreter::declare_all(const tsql::List<const tsql::Statement*>& statements) {
    for (const tsql::Statement* statement : statements) {
        if (auto* declaration = tsql::try_as<tsql::DeclareStatement>(statement)) {
            for (const tsql::VariableDeclaration* variable : declaration->variables) {
                if (variable->cursor) frame_->cursor_variables[ascii_lower(variable->name)];
                if (variable->type == nullptr) continue;
                try {
                    if (table_type(*variable->type) != nullptr) continue;
                    frame_->variables.declare(variable->name, data_type(*variable->type));
                } catch (SqlError& error) {
                    if (error.line() == 0) error.set_line(int(variable->range.line));
                    throw;
                }
            }
        } else if (auto* block = tsql::try_as<tsql::BlockStatement>(statement)) {
            declare_all(block->statements);
        } else if (auto* branch = tsql::try_as<tsql::IfStatement>(statement)) {
            declare_all({&branch->then, 1});
            if (branch->otherwise != nullptr) declare_all({&branch->otherwise, 1});
        } else if (auto* loop = tsql::try_as<tsql::WhileStatement>(statement)) {
            declare_all({&loop->body, 1});
        } else if (auto* attempt = tsql::try_as<tsql::TryStatement>(statement)) {
            declare_all(attempt->try_block);
            declare_all(attempt->catch_block);
        }
    }
}

Interpreter::Flow Interpreter::run_list(const tsql::List<const tsql::Statement*>& statements) {
    for (size_t i = 0; i < statements.size(); ++i) {
        Flow flow = run_statement(*statements[i]);
        if (flow == Flow::next) continue;
        if (flow != Flow::goto_) return flow;
        size_t target = statements.size();
        for (size_t j = 0; j < statements.size(); ++j) {
            auto* label = tsql::try_as<tsql::LabelStatement>(statements[j]);
            if (label != nullptr && ascii_iequals(label->label.name, frame_->goto_label)) {
                target = j;
                break;
            }
        }
        if (target == statements.size()) return flow;  // the label is further out
        i = target;
    }
    return Flow::next;
}

void Interpreter::check_client() {
    if (state_.client.stop_requested()) throw ClientGone("the session is ended");
    if (++statements_since_check_ < k_statements_per_check) return;
    statements_since_check_ = 0;
    state_.client.wait(-1, false, 0);
    if (state_.client.stop_requested()) throw ClientGone("the server stops");
    if (state_.client.take_attention()) throw Cancelled();
}

Interpreter::Flow Interpreter::run_statement(const tsql::Statement& statement) {
    check_client();
    state_.activity->statement(command_name(statement), statement.range.offset,
                               statement.range.end());
    publish_counters(state_);
    try {
        return dispatch(statement);
    } catch (const pg::PgError& error) {
        if (error.fatal()) throw;
        on_error(to_sql_error(error, StatementNames{{}, state_.database, {}, {}},
                              state_.snapshot.get()), statement);
    } catch (const SqlError& error) {
        on_error(error, statement);
    } catch (const FormatError& error) {
        on_error(SqlError(error.number() != 0 ? error.number() : 50000, 16, 1, error.what()),
                 statement);
    }
    return Flow::next;
}

bool Interpreter::is_caught(const SqlError& error) const {
    if (error.severity() <= 10 || error.severity() >= 20) return false;
    const Frame* frame = frame_;
    if (is_compile_error(error.number()) && frame != nullptr) frame = frame->caller;
    for (; frame != nullptr; frame = frame->caller) {
        if (frame->try_depth > 0) return true;
    }
    return false;
}

void Interpreter::on_error(SqlError error, const tsql::Statement& statement) {
    if (error.line() == 0) error.set_line(int(statement.range.line));
    if (error.procedure().empty() && frame_ != nullptr) error.set_procedure(frame_->procedure);
    state_.error_number = error.number();
    state_.row_count = 0;
    // The backend may have lost the transaction with the error.
    bool lost = state_.transaction.count > 0 && !state_.backend->in_transaction();
    bool caught = is_caught(error);
    if (caught) {
        bool dooms = lost || state_.settings.xact_abort ||
                     reach_of(error.number(), error.severity()) == Reach::transaction;
        if (state_.transaction.count > 0 && dooms) state_.transaction.doomed = true;
        throw Caught{error, frame_};
    }
    reply_.error(error);
    if (lost && !state_.transaction.doomed) transaction_is_gone();
    apply_reach(error);
    if (is_change(statement) && error.severity() > 10) {
        reply_.info(3621, 0, 0, "The statement has been terminated.", error.line(),
                    frame_->procedure);
    }
    reply_.done(frame_->done_kind, tds::k_done_error, tds::k_command_none, 0);
}

void Interpreter::apply_reach(const SqlError& error) {
    Reach reach = reach_of(error.number(), error.severity());
    bool raised = error.number() >= 50000;
    if (state_.settings.xact_abort && !raised && reach == Reach::statement) {
        reach = Reach::transaction;
    }
    if (error.severity() <= 10) return;
    switch (reach) {
        case Reach::statement:
            return;
        case Reach::scope:
            throw EndScope{};
        case Reach::batch:
            throw EndBatch{};
        case Reach::transaction:
            roll_back_everything();
            throw EndBatch{};
    }
}

Interpreter::Flow Interpreter::dispatch(const tsql::Statement& statement) {
    engine::require_runnable(statement, frame_->unit->parsed());
    switch (statement.kind) {
        case NodeKind::SelectStatement:
        case NodeKind::InsertStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
        case NodeKind::MergeStatement:
        case NodeKind::TruncateStatement:
            query(statement);
            return Flow::next;
        case NodeKind::BlockStatement:
            return run_list(statement.as<tsql::BlockStatement>().statements);
        case NodeKind::IfStatement:
            return if_statement(statement.as<tsql::IfStatement>());
        case NodeKind::WhileStatement:
            return while_statement(statement.as<tsql::WhileStatement>());
        case NodeKind::TryStatement:
            return try_statement(statement.as<tsql::TryStatement>());
        case NodeKind::BreakStatement:
            return Flow::break_;
        case NodeKind::ContinueStatement:
            return Flow::continue_;
        case NodeKind::ReturnStatement:
            return return_statement(statement.as<tsql::ReturnStatement>());
        case NodeKind::GotoStatement:
            frame_->goto_label = statement.as<tsql::GotoStatement>().label.name;
            return Flow::goto_;
        case NodeKind::LabelStatement:
            return Flow::next;
        case NodeKind::WaitForStatement:
            wait_for(statement.as<tsql::WaitForStatement>());
            break;
        case NodeKind::PrintStatement:
            print(statement.as<tsql::PrintStatement>());
            break;
        case NodeKind::RaiserrorStatement:
            raise_error(statement.as<tsql::RaiserrorStatement>());
            return Flow::next;  // sets @@ERROR itself
        case NodeKind::ThrowStatement:
            throw_error(statement.as<tsql::ThrowStatement>());
            break;
        case NodeKind::DeclareStatement:
            declare(statement.as<tsql::DeclareStatement>());
            return Flow::next;
        case NodeKind::SetVariableStatement:
            set_variable(statement.as<tsql::SetVariableStatement>());
            state_.error_number = 0;
            return Flow::next;
        case NodeKind::SetOptionStatement:
            set_option(statement.as<tsql::SetOptionStatement>());
            break;
        case NodeKind::SetValueStatement:
            set_value(statement.as<tsql::SetValueStatement>());
            break;
        case NodeKind::SetIsolationStatement:
            set_isolation(statement.as<tsql::SetIsolationStatement>());
            break;
        case NodeKind::SetIdentityInsertStatement:
            set_identity_insert(statement.as<tsql::SetIdentityInsertStatement>());
            break;
        case NodeKind::UseStatement:
            use(statement.as<tsql::UseStatement>());
            break;
        case NodeKind::ExecuteStatement:
            execute(statement.as<tsql::ExecuteStatement>());
            return Flow::next;
        case NodeKind::DeclareCursorStatement:
            declare_cursor(statement.as<tsql::DeclareCursorStatement>());
            break;
        case NodeKind::CursorStatement:
            cursor_statement(statement.as<tsql::CursorStatement>());
            break;
        case NodeKind::FetchStatement:
            fetch(statement.as<tsql::FetchStatement>());
            return Flow::next;
        case NodeKind::TransactionStatement:
            transaction(statement.as<tsql::TransactionStatement>());
            break;
        case NodeKind::KillStatement:
            kill(statement.as<tsql::KillStatement>());
            break;
        case NodeKind::CheckpointStatement:
        case NodeKind::ExecuteAsStatement:
        case NodeKind::RevertStatement:
        case NodeKind::ReconfigureStatement:
        case NodeKind::LinenoStatement:
            break;
        default:
            ddl(statement);
            break;
    }
    state_.row_count = 0;
    state_.error_number = 0;
    return Flow::next;
}

}  // namespace gantry::session
