#include "live/databases.h"

#include <algorithm>

#include "live/reader.h"
#include "storage/page_source.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_databases = {
    .what = "databases",
    .view = "sys.databases",
    .columns =
        "database_id, name, source_database_id, owner_sid, create_date, compatibility_level, "
        "collation_name, user_access_desc, is_read_only, is_auto_close_on, is_auto_shrink_on, "
        "state_desc, is_in_standby, is_supplemental_logging_enabled, snapshot_isolation_state, "
        "is_read_committed_snapshot_on, recovery_model_desc, page_verify_option_desc, "
        "is_auto_create_stats_on, is_auto_create_stats_incremental_on@12, is_auto_update_stats_on, "
        "is_auto_update_stats_async_on, is_ansi_null_default_on, is_ansi_nulls_on, "
        "is_ansi_padding_on, is_ansi_warnings_on, is_arithabort_on, is_concat_null_yields_null_on, "
        "is_numeric_roundabort_on, is_quoted_identifier_on, is_recursive_triggers_on, "
        "is_cursor_close_on_commit_on, is_local_cursor_default, is_fulltext_enabled, "
        "is_trustworthy_on, is_db_chaining_on, is_parameterization_forced, is_published, "
        "is_subscribed, is_merge_published, is_distributor, is_broker_enabled, "
        "is_date_correlation_on, is_cdc_enabled@10, is_encrypted@10, "
        "is_honor_broker_priority_on@10, containment_desc@11, target_recovery_time_in_seconds@11, "
        "default_language_lcid@11, default_fulltext_language_lcid@11, is_nested_triggers_on@11, "
        "is_transform_noise_words_on@11, two_digit_year_cutoff@11, delayed_durability_desc@12, "
        "is_memory_optimized_elevate_to_snapshot_on@12, is_query_store_on@13, "
        "is_mixed_page_allocation_on@13, is_temporal_history_retention_enabled@14, "
        "is_accelerated_database_recovery_on@15, is_ledger_on@16, "
        "broker_guid=CAST(t.service_broker_guid AS varbinary(16)), "
        "has_access=HAS_DBACCESS(t.name)",
    .rest = "FROM sys.databases AS t ORDER BY t.database_id",
};
constexpr CatalogQuery k_files = {
    .what = "files of databases",
    .view = "sys.master_files",
    .columns =
        "database_id, file_id, type_desc, data_space_id, name, physical_name, state, size, "
        "max_size, growth, is_percent_growth, is_read_only, is_sparse",
    .rest = "FROM sys.master_files AS t ORDER BY t.database_id, t.file_id",
};
constexpr CatalogQuery k_change_tracking = {
    .what = "change tracking of databases",
    .view = "sys.change_tracking_databases",
    .columns = "database_id, is_auto_cleanup_on, retention_period, retention_period_units_desc",
    .rest = "FROM sys.change_tracking_databases AS t",
    .since = 10,
};

void read_session_options(const Row& row, DatabaseOptions& out) {
    out.ansi_null_default = row.flag("is_ansi_null_default_on");
    out.ansi_nulls = row.flag("is_ansi_nulls_on");
    out.ansi_padding = row.flag("is_ansi_padding_on");
    out.ansi_warnings = row.flag("is_ansi_warnings_on");
    out.arithabort = row.flag("is_arithabort_on");
    out.concat_null_yields_null = row.flag("is_concat_null_yields_null_on");
    out.numeric_roundabort = row.flag("is_numeric_roundabort_on");
    out.quoted_identifier = row.flag("is_quoted_identifier_on");
    out.recursive_triggers = row.flag("is_recursive_triggers_on");
    out.cursor_close_on_commit = row.flag("is_cursor_close_on_commit_on");
    out.local_cursor_default = row.flag("is_local_cursor_default");
}

void read_services(const Row& row, DatabaseOptions& out) {
    out.fulltext_enabled = row.flag("is_fulltext_enabled");
    out.trustworthy = row.flag("is_trustworthy_on");
    out.db_chaining = row.flag("is_db_chaining_on");
    out.parameterization_forced = row.flag("is_parameterization_forced");
    out.date_correlation = row.flag("is_date_correlation_on");
    out.broker_enabled = row.flag("is_broker_enabled");
    out.honor_broker_priority = row.flag("is_honor_broker_priority_on");
    out.published = row.flag("is_published");
    out.subscribed = row.flag("is_subscribed");
    out.merge_published = row.flag("is_merge_published");
    out.cdc_enabled = row.flag("is_cdc_enabled");
    out.encrypted = row.flag("is_encrypted");
    out.query_store = row.flag("is_query_store_on");
    out.accelerated_recovery = row.flag("is_accelerated_database_recovery_on");
    out.temporal_history_retention = row.is_null("is_temporal_history_retention_enabled") ||
                                     row.flag("is_temporal_history_retention_enabled");
    out.mixed_page_allocation = row.flag("is_mixed_page_allocation_on");
    out.ledger = row.flag("is_ledger_on");
    out.memory_optimized_elevate_to_snapshot =
        row.flag("is_memory_optimized_elevate_to_snapshot_on");
    out.service_broker_guid = bytes_of(row, "broker_guid");
}

