// sys.objects and its subsets, sys.schemas, sys.tables, sys.views, principals, sequences.

#include "engine/system/system_view.h"

// The columns all subsets of sys.objects begin with.
#define GANTRY_OBJECT_COLUMNS                                                                  \
    "name nvarchar(128), object_id int, principal_id int null, schema_id int, "                \
    "parent_object_id int, type char(2) null, type_desc nvarchar(60) null, create_date "       \
    "datetime, modify_date datetime, is_ms_shipped bit null, is_published bit null, "          \
    "is_schema_published bit null"
#define GANTRY_OBJECT_SELECT                                                                   \
    "SELECT o.name, o.object_id, NULL, o.schema_id, o.parent_object_id, o.type, "              \
    "CASE o.type WHEN 'U' THEN 'USER_TABLE' WHEN 'V' THEN 'VIEW' WHEN 'P' THEN "               \
    "'SQL_STORED_PROCEDURE' WHEN 'FN' THEN 'SQL_SCALAR_FUNCTION' WHEN 'IF' THEN "              \
    "'SQL_INLINE_TABLE_VALUED_FUNCTION' WHEN 'TF' THEN 'SQL_TABLE_VALUED_FUNCTION' WHEN 'TR' " \
    "THEN 'SQL_TRIGGER' WHEN 'PK' THEN 'PRIMARY_KEY_CONSTRAINT' WHEN 'UQ' THEN "               \
    "'UNIQUE_CONSTRAINT' WHEN 'F' THEN 'FOREIGN_KEY_CONSTRAINT' WHEN 'C' THEN "                \
    "'CHECK_CONSTRAINT' WHEN 'D' THEN 'DEFAULT_CONSTRAINT' WHEN 'SO' THEN 'SEQUENCE_OBJECT' "  \
    "WHEN 'SN' THEN 'SYNONYM' WHEN 'TT' THEN 'TYPE_TABLE' WHEN 'PC' THEN "                     \
    "'CLR_STORED_PROCEDURE' WHEN 'FS' THEN 'CLR_SCALAR_FUNCTION' WHEN 'FT' THEN "              \
    "'CLR_TABLE_VALUED_FUNCTION' WHEN 'AF' THEN 'AGGREGATE_FUNCTION' WHEN 'TA' THEN "          \
    "'CLR_TRIGGER' WHEN 'S' THEN 'SYSTEM_TABLE' END, "                                         \
    "to_char(o.create_date, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), "                                 \
    "to_char(o.modify_date, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), o.is_ms_shipped, false, false"
