// sys.foreign_keys, sys.foreign_key_columns, sys.check_constraints, sys.default_constraints.

#include "engine/system/system_view.h"

#define GANTRY_OBJECT_COLUMNS                                                                  \
    "name nvarchar(128), object_id int, principal_id int null, schema_id int, "                \
    "parent_object_id int, type char(2) null, type_desc nvarchar(60) null, create_date "       \
    "datetime, modify_date datetime, is_ms_shipped bit null, is_published bit null, "          \
    "is_schema_published bit null"
#define GANTRY_DATES                                             \
    "to_char(o.create_date, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), "   \
    "to_char(o.modify_date, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), "   \
    "false, false, false"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_views[] = {
    {"sys", "foreign_keys",
     GANTRY_OBJECT_COLUMNS
     ", referenced_object_id int null, key_index_id int null, is_disabled bit, "
     "is_not_for_replication bit, is_not_trusted bit, delete_referential_action tinyint null, "
     "delete_referential_action_desc nvarchar(60) null, update_referential_action tinyint null, "
     "update_referential_action_desc nvarchar(60) null, is_system_named bit",
     "SELECT f.name, f.object_id, NULL, o.schema_id, f.table_id, 'F', 'FOREIGN_KEY_CONSTRAINT', "
     GANTRY_DATES ", f.referenced_table_id, 1, f.is_disabled, f.is_not_for_replication, "
     "f.is_not_trusted, f.on_delete, CASE f.on_delete WHEN 1 THEN 'CASCADE' WHEN 2 THEN "
     "'SET_NULL' WHEN 3 THEN 'SET_DEFAULT' ELSE 'NO_ACTION' END, f.on_update, CASE f.on_update "
     "WHEN 1 THEN 'CASCADE' WHEN 2 THEN 'SET_NULL' WHEN 3 THEN 'SET_DEFAULT' ELSE 'NO_ACTION' "
     "END, f.is_system_named FROM gantry.foreign_keys f JOIN gantry.objects o ON o.database_id = "
     "f.database_id AND o.object_id = f.object_id WHERE f.database_id = {db}"},
    {"sys", "foreign_key_columns",
     "constraint_object_id int, constraint_column_id int, parent_object_id int, "
     "parent_column_id int, referenced_object_id int, referenced_column_id int",
     "SELECT f.object_id, row_number() OVER (PARTITION BY f.object_id ORDER BY c.ordinal), "
     "f.table_id, c.column_id, f.referenced_table_id, c.referenced_column_id FROM "
     "gantry.foreign_key_columns c JOIN gantry.foreign_keys f ON f.database_id = c.database_id "
     "AND f.table_id = c.table_id AND f.ordinal = c.key_ordinal WHERE c.database_id = {db}"},
    {"sys", "check_constraints",
     GANTRY_OBJECT_COLUMNS
     ", is_disabled bit, is_not_for_replication bit, is_not_trusted bit, parent_column_id int, "
     "definition nvarchar(max) null, uses_database_collation bit null, is_system_named bit",
     "SELECT c.name, c.object_id, NULL, o.schema_id, c.table_id, 'C', 'CHECK_CONSTRAINT', "
     GANTRY_DATES ", c.is_disabled, c.is_not_for_replication, c.is_not_trusted, c.column_id, "
     "c.definition, true, c.is_system_named FROM gantry.check_constraints c JOIN gantry.objects "
     "o ON o.database_id = c.database_id AND o.object_id = c.object_id WHERE c.database_id = "
     "{db}"},
    {"sys", "default_constraints",
     GANTRY_OBJECT_COLUMNS
     ", parent_column_id int, definition nvarchar(max) null, is_system_named bit",
     "SELECT c.default_name, c.default_object_id, NULL, o.schema_id, c.object_id, 'D', "
     "'DEFAULT_CONSTRAINT', " GANTRY_DATES ", c.column_id, c.default_text, "
     "c.default_system_named FROM gantry.columns c JOIN gantry.objects o ON o.database_id = "
     "c.database_id AND o.object_id = c.default_object_id WHERE c.database_id = {db}"},
};

}  // namespace

std::span<const SystemView> constraint_views() { return k_views; }

}  // namespace gantry::engine::system
