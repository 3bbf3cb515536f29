#include "engine/store/database_options.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/utf.h"

namespace gantry::store {
namespace {

// Option and column of gantry.database_options.
constexpr std::pair<std::string_view, std::string_view> k_switches[] = {
    {"ALLOW_SNAPSHOT_ISOLATION", "is_snapshot_isolation"},
    {"ANSI_NULL_DEFAULT", "is_ansi_null_default"},
    {"ANSI_NULLS", "is_ansi_nulls"},
    {"ANSI_PADDING", "is_ansi_padding"},
    {"ANSI_WARNINGS", "is_ansi_warnings"},
    {"ARITHABORT", "is_arithabort"},
    {"AUTO_CREATE_STATISTICS", "is_auto_create_stats"},
    {"AUTO_SHRINK", "is_auto_shrink"},
    {"AUTO_UPDATE_STATISTICS", "is_auto_update_stats"},
    {"AUTO_UPDATE_STATISTICS_ASYNC", "is_auto_update_stats_async"},
    {"CONCAT_NULL_YIELDS_NULL", "is_concat_null_yields_null"},
    {"CURSOR_CLOSE_ON_COMMIT", "is_cursor_close_on_commit"},
    {"DATE_CORRELATION_OPTIMIZATION", "is_date_correlation"},
    {"HONOR_BROKER_PRIORITY", "is_honor_broker_priority"},
    {"MEMORY_OPTIMIZED_ELEVATE_TO_SNAPSHOT", "is_elevate_to_snapshot"},
    {"MIXED_PAGE_ALLOCATION", "is_mixed_page_allocation"},
    {"NUMERIC_ROUNDABORT", "is_numeric_roundabort"},
    {"QUOTED_IDENTIFIER", "is_quoted_identifier"},
    {"READ_COMMITTED_SNAPSHOT", "is_read_committed_snapshot"},
    {"RECURSIVE_TRIGGERS", "is_recursive_triggers"},
    {"TEMPORAL_HISTORY_RETENTION", "is_temporal_history_retention"},
};

void set(pg::Executor& executor, int32_t database_id, std::string_view column,
         const std::string& value) {
    executor.query(
        fmt::format("UPDATE gantry.database_options SET {} = $2 WHERE database_id = $1", column),
        {std::to_string(database_id), value});
}

}  // namespace

bool set_database_option(pg::Executor& executor, int32_t database_id, std::string_view name,
                         std::string_view word) {
    for (const auto& [option, column] : k_switches) {
        if (!ascii_iequals(option, name) || (word != "ON" && word != "OFF")) continue;
        set(executor, database_id, column, word == "ON" ? "true" : "false");
        return true;
    }
    if (ascii_iequals(name, "PAGE_VERIFY") &&
        (word == "CHECKSUM" || word == "TORN_PAGE_DETECTION" || word == "NONE")) {
        set(executor, database_id, "page_verify", std::string(word));
        return true;
    }
    if (ascii_iequals(name, "PARAMETERIZATION")) {
        set(executor, database_id, "is_parameterization_forced",
            word == "FORCED" ? "true" : "false");
        return true;
    }
    return false;
}

}  // namespace gantry::store
