// sys.indexes, sys.index_columns, sys.key_constraints, sys.stats.

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_views[] = {
    {"sys", "indexes",
     "object_id int, name nvarchar(128) null, index_id int, type tinyint, type_desc nvarchar(60) "
     "null, is_unique bit null, data_space_id int null, ignore_dup_key bit null, is_primary_key "
     "bit null, is_unique_constraint bit null, fill_factor tinyint, is_padded bit null, "
     "is_disabled bit null, is_hypothetical bit null, is_ignored_in_optimization bit null, "
     "allow_row_locks bit null, allow_page_locks bit null, has_filter bit null, "
     "filter_definition nvarchar(max) null, compression_delay int null, "
     "suppress_dup_key_messages bit null, auto_created bit null",
     R"(SELECT i.object_id, nullif(i.name, ''), i.index_id, i.kind,
        CASE i.kind WHEN 0 THEN 'HEAP' WHEN 1 THEN 'CLUSTERED' WHEN 2 THEN 'NONCLUSTERED'
        WHEN 3 THEN 'XML' WHEN 4 THEN 'SPATIAL' WHEN 5 THEN 'CLUSTERED COLUMNSTORE'
        WHEN 6 THEN 'NONCLUSTERED COLUMNSTORE' ELSE 'NONCLUSTERED HASH' END,
        i.is_unique, 1, false, i.is_primary_key, i.is_unique_constraint, i.fill_factor, false,
        i.is_disabled, i.is_hypothetical, false, true, true, i.filter_text <> '',
        nullif(i.filter_text, ''), NULL, false, false
        FROM gantry.indexes i WHERE i.database_id = {db})"},
    {"sys", "index_columns",
     "object_id int, index_id int, index_column_id int, column_id int, key_ordinal tinyint, "
     "partition_ordinal tinyint, is_descending_key bit null, is_included_column bit null, "
     "column_store_order_ordinal tinyint",
     R"(SELECT c.object_id, i.index_id, row_number() OVER (PARTITION BY c.object_id, i.index_id
        ORDER BY c.ordinal), c.column_id,
        CASE WHEN c.is_included THEN 0 ELSE row_number() OVER (PARTITION BY c.object_id,
        i.index_id, c.is_included ORDER BY c.ordinal) END, 0, c.is_descending, c.is_included, 0
        FROM gantry.index_columns c JOIN gantry.indexes i ON i.database_id = c.database_id AND
        i.object_id = c.object_id AND i.ordinal = c.index_ordinal WHERE c.database_id = {db})"},
    {"sys", "key_constraints",
     "name nvarchar(128), object_id int, principal_id int null, schema_id int, parent_object_id "
     "int, type char(2) null, type_desc nvarchar(60) null, create_date datetime, modify_date "
     "datetime, is_ms_shipped bit null, is_published bit null, is_schema_published bit null, "
     "unique_index_id int null, is_system_named bit, is_enforced bit null",
     R"(SELECT i.name, i.constraint_object_id, NULL, t.schema_id, i.object_id,
        CASE WHEN i.is_primary_key THEN 'PK' ELSE 'UQ' END,
        CASE WHEN i.is_primary_key THEN 'PRIMARY_KEY_CONSTRAINT' ELSE 'UNIQUE_CONSTRAINT' END,
        to_char(o.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(o.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), false, false, false, i.index_id,
        i.is_system_named, true FROM gantry.indexes i
        JOIN gantry.tables t ON t.database_id = i.database_id AND t.object_id = i.object_id
        JOIN gantry.objects o ON o.database_id = i.database_id AND
        o.object_id = i.constraint_object_id
        WHERE i.database_id = {db} AND (i.is_primary_key OR i.is_unique_constraint))"},
    {"sys", "stats",
     "object_id int, name nvarchar(128) null, stats_id int, auto_created bit null, user_created "
     "bit null, no_recompute bit null, has_filter bit null, filter_definition nvarchar(max) null",
     R"(SELECT i.object_id, i.name, i.index_id, false, false, false, i.filter_text <> '',
        nullif(i.filter_text, '') FROM gantry.indexes i WHERE i.database_id = {db} AND
        i.index_id > 0)"},
};

}  // namespace

std::span<const SystemView> index_views() { return k_views; }

}  // namespace gantry::engine::system
