#pragma once
// SQLSTATE <-> SQL Server error number, one table for the server and the extension.
//
// The extension raises SQL Server's errors itself with SQLSTATE GT000: message = SQL Server's text,
// DETAIL = "number severity state". Native PostgreSQL operators raise their own SQLSTATEs; this is
// what the session makes of them. Native int2/int4/int8 arithmetic is what the emitter uses, so
// 22003 is error 8115 and 22012 error 8134. Constant data, thread-safe.

#include <optional>
#include <string_view>

namespace gantry::types {

constexpr std::string_view k_sqlstate_gantry = "GT000";

struct SqlStateError {
    std::string_view sqlstate;
    int number;
    int severity;
    // SQL Server's text where it needs no names; empty where the caller must format it (names of
    // objects are in PostgreSQL's error fields) or where PostgreSQL's own text says more.
    std::string_view text;
};

inline constexpr SqlStateError k_sqlstate_errors[] = {
    {"22003", 8115, 16, "Arithmetic overflow error converting expression to data type int."},
    {"22012", 8134, 16, "Divide by zero error encountered."},
    {"22P02", 8114, 16, {}},  // invalid_text_representation
    {"22008", 517, 16, {}},   // datetime_field_overflow: native date arithmetic
    {"22001", 2628, 16, {}},  // string_data_right_truncation
    {"23502", 515, 16, {}},   // not_null_violation
    {"23503", 547, 16, {}},   // foreign_key_violation
    {"23505", 2627, 14, {}},  // unique_violation; 2601 when the index is no constraint
    {"23514", 547, 16, {}},   // check_violation
    {"21000", 512, 16,
     "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, "
     "<, <= , >, >= or when the subquery is used as an expression."},
    {"25006", 3906, 16, {}},  // read_only_sql_transaction
    {"40001", 3960, 16, {}},  // serialization_failure: snapshot update conflict
    {"40P01", 1205, 13, {}},  // deadlock_detected
    {"42501", 229, 14, {}},   // insufficient_privilege
    {"42P01", 208, 16, {}},   // undefined_table
    {"42703", 207, 16, {}},   // undefined_column
    {"42P07", 2714, 16, {}},  // duplicate_table
    {"53100", 1105, 17, {}},  // disk_full
    {"53200", 701, 17, "There is insufficient system memory to run this query."},
    {"54001", 217, 16, {}},   // statement_too_complex: nesting
    {"55P03", 1222, 16, "Lock request time out period exceeded."},
    {"57014", 3617, 11, {}},  // query_canceled: attention
};

inline const SqlStateError* find_sqlstate(std::string_view sqlstate) {
    for (const SqlStateError& error : k_sqlstate_errors) {
        if (error.sqlstate == sqlstate) return &error;
    }
    return nullptr;
}

// "8115 16 2": the DETAIL of a GT000 error.
struct GantryDetail {
    int number;
    int severity;
    int state;
};
std::optional<GantryDetail> parse_detail(std::string_view detail);

}  // namespace gantry::types
