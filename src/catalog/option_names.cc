#include "catalog/option_names.h"

#include <fmt/format.h>

#include "types/collation.h"

namespace gantry::catalog {

namespace {

struct NamedFlag {
    const char* name;
    bool DatabaseOptions::*value;
};

constexpr NamedFlag k_flags[] = {
    {"READ_ONLY", &DatabaseOptions::read_only},
    {"AUTO_CLOSE", &DatabaseOptions::auto_close},
    {"AUTO_SHRINK", &DatabaseOptions::auto_shrink},
    {"AUTO_CREATE_STATISTICS", &DatabaseOptions::auto_create_stats},
    {"AUTO_CREATE_STATISTICS INCREMENTAL", &DatabaseOptions::auto_create_stats_incremental},
    {"AUTO_UPDATE_STATISTICS", &DatabaseOptions::auto_update_stats},
    {"AUTO_UPDATE_STATISTICS_ASYNC", &DatabaseOptions::auto_update_stats_async},
    {"ANSI_NULL_DEFAULT", &DatabaseOptions::ansi_null_default},
    {"ANSI_NULLS", &DatabaseOptions::ansi_nulls},
    {"ANSI_PADDING", &DatabaseOptions::ansi_padding},
    {"ANSI_WARNINGS", &DatabaseOptions::ansi_warnings},
    {"ARITHABORT", &DatabaseOptions::arithabort},
    {"CONCAT_NULL_YIELDS_NULL", &DatabaseOptions::concat_null_yields_null},
    {"NUMERIC_ROUNDABORT", &DatabaseOptions::numeric_roundabort},
    {"QUOTED_IDENTIFIER", &DatabaseOptions::quoted_identifier},
    {"RECURSIVE_TRIGGERS", &DatabaseOptions::recursive_triggers},
    {"CURSOR_CLOSE_ON_COMMIT", &DatabaseOptions::cursor_close_on_commit},
    {"CURSOR_DEFAULT LOCAL", &DatabaseOptions::local_cursor_default},
    {"TRUSTWORTHY", &DatabaseOptions::trustworthy},
    {"DB_CHAINING", &DatabaseOptions::db_chaining},
    {"PARAMETERIZATION FORCED", &DatabaseOptions::parameterization_forced},
    {"DATE_CORRELATION_OPTIMIZATION", &DatabaseOptions::date_correlation},
    {"ENABLE_BROKER", &DatabaseOptions::broker_enabled},
    {"HONOR_BROKER_PRIORITY", &DatabaseOptions::honor_broker_priority},
    {"READ_COMMITTED_SNAPSHOT", &DatabaseOptions::read_committed_snapshot},
    {"ALLOW_SNAPSHOT_ISOLATION", &DatabaseOptions::snapshot_isolation},
    {"change data capture", &DatabaseOptions::cdc_enabled},
    {"published", &DatabaseOptions::published},
    {"subscribed", &DatabaseOptions::subscribed},
    {"merge published", &DatabaseOptions::merge_published},
    {"ENCRYPTION", &DatabaseOptions::encrypted},
    {"QUERY_STORE", &DatabaseOptions::query_store},
    {"ACCELERATED_DATABASE_RECOVERY", &DatabaseOptions::accelerated_recovery},
    {"MEMORY_OPTIMIZED_ELEVATE_TO_SNAPSHOT",
     &DatabaseOptions::memory_optimized_elevate_to_snapshot},
    {"MIXED_PAGE_ALLOCATION", &DatabaseOptions::mixed_page_allocation},
    {"LEDGER", &DatabaseOptions::ledger},
};

std::string on_off(bool value) {
    return value ? "ON" : "OFF";
}

}  // namespace

std::vector<std::pair<const char*, std::string>> option_texts(const Database& database) {
    const DatabaseOptions& o = database.options;
    std::vector<std::pair<const char*, std::string>> out = {
        {"COMPATIBILITY_LEVEL", fmt::format("{}", database.compatibility_level)},
        {"COLLATE", types::collation_name(database.collation)},
        {"RECOVERY", database.recovery_model},
        {"PAGE_VERIFY", o.page_verify},
        {"CONTAINMENT", o.containment},
        {"user access", o.user_access},
        {"DELAYED_DURABILITY", o.delayed_durability},
    };
    for (const NamedFlag& flag : k_flags)
        out.emplace_back(flag.name, on_off(o.*flag.value));
    if (o.target_recovery_seconds) {
        out.emplace_back("TARGET_RECOVERY_TIME", fmt::format("{}", *o.target_recovery_seconds));
    }
    if (o.change_tracking) out.emplace_back("CHANGE_TRACKING", on_off(*o.change_tracking));
    return out;
}

const char* compression_name(uint8_t level) {
    constexpr const char* k_names[] = {"NONE", "ROW", "PAGE", "COLUMNSTORE", "COLUMNSTORE_ARCHIVE"};
    return level < std::size(k_names) ? k_names[level] : "?";
}

}  // namespace gantry::catalog