#define GANTRY_OBJECT_FROM " FROM gantry.objects o WHERE o.database_id = {db}"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_views[] = {
    {"sys", "objects", GANTRY_OBJECT_COLUMNS, GANTRY_OBJECT_SELECT GANTRY_OBJECT_FROM},
    {"sys", "all_objects", GANTRY_OBJECT_COLUMNS, GANTRY_OBJECT_SELECT GANTRY_OBJECT_FROM},
    {"sys", "system_objects", GANTRY_OBJECT_COLUMNS,
     GANTRY_OBJECT_SELECT GANTRY_OBJECT_FROM " AND false"},
    {"sys", "tables",
     GANTRY_OBJECT_COLUMNS
     ", lob_data_space_id int, filestream_data_space_id int null, max_column_id_used int, "
     "lock_on_bulk_load bit, uses_ansi_nulls bit null, is_replicated bit null, "
     "has_replication_filter bit null, is_merge_published bit null, is_sync_tran_subscribed bit "
     "null, has_unchecked_assembly_data bit, text_in_row_limit int null, "
     "large_value_types_out_of_row bit null, is_tracked_by_cdc bit null, lock_escalation tinyint "
     "null, lock_escalation_desc nvarchar(60) null, is_filetable bit null, is_memory_optimized "
     "bit null, durability tinyint null, durability_desc nvarchar(60) null, temporal_type tinyint "
     "null, temporal_type_desc nvarchar(60) null, history_table_id int null, "
     "is_remote_data_archive_enabled bit null, is_external bit, is_node bit null, is_edge bit "
     "null",
     GANTRY_OBJECT_SELECT
     ", 0, NULL, (SELECT max(c.column_id) FROM gantry.columns c WHERE c.database_id = "
     "o.database_id AND c.object_id = o.object_id), false, true, false, false, false, false, "
     "false, 0, false, false, 0, 'TABLE', false, false, 0, 'SCHEMA_AND_DATA', 0, "
     "'NON_TEMPORAL_TABLE', NULL, false, false, false, false" GANTRY_OBJECT_FROM
     " AND o.type = 'U'"},
    {"sys", "views",
     GANTRY_OBJECT_COLUMNS
     ", is_replicated bit null, has_replication_filter bit null, has_opaque_metadata bit, "
     "has_unchecked_assembly_data bit, with_check_option bit, is_date_correlation_view bit",
     GANTRY_OBJECT_SELECT ", false, false, false, false, false, false" GANTRY_OBJECT_FROM
                          " AND o.type = 'V'"},
    {"sys", "all_views",
     GANTRY_OBJECT_COLUMNS
     ", is_replicated bit null, has_replication_filter bit null, has_opaque_metadata bit, "
     "has_unchecked_assembly_data bit, with_check_option bit, is_date_correlation_view bit",
     GANTRY_OBJECT_SELECT ", false, false, false, false, false, false" GANTRY_OBJECT_FROM
                          " AND o.type = 'V'"},
    {"sys", "procedures",
     GANTRY_OBJECT_COLUMNS
     ", is_auto_executed bit, is_execution_replicated bit null, is_repl_serializable_only bit "
     "null, skips_repl_constraints bit null",
     GANTRY_OBJECT_SELECT ", false, false, false, false" GANTRY_OBJECT_FROM
                          " AND o.type IN ('P', 'PC')"},
    {"sys", "schemas", "name nvarchar(128), schema_id int, principal_id int null",
     "SELECT s.name, s.schema_id, s.owner_id FROM gantry.schemas s WHERE s.database_id = {db}"},
    {"sys", "database_principals",
     "name nvarchar(128), principal_id int, type char(1), type_desc nvarchar(60) null, "
     "default_schema_name nvarchar(128) null, create_date datetime, modify_date datetime, "
     "owning_principal_id int null, sid varbinary(85) null, is_fixed_role bit, "
     "authentication_type int, authentication_type_desc nvarchar(60) null",
     // A login's SID has 16 bytes, sa's one; those of users without login are longer.
     R"(SELECT p.name, p.principal_id, p.type, CASE p.type WHEN 'S' THEN 'SQL_USER' WHEN 'U' THEN
        'WINDOWS_USER' WHEN 'G' THEN 'WINDOWS_GROUP' WHEN 'A' THEN 'APPLICATION_ROLE' WHEN 'C' THEN
        'CERTIFICATE_MAPPED_USER' WHEN 'K' THEN 'ASYMMETRIC_KEY_MAPPED_USER' WHEN 'E' THEN
        'EXTERNAL_USER' WHEN 'X' THEN 'EXTERNAL_GROUPS' ELSE 'DATABASE_ROLE' END,
        nullif(p.default_schema, ''), '2003-04-08T09:10:42', '2003-04-08T09:10:42',
        CASE WHEN p.type IN ('R', 'A') THEN 1 END, nullif(p.sid, ''::bytea),
        p.principal_id >= 16384 AND p.principal_id < 16400, a.kind, CASE a.kind WHEN 1 THEN
        'INSTANCE' WHEN 3 THEN 'WINDOWS' WHEN 4 THEN 'EXTERNAL' ELSE 'NONE' END
        FROM gantry.principals p CROSS JOIN LATERAL (SELECT CASE WHEN p.type IN ('U', 'G') THEN 3
        WHEN p.type IN ('E', 'X') THEN 4 WHEN p.type = 'S' AND (length(p.sid) = 16 OR p.sid =
        '\x01'::bytea) THEN 1 ELSE 0 END) AS a(kind) WHERE p.database_id = {db})"},
    {"sys", "synonyms", GANTRY_OBJECT_COLUMNS ", base_object_name nvarchar(1035) null",
     GANTRY_OBJECT_SELECT
     ", s.base_object_name FROM gantry.objects o JOIN gantry.synonyms s ON s.database_id = "
     "o.database_id AND s.object_id = o.object_id WHERE o.database_id = {db}"},
    {"sys", "sequences",
     GANTRY_OBJECT_COLUMNS
     ", start_value sql_variant, increment sql_variant, minimum_value sql_variant null, "
     "maximum_value sql_variant null, is_cycling bit null, is_cached bit null, cache_size int "
     "null, system_type_id tinyint, user_type_id int, precision tinyint, scale tinyint null, "
     "current_value sql_variant, is_exhausted bit",
     GANTRY_OBJECT_SELECT
     ", sys.to_sql_variant(s.start_value::bigint), sys.to_sql_variant(s.increment::bigint), "
     "sys.to_sql_variant(s.minimum_value::bigint), sys.to_sql_variant(s.maximum_value::bigint), "
     "s.is_cycling, true, NULL, s.system_type_id, s.system_type_id, s.precision, s.scale, "
     "sys.to_sql_variant(s.current_value::bigint), false FROM gantry.objects o JOIN "
     "gantry.sequences s ON s.database_id = o.database_id AND s.object_id = o.object_id WHERE "
     "o.database_id = {db}"},
    {"sys", "extended_properties",
     "class tinyint, class_desc nvarchar(60) null, major_id int, minor_id int, name "
     "nvarchar(128), value sql_variant null",
     "SELECT p.class, CASE p.class WHEN 0 THEN 'DATABASE' WHEN 3 THEN 'SCHEMA' WHEN 7 THEN "
     "'INDEX' ELSE 'OBJECT_OR_COLUMN' END, p.major_id, p.minor_id, p.name, "
     "sys.to_sql_variant(p.value::sys.nvarchar) FROM gantry.extended_properties p WHERE "
     "p.database_id = {db}"},
    {"sys", "partitions",
     "partition_id bigint, object_id int, index_id int, partition_number int, hobt_id bigint, "
     "rows bigint null, filestream_filegroup_id smallint, data_compression tinyint null, "
     "data_compression_desc nvarchar(60) null",
     "SELECT i.object_id::bigint * 65536 + i.index_id, i.object_id, i.index_id, 1, "
     "i.object_id::bigint * 65536 + i.index_id, t.row_count, 0, 0, 'NONE' FROM gantry.indexes i "
     "JOIN gantry.tables t ON t.database_id = i.database_id AND t.object_id = i.object_id WHERE "
     "i.database_id = {db} AND NOT t.is_table_type"},
};

}  // namespace

std::span<const SystemView> object_views() { return k_views; }

}  // namespace gantry::engine::system
