// INFORMATION_SCHEMA.

#include "engine/system/system_view.h"
#include "engine/system/types_list.h"

// The type of c (a row of gantry.columns or gantry.parameters) as INFORMATION_SCHEMA shows it.
#define GANTRY_IS_TYPE                                                                          \
    "CASE c.system_type_id WHEN 240 THEN (SELECT ty.name FROM " GANTRY_TYPE_LIST               \
    " WHERE ty.user_type_id = c.user_type_id) ELSE (SELECT ty.name FROM " GANTRY_TYPE_LIST      \
    " WHERE ty.user_type_id = c.system_type_id) END"
#define GANTRY_IS_LENGTHS                                                                       \
    "CASE WHEN c.system_type_id IN (167, 175, 165, 173) THEN c.max_length::int WHEN "           \
    "c.system_type_id IN (231, 239) THEN CASE WHEN c.max_length < 0 THEN -1 ELSE c.max_length " \
    "/ 2 END WHEN c.system_type_id IN (34, 35) THEN 2147483647 WHEN c.system_type_id = 99 THEN " \
    "1073741823 WHEN c.system_type_id = 241 THEN -1 END, "                                      \
    "CASE WHEN c.system_type_id IN (167, 175, 165, 173, 231, 239) THEN c.max_length::int WHEN " \
    "c.system_type_id IN (34, 35) THEN 2147483647 WHEN c.system_type_id = 99 THEN 2147483646 "  \
    "WHEN c.system_type_id = 241 THEN -1 END"
#define GANTRY_IS_NUMBERS                                                                       \
    "CASE WHEN c.system_type_id IN (48, 52, 56, 59, 60, 62, 106, 108, 122, 127) THEN "          \
    "c.precision END, CASE WHEN c.system_type_id IN (48, 52, 56, 60, 106, 108, 122, 127) THEN " \
    "10 WHEN c.system_type_id IN (59, 62) THEN 2 END, CASE WHEN c.system_type_id IN (48, 52, "  \
    "56, 60, 106, 108, 122, 127) THEN c.scale END, CASE WHEN c.system_type_id = 40 THEN 0 WHEN " \
    "c.system_type_id IN (41, 42, 43) THEN c.scale WHEN c.system_type_id = 61 THEN 3 WHEN "     \
    "c.system_type_id = 58 THEN 0 END"
