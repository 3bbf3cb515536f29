// Procedures the server brings itself: dynamic SQL, prepared statements and what drivers call.

#include <fmt/core.h>

#include "base/utf.h"
#include "engine/runnable.h"
#include "session/interpreter.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::Value;

constexpr size_t k_handles_max = 10000;

std::string text_argument(const std::vector<Argument>& arguments, size_t index) {
    if (index >= arguments.size() || arguments[index].value.is_null()) return {};
    return types::to_text(arguments[index].value);
}

int32_t handle_argument(const std::vector<Argument>& arguments) {
    if (arguments.empty() || arguments[0].value.is_null()) return 0;
    return int32_t(types::convert(arguments[0].value, types::int_type()).integer());
}

SqlError no_handle(int32_t handle) {
    return SqlError(8179, 16, 2, fmt::format("Could not find prepared statement with handle {}.",
                                             handle));
}

SqlError needs_statement() {
    return SqlError(214, 16, 2,
                    "Procedure expects parameter '@statement' of type 'ntext/nchar/nvarchar'.");
}

const tsql::List<const tsql::Parameter*>& parameters_of(const UnitPtr& declarations) {
    static const tsql::List<const tsql::Parameter*> none;
    if (!declarations) return none;
    for (const tsql::Statement* statement : declarations->parsed().statements) {
        if (auto* procedure = tsql::try_as<tsql::CreateProcedureStatement>(statement)) {
            return procedure->parameters;
        }
    }
    return none;
}

}  // namespace

UnitPtr Interpreter::declarations_unit(std::string_view text) {
    bool empty = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (empty) return nullptr;
    UnitPtr unit = state_.env.units.get(text, parse_options(), Unit::Kind::parameter_list);
    unit->check();
    return unit;
}

int32_t Interpreter::run_dynamic(const UnitPtr& unit, const UnitPtr& declarations,
                                 std::span<Argument> arguments, bool keep_prepared) {
    const auto& parameters = parameters_of(declarations);
    Frame inner;
    inner.unit = unit;
    inner.database = frame_->database;
    inner.quoted_identifier = frame_->quoted_identifier;
    inner.ansi_nulls = frame_->ansi_nulls;
    inner.done_kind = tds::DoneKind::done_in_proc;
    inner.keep_prepared = keep_prepared;
    std::vector<Argument> own(arguments.begin(), arguments.end());
    bind_arguments(inner, parameters, own, "sp_executesql");
    std::string database = state_.database;
    int32_t status = 0;
    try {
        run_frame(inner, unit->parsed().statements);
    } catch (const EndScope&) {
        status = state_.error_number;
    }
    if (state_.database != database) switch_database(database);
    take_outputs(inner, parameters, own);
    std::move(own.begin(), own.end(), arguments.begin());
    return status;
}

// sp_executesql @statement, @declarations, values ...
int32_t Interpreter::execute_sql(std::vector<Argument>& arguments) {
    if (arguments.empty()) throw needs_statement();
    UnitPtr unit = state_.env.units.get(text_argument(arguments, 0), parse_options());
    unit->check();
    UnitPtr declarations = declarations_unit(text_argument(arguments, 1));
    size_t first = std::min<size_t>(arguments.size(), 2);
    return run_dynamic(unit, declarations, std::span(arguments).subspan(first), true);
}

// sp_prepare @handle OUTPUT, @declarations, @statement [, @options]; sp_prepexec ..., values.
int32_t Interpreter::prepare(std::vector<Argument>& arguments, bool execute_too) {
    if (arguments.size() < 3) throw needs_statement();
    PreparedHandle prepared;
    prepared.declarations = declarations_unit(text_argument(arguments, 1));
    prepared.unit = state_.env.units.get(text_argument(arguments, 2), parse_options());
    prepared.unit->check();
    if (state_.prepared.size() >= k_handles_max) {
        throw SqlError(701, 17, 123, "There is insufficient system memory to run this query.");
    }
    // A driver that prepares again gives the handle it no longer needs.
    int32_t old_handle = handle_argument(arguments);
    if (execute_too && old_handle != 0) state_.prepared.erase(old_handle);
    int32_t handle = state_.next_handle++;
    state_.prepared[handle] = prepared;
    arguments[0].value = Value::of_int(handle);
    arguments[0].output = true;
    if (!execute_too) return 0;
    return run_dynamic(prepared.unit, prepared.declarations, std::span(arguments).subspan(3),
                       true);
}

int32_t Interpreter::execute_handle(std::vector<Argument>& arguments) {
    int32_t handle = handle_argument(arguments);
    auto found = state_.prepared.find(handle);
    if (found == state_.prepared.end()) throw no_handle(handle);
    PreparedHandle prepared = found->second;
    return run_dynamic(prepared.unit, prepared.declarations, std::span(arguments).subspan(1),
                       true);
}

int32_t Interpreter::unprepare(std::vector<Argument>& arguments) {
    int32_t handle = handle_argument(arguments);
    if (state_.prepared.erase(handle) == 0) throw no_handle(handle);
    return 0;
}

std::optional<int32_t> Interpreter::call_system(std::string_view name,
                                                std::vector<Argument>& arguments) {
    if (name.starts_with("sp_cursor")) {
        throw SqlError(16916, 16, 1,
                       fmt::format("API server cursors ({}) are not supported. Use a default "
                                   "(forward-only, read-only) result set.", name));
    }
    if (!engine::is_server_procedure(name)) return std::nullopt;
    if (name == "sp_executesql") return execute_sql(arguments);
    if (name == "sp_prepare") return prepare(arguments, false);
    if (name == "sp_prepexec") return prepare(arguments, true);
    if (name == "sp_execute") return execute_handle(arguments);
    if (name == "sp_unprepare") return unprepare(arguments);
    if (name == "sp_reset_connection") {
        reset_connection(false);
        return 0;
    }
    if (name == "gantry_delete_backup_history") {
        delete_backup_history(arguments);
        return 0;
    }
    return catalog_procedure(name, arguments);
}

}  // namespace gantry::session
