#include "engine/store/operations.h"

namespace gantry::store {

namespace {

std::string number(OperationState state) {
    return std::to_string(int(state));
}

// A message that is longer does not fit the view's column.
constexpr size_t k_error_bytes_max = 2000;

void finish(pg::Executor& executor, const std::string& id, OperationState state, int code,
            std::string_view text, int severity, int error_state) {
    std::string shown(text.substr(0, k_error_bytes_max));
    executor.query(
        "UPDATE gantry.operations SET state = $2::smallint, percent_complete = CASE WHEN "
        "$2::smallint = 2 THEN 100 "
        "ELSE percent_complete END, error_code = $3, error_desc = $4, error_severity = $5, "
        "error_state = $6, last_modify_time = clock_timestamp() AT TIME ZONE 'UTC' "
        "WHERE activity_id = $1::uuid",
        {id, number(state), std::to_string(code), shown, std::to_string(severity),
         std::to_string(error_state)});
}

}  // namespace

std::string begin_operation(pg::Executor& executor, std::string_view database,
                            std::string_view operation) {
    executor.execute(
        "DELETE FROM gantry.operations WHERE state > 1 AND last_modify_time < (clock_timestamp() "
        "AT TIME ZONE 'UTC') - interval '1 hour'");
    pg::Result id = executor.query(
        "INSERT INTO gantry.operations (database_name, operation) VALUES ($1, $2) RETURNING "
        "activity_id",
        {std::string(database), std::string(operation)});
    return id.value().value_or("");
}

void update_operation(pg::Executor& executor, const std::string& id, int percent) {
    int told = percent >= 100 ? 100 : percent >= 50 ? 50 : 0;
    executor.query(
        "UPDATE gantry.operations SET state = 1, percent_complete = $2, "
        "last_modify_time = clock_timestamp() AT TIME ZONE 'UTC' "
        "WHERE activity_id = $1::uuid",
        {id, std::to_string(told)});
}

void end_operation(pg::Executor& executor, const std::string& id) {
    finish(executor, id, OperationState::completed, 0, "", 0, 0);
}

void end_operation(pg::Executor& executor, const std::string& id, const SqlError& error,
                   bool cancelled) {
    finish(executor, id, cancelled ? OperationState::cancelled : OperationState::failed,
           error.number(), error.what(), error.severity(), error.state());
}

void end_lost_operations(pg::Executor& executor) {
    executor.execute(
        "UPDATE gantry.operations SET state = 3, error_code = 3013, error_severity = 16, "
        "error_state = 1, error_desc = 'The server ended before the operation did.', "
        "last_modify_time = clock_timestamp() AT TIME ZONE 'UTC' WHERE state < 2");
}

}  // namespace gantry::store
