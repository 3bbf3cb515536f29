// Remote procedure calls: arguments in, results, then RETURNSTATUS, output values and DONEPROC.

#include <fmt/core.h>

#include "session/errors.h"
#include "session/interpreter.h"
#include "session/parameter_decoder.h"
#include "session/row_encoder.h"

namespace gantry::session {

namespace {

// "db.schema.name" of an RPC, quoted as identifiers are.
std::vector<std::string> split_name(std::string_view text) {
    std::vector<std::string> out(1);
    char closing = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (closing != 0 && c == closing) {
            if (i + 1 < text.size() && text[i + 1] == closing) {
                out.back() += text[++i];
            } else {
                closing = 0;
            }
        } else if (closing == 0 && (c == '[' || c == '"')) {
            closing = c == '[' ? ']' : '"';
        } else if (closing == 0 && c == '.') {
            out.emplace_back();
        } else if (closing == 0 && c == ';') {
            break;  // name;1
        } else {
            out.back() += c;
        }
    }
    return out;
}

void append_return_value(Reply& reply, uint16_t ordinal, const Argument& argument) {
    ColumnCodec codec = make_codec(argument.value.type(), true, reply.version());
    Bytes value;
    append_value(argument.value, codec, value);
    reply.tokens().return_value(ordinal, argument.name, codec.wire,
                                tds::wire_user_type(argument.value.type()), value);
}

}  // namespace

void Interpreter::remote_calls(tds::RpcRequest& request) {
    for (tds::RpcCall& one : request.calls) {
        try {
            remote_call(one);
        } catch (const EndBatch&) {
            reply_.done(tds::DoneKind::done_proc, tds::k_done_error, tds::k_command_execute, 0);
            break;
        }
    }
    end_of_batch();
}

// A failed call ends itself anyway; only what ends the transaction goes further.
void Interpreter::apply_reach_of_call(const SqlError& error) {
    Reach reach = reach_of(error.number(), error.severity());
    if (reach == Reach::transaction || state_.settings.xact_abort) roll_back_everything();
}

void Interpreter::remote_call(tds::RpcCall& rpc) {
    refresh_snapshot();
    std::vector<std::string> name = rpc.id == tds::ProcedureId::none
                                        ? split_name(rpc.name)
                                        : std::vector{std::string(tds::procedure_name(rpc.id))};
    // Errors of the call itself are those of a frame around it.
    Frame outer;
    outer.database = state_.database;
    outer.quoted_identifier = state_.settings.quoted_identifier;
    outer.ansi_nulls = state_.settings.ansi_nulls;
    outer.done_kind = tds::DoneKind::done_in_proc;
    frame_ = &outer;
    std::vector<Argument> arguments;
    int32_t status = 0;
    bool failed = false;
    auto fail = [&](SqlError error) {
        failed = true;
        if (error.line() == 0) error.set_line(1);
        if (error.procedure().empty()) error.set_procedure(name.back());
        state_.error_number = error.number();
        reply_.error(error);
        bool lost = state_.transaction.count > 0 && !state_.backend->in_transaction();
        if (lost && !state_.transaction.doomed) transaction_is_gone();
        apply_reach_of_call(error);
    };
    try {
        for (const tds::RpcParameter& parameter : rpc.parameters) {
            Argument argument;
            argument.name = parameter.name;
            argument.output = parameter.output;
            argument.use_default = parameter.use_default;
            argument.value = decode_parameter(parameter, state_.database_collation);
            arguments.push_back(std::move(argument));
        }
        if (rpc.id != tds::ProcedureId::none) {
            auto done = call_system(name.back(), arguments);
            if (!done) {
                throw SqlError(2812, 16, 62, fmt::format("Could not find stored procedure '{}'.",
                                                         name.back()));
            }
            status = *done;
        } else {
            status = call(name, arguments);
        }
    } catch (const EndScope&) {
        failed = true;
    } catch (const pg::PgError& error) {
        if (error.fatal()) throw;
        fail(to_sql_error(error, StatementNames{{}, state_.database, {}, {}},
                          state_.snapshot.get()));
    } catch (const SqlError& error) {
        fail(error);
    } catch (...) {
        frame_ = nullptr;
        throw;
    }
    frame_ = nullptr;
    if (!failed) {
        reply_.tokens().return_status(status);
        for (size_t i = 0; i < arguments.size(); ++i) {
            if (arguments[i].output) append_return_value(reply_, uint16_t(i), arguments[i]);
        }
    }
    reply_.done(tds::DoneKind::done_proc, 0, tds::k_command_execute, 0);
}

}  // namespace gantry::session
