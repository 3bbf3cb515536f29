#pragma once
// Internal to src/tsql: the features by name. Hand-aligned.

#include "tsql/feature.h"

// X(id, name, status, since version, since level, until version, until level, replacement)
// clang-format off
#define GANTRY_TSQL_FEATURES(X) \
    X(merge, "MERGE", current, 2008) \
    X(grouping_sets, "GROUPING SETS, ROLLUP (), CUBE ()", current, 2008) \
    X(row_constructors, "VALUES with several rows", current, 2008) \
    X(compound_assignment, "compound assignment (+=)", current, 2008) \
    X(table_type, "table types", current, 2008) \
    X(types_2008, "date, time, datetime2, datetimeoffset, hierarchyid, geometry, geography", current, 2008) \
    X(offset_fetch, "OFFSET ... FETCH", current, 2012) \
    X(sequence, "sequences", current, 2012) \
    X(throw_, "THROW", current, 2012) \
    X(result_sets, "EXECUTE ... WITH RESULT SETS", current, 2012) \
    X(window_frame, "frames of windows (ROWS, RANGE)", current, 2012) \
    X(try_convert, "TRY_CONVERT", current, 2012, 110) \
    X(within_group, "WITHIN GROUP", current, 2012, 110) \
    X(functions_2012, "functions of SQL Server 2012", current, 2012) \
    X(columnstore, "columnstore indexes", current, 2012) \
    X(memory_optimized, "natively compiled modules", current, 2014) \
    X(openjson, "OPENJSON", current, 2016, 130) \
    X(string_split, "STRING_SPLIT", current, 2016, 130) \
    X(for_json, "FOR JSON", current, 2016) \
    X(drop_if_exists, "DROP ... IF EXISTS", current, 2016) \
    X(create_or_alter, "CREATE OR ALTER", current, 2016) \
    X(at_time_zone, "AT TIME ZONE", current, 2016) \
    X(temporal, "temporal queries (FOR SYSTEM_TIME)", current, 2016) \
    X(functions_2016, "functions of SQL Server 2016", current, 2016) \
    X(graph, "graph tables and MATCH", current, 2017) \
    X(functions_2017, "functions of SQL Server 2017", current, 2017) \
    X(functions_2019, "functions of SQL Server 2019", current, 2019) \
    X(window_clause, "WINDOW clause", current, 2022, 160) \
    X(generate_series, "GENERATE_SERIES", current, 2022, 160) \
    X(is_distinct, "IS [NOT] DISTINCT FROM", current, 2022) \
    X(shift_operators, "<< and >>", current, 2022) \
    X(null_treatment, "IGNORE NULLS, RESPECT NULLS", current, 2022) \
    X(functions_2022, "functions of SQL Server 2022", current, 2022) \
    X(concat_operator, "|| operator", current, 2025) \
    X(regexp_like, "REGEXP_LIKE and REGEXP table functions", current, 2025, 170) \
    X(functions_2025, "functions of SQL Server 2025", current, 2025) \
    X(types_2025, "vector, json", current, 2025) \
    X(outer_join_operators, "*= and =*", discontinued, 0, 0, 2012, 80, "LEFT and RIGHT OUTER JOIN") \
    X(compute, "COMPUTE, COMPUTE BY", discontinued, 0, 0, 2012, 100, "ROLLUP") \
    X(raiserror_number, "RAISERROR integer 'text'", discontinued, 0, 0, 2012, 100, "RAISERROR (...) or THROW") \
    X(fastfirstrow, "FASTFIRSTROW hint", discontinued, 0, 0, 2012, 0, "OPTION (FAST n)") \
    X(with_append, "triggers WITH APPEND", discontinued, 0, 0, 2012, 0, "triggers of the same action") \
    X(disable_def_cnst_chk, "SET DISABLE_DEF_CNST_CHK", discontinued, 0, 0, 2012) \
    X(backup_password, "BACKUP WITH PASSWORD, MEDIAPASSWORD", discontinued, 0, 0, 2012) \
    X(restore_dbo_only, "RESTORE WITH DBO_ONLY", discontinued, 0, 0, 2012, 0, "RESTRICTED_USER") \
    X(dump_load, "DUMP, LOAD", discontinued, 0, 0, 2008, 0, "BACKUP, RESTORE") \
    X(backup_no_log, "BACKUP LOG WITH NO_LOG, TRUNCATE_ONLY", discontinued, 0, 0, 2008, 0, "the simple recovery model") \
    X(removed_procedures, "procedures that are gone (sp_dboption, sp_addalias ...)", discontinued, 0, 0, 2012) \
    X(removed_functions, "functions that are gone (DATABASEPROPERTY ...)", discontinued, 0, 0, 2012, 0, "DATABASEPROPERTYEX") \
    X(old_types, "text, ntext, image", deprecated, 0, 0, 0, 0, "varchar(max), nvarchar(max), varbinary(max)") \
    X(timestamp_type, "timestamp", deprecated, 0, 0, 0, 0, "rowversion") \
    X(text_statements, "READTEXT, WRITETEXT, UPDATETEXT", deprecated, 0, 0, 0, 0, "column.WRITE (...)") \
    X(text_functions, "TEXTPTR, TEXTVALID", deprecated) \
    X(hint_without_with, "table hints without WITH", deprecated, 0, 0, 0, 0, "WITH (...)") \
    X(nolock_in_dml, "NOLOCK, READUNCOMMITTED in UPDATE and DELETE", deprecated) \
    X(long_column_name, "column names of three and four parts", deprecated, 0, 0, 0, 0, "aliases") \
    X(string_alias, "'alias' = expression", deprecated, 0, 0, 0, 0, "expression AS alias") \
    X(numbered_procedures, "numbered procedures", deprecated) \
    X(drop_index_old, "DROP INDEX table.index", deprecated, 0, 0, 0, 0, "DROP INDEX index ON table") \
    X(group_by_all, "GROUP BY ALL", deprecated) \
    X(identitycol, "IDENTITYCOL, ROWGUIDCOL as columns", deprecated, 0, 0, 0, 0, "$IDENTITY, $ROWGUID") \
    X(colon_function, "::function call", deprecated, 0, 0, 0, 0, "sys.function") \
    X(rule_default, "CREATE and DROP of RULE and DEFAULT", deprecated, 0, 0, 0, 0, "CHECK and DEFAULT constraints") \
    X(setuser, "SETUSER", deprecated, 0, 0, 0, 0, "EXECUTE AS") \
    X(grant_all, "GRANT, DENY, REVOKE ALL", deprecated, 0, 0, 0, 0, "named permissions") \
    X(set_ansi_off, "SET ANSI_NULLS, ANSI_PADDING, CONCAT_NULL_YIELDS_NULL OFF", deprecated) \
    X(set_offsets, "SET OFFSETS", deprecated) \
    X(set_fmtonly, "SET FMTONLY", deprecated, 0, 0, 0, 0, "sp_describe_first_result_set") \
    X(set_remote_proc, "SET REMOTE_PROC_TRANSACTIONS", deprecated, 0, 0, 0, 0, "linked servers") \
    X(set_rowcount_dml, "SET ROWCOUNT", deprecated, 0, 0, 0, 0, "TOP, for INSERT, UPDATE and DELETE") \
    X(dbcc_old, "DBCC DBREINDEX, INDEXDEFRAG, SHOWCONTIG, PINTABLE", deprecated, 0, 0, 0, 0, "ALTER INDEX, sys.dm_db_index_physical_stats") \
    X(backup_tape, "BACKUP TO TAPE", deprecated, 0, 0, 0, 0, "DISK or URL") \
    X(xmldata, "FOR XML ... XMLDATA", deprecated, 0, 0, 0, 0, "XMLSCHEMA") \
    X(index_options_bare, "index options without parentheses", deprecated, 0, 0, 0, 0, "WITH (...)") \
    X(torn_page_detection, "TORN_PAGE_DETECTION option", deprecated, 0, 0, 0, 0, "PAGE_VERIFY") \
    X(old_hash, "HASHBYTES of MD2, MD4, MD5, SHA, SHA1", deprecated, 0, 0, 0, 0, "SHA2_256, SHA2_512") \
    X(old_procedures, "deprecated system procedures", deprecated) \
    X(old_functions, "deprecated functions (USER_ID, FILE_ID, PERMISSIONS ...)", deprecated) \
    X(old_system_tables, "compatibility views (sysobjects ...)", deprecated, 0, 0, 0, 0, "catalog views of sys")
// clang-format on

namespace gantry::tsql {

enum class FeatureId : uint8_t {
#define GANTRY_TSQL_FEATURE_ID(id, ...) id,
    GANTRY_TSQL_FEATURES(GANTRY_TSQL_FEATURE_ID)
#undef GANTRY_TSQL_FEATURE_ID
};

const Feature& feature(FeatureId id);

}  // namespace gantry::tsql
