// Options of the database, from the status words of the boot page, which are those of sysdbreg in
// master (equal in the sample of master; the bits are sys.databases').

#include <algorithm>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

void read_status(uint32_t status, DatabaseOptions& options) {
    options.auto_close = (status & 0x1) != 0;
    options.page_verify = status & 0x10000 ? "CHECKSUM"
                          : status & 0x10  ? "TORN_PAGE_DETECTION"
                                           : "NONE";
    options.read_only = (status & 0x400) != 0;
    options.user_access = status & 0x1000  ? "SINGLE_USER"
                          : status & 0x800 ? "RESTRICTED_USER"
                                           : "MULTI_USER";
    options.snapshot_isolation = (status & 0x100000) != 0;
    options.standby = (status & 0x200000) != 0;
    options.auto_shrink = (status & 0x400000) != 0;
    options.read_committed_snapshot = (status & 0x800000) != 0;
    options.supplemental_logging = (status & 0x80000000) != 0;
}

void read_status2(uint32_t status, DatabaseOptions& options) {
    options.date_correlation = (status & 0x4) != 0;
    options.honor_broker_priority = (status & 0x8) != 0;
    options.query_store = (status & 0x10) != 0;
    options.memory_optimized_elevate_to_snapshot = (status & 0x80) != 0;
    options.encrypted = (status & 0x100) != 0;
    options.trustworthy = (status & 0x200) != 0;
    options.db_chaining = (status & 0x400) != 0;
    options.numeric_roundabort = (status & 0x800) != 0;
    options.arithabort = (status & 0x1000) != 0;
    options.ansi_padding = (status & 0x2000) != 0;
    options.ansi_null_default = (status & 0x4000) != 0;
    options.concat_null_yields_null = (status & 0x10000) != 0;
    options.recursive_triggers = (status & 0x20000) != 0;
    options.containment = status & 0x80000 ? "PARTIAL" : "NONE";
    options.local_cursor_default = (status & 0x100000) != 0;
    options.auto_create_stats_incremental = (status & 0x400000) != 0;
    options.quoted_identifier = (status & 0x800000) != 0;
    options.auto_create_stats = (status & 0x1000000) != 0;
    options.cursor_close_on_commit = (status & 0x2000000) != 0;
    options.ansi_nulls = (status & 0x4000000) != 0;
    options.parameterization_forced = (status & 0x8000000) != 0;
    options.ansi_warnings = (status & 0x10000000) != 0;
    options.fulltext_enabled = (status & 0x20000000) != 0;
    options.auto_update_stats = (status & 0x40000000) != 0;
    options.auto_update_stats_async = (status & 0x80000000) != 0;
}

}  // namespace

void read_status_words(uint32_t status, uint32_t status2, DatabaseOptions& options) {
    read_status(status, options);
    read_status2(status2, options);
}

void add_options(const ModelSources& sources, Database& out) {
    const BootPage& boot = sources.catalog.boot();
    DatabaseOptions& options = out.options;
    options.created = boot.created;
    options.service_broker_guid = boot.broker_guid;
    options.broker_enabled = !boot.broker_disabled;
    if (boot.target_recovery_seconds >= 0) {
        options.target_recovery_seconds = boot.target_recovery_seconds;
    }
    read_status_words(boot.status, boot.status2, options);
    for (const Principal& principal : out.principals) {
        if (principal.id == 1) options.owner_sid = principal.sid;
    }
    options.cdc_enabled = std::any_of(out.tables.begin(), out.tables.end(), [](const Table& table) {
        return table.options.tracked_by_cdc;
    });
    options.change_tracking =
        std::any_of(out.tables.begin(), out.tables.end(),
                    [](const Table& table) { return table.options.change_tracking; });
    if (options.encrypted) {
        out.warnings.push_back(
            "the database is marked as encrypted (TDE): its pages were written in the clear here, "
            "but its own server encrypts them");
    }
}

}  // namespace gantry::catalog
