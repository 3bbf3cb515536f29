// What a session knows and the text of a statement does not: @@ variables and functions without
// arguments that the session gives as parameters, by the names in k_parameters; and constants of
// the context.

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/errors.h"
#include "engine/functions/registry.h"
#include "engine/unsupported.h"

namespace gantry::engine::functions {
namespace {

using bind::Expr;
using types::SqlType;

struct SessionValue {
    std::string_view name;  // also ParameterSource::variable
    std::string_view type;
    bool nullable;
};

// @@ variables the session answers.
constexpr SessionValue k_globals[] = {
    {"@@rowcount", "int", false},       {"@@error", "int", false},
    {"@@trancount", "int", false},      {"@@identity", "numeric", true},
    {"@@spid", "smallint", false},      {"@@servername", "nvarchar(128)", true},
    {"@@servicename", "nvarchar(128)", false}, {"@@version", "nvarchar(300)", false},
    {"@@nestlevel", "int", false},      {"@@procid", "int", false},
    {"@@fetch_status", "int", false},   {"@@cursor_rows", "int", false},
    {"@@options", "int", false},        {"@@lock_timeout", "int", false},
    {"@@connections", "int", false},    {"@@max_connections", "int", false},
    {"@@packet_errors", "int", false},  {"@@pack_received", "int", false},
    {"@@pack_sent", "int", false},      {"@@total_read", "int", false},
    {"@@total_write", "int", false},    {"@@total_errors", "int", false},
    {"@@cpu_busy", "int", false},       {"@@idle", "int", false},
    {"@@io_busy", "int", false},        {"@@timeticks", "int", false},
    {"@@remserver", "nvarchar(128)", true},
};

struct GlobalConstant {
    std::string_view name;
    std::string_view type;
    std::string_view value;
};

constexpr GlobalConstant k_constants[] = {
    {"@@microsoftversion", "int", "268439556"},  // 16.0.4004 as the server encodes it
    {"@@langid", "smallint", "0"},
    {"@@language", "nvarchar(128)", "us_english"},
    {"@@textsize", "int", "2147483647"},
    {"@@max_precision", "tinyint", "38"},
};

bind::Expr* session_parameter(Call& call) {
    return call.binder.parameter(std::string(call.rule.name) + "()",
                                 named_type(call.rule.result, call.binder.database_collation()));
}

SqlType numeric_38() {
    SqlType type = types::decimal_type(38, 0);
    type.id = types::TypeId::numeric;
    return type;
}

Expr* scope_identity(Call& call) {
    return call.binder.parameter("scope_identity()", numeric_38());
}

// USER_NAME(), SUSER_SNAME(): of the session without an argument.
Expr* of_session(Call& call) {
    if (call.args.empty()) return session_parameter(call);
    std::string_view name = call.rule.name;
    SqlType type = named_type(call.rule.result, call.binder.database_collation());
    auto look_up = [&](std::string_view form, const SqlType& by) {
        return call.binder.call(form, {call.binder.convert(call.args[0], by)}, type, true);
    };
    if (name == "suser_sname") {
        return look_up("(SELECT l.name::sys.nvarchar FROM gantry.logins l WHERE '0x' || "
                       "encode(l.sid, 'hex') = lower(({0})::text))",
                       types::varbinary_type(-1));
    }
    if (name == "suser_name") {
        return look_up("(SELECT l.name::sys.nvarchar FROM gantry.logins l WHERE l.principal_id = "
                       "{0})",
                       types::int_type());
    }
    if (name == "user_name") {
        const DatabaseSummary* database =
            call.binder.context().catalog.find_summary(call.binder.context().database);
        return look_up(fmt::format("(SELECT p.name::sys.nvarchar FROM gantry.principals p WHERE "
                                   "p.database_id = {} AND p.principal_id = {{0}})",
                                   database == nullptr ? 0 : database->id),
                       types::int_type());
    }
    return unsupported_argument(call);
}

// CURSOR_STATUS('local', 'name'), of literals.
Expr* cursor_status(Call& call) {
    for (const Expr* arg : call.args) {
        if (arg->kind != bind::ExprKind::constant || arg->value.is_null()) {
            return unsupported_argument(call);
        }
    }
    return call.binder.parameter(fmt::format("#cursor_status:{}:{}",
                                             types::to_text(call.args[0]->value),
                                             types::to_text(call.args[1]->value)),
                                 types::int_type(), false);
}

Expr* context_info(Call& call) { return session_parameter(call); }

using enum Rule::Null;
constexpr Rule k_rules[] = {
    {"scope_identity", 0, 0, "", "numeric", "", always, false, scope_identity},
    {"suser_sname", 0, 1, "a", "nvarchar(128)", "", always, false, of_session},
    {"suser_name", 0, 1, "a", "nvarchar(128)", "", always, false, of_session},
    {"suser_id", 0, 1, "a", "int", "", always, false, of_session},
    {"suser_sid", 0, 1, "a", "varbinary(85)", "", always, false, of_session},
    {"user_name", 0, 1, "a", "nvarchar(128)", "", always, false, of_session},
    {"user_id", 0, 1, "a", "int", "", always, false, of_session},
    {"database_principal_id", 0, 1, "a", "int", "", always, false, of_session},
    {"original_login", 0, 0, "", "nvarchar(128)", "", always, false, session_parameter},
    {"host_name", 0, 0, "", "nvarchar(128)", "", always, false, session_parameter},
    {"host_id", 0, 0, "", "char(10)", "", always, false, session_parameter},
    {"app_name", 0, 0, "", "nvarchar(128)", "", always, false, session_parameter},
    {"xact_state", 0, 0, "", "smallint", "", always, false, session_parameter},
    {"cursor_status", 2, 2, "a", "int", "", always, false, cursor_status},
    {"trigger_nestlevel", 0, 0, "", "int", "", always, false, session_parameter},
    {"columns_updated", 0, 0, "", "varbinary(128)", "", always, false, session_parameter},
    {"error_number", 0, 0, "", "int", "", always, false, session_parameter},
    {"error_message", 0, 0, "", "nvarchar(4000)", "", always, false, session_parameter},
    {"error_severity", 0, 0, "", "int", "", always, false, session_parameter},
    {"error_state", 0, 0, "", "int", "", always, false, session_parameter},
    {"error_line", 0, 0, "", "int", "", always, false, session_parameter},
    {"error_procedure", 0, 0, "", "nvarchar(128)", "", always, false, session_parameter},
    {"context_info", 0, 0, "", "varbinary(128)", "", always, false, context_info},
    {"rowcount_big", 0, 0, "", "bigint", "", always, false, session_parameter},
    {"current_request_id", 0, 0, "", "smallint", "", always, false, session_parameter},
    {"current_transaction_id", 0, 0, "", "bigint", "", always, false, session_parameter},
    {"@@dbts", 0, 0, "", "varbinary(8)", "", always, false, session_parameter},
};

}  // namespace

std::span<const Rule> session_functions() { return k_rules; }

Expr* global_variable(bind::Binder& binder, std::string_view name, int line) {
    std::string lower = ascii_lower(name);
    uint32_t collation = binder.database_collation();
    if (lower == "@@datefirst") {
        return binder.constant(types::convert(
            types::Value::of_int(binder.context().settings.datefirst), named_type("tinyint", 0)));
    }
    if (lower == "@@identity") {
        return binder.parameter(lower, numeric_38(), true);
    }
    for (const SessionValue& value : k_globals) {
        if (value.name == lower) {
            return binder.parameter(lower, named_type(value.type, collation), value.nullable);
        }
    }
    for (const GlobalConstant& constant : k_constants) {
        if (constant.name != lower) continue;
        return binder.constant(
            types::convert(types::Value::of_nvarchar(std::string(constant.value), collation),
                           named_type(constant.type, collation)));
    }
    bind::undeclared_variable(line, name);
}

}  // namespace gantry::engine::functions
