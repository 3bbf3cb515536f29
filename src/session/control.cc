// Control flow, variables, USE and WAITFOR.

#include <chrono>

#include <fmt/core.h>

#include "base/utf.h"
#include "engine/engine.h"
#include "session/errors.h"
#include "session/interpreter.h"
#include "session/session_activity.h"
#include "types/convert.h"

namespace gantry::session {

using types::Value;

Interpreter::Flow Interpreter::if_statement(const tsql::IfStatement& statement) {
    bool holds = is_true(*statement.condition);
    state_.row_count = 0;
    state_.error_number = 0;
    if (holds) return run_statement(*statement.then);
    if (statement.otherwise != nullptr) return run_statement(*statement.otherwise);
    return Flow::next;
}

Interpreter::Flow Interpreter::while_statement(const tsql::WhileStatement& statement) {
    while (is_true(*statement.condition)) {
        state_.row_count = 0;
        state_.error_number = 0;
        check_client();
        switch (run_statement(*statement.body)) {
            case Flow::next:
            case Flow::continue_:
                break;
            case Flow::break_:
                return Flow::next;
            case Flow::return_:
                return Flow::return_;
            case Flow::goto_:
                return Flow::goto_;
        }
    }
    return Flow::next;
}

Interpreter::Flow Interpreter::try_statement(const tsql::TryStatement& statement) {
    Frame& frame = *frame_;
    int nest_level = state_.nest_level;
    std::optional<SqlError> caught;
    ++frame.try_depth;
    try {
        Flow flow = run_list(statement.try_block);
        --frame.try_depth;
        return flow;
    } catch (const Caught& thrown) {
        --frame.try_depth;
        // Names that a statement of this very module could not resolve pass its own TRY.
        if (is_compile_error(thrown.error.number()) && thrown.origin == &frame) throw;
        caught = thrown.error;
    } catch (...) {
        --frame.try_depth;
        throw;
    }
    state_.nest_level = nest_level;
    state_.handled_errors.push_back(*caught);
    try {
        Flow flow = run_list(statement.catch_block);
        state_.handled_errors.pop_back();
        return flow;
    } catch (...) {
        state_.handled_errors.pop_back();
        throw;
    }
}

Interpreter::Flow Interpreter::return_statement(const tsql::ReturnStatement& statement) {
    frame_->return_status = 0;
    if (statement.value != nullptr) {
        if (frame_->procedure.empty()) {
            throw SqlError(178, 15, 1,
                           "A RETURN statement with a return value cannot be used in this "
                           "context.");
        }
        Value value = evaluate(*statement.value, types::int_type());
        if (!value.is_null()) frame_->return_status = int32_t(value.integer());
    }
    return Flow::return_;
}

void Interpreter::wait_for(const tsql::WaitForStatement& statement) {
    using namespace std::chrono;
    std::string text = text_of(*statement.value);
    types::ParsedDateTime parsed;
    bool fine = types::parse_date_time(text, types::TypeId::time, {}, parsed) ==
                    types::DateParse::ok && !parsed.has_date;
    if (!fine) {
        throw SqlError(148, 15, 1, fmt::format("Incorrect time syntax in time string '{}' used "
                                               "with WAITFOR.", text));
    }
    int64_t wait_ms = parsed.value.ticks / 10000;
    if (statement.wait == tsql::WaitForKind::time) {
        auto now = system_clock::now().time_since_epoch();
        int64_t now_ms = duration_cast<milliseconds>(now).count() % 86'400'000;
        wait_ms = (wait_ms - now_ms + 86'400'000) % 86'400'000;
    }
    reply_.push();
    state_.activity->set_wait(ActivityWait::waitfor);
    auto end = steady_clock::now() + milliseconds(wait_ms);
    while (true) {
        auto left = duration_cast<milliseconds>(end - steady_clock::now()).count();
        if (left <= 0) break;
        state_.client.wait(-1, false, int(std::min<int64_t>(left, 60'000)));
        if (state_.client.stop_requested()) throw ClientGone("the server stops");
        if (state_.client.take_attention()) throw Cancelled();
    }
    state_.activity->set_wait(ActivityWait::none);
}

void Interpreter::declare(const tsql::DeclareStatement& statement) {
    for (const tsql::VariableDeclaration* variable : statement.variables) {
        if (variable->cursor) continue;
        if (variable->table != nullptr) {
            ddl(statement);
            return;
        }
        if (auto* type = variable->type != nullptr ? table_type(*variable->type) : nullptr) {
            make_table(*type, variable->name);
            continue;
        }
        if (variable->value == nullptr) continue;
        const Value* declared = frame_->variables.find(variable->name);
        GANTRY_ASSERT(declared != nullptr);
        frame_->variables.assign(variable->name, evaluate(*variable->value, declared->type()));
    }
    state_.error_number = 0;
}

namespace {

tsql::BinaryOp binary_op(tsql::AssignOp op) {
    switch (op) {
        case tsql::AssignOp::subtract:
            return tsql::BinaryOp::subtract;
        case tsql::AssignOp::multiply:
            return tsql::BinaryOp::multiply;
        case tsql::AssignOp::divide:
            return tsql::BinaryOp::divide;
        case tsql::AssignOp::modulo:
            return tsql::BinaryOp::modulo;
        case tsql::AssignOp::bit_and:
            return tsql::BinaryOp::bit_and;
        case tsql::AssignOp::bit_or:
            return tsql::BinaryOp::bit_or;
        case tsql::AssignOp::bit_xor:
            return tsql::BinaryOp::bit_xor;
        case tsql::AssignOp::concat:
            return tsql::BinaryOp::concat;
        default:
            return tsql::BinaryOp::add;
    }
}

}  // namespace

void Interpreter::set_variable(const tsql::SetVariableStatement& statement) {
    if (set_cursor(statement)) return;
    const Value* declared = frame_->variables.find(statement.variable);
    if (declared == nullptr) throw undeclared(statement.variable);
    types::SqlType type = declared->type();
    if (statement.op == tsql::AssignOp::assign) {
        frame_->variables.assign(statement.variable, evaluate(*statement.value, type));
    } else {
        // @v += e is @v = @v + (e). The nodes live for this call only, and so must not be found
        // again in the unit's cache under their address.
        tsql::VariableRef left;
        left.name = statement.variable;
        left.range = statement.range;
        tsql::BinaryExpr sum;
        sum.op = binary_op(statement.op);
        sum.left = &left;
        sum.right = statement.value;
        sum.range = statement.range;
        std::optional<Value> value = evaluate_here(sum);
        if (!value) {
            auto compiled = engine::compile_expression(sum, compile_context(), type);
            value = single_value(compiled);
        }
        frame_->variables.assign(statement.variable, *value);
    }
    state_.row_count = 1;
}

void Interpreter::use(const tsql::UseStatement& statement) {
    if (!frame_->procedure.empty()) {
        throw SqlError(154, 15, 1, "a USE database statement is not allowed in a procedure, "
                                   "function or trigger.");
    }
    switch_database(statement.database.name);
    reply_.done(frame_->done_kind, 0, tds::k_command_none, 0);
}

void Interpreter::switch_database(std::string_view name) {
    refresh_snapshot();
    const engine::DatabaseSummary* found = state_.snapshot->find_summary(name);
    if ((found == nullptr || found->state != "ONLINE") && catch_up()) {
        found = state_.snapshot->find_summary(name);
    }
    if (found == nullptr) {
        throw SqlError(911, 16, 1,
                       fmt::format("Database '{}' does not exist. Make sure that the name is "
                                   "entered correctly.", name));
    }
    if (found->state != "ONLINE") throw engine::not_open(*found);
    std::string before = state_.database;
    state_.database = found->name;
    ++state_.context_generation;
    if (frame_ != nullptr) frame_->database = found->name;
    reply_.tokens().env_database(state_.database, before);
    if (state_.database_collation != found->collation) {
        state_.database_collation = found->collation;
    }
    publish_facts(state_);
    reply_.info(5701, 0, 2, fmt::format("Changed database context to '{}'.", found->name), 1);
}

}  // namespace gantry::session
