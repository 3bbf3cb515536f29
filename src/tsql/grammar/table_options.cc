// What may stand in the option lists of tables, indexes and statistics: each rule describes one
// option of its list (Parser::checked_options).

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"$compression", "NONE | ROW | PAGE | COLUMNSTORE | COLUMNSTORE_ARCHIVE"},
    {"$partitions", "[ON PARTITIONS ( {<from:expr> [TO <to:expr>]},... )]"},
    {"$compression_option",
     "DATA_COMPRESSION = $compression $partitions | XML_COMPRESSION = $on_off $partitions"},
    {"$time_unit", "DAY | DAYS | WEEK | WEEKS | MONTH | MONTHS | YEAR | YEARS"},
    {"$low_priority_wait",
     "WAIT_AT_LOW_PRIORITY ( MAX_DURATION = <minutes:integer> [MINUTES] , "
     "ABORT_AFTER_WAIT = {NONE | SELF | BLOCKERS} )"},
    {"$online", "ONLINE = {ON [( $low_priority_wait )] | OFF}"},
    {"$resumable", "RESUMABLE = $on_off | MAX_DURATION = <minutes:integer> [MINUTES | MINUTE]"},
    {"$place", "{DEFAULT | <place> | <place:string>} [( <column> )]"},

    // ---- tables ----
    {"$history_option",
     "HISTORY_TABLE = <history:object> | DATA_CONSISTENCY_CHECK = $on_off"
     " | HISTORY_RETENTION_PERIOD = {INFINITE | <number:integer> $time_unit}"},
    {"$stretch_option",
     "FILTER_PREDICATE = {NULL | <function:object> ( <argument:object>,... )}"
     " | MIGRATION_STATE = {OUTBOUND | INBOUND | PAUSED}"},
    {"$deletion_option",
     "FILTER_COLUMN = <column> | RETENTION_PERIOD = {INFINITE | <number:integer> $time_unit}"},
    {"$versioned_option",
     "SYSTEM_VERSIONING = {ON [( $history_option,... )] | OFF}"
     " | DATA_DELETION = {ON [( $deletion_option,... )] | OFF [( $deletion_option,... )]}"},
    {"$remote_archive_option",
     "REMOTE_DATA_ARCHIVE {= {ON [( $stretch_option,... )] | OFF [( $stretch_option,... )]"
     " | OFF_WITHOUT_DATA_RECOVERY ( $stretch_option,... )} | ( $stretch_option,... )}"},
    {"$ledger_view_option",
     "{TRANSACTION_ID_COLUMN_NAME | SEQUENCE_NUMBER_COLUMN_NAME | OPERATION_TYPE_COLUMN_NAME"
     " | OPERATION_TYPE_DESC_COLUMN_NAME} = <column>"},
    {"$ledger_option",
     "LEDGER_VIEW = <view:object> [( $ledger_view_option,... )] | APPEND_ONLY = $on_off"},
    {"$filetable_option",
     "FILETABLE_DIRECTORY = {NULL | <directory:string>} | FILETABLE_COLLATE_FILENAME = <collation>"
     " | {FILETABLE_PRIMARY_KEY_CONSTRAINT_NAME | FILETABLE_STREAMID_UNIQUE_CONSTRAINT_NAME"
     " | FILETABLE_FULLPATH_UNIQUE_CONSTRAINT_NAME} = <constraint>"},
    {"$distribution", "HASH ( <column>,... ) | ROUND_ROBIN | REPLICATE"},
    // Azure Synapse Analytics and Fabric.
    {"$warehouse_option",
     "DISTRIBUTION = $distribution | HEAP | CLUSTERED COLUMNSTORE INDEX [ORDER ( <column>,... )]"
     " | CLUSTERED INDEX ( {<column> [ASC | DESC]},... ) | CLUSTER BY ( <column>,... )"
     " | PARTITION ( <column> RANGE [LEFT | RIGHT] FOR VALUES ( [<value:expr>,...] ) )"
     " | LOCATION = <location:word>"},
    {"$table_option",
     "$compression_option | $versioned_option | $remote_archive_option | $filetable_option"
     " | MEMORY_OPTIMIZED = $on_off | DURABILITY = {SCHEMA_ONLY | SCHEMA_AND_DATA}"
     " | LEDGER = {ON [( $ledger_option,... )] | OFF} | $warehouse_option"},
    {"$alter_table_option",
     "LOCK_ESCALATION = {AUTO | TABLE | DISABLE} | $versioned_option | $remote_archive_option"
     " | FILESTREAM_ON = {NULL | DEFAULT | <place> | <place:string>} | $filetable_option"},
    {"$materialized_view_option", "DISTRIBUTION = $distribution | FOR_APPEND"},
    {"$table_type_option", "MEMORY_OPTIMIZED = $on_off"},
    {"$switch_option", "$low_priority_wait | TRUNCATE_TARGET = $on_off"},
    {"$change_tracking_table_option", "TRACK_COLUMNS_UPDATED = $on_off"},
    {"$masking_option", "FUNCTION = <function:string>"},
    {"$column_encryption_option",
     "COLUMN_ENCRYPTION_KEY = <key:object> | ENCRYPTION_TYPE = {DETERMINISTIC | RANDOMIZED}"
     " | ALGORITHM = <algorithm:string>"},

    // ---- indexes ----
    {"$kept_index_option",
     "{STATISTICS_NORECOMPUTE | ALLOW_ROW_LOCKS | ALLOW_PAGE_LOCKS"
     " | OPTIMIZE_FOR_SEQUENTIAL_KEY} = $on_off"
     " | IGNORE_DUP_KEY = {ON [( SUPPRESS_MESSAGES = $on_off )] | OFF}"
     " | COMPRESSION_DELAY = <delay:integer> [MINUTES | MINUTE]"},
    {"$rebuild_partition_option",
     "SORT_IN_TEMPDB = $on_off | MAXDOP = <threads:integer> | $online | $resumable"
     " | $compression_option"},
    {"$rebuild_index_option",
     "{PAD_INDEX | STATISTICS_INCREMENTAL} = $on_off | FILLFACTOR = <percent:integer>"
     " | $kept_index_option | $rebuild_partition_option"},
    {"$index_option",
     "DROP_EXISTING = $on_off | BUCKET_COUNT = <buckets:integer> | $rebuild_index_option"},
    {"$reorganize_option", "{LOB_COMPACTION | COMPRESS_ALL_ROW_GROUPS} = $on_off"},
    {"$resume_option",
     "MAXDOP = <threads:integer> | MAX_DURATION = <minutes:integer> [MINUTES | MINUTE]"
     " | $low_priority_wait"},
    {"$bucket_count", "BUCKET_COUNT = <buckets:integer>"},
    {"$old_index_option",
     "FILLFACTOR = <percent:integer> | PAD_INDEX | IGNORE_DUP_KEY | DROP_EXISTING"
     " | STATISTICS_NORECOMPUTE | SORT_IN_TEMPDB | SORTED_DATA | SORTED_DATA_REORG"
     " | ALLOW_DUP_ROW | IGNORE_DUP_ROW"},
    {"$grid_size", "LOW | MEDIUM | HIGH"},
    {"$spatial_index_option",
     "BOUNDING_BOX = ( {[{XMIN | YMIN | XMAX | YMAX} =] <number>},... )"
     " | GRIDS = ( {[{LEVEL_1 | LEVEL_2 | LEVEL_3 | LEVEL_4} =] $grid_size},... )"
     " | CELLS_PER_OBJECT = <cells:integer> | $index_option"},
    {"$vector_index_option", "{METRIC | TYPE} = <kind:string> | $index_option"},
    {"$json_index_option", "OPTIMIZE_FOR_ARRAY_SEARCH = $on_off | $index_option"},
    {"$move_option",
     "MOVE TO $place [FILESTREAM_ON $place] | FILESTREAM_ON $place | MAXDOP = <threads:integer>"
     " | $online | $low_priority_wait | $compression_option"},

    // ---- selective XML and JSON paths ----
    {"$promoted_path",
     "<path:string> [AS XQUERY [<type:string>] [MAXLENGTH ( <length:integer> )] [SINGLETON]"
     " | AS SQL <type> [SINGLETON]]"},
    {"$promoted_paths", "( {<path_name> = $promoted_path},... )"},
    {"$changed_paths", "( {ADD <path_name> = $promoted_path | REMOVE <path_name>},... )"},
    {"$json_paths", "( <path:string>,... )"},

    // ---- statistics ----
    {"$sample",
     "SAMPLE <amount:number> {PERCENT | ROWS} [PERSIST_SAMPLE_PERCENT = $on_off]"
     " | FULLSCAN [PERSIST_SAMPLE_PERCENT = $on_off] | PERSIST_SAMPLE_PERCENT = $on_off"},
    {"$statistics_option",
     "$sample | NORECOMPUTE | {INCREMENTAL | AUTO_DROP} = $on_off | MAXDOP = <threads:integer>"
     " | STATS_STREAM = <stream:binary>"},
    {"$update_statistics_option",
     "$statistics_option | RESAMPLE $partitions | ALL | COLUMNS | INDEX"
     " | {ROWCOUNT | PAGECOUNT} = <number>"},
};

}  // namespace

std::span<const Syntax> table_options_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
