#pragma once
// Options of a database: what sys.databases shows of one, as far as the database itself holds it.
// Plain data; part of catalog::Database (model.h). An empty optional: not recorded in the pages of
// this version, or the place is not known.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gantry::catalog {

struct DatabaseOptions {
    std::vector<uint8_t> owner_sid;
    std::vector<uint8_t> service_broker_guid;
    std::string created;               // "2012-05-06T07:08:09.123"
    std::string page_verify = "NONE";  // NONE, TORN_PAGE_DETECTION, CHECKSUM
    std::string containment = "NONE";  // NONE, PARTIAL
    std::string user_access = "MULTI_USER";
    std::string delayed_durability = "DISABLED";
    std::string state = "ONLINE";  // as recorded: ONLINE, RESTORING, OFFLINE, ...
    bool read_only = false;
    bool auto_close = false;
    bool auto_shrink = false;
    bool auto_create_stats = true;
    bool auto_create_stats_incremental = false;
    bool auto_update_stats = true;
    bool auto_update_stats_async = false;
    bool ansi_null_default = false;
    bool ansi_nulls = false;
    bool ansi_padding = false;
    bool ansi_warnings = false;
    bool arithabort = false;
    bool concat_null_yields_null = false;
    bool numeric_roundabort = false;
    bool quoted_identifier = false;
    bool recursive_triggers = false;
    bool cursor_close_on_commit = false;
    bool local_cursor_default = false;
    bool fulltext_enabled = false;
    bool trustworthy = false;
    bool db_chaining = false;
    bool parameterization_forced = false;
    bool date_correlation = false;
    bool broker_enabled = false;
    bool honor_broker_priority = false;
    bool read_committed_snapshot = false;
    bool snapshot_isolation = false;
    bool supplemental_logging = false;
    bool published = false;
    bool subscribed = false;
    bool merge_published = false;
    bool cdc_enabled = false;
    bool encrypted = false;  // TDE
    bool standby = false;
    bool memory_optimized_elevate_to_snapshot = false;
    bool query_store = false;
    bool accelerated_recovery = false;
    bool temporal_history_retention = true;
    bool mixed_page_allocation = false;
    bool ledger = false;
    std::optional<int32_t> target_recovery_seconds;
    std::optional<bool> change_tracking;
    std::optional<int32_t> change_tracking_retention;  // in units below
    std::string change_tracking_units;                 // MINUTES, HOURS, DAYS
    bool change_tracking_auto_cleanup = false;
    std::optional<int32_t> default_language_lcid;  // of contained databases
    std::optional<int32_t> default_fulltext_language_lcid;
    std::optional<bool> nested_triggers;
    std::optional<bool> transform_noise_words;
    std::optional<int32_t> two_digit_year_cutoff;
    std::string filestream_directory;
    std::string filestream_access;  // OFF, READ_ONLY, FULL; empty: unknown
};

}  // namespace gantry::catalog
