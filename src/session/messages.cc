// PRINT, RAISERROR and THROW.

#include <fmt/core.h>

#include "session/errors.h"
#include "session/interpreter.h"
#include "session/raiserror_format.h"
#include "types/convert.h"

namespace gantry::session {

using types::Value;

namespace {

constexpr int k_user_message = 50000;
constexpr size_t k_print_units_max = 4000;

// Those of sys.messages that procedures of the server raise by number; all have severity 16.
std::string_view system_message(int number) {
    if (number == 15007) return "'%s' is not a valid login or you do not have permission.";
    return {};
}

SqlError no_message(int number, const Value& severity, const Value& state) {
    return SqlError(18054, 16, 1,
                    fmt::format("Error {}, severity {}, state {} was raised, but no message with "
                                "that error number was found in sys.messages. If error is larger "
                                "than 50000, make sure the user-defined message is added using "
                                "sp_addmessage.", number,
                                severity.is_null() ? 0 : severity.integer(),
                                state.is_null() ? 0 : state.integer()));
}

}  // namespace

void Interpreter::print(const tsql::PrintStatement& statement) {
    Value value = evaluate(*statement.value);
    std::string text = value.is_null() ? std::string() : types::to_text(value);
    reply_.info(0, 0, 1, types::cut_utf16(text, k_print_units_max), int(statement.range.line),
                frame_->procedure);
}

void Interpreter::raise_error(const tsql::RaiserrorStatement& statement) {
    Value message = evaluate(*statement.arguments[0]);
    Value severity_value = evaluate(*statement.arguments[1], types::int_type());
    Value state_value = evaluate(*statement.arguments[2], types::int_type());
    std::vector<Value> values;
    for (size_t i = 3; i < statement.arguments.size(); ++i) {
        values.push_back(evaluate(*statement.arguments[i]));
    }
    int number = k_user_message;
    std::string text;
    if (!message.is_null() && types::is_numeric(message.type().id)) {
        number = int(types::convert(message, types::int_type()).integer());
        text = format_message(system_message(number), values);
        // Below zero: the message's own.
        if (!text.empty() && !severity_value.is_null() && severity_value.integer() < 0) {
            severity_value = Value::of_int(16);
        }
        if (text.empty()) throw no_message(number, severity_value, state_value);
    }
    if (!message.is_null() && text.empty()) text = format_message(types::to_text(message), values);

    int64_t severity = severity_value.is_null() ? 0 : severity_value.integer();
    int64_t state = state_value.is_null() ? 1 : state_value.integer();
    if (severity < 0) severity = 0;
    if (severity > 25) severity = 25;
    if (severity > 18 && !statement.with_log) {
        throw SqlError(2754, 16, 1,
                       "Error severity levels greater than 18 can only be specified by members of "
                       "the sysadmin role, using the WITH LOG option.");
    }
    if (state < 0) state = 1;
    if (state > 255) state = 255;

    SqlError error(number, int(severity), int(state), text);
    error.set_line(int(statement.range.line));
    error.set_procedure(frame_->procedure);
    if (severity <= 10) {
        reply_.info(number, int(severity), int(state), text, error.line(), frame_->procedure);
        state_.error_number = statement.with_seterror ? number : 0;
        state_.row_count = 0;
        if (statement.with_nowait) reply_.push();
        return;
    }
    state_.error_number = number;
    state_.row_count = 0;
    if (is_caught(error)) {
        if (state_.transaction.count > 0 && state_.settings.xact_abort) {
            state_.transaction.doomed = true;
        }
        throw Caught{error, frame_};
    }
    reply_.error(error);
    if (severity >= 20) {
        reply_.push();
        throw ClientGone("an error of severity 20 or higher was raised");
    }
    reply_.done(frame_->done_kind, tds::k_done_error, tds::k_command_none, 0);
    if (statement.with_nowait) reply_.push();
}

void Interpreter::throw_error(const tsql::ThrowStatement& statement) {
    std::optional<SqlError> error;
    if (statement.number == nullptr) {
        if (state_.handled_errors.empty()) {
            throw SqlError(10704, 15, 1,
                           "To rethrow an error, a THROW statement must be used inside a CATCH "
                           "block. Insert the THROW statement inside a CATCH block, or add error "
                           "parameters to the THROW statement.");
        }
        error = state_.handled_errors.back();
    } else {
        Value number = evaluate(*statement.number, types::int_type());
        Value state = evaluate(*statement.state, types::int_type());
        std::string text = text_of(*statement.message);
        int64_t code = number.is_null() ? 0 : number.integer();
        if (code < k_user_message) {
            throw SqlError(35100, 16, 10,
                           fmt::format("Error number {} in the THROW statement is outside the "
                                       "valid range. Specify an error number in the valid range "
                                       "of 50000 to 2147483647.", code));
        }
        error.emplace(int(code), 16, state.is_null() ? 1 : int(state.integer() & 0xFF), text);
        error->set_line(int(statement.range.line));
        error->set_procedure(frame_->procedure);
    }
    state_.error_number = error->number();
    if (is_caught(*error)) {
        if (state_.transaction.count > 0 && state_.settings.xact_abort) {
            state_.transaction.doomed = true;
        }
        throw Caught{*error, frame_};
    }
    reply_.error(*error);
    if (state_.settings.xact_abort || reach_of(error->number(), error->severity()) ==
                                          Reach::transaction) {
        roll_back_everything();
    }
    reply_.done(frame_->done_kind, tds::k_done_error, tds::k_command_none, 0);
    throw EndBatch{};
}

}  // namespace gantry::session
