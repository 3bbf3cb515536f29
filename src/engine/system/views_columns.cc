// sys.columns, sys.types, sys.identity_columns, sys.computed_columns, sys.parameters.

#include "engine/system/system_view.h"
#include "engine/system/types_list.h"

#define GANTRY_COLUMN_COLUMNS                                                                   \
    "object_id int, name nvarchar(128) null, column_id int, system_type_id tinyint, "           \
    "user_type_id int, max_length smallint, precision tinyint, scale tinyint, collation_name "  \
    "nvarchar(128) null, is_nullable bit null, is_ansi_padded bit, is_rowguidcol bit, "         \
    "is_identity bit, is_computed bit, is_filestream bit, is_replicated bit null, "             \
    "is_non_sql_subscribed bit null, is_merge_published bit null, is_dts_replicated bit null, " \
    "is_xml_document bit, xml_collection_id int, default_object_id int, rule_object_id int, "   \
    "is_sparse bit null, is_column_set bit null"
#define GANTRY_COLUMN_TAIL                                                                      \
    ", generated_always_type tinyint null, generated_always_type_desc nvarchar(60) null, "      \
    "encryption_type int null, encryption_type_desc nvarchar(64) null, "                        \
    "encryption_algorithm_name nvarchar(128) null, column_encryption_key_id int null, "         \
    "column_encryption_key_database_name nvarchar(128) null, is_hidden bit null, is_masked bit"
// A number as sql_variant of the column's own type.
#define GANTRY_OF_COLUMN_TYPE(value)                                                           \
    "CASE c.system_type_id WHEN 56 THEN sys.to_sql_variant((" value ")::int) WHEN 127 THEN "   \
    "sys.to_sql_variant((" value ")::bigint) WHEN 52 THEN sys.to_sql_variant((" value          \
    ")::smallint) WHEN 48 THEN sys.to_sql_variant((" value ")::smallint) ELSE "                \
    "sys.to_sql_variant((" value ")::numeric) END"
#define GANTRY_USER_TYPE \
    "CASE WHEN c.user_type_id = 0 THEN c.system_type_id::int ELSE c.user_type_id END"
#define GANTRY_COLUMN_SELECT                                                                    \
    "SELECT c.object_id, c.name, c.column_id, c.system_type_id, " GANTRY_USER_TYPE              \
    ", c.max_length, c.precision, c.scale, (SELECT k.n FROM {collations} AS k(i, n) WHERE k.i " \
    "= c.collation_id AND c.system_type_id IN (35, 99, 167, 175, 231, 239)), c.is_nullable, "   \
    "c.is_ansi_padded, c.is_rowguidcol, c.is_identity, c.computed_text <> '', c.is_filestream, " \
    "false, false, false, false, false, 0, coalesce(c.default_object_id, 0), 0, c.is_sparse, "  \
    "c.is_column_set"
