// sys.sql_modules, sys.triggers.

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr std::string_view k_module_columns =
    "object_id int, definition nvarchar(max) null, uses_ansi_nulls bit null, "
    "uses_quoted_identifier bit null, is_schema_bound bit null, uses_database_collation bit null, "
    "is_recompiled bit null, null_on_null_input bit null, execute_as_principal_id int null, "
    "uses_native_compilation bit null, inline_type bit null, is_inlineable bit null";
constexpr std::string_view k_module_select =
    "SELECT m.object_id, CASE WHEN m.is_encrypted THEN NULL ELSE m.definition END, "
    "m.uses_ansi_nulls, m.uses_quoted_identifier, false, false, false, false, NULL, false, "
    "false, false FROM gantry.modules m WHERE m.database_id = {db} AND m.definition <> ''";

constexpr SystemView k_views[] = {
    {"sys", "sql_modules", k_module_columns, k_module_select},
    {"sys", "all_sql_modules", k_module_columns, k_module_select},
    {"sys", "triggers",
     "name nvarchar(128), object_id int, parent_class tinyint, parent_class_desc nvarchar(60) "
     "null, parent_id int, type char(2), type_desc nvarchar(60) null, create_date datetime, "
     "modify_date datetime, is_ms_shipped bit, is_disabled bit, is_not_for_replication bit, "
     "is_instead_of_trigger bit",
     R"(SELECT m.name, m.object_id, CASE WHEN m.parent_object_id = 0 THEN 0 ELSE 1 END,
        CASE WHEN m.parent_object_id = 0 THEN 'DATABASE' ELSE 'OBJECT_OR_COLUMN' END,
        m.parent_object_id, m.type, 'SQL_TRIGGER',
        to_char(o.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(o.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), m.is_system, m.is_disabled, false,
        m.definition ~* 'instead\s+of' FROM gantry.modules m JOIN gantry.objects o ON
        o.database_id = m.database_id AND o.object_id = m.object_id
        WHERE m.database_id = {db} AND m.type IN ('TR', 'TA'))"},
};

}  // namespace

std::span<const SystemView> module_views() { return k_views; }

}  // namespace gantry::engine::system
