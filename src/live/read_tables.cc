// Tables and table types with their options.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_tables = {
    .what = "tables",
    .view = "sys.tables",
    .columns =
        "object_id, schema_id, name, principal_id, create_date, modify_date, is_ms_shipped, "
        "lob_data_space_id, filestream_data_space_id, text_in_row_limit, "
        "large_value_types_out_of_row, uses_ansi_nulls, is_replicated, lock_on_bulk_load, "
        "is_tracked_by_cdc@10, lock_escalation_desc@10, is_filetable@11, is_memory_optimized@12, "
        "durability@12, temporal_type@13, history_table_id@13, is_external@13, "
        "is_remote_data_archive_enabled@13, is_node@14, is_edge@14, history_retention_period@14, "
        "history_retention_period_unit_desc@14, ledger_type@16, ledger_view_id@16, "
        "vardecimal=OBJECTPROPERTY(t.object_id, 'TableHasVarDecimalStorageFormat')",
    .rest = "FROM sys.tables AS t ORDER BY t.object_id",
};
constexpr CatalogQuery k_table_types = {
    .what = "table types",
    .view = "sys.table_types",
    .columns = "type_table_object_id, schema_id, name, user_type_id, is_memory_optimized@12",
    .rest = "FROM sys.table_types AS t ORDER BY t.type_table_object_id",
    .since = 10,
};
constexpr CatalogQuery k_tracked = {
    .what = "change tracking of tables",
    .view = "sys.change_tracking_tables",
    .columns = "object_id, is_track_columns_updated_on",
    .rest = "FROM sys.change_tracking_tables AS t",
    .since = 10,
};
constexpr CatalogQuery k_filetables = {
    .what = "FileTables",
    .view = "sys.filetables",
    .columns = "object_id, directory_name",
    .rest = "FROM sys.filetables AS t",
    .since = 11,
};

void read_options(const Row& row, TableOptions& options) {
    options.created = row.text("create_date");
    options.modified = row.text("modify_date");
    options.owner_id = int_of(row, "principal_id");
    options.lob_data_space_id = int_of(row, "lob_data_space_id");
    options.filestream_data_space_id = int_of(row, "filestream_data_space_id");
    options.text_in_row_limit = int_of(row, "text_in_row_limit");
    options.large_values_out_of_row = row.flag("large_value_types_out_of_row");
    options.ansi_nulls = row.flag("uses_ansi_nulls");
    options.replicated = row.flag("is_replicated");
    options.locked_on_bulk_load = row.flag("lock_on_bulk_load");
    options.tracked_by_cdc = row.flag("is_tracked_by_cdc");
    options.lock_escalation = letter_of(row, "lock_escalation_desc", 'T');
    options.filetable = row.flag("is_filetable");
    options.memory_optimized = row.flag("is_memory_optimized");
    options.schema_only = row.flag("durability");
    const int64_t temporal = row.integer("temporal_type");
    if (temporal == 1) options.temporal = TemporalType::history;
    if (temporal == 2) options.temporal = TemporalType::versioned;
    options.history_table_id = int_of(row, "history_table_id");
    options.external = row.flag("is_external");
    options.remote_data_archive = row.flag("is_remote_data_archive_enabled");
    options.graph_node = row.flag("is_node");
    options.graph_edge = row.flag("is_edge");
    if (!row.is_null("history_retention_period")) {
        options.history_retention = int_of(row, "history_retention_period");
    }
    if (options.history_retention >= 0) {
        options.history_retention_unit = row.text("history_retention_period_unit_desc");
    }
    const int64_t ledger = row.integer("ledger_type");
    if (ledger > 0 && ledger <= 3) options.ledger = LedgerType(ledger);
    options.ledger_view_id = int_of(row, "ledger_view_id");
    options.vardecimal = row.flag("vardecimal");
}

}  // namespace

void read_tables(Reader& reader) {
    reader.source.read(k_tables, [&](const Row& row) {
        Table table;
        table.object_id = int_of(row, "object_id");
        table.schema_id = int_of(row, "schema_id");
        table.name = row.text("name");
        table.is_system = row.flag("is_ms_shipped");
        read_options(row, table.options);
        reader.add(std::move(table));
    });
    reader.source.read(k_table_types, [&](const Row& row) {
        Table table;
        table.object_id = int_of(row, "type_table_object_id");
        table.schema_id = int_of(row, "schema_id");
        table.name = row.text("name");
        table.is_table_type = true;
        table.options.type_id = int_of(row, "user_type_id");
        table.options.memory_optimized = row.flag("is_memory_optimized");
        reader.add(std::move(table));
    });
    reader.source.read(k_tracked, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "object_id"));
        if (table == nullptr) return;
        table->options.change_tracking = true;
        table->options.change_tracking_columns = row.flag("is_track_columns_updated_on");
    });
    reader.source.read(k_filetables, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "object_id"));
        if (table == nullptr) return;
        table->options.filetable = true;
        table->options.filetable_directory = row.text("directory_name");
    });
}

void add_table_queries(QueryList& out) {
    out.insert(out.end(), {&k_tables, &k_table_types, &k_tracked, &k_filetables});
}

}  // namespace gantry::live