#define GANTRY_COLUMN_TAIL_SELECT                                                               \
    ", 0, 'NOT_APPLICABLE', NULL, NULL, NULL, NULL, NULL, c.is_hidden, false"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_views[] = {
    {"sys", "columns", GANTRY_COLUMN_COLUMNS GANTRY_COLUMN_TAIL,
     GANTRY_COLUMN_SELECT GANTRY_COLUMN_TAIL_SELECT
     " FROM gantry.columns c WHERE c.database_id = {db}"},
    {"sys", "all_columns", GANTRY_COLUMN_COLUMNS GANTRY_COLUMN_TAIL,
     GANTRY_COLUMN_SELECT GANTRY_COLUMN_TAIL_SELECT
     " FROM gantry.columns c WHERE c.database_id = {db}"},
    {"sys", "identity_columns",
     GANTRY_COLUMN_COLUMNS
     ", seed_value sql_variant null, increment_value sql_variant null, last_value sql_variant "
     "null, is_not_for_replication bit null" GANTRY_COLUMN_TAIL,
     GANTRY_COLUMN_SELECT
     ", " GANTRY_OF_COLUMN_TYPE("c.identity_seed") ", "
     GANTRY_OF_COLUMN_TYPE("c.identity_increment") ", "
     GANTRY_OF_COLUMN_TYPE("nullif(c.identity_last, '')")
     ", c.identity_not_for_replication" GANTRY_COLUMN_TAIL_SELECT
     " FROM gantry.columns c WHERE c.database_id = {db} AND c.is_identity"},
    {"sys", "computed_columns",
     GANTRY_COLUMN_COLUMNS
     ", definition nvarchar(max) null, uses_database_collation bit, is_persisted "
     "bit" GANTRY_COLUMN_TAIL,
     GANTRY_COLUMN_SELECT
     ", c.computed_text, true, c.is_persisted" GANTRY_COLUMN_TAIL_SELECT
     " FROM gantry.columns c WHERE c.database_id = {db} AND c.computed_text <> ''"},
    {"sys", "types",
     "name nvarchar(128), system_type_id tinyint, user_type_id int, schema_id int, principal_id "
     "int null, max_length smallint, precision tinyint, scale tinyint, collation_name "
     "nvarchar(128) null, is_nullable bit null, is_user_defined bit, is_assembly_type bit, "
     "default_object_id int, rule_object_id int, is_table_type bit",
     "SELECT ty.name, ty.system_type_id, ty.user_type_id, 4, NULL, ty.max_length, ty.precision, "
     "ty.scale, CASE WHEN ty.collated THEN {collation} END, ty.name <> 'sysname' AND ty.name <> "
     "'timestamp', false, ty.system_type_id = 240, 0, 0, false FROM " GANTRY_TYPE_LIST
     " UNION ALL SELECT u.name, u.system_type_id, u.type_id, u.schema_id, NULL, u.max_length, "
     "u.precision, u.scale, CASE WHEN u.system_type_id IN (35, 99, 167, 175, 231, 239) THEN "
     "{collation} END, u.is_nullable, true, false, 0, 0, false FROM gantry.user_types u WHERE "
     "u.database_id = {db} UNION ALL SELECT t.name, 243, t.object_id, t.schema_id, NULL, -1, 0, "
     "0, NULL, false, true, false, 0, 0, true FROM gantry.tables t WHERE t.database_id = {db} AND "
     "t.is_table_type"},
    {"sys", "parameters",
     "object_id int, name nvarchar(128) null, parameter_id int, system_type_id tinyint, "
     "user_type_id int, max_length smallint, precision tinyint, scale tinyint, is_output bit, "
     "is_cursor_ref bit, has_default_value bit, is_xml_document bit, default_value sql_variant "
     "null, xml_collection_id int, is_readonly bit, is_nullable bit null",
     "SELECT c.object_id, c.name, c.parameter_id, c.system_type_id, " GANTRY_USER_TYPE
     ", c.max_length, c.precision, c.scale, c.is_output, false, c.has_default, false, "
     "NULL::sys.sql_variant, 0, c.is_readonly, true FROM gantry.parameters c WHERE c.database_id "
     "= {db}"},
    {"sys", "all_parameters",
     "object_id int, name nvarchar(128) null, parameter_id int, system_type_id tinyint, "
     "user_type_id int, max_length smallint, precision tinyint, scale tinyint, is_output bit, "
     "is_cursor_ref bit, has_default_value bit, is_xml_document bit, default_value sql_variant "
     "null, xml_collection_id int, is_readonly bit, is_nullable bit null",
     "SELECT c.object_id, c.name, c.parameter_id, c.system_type_id, " GANTRY_USER_TYPE
     ", c.max_length, c.precision, c.scale, c.is_output, false, c.has_default, false, "
     "NULL::sys.sql_variant, 0, c.is_readonly, true FROM gantry.parameters c WHERE c.database_id "
     "= {db}"},
};

}  // namespace

std::span<const SystemView> column_views() { return k_views; }

}  // namespace gantry::engine::system
