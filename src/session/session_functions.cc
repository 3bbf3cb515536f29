// What @@ variables and session functions answer; names as engine/compiled.h lists them.

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include <fmt/core.h>

#include "session/interpreter.h"
#include "tds/prelogin.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::Value;

struct Context {
    const SessionState& state;
    const Frame* frame;

    Value text(std::string_view value) const {
        return Value::of_nvarchar(std::string(value), state.database_collation);
    }
    const SqlError* handled() const {
        return state.handled_errors.empty() ? nullptr : &state.handled_errors.back();
    }
};

using Answer = Value (*)(const Context&);

int xact_state(const Context& c) {
    if (c.state.transaction.count == 0) return 0;
    return c.state.transaction.doomed ? -1 : 1;
}

// @@OPTIONS: one bit for each SET option.
int option_bits(const Context& c) {
    const engine::SessionSettings& s = c.state.settings;
    int bits = 0;
    if (c.state.options.implicit_transactions) bits |= 2;
    if (c.state.options.cursor_close_on_commit) bits |= 4;
    if (s.ansi_warnings) bits |= 8;
    if (s.ansi_padding) bits |= 16;
    if (s.ansi_nulls) bits |= 32;
    if (s.arithabort) bits |= 64;
    if (s.quoted_identifier) bits |= 256;
    if (s.nocount) bits |= 512;
    if (s.ansi_null_default) bits |= 1024;
    if (s.concat_null_yields_null) bits |= 4096;
    if (s.numeric_roundabort) bits |= 8192;
    if (s.xact_abort) bits |= 16384;
    return bits;
}

Value number(int64_t value) { return Value::of_bigint(value); }
Value zero(const Context&) { return number(0); }

std::string version_text() {
    return fmt::format("Microsoft SQL Server 2022 (RTM) - {}.{}.{}.0 (X64) \n\tGantry on "
                       "PostgreSQL, Enterprise Edition (64-bit) on Linux",
                       tds::k_server_major, tds::k_server_minor, tds::k_server_build);
}

constexpr std::string_view k_updated = "#updated:";
constexpr std::string_view k_cursor_status = "#cursor_status:";