void read_containment(const Row& row, DatabaseOptions& out) {
    auto number = [&](std::string_view column) -> std::optional<int32_t> {
        if (row.is_null(column)) return std::nullopt;
        return int_of(row, column);
    };
    if (!row.is_null("containment_desc")) out.containment = row.text("containment_desc");
    out.target_recovery_seconds = number("target_recovery_time_in_seconds");
    out.default_language_lcid = number("default_language_lcid");
    out.default_fulltext_language_lcid = number("default_fulltext_language_lcid");
    out.two_digit_year_cutoff = number("two_digit_year_cutoff");
    if (!row.is_null("is_nested_triggers_on")) {
        out.nested_triggers = row.flag("is_nested_triggers_on");
    }
    if (!row.is_null("is_transform_noise_words_on")) {
        out.transform_noise_words = row.flag("is_transform_noise_words_on");
    }
    if (!row.is_null("delayed_durability_desc")) {
        out.delayed_durability = row.text("delayed_durability_desc");
    }
}

DatabaseOptions options_of(const Row& row) {
    DatabaseOptions out;
    out.owner_sid = bytes_of(row, "owner_sid");
    out.created = row.text("create_date");
    out.page_verify = row.text("page_verify_option_desc");
    out.user_access = row.text("user_access_desc");
    out.state = row.text("state_desc");
    out.standby = row.flag("is_in_standby");
    out.read_only = row.flag("is_read_only");
    out.auto_close = row.flag("is_auto_close_on");
    out.auto_shrink = row.flag("is_auto_shrink_on");
    out.auto_create_stats = row.flag("is_auto_create_stats_on");
    out.auto_create_stats_incremental = row.flag("is_auto_create_stats_incremental_on");
    out.auto_update_stats = row.flag("is_auto_update_stats_on");
    out.auto_update_stats_async = row.flag("is_auto_update_stats_async_on");
    out.read_committed_snapshot = row.flag("is_read_committed_snapshot_on");
    out.snapshot_isolation = row.integer("snapshot_isolation_state") == 1;
    out.supplemental_logging = row.flag("is_supplemental_logging_enabled");
    read_session_options(row, out);
    read_services(row, out);
    read_containment(row, out);
    return out;
}

SourceDatabase database_of(const Row& row) {
    SourceDatabase out;
    DatabaseEntry& entry = out.entry;
    entry.id = int_of(row, "database_id");
    entry.name = row.text("name");
    entry.options = options_of(row);
    entry.owner_sid = entry.options.owner_sid;
    entry.created = entry.options.created;
    entry.compatibility_level = uint8_t(row.integer("compatibility_level"));
    entry.recovery_model = row.text("recovery_model_desc");
    out.collation = collation_id(row.text("collation_name"));
    out.is_distributor = row.flag("is_distributor");
    if (entry.options.state != "ONLINE") {
        out.closed = "it is " + entry.options.state;
    } else if (!row.is_null("has_access") && !row.flag("has_access")) {
        out.closed = "the login may not open it";
    }
    return out;
}

}  // namespace

bool SourceDatabase::is_system() const {
    constexpr int32_t k_last_system_database = 4;
    return entry.id <= k_last_system_database || is_distributor;
}

uint64_t SourceDatabase::size_bytes() const {
    uint64_t out = 0;
    for (const DatabaseFile& file : entry.files)
        out += uint64_t(std::max<int64_t>(file.size_pages, 0)) * storage::k_page_size;
    return out;
}

std::vector<SourceDatabase> list_databases(Source& source) {
    std::vector<SourceDatabase> out;
    source.read(k_databases, [&](const Row& row) {
        if (row.is_null("source_database_id")) out.push_back(database_of(row));
    });
    auto with_id = [&](const Row& row) -> DatabaseEntry* {
        const int32_t id = int_of(row, "database_id");
        for (SourceDatabase& database : out) {
            if (database.entry.id == id) return &database.entry;
        }
        return nullptr;
    };
    source.read(k_files, [&](const Row& row) {
        if (DatabaseEntry* entry = with_id(row)) entry->files.push_back(file_of(row));
    });
    source.read(k_change_tracking, [&](const Row& row) {
        DatabaseEntry* entry = with_id(row);
        if (entry == nullptr) return;
        entry->options.change_tracking = true;
        entry->options.change_tracking_auto_cleanup = row.flag("is_auto_cleanup_on");
        entry->options.change_tracking_retention = int_of(row, "retention_period");
        entry->options.change_tracking_units = row.text("retention_period_units_desc");
    });
    return out;
}

void add_database_queries(QueryList& out) {
    out.insert(out.end(), {&k_databases, &k_files, &k_change_tracking});
}

}  // namespace gantry::live