#define GANTRY_IS_COLLATION                                                                     \
    "CASE WHEN c.system_type_id IN (35, 167, 175) THEN 'iso_1' WHEN c.system_type_id IN (99, "  \
    "231, 239) THEN 'UNICODE' END, NULL, NULL, (SELECT k.n FROM {collations} AS k(i, n) WHERE " \
    "k.i = c.collation_id AND c.system_type_id IN (35, 99, 167, 175, 231, 239))"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_views[] = {
    {"INFORMATION_SCHEMA", "TABLES",
     "TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA nvarchar(128) null, TABLE_NAME "
     "nvarchar(128), TABLE_TYPE varchar(10) null",
     "SELECT {name}, s.name, o.name, CASE o.type WHEN 'U' THEN 'BASE TABLE' ELSE 'VIEW' END FROM "
     "gantry.objects o JOIN gantry.schemas s ON s.database_id = o.database_id AND s.schema_id = "
     "o.schema_id WHERE o.database_id = {db} AND o.type IN ('U', 'V')"},
    {"INFORMATION_SCHEMA", "VIEWS",
     "TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA nvarchar(128) null, TABLE_NAME "
     "nvarchar(128), VIEW_DEFINITION nvarchar(4000) null, CHECK_OPTION varchar(7) null, "
     "IS_UPDATABLE varchar(2)",
     "SELECT {name}, s.name, m.name, CASE WHEN length(m.definition) <= 4000 THEN m.definition "
     "END, 'NONE', 'NO' FROM gantry.modules m JOIN gantry.schemas s ON s.database_id = "
     "m.database_id AND s.schema_id = m.schema_id WHERE m.database_id = {db} AND m.type = 'V'"},
    {"INFORMATION_SCHEMA", "SCHEMATA",
     "CATALOG_NAME nvarchar(128) null, SCHEMA_NAME nvarchar(128), SCHEMA_OWNER nvarchar(128) "
     "null, DEFAULT_CHARACTER_SET_CATALOG varchar(6) null, DEFAULT_CHARACTER_SET_SCHEMA "
     "varchar(3) null, DEFAULT_CHARACTER_SET_NAME nvarchar(128) null",
     "SELECT {name}, s.name, coalesce(p.name, 'dbo'), NULL, NULL, 'iso_1' FROM gantry.schemas s "
     "LEFT JOIN gantry.principals p ON p.database_id = s.database_id AND p.principal_id = "
     "s.owner_id WHERE s.database_id = {db}"},
    {"INFORMATION_SCHEMA", "COLUMNS",
     "TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA nvarchar(128) null, TABLE_NAME "
     "nvarchar(128), COLUMN_NAME nvarchar(128) null, ORDINAL_POSITION int null, COLUMN_DEFAULT "
     "nvarchar(4000) null, IS_NULLABLE varchar(3) null, DATA_TYPE nvarchar(128) null, "
     "CHARACTER_MAXIMUM_LENGTH int null, CHARACTER_OCTET_LENGTH int null, NUMERIC_PRECISION "
     "tinyint null, NUMERIC_PRECISION_RADIX smallint null, NUMERIC_SCALE int null, "
     "DATETIME_PRECISION smallint null, CHARACTER_SET_CATALOG nvarchar(128) null, "
     "CHARACTER_SET_SCHEMA nvarchar(128) null, CHARACTER_SET_NAME nvarchar(128) null, "
     "COLLATION_CATALOG nvarchar(128) null, COLLATION_SCHEMA nvarchar(128) null, COLLATION_NAME "
     "nvarchar(128) null, DOMAIN_CATALOG nvarchar(128) null, DOMAIN_SCHEMA nvarchar(128) null, "
     "DOMAIN_NAME nvarchar(128) null",
     "SELECT {name}, s.name, o.name, c.name, row_number() OVER (PARTITION BY c.object_id ORDER "
     "BY c.column_id), c.default_text, CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' "
     "END, " GANTRY_IS_TYPE ", " GANTRY_IS_LENGTHS ", " GANTRY_IS_NUMBERS
     ", NULL, NULL, " GANTRY_IS_COLLATION ", NULL, NULL, (SELECT u.name FROM gantry.user_types u "
     "WHERE u.database_id = c.database_id AND u.type_id = c.user_type_id) FROM gantry.columns c "
     "JOIN gantry.objects o ON o.database_id = c.database_id AND o.object_id = c.object_id JOIN "
     "gantry.schemas s ON s.database_id = o.database_id AND s.schema_id = o.schema_id WHERE "
     "c.database_id = {db} AND o.type IN ('U', 'V')"},
    {"INFORMATION_SCHEMA", "TABLE_CONSTRAINTS",
     "CONSTRAINT_CATALOG nvarchar(128) null, CONSTRAINT_SCHEMA nvarchar(128) null, "
     "CONSTRAINT_NAME nvarchar(128), TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA "
     "nvarchar(128) null, TABLE_NAME nvarchar(128) null, CONSTRAINT_TYPE varchar(11) null, "
     "IS_DEFERRABLE varchar(2), INITIALLY_DEFERRED varchar(2)",
     "SELECT {name}, s.name, o.name, {name}, s.name, t.name, CASE o.type WHEN 'PK' THEN 'PRIMARY "
     "KEY' WHEN 'UQ' THEN 'UNIQUE' WHEN 'F' THEN 'FOREIGN KEY' ELSE 'CHECK' END, 'NO', 'NO' FROM "
     "gantry.objects o JOIN gantry.tables t ON t.database_id = o.database_id AND t.object_id = "
     "o.parent_object_id JOIN gantry.schemas s ON s.database_id = t.database_id AND s.schema_id "
     "= t.schema_id WHERE o.database_id = {db} AND o.type IN ('PK', 'UQ', 'F', 'C')"},
    {"INFORMATION_SCHEMA", "KEY_COLUMN_USAGE",
     "CONSTRAINT_CATALOG nvarchar(128) null, CONSTRAINT_SCHEMA nvarchar(128) null, "
     "CONSTRAINT_NAME nvarchar(128), TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA "
     "nvarchar(128) null, TABLE_NAME nvarchar(128) null, COLUMN_NAME nvarchar(128) null, "
     "ORDINAL_POSITION int",
     "SELECT {name}, s.name, k.constraint_name, {name}, s.name, t.name, c.name, k.ordinal + 1 "
     "FROM (SELECT i.database_id, i.object_id, i.name AS constraint_name, x.column_id, x.ordinal "
     "FROM gantry.indexes i JOIN gantry.index_columns x ON x.database_id = i.database_id AND "
     "x.object_id = i.object_id AND x.index_ordinal = i.ordinal WHERE (i.is_primary_key OR "
     "i.is_unique_constraint) AND NOT x.is_included UNION ALL SELECT f.database_id, f.table_id, "
     "f.name, x.column_id, x.ordinal FROM gantry.foreign_keys f JOIN gantry.foreign_key_columns x "
     "ON x.database_id = f.database_id AND x.table_id = f.table_id AND x.key_ordinal = "
     "f.ordinal) k JOIN gantry.tables t ON t.database_id = k.database_id AND t.object_id = "
     "k.object_id JOIN gantry.schemas s ON s.database_id = t.database_id AND s.schema_id = "
     "t.schema_id JOIN gantry.columns c ON c.database_id = k.database_id AND c.object_id = "
     "k.object_id AND c.column_id = k.column_id WHERE k.database_id = {db}"},
    {"INFORMATION_SCHEMA", "REFERENTIAL_CONSTRAINTS",
     "CONSTRAINT_CATALOG nvarchar(128) null, CONSTRAINT_SCHEMA nvarchar(128) null, "
     "CONSTRAINT_NAME nvarchar(128), UNIQUE_CONSTRAINT_CATALOG nvarchar(128) null, "
     "UNIQUE_CONSTRAINT_SCHEMA nvarchar(128) null, UNIQUE_CONSTRAINT_NAME nvarchar(128) null, "
     "MATCH_OPTION varchar(7) null, UPDATE_RULE varchar(11) null, DELETE_RULE varchar(11) null",
     "SELECT {name}, s.name, f.name, {name}, s.name, (SELECT i.name FROM gantry.indexes i WHERE "
     "i.database_id = f.database_id AND i.object_id = f.referenced_table_id AND i.is_primary_key "
     "LIMIT 1), 'SIMPLE', CASE f.on_update WHEN 1 THEN 'CASCADE' WHEN 2 THEN 'SET NULL' WHEN 3 "
     "THEN 'SET DEFAULT' ELSE 'NO ACTION' END, CASE f.on_delete WHEN 1 THEN 'CASCADE' WHEN 2 "
     "THEN 'SET NULL' WHEN 3 THEN 'SET DEFAULT' ELSE 'NO ACTION' END FROM gantry.foreign_keys f "
     "JOIN gantry.tables t ON t.database_id = f.database_id AND t.object_id = f.table_id JOIN "
     "gantry.schemas s ON s.database_id = t.database_id AND s.schema_id = t.schema_id WHERE "
     "f.database_id = {db}"},
    {"INFORMATION_SCHEMA", "CHECK_CONSTRAINTS",
     "CONSTRAINT_CATALOG nvarchar(128) null, CONSTRAINT_SCHEMA nvarchar(128) null, "
     "CONSTRAINT_NAME nvarchar(128), CHECK_CLAUSE nvarchar(4000) null",
     "SELECT {name}, s.name, c.name, left(c.definition, 4000) FROM gantry.check_constraints c "
     "JOIN gantry.tables t ON t.database_id = c.database_id AND t.object_id = c.table_id JOIN "
     "gantry.schemas s ON s.database_id = t.database_id AND s.schema_id = t.schema_id WHERE "
     "c.database_id = {db}"},
    {"INFORMATION_SCHEMA", "CONSTRAINT_COLUMN_USAGE",
     "TABLE_CATALOG nvarchar(128) null, TABLE_SCHEMA nvarchar(128) null, TABLE_NAME "
     "nvarchar(128), COLUMN_NAME nvarchar(128) null, CONSTRAINT_CATALOG nvarchar(128) null, "
     "CONSTRAINT_SCHEMA nvarchar(128) null, CONSTRAINT_NAME nvarchar(128)",
     "SELECT {name}, s.name, t.name, c.name, {name}, s.name, k.constraint_name FROM (SELECT "
     "i.database_id, i.object_id, i.name AS constraint_name, x.column_id FROM gantry.indexes i "
     "JOIN gantry.index_columns x ON x.database_id = i.database_id AND x.object_id = i.object_id "
     "AND x.index_ordinal = i.ordinal WHERE (i.is_primary_key OR i.is_unique_constraint) AND NOT "
     "x.is_included UNION ALL SELECT f.database_id, f.table_id, f.name, x.column_id FROM "
     "gantry.foreign_keys f JOIN gantry.foreign_key_columns x ON x.database_id = f.database_id "
     "AND x.table_id = f.table_id AND x.key_ordinal = f.ordinal UNION ALL SELECT h.database_id, "
     "h.table_id, h.name, h.column_id FROM gantry.check_constraints h WHERE h.column_id > 0) k "
     "JOIN gantry.tables t ON t.database_id = k.database_id AND t.object_id = k.object_id JOIN "
     "gantry.schemas s ON s.database_id = t.database_id AND s.schema_id = t.schema_id JOIN "
     "gantry.columns c ON c.database_id = k.database_id AND c.object_id = k.object_id AND "
     "c.column_id = k.column_id WHERE k.database_id = {db}"},
    {"INFORMATION_SCHEMA", "ROUTINES",
     "SPECIFIC_CATALOG nvarchar(128) null, SPECIFIC_SCHEMA nvarchar(128) null, SPECIFIC_NAME "
     "nvarchar(128), ROUTINE_CATALOG nvarchar(128) null, ROUTINE_SCHEMA nvarchar(128) null, "
     "ROUTINE_NAME nvarchar(128), ROUTINE_TYPE nvarchar(20) null, ROUTINE_BODY nvarchar(30) "
     "null, ROUTINE_DEFINITION nvarchar(4000) null, CREATED datetime, LAST_ALTERED datetime",
     "SELECT {name}, s.name, m.name, {name}, s.name, m.name, CASE WHEN m.type IN ('P', 'PC') "
     "THEN 'PROCEDURE' ELSE 'FUNCTION' END, 'SQL', left(m.definition, 4000), "
     "to_char(o.create_date, 'YYYY-MM-DD\"T\"HH24:MI:SS.MS'), to_char(o.modify_date, "
     "'YYYY-MM-DD\"T\"HH24:MI:SS.MS') FROM gantry.modules m JOIN gantry.objects o ON "
     "o.database_id = m.database_id AND o.object_id = m.object_id JOIN gantry.schemas s ON "
     "s.database_id = m.database_id AND s.schema_id = m.schema_id WHERE m.database_id = {db} AND "
     "m.type IN ('P', 'PC', 'FN', 'IF', 'TF', 'FS', 'FT')"},
    {"INFORMATION_SCHEMA", "PARAMETERS",
     "SPECIFIC_CATALOG nvarchar(128) null, SPECIFIC_SCHEMA nvarchar(128) null, SPECIFIC_NAME "
     "nvarchar(128), ORDINAL_POSITION int, PARAMETER_MODE nvarchar(10) null, PARAMETER_NAME "
     "nvarchar(128) null, DATA_TYPE nvarchar(128) null, CHARACTER_MAXIMUM_LENGTH int null, "
     "CHARACTER_OCTET_LENGTH int null, NUMERIC_PRECISION tinyint null, NUMERIC_PRECISION_RADIX "
     "smallint null, NUMERIC_SCALE int null, DATETIME_PRECISION smallint null",
     "SELECT {name}, s.name, m.name, c.parameter_id, CASE WHEN c.parameter_id = 0 THEN 'OUT' "
     "WHEN c.is_output THEN 'INOUT' ELSE 'IN' END, c.name, " GANTRY_IS_TYPE
     ", " GANTRY_IS_LENGTHS ", " GANTRY_IS_NUMBERS
     " FROM gantry.parameters c JOIN gantry.modules m ON m.database_id = c.database_id AND "
     "m.object_id = c.object_id JOIN gantry.schemas s ON s.database_id = m.database_id AND "
     "s.schema_id = m.schema_id WHERE c.database_id = {db}"},
};

}  // namespace

std::span<const SystemView> information_schema_views() { return k_views; }

}  // namespace gantry::engine::system
