#pragma once
// A statement ready to run: PostgreSQL text, where its parameters come from, and what the client
// is told about its result. Immutable; shared between sessions through the statement cache.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "types/sql_type.h"

namespace gantry::engine {

enum class Shape : uint8_t {
    rows,        // a result set goes to the client
    row_count,   // only a count
    assignment,  // SELECT @v = ...: columns go to assignment_targets, of the last row
    nothing,
};

enum class StatementKind : uint8_t {
    select,
    select_into,
    insert,
    update,
    delete_,
    merge,
    truncate,
    expression,  // a SET @v = ..., an IF condition, an argument of EXEC
};

// $1 is parameters[0], and so on. `variable` is "@name" for a variable, or one of the session
// functions, in lower case: "@@rowcount", "@@identity", "@@trancount", "@@error", "@@spid",
// "@@fetch_status", "@@procid", "@@nestlevel", "@@servername", "scope_identity()", "suser_name()",
// "user_name()", "host_name()", "app_name()", "error_number()", "error_message()", "xact_state()",
// ...: engine/functions/session_functions.cc has them all. Constants that PostgreSQL's
// text protocol can't carry (U+0000, unpaired surrogates) are "#constant": see `constant`.
// "#updated:COLUMN_ID" is UPDATE() in a trigger, "#cursor_status:KIND:NAME" a cursor's.
// "#runtime:NAME" is what the running server knows: session/runtime_source.h.
struct ParameterSource {
    std::string variable;
    types::SqlType type;
    std::string constant;  // WTF-8, only for "#constant"
};

struct ResultColumn {
    std::string name;  // empty: no column name
    types::SqlType type;
    bool nullable = true;
    bool identity = false;
    bool computed = false;    // a computed column: read only
    bool expression = false;  // not a plain column
    bool case_sensitive = false;
    // The column it comes from, when it comes from one.
    std::string base_database, base_schema, base_table, base_column;
    bool hidden = false;  // browse-mode key column
};

// What a change fires. `before` and `after` are PostgreSQL statements, for the tables of the rows.
struct TriggerPlan {
    std::vector<int32_t> modules;  // object ids in the order of firing
    bool instead = false;          // one trigger, and the change itself is not made
    int level = 1;
    std::string before, after;
    std::vector<int32_t> changed_columns;  // column ids: UPDATE(), COLUMNS_UPDATED()
};

// The table a DML statement changes: for triggers and messages.
struct TargetTable {
    std::string database;
    std::string schema;
    std::string table;
    int32_t object_id = 0;
    std::shared_ptr<const TriggerPlan> triggers;  // null: it fires none
};

struct Routine;  // routines/routine.h

struct CompiledStatement {
    Shape shape = Shape::nothing;
    StatementKind kind = StatementKind::expression;
    std::string sql;
    std::vector<ParameterSource> parameters;
    std::vector<ResultColumn> columns;
    std::vector<std::string> assignment_targets;  // "@name", one for each column
    // Index of a PostgreSQL result column behind `columns` that carries the identity value each
    // inserted row got (the last row's is SCOPE_IDENTITY()); -1 when there is none. The row count
    // is that of the command tag.
    int identity_column = -1;
    types::SqlType identity_type;
    TargetTable target;
    // The statement has a place that sees time, random numbers or the session: not to be cached
    // as a result (its plan may be).
    bool is_volatile = false;
    uint64_t catalog_version = 0;
    // Collations that `sql` names in COLLATE, to be ensured before it runs (store.h); mostly none.
    std::vector<uint32_t> collations;
    // Functions that `sql` calls, to be made in the session before it runs; mostly none.
    std::vector<std::shared_ptr<const Routine>> routines;
    // SELECT INTO: the table to create before `sql` fills it, see ddl.h: create_into_table.
    std::shared_ptr<const catalog::Table> into;
};

using CompiledPtr = std::shared_ptr<const CompiledStatement>;

}  // namespace gantry::engine