// UPDATE(column) in a trigger, "#updated:COLUMN_ID".
Value is_updated(const Frame* frame, std::string_view name) {
    int32_t id = 0;
    std::string_view digits = name.substr(k_updated.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    bool updated = false;
    if (frame != nullptr && frame->trigger) {
        const std::vector<int32_t>& columns = frame->trigger->plan->changed_columns;
        updated = std::find(columns.begin(), columns.end(), id) != columns.end();
    }
    return Value::of_bit(updated);
}

// COLUMNS_UPDATED(): a bit for each column, the first column's the lowest of the first byte.
Value columns_updated(const Context& c) {
    if (c.frame == nullptr || !c.frame->trigger) return Value();
    const TriggerFrame& trigger = *c.frame->trigger;
    Bytes bits((trigger.context.table->columns.size() + 7) / 8);
    for (int32_t id : trigger.plan->changed_columns) {
        size_t bit = size_t(id) - 1;
        if (bit / 8 >= bits.size()) bits.resize(bit / 8 + 1);
        bits[bit / 8] |= uint8_t(1 << (bit % 8));
    }
    return Value::of_varbinary(bits);
}

const std::unordered_map<std::string_view, Answer>& answers() {
    static const std::unordered_map<std::string_view, Answer> table = {
        {"@@rowcount", [](const Context& c) { return number(c.state.row_count); }},
        {"rowcount_big()", [](const Context& c) { return number(c.state.row_count); }},
        {"@@error", [](const Context& c) { return number(c.state.error_number); }},
        {"@@trancount", [](const Context& c) { return number(c.state.transaction.count); }},
        {"@@identity", [](const Context& c) { return c.state.identity; }},
        {"scope_identity()",
         [](const Context& c) { return c.frame ? c.frame->identity : Value(); }},
        {"@@spid", [](const Context& c) { return number(c.state.spid); }},
        {"@@nestlevel", [](const Context& c) { return number(c.state.nest_level); }},
        {"@@procid",
         [](const Context& c) { return number(c.frame ? c.frame->procedure_id : 0); }},
        {"@@fetch_status", [](const Context& c) { return number(c.state.fetch_status); }},
        {"@@cursor_rows", [](const Context& c) { return number(c.state.cursor_rows); }},
        {"@@options", [](const Context& c) { return number(option_bits(c)); }},
        {"@@lock_timeout",
         [](const Context& c) { return number(c.state.options.lock_timeout_ms); }},
        {"@@textsize", [](const Context& c) { return number(c.state.options.textsize); }},
        {"@@max_connections",
         [](const Context& c) { return number(c.state.env.connections_max.load()); }},
        {"@@servername", [](const Context& c) { return c.text(c.state.env.server_name); }},
        {"@@servicename", [](const Context& c) { return c.text(c.state.env.service_name); }},
        {"@@version", [](const Context& c) { return c.text(version_text()); }},
        {"suser_sname()", [](const Context& c) { return c.text(c.state.login.name); }},
        {"suser_name()", [](const Context& c) { return c.text(c.state.login.name); }},
        {"original_login()", [](const Context& c) { return c.text(c.state.login.name); }},
        {"suser_id()", [](const Context& c) { return number(c.state.login.id); }},
        {"suser_sid()", [](const Context& c) { return Value::of_varbinary(c.state.login.sid); }},
        // A member of sysadmin is dbo everywhere; other logins are mapped when users are.
        {"user_name()", [](const Context& c) { return c.text("dbo"); }},
        {"user_id()", [](const Context&) { return number(1); }},
        {"database_principal_id()", [](const Context&) { return number(1); }},
        {"host_name()", [](const Context& c) { return c.text(c.state.request.host); }},
        {"host_id()",
         [](const Context& c) {
             return c.text(fmt::format("{:<10}", c.state.request.client_process_id));
         }},
        {"app_name()", [](const Context& c) { return c.text(c.state.request.application); }},
        {"xact_state()", [](const Context& c) { return number(xact_state(c)); }},
        {"error_number()",
         [](const Context& c) { return c.handled() ? number(c.handled()->number()) : Value(); }},
        {"error_severity()",
         [](const Context& c) { return c.handled() ? number(c.handled()->severity()) : Value(); }},
        {"error_state()",
         [](const Context& c) { return c.handled() ? number(c.handled()->state()) : Value(); }},
        {"error_line()",
         [](const Context& c) { return c.handled() ? number(c.handled()->line()) : Value(); }},
        {"error_message()",
         [](const Context& c) { return c.handled() ? c.text(c.handled()->what()) : Value(); }},
        {"error_procedure()",
         [](const Context& c) {
             bool known = c.handled() && !c.handled()->procedure().empty();
             return known ? c.text(c.handled()->procedure()) : Value();
         }},
        {"context_info()",
         [](const Context& c) {
             const Bytes& info = c.state.options.context_info;
             return info.empty() ? Value() : Value::of_varbinary(info);
         }},
        {"trigger_nestlevel()", [](const Context& c) { return number(c.state.trigger_level); }},
        {"columns_updated()", columns_updated},
        {"current_request_id()", zero},
        {"current_transaction_id()",
         [](const Context& c) { return number(int64_t(c.state.transaction.descriptor)); }},
        {"@@connections", zero},
        {"@@packet_errors", zero},
        {"@@pack_received", zero},
        {"@@pack_sent", zero},
        {"@@total_read", zero},
        {"@@total_write", zero},
        {"@@total_errors", zero},
        {"@@cpu_busy", zero},
        {"@@idle", zero},
        {"@@io_busy", zero},
        {"@@timeticks", [](const Context&) { return number(31250); }},
        {"@@remserver", [](const Context&) { return Value(); }},
        {"@@dbts()", [](const Context&) { return Value(); }},
    };
    return table;
}

}  // namespace

Value Interpreter::session_value(std::string_view name) {
    auto found = answers().find(name);
    if (found == answers().end()) {
        throw SqlError(40510, fmt::format("Statement or construct '{}' is not supported in this "
                                          "version of Gantry.", name));
    }
    Value value = found->second(Context{state_, frame_});
    // Those the local evaluator asks for are int.
    if (!value.is_null() && value.type().id == types::TypeId::bigint &&
        value.integer() >= INT32_MIN && value.integer() <= INT32_MAX) {
        return Value::of_int(value.integer());
    }
    return value;
}

Value Interpreter::parameter_value(const engine::ParameterSource& source) {
    bool is_variable = source.variable.size() > 1 && source.variable[0] == '@' &&
                       source.variable[1] != '@';
    if (source.variable.starts_with(k_cursor_status)) {
        std::string_view rest = std::string_view(source.variable).substr(k_cursor_status.size());
        size_t colon = rest.find(':');
        return Value::of_int(cursor_status(rest.substr(0, colon), rest.substr(colon + 1)));
    }
    if (source.variable.starts_with(k_updated)) return is_updated(frame_, source.variable);
    Value value;
    if (is_variable) {
        const Value* found = frame_->variables.find(source.variable);
        if (found == nullptr) throw undeclared(source.variable);
        if (found->type() == source.type) return *found;
        value = *found;
    } else {
        value = session_value(source.variable);
    }
    if (value.is_null()) return Value::null(source.type);
    return types::convert(value, source.type);
}

}  // namespace gantry::session
