// sys.dm_exec_sql_text and sys.dm_exec_input_buffer: system views with arguments.

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/system/system_view.h"

namespace gantry::engine::bind {

namespace {

struct SystemFunction {
    system::SystemView view;
    // Types of the arguments, as columns are written. {arg:0} in the view's text is the first.
    std::string_view arguments;
    size_t argument_count;
};

// One handle is one text (session/activity_rows.cc). Without a database or object of its own, as
// for every ad hoc text.
constexpr SystemFunction k_functions[] = {
    {{"sys", "dm_exec_sql_text",
      "dbid smallint null, objectid int null, number smallint null, encrypted bit, text "
      "nvarchar(max) null",
      R"(SELECT NULL, NULL, NULL, false, t.txt
        FROM json_to_recordset({runtime:texts}) AS t(hnd text, txt text)
        WHERE t.hnd = encode(CAST({arg:0} AS bytea), 'hex'))"},
     "handle varbinary(64)",
     1},
    {{"sys", "dm_exec_input_buffer",
      "event_type nvarchar(256), parameters smallint, event_info nvarchar(max) null",
      R"(SELECT 'Language Event', 0, t.txt
        FROM json_to_recordset({runtime:sessions}) AS s(sid int, hnd text, run bool)
        LEFT JOIN json_to_recordset({runtime:texts}) AS t(hnd text, txt text) ON t.hnd = s.hnd
        WHERE s.sid = {arg:0} AND coalesce({arg:1}, 0) = 0)"},
     "session_id smallint, request_id int",
     2},
};

const SystemFunction* find_function(std::string_view name) {
    for (const SystemFunction& function : k_functions) {
        if (ascii_iequals(function.view.name, name)) return &function;
    }
    return nullptr;
}

}  // namespace

Relation* Binder::system_function(const tsql::FunctionTable& table, const tsql::FunctionCall& call,
                                  Scope& scope) {
    bool in_sys = call.name.parts.size() >= 2 && ascii_iequals(call.name.schema(), "sys");
    const SystemFunction* function = in_sys ? find_function(call.name.object()) : nullptr;
    if (function == nullptr) return nullptr;
    int line = int(call.range.line);
    if (call.arguments.size() != function->argument_count) {
        bool few = call.arguments.size() < function->argument_count;
        fail(few ? 313 : 8144, 16, line,
             few ? fmt::format("An insufficient number of arguments were supplied for the "
                               "procedure or function sys.{}.",
                               function->view.name)
                 : fmt::format("Procedure or function sys.{} has too many arguments specified.",
                               function->view.name));
    }
    Relation* out = pool_.relation();
    std::vector<Column> parameters = system_columns(function->arguments);
    for (size_t i = 0; i < parameters.size(); ++i) {
        out->args.push_back(convert(value(*call.arguments[i], &scope), parameters[i].type));
    }
    fill_system_relation(*out, function->view, table.alias.name);
    out->lateral = true;
    if (!table.columns.empty()) {
        if (table.columns.size() != out->columns.size()) {
            bool few = table.columns.size() < out->columns.size();
            fail(few ? 8158 : 8159, 16, line,
                 fmt::format("'{}' has {} columns than were specified in the column list.",
                             out->alias, few ? "more" : "fewer"));
        }
        for (size_t i = 0; i < out->columns.size(); ++i) {
            out->columns[i].name = table.columns[i].name;
        }
    }
    return out;
}

}  // namespace gantry::engine::bind
