// Code and data from outside: assemblies, aggregates, external objects; security policies, rules
// and defaults.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"CREATE ASSEMBLY",
     "<name> [AUTHORIZATION <owner>] FROM <content:expr>,..."
     " [WITH PERMISSION_SET = $permission_set]",
     90},
    {"$permission_set", "SAFE | EXTERNAL_ACCESS | UNSAFE"},
    {"ALTER ASSEMBLY",
     "<name> { FROM <content:expr> [WITH $assembly_option,...] [$drop_files] [$add_files]"
     " | WITH $assembly_option,... [$drop_files] [$add_files]"
     " | $drop_files [$add_files] | $add_files }",
     90},
    {"$assembly_option",
     "PERMISSION_SET = $permission_set | VISIBILITY = $on_off | UNCHECKED DATA"},
    {"$drop_files", "DROP FILE {ALL | <dropped:string>,...}"},
    {"$add_files", "ADD FILE FROM { <file:expr> [AS <file_name:string>] },..."},
    {"DROP ASSEMBLY", "[IF EXISTS] <name>,... [WITH NO DEPENDENTS]", 90},
    {"CREATE AGGREGATE",
     "<name:object> ( { <parameter:variable> [AS] <parameter_type:type> [NULL | NOT NULL] },... )"
     " RETURNS <returns:type> EXTERNAL NAME <assembly:object>",
     90},
    {"DROP AGGREGATE", "[IF EXISTS] <name:object>,...", 90},

    {"CREATE EXTERNAL DATA SOURCE", "<name> WITH ( $data_source_option,... )", 130},
    {"ALTER EXTERNAL DATA SOURCE",
     "<name> { SET { ( $data_source_option,... ) | $data_source_option,... }"
     " | WITH ( $data_source_option,... ) }",
     130},
    {"$data_source_option",
     "TYPE = {HADOOP | SHARD_MAP_MANAGER | RDBMS | BLOB_STORAGE | EXTERNAL_GENERICS | GENERICS}"
     " | {LOCATION | RESOURCE_MANAGER_LOCATION | JOB_TRACKER_LOCATION | DATABASE_NAME"
     " | SHARD_MAP_NAME | CONNECTION_OPTIONS} = <text:string>"
     " | CREDENTIAL = <credential> | PUSHDOWN = $on_off"},
    {"CREATE EXTERNAL FILE FORMAT", "<name> WITH ( $file_format_option,... )", 130},
    {"$file_format_option",
     "FORMAT_TYPE = {DELIMITEDTEXT | RCFILE | ORC | PARQUET | JSON | DELTA}"
     " | {SERDE_METHOD | DATA_COMPRESSION} = <text:string>"
     " | FORMAT_OPTIONS ( $format_option,... )"},
    {"$format_option",
     "{FIELD_TERMINATOR | STRING_DELIMITER | DATE_FORMAT | ENCODING | PARSER_VERSION"
     " | ROW_TERMINATOR} = <text:string>"
     " | FIRST_ROW = <first_row:integer> | USE_TYPE_DEFAULT = {TRUE | FALSE}"},
    {"DROP EXTERNAL DATA SOURCE|DROP EXTERNAL FILE FORMAT", "<name>", 130},

    {"$external_table_options",
     "WITH ( { {DATA_SOURCE | FILE_FORMAT} = <source:name>"
     " | {LOCATION | REJECTED_ROW_LOCATION | SCHEMA_NAME | OBJECT_NAME | TABLE_OPTIONS}"
     " = <text:string> | REJECT_TYPE = {VALUE | PERCENTAGE}"
     " | {REJECT_VALUE | REJECT_SAMPLE_VALUE} = <amount:number>"
     " | DISTRIBUTION = {SHARDED ( <column> ) | REPLICATED | ROUND_ROBIN}"
     " | PARTITION ( <column>,... ) },... )"},

    {"CREATE EXTERNAL LIBRARY",
     "<name> [AUTHORIZATION <owner>] FROM $library_file,... [WITH ( $library_option,... )]", 140},
    {"ALTER EXTERNAL LIBRARY",
     "<name> [AUTHORIZATION <owner>] {SET | ADD} $library_file,..."
     " [WITH ( $library_option,... )]"
     " | <name> REMOVE PLATFORM $platform",
     140},
    {"DROP EXTERNAL LIBRARY", "<name> [AUTHORIZATION <owner>]", 140},
    {"$library_file",
     "( { CONTENT = {NONE | <content:string> | <content:binary> | <content:variable>}"
     " | PLATFORM = $platform },... )"},
    {"$platform", "WINDOWS | LINUX"},
    {"$library_option", "LANGUAGE = <language:string> | DATA_SOURCE = <data_source:name>"},
    {"CREATE EXTERNAL LANGUAGE", "<name> [AUTHORIZATION <owner>] FROM $language_file,...", 150},
    {"ALTER EXTERNAL LANGUAGE",
     "<name> [AUTHORIZATION <owner>]"
     " { {SET | ADD} $language_file,... | REMOVE PLATFORM $platform }",
     150},
    {"DROP EXTERNAL LANGUAGE", "<name> [AUTHORIZATION <owner>]", 150},
    {"$language_file",
     "( { CONTENT = {<content:string> | <content:binary> | <content:variable>}"
     " | {FILE_NAME | PARAMETERS | ENVIRONMENT_VARIABLES} = <text:string>"
     " | PLATFORM = $platform },... )"},
    {"CREATE EXTERNAL MODEL", "<name> [AUTHORIZATION <owner>] WITH ( $model_option,... )", 170},
    {"ALTER EXTERNAL MODEL", "<name> SET ( $model_option,... )", 170},
    {"DROP EXTERNAL MODEL", "[IF EXISTS] <name>", 170},
    {"$model_option",
     "{LOCATION | API_FORMAT | MODEL | PARAMETERS | LOCAL_RUNTIME_PATH} = <text:string>"
     " | MODEL_TYPE = EMBEDDINGS | CREDENTIAL = <credential>"},
    // Of Azure SQL Edge.
    {"CREATE EXTERNAL STREAM",
     "<name:object> [( { <column> <column_type:type> },... )] WITH ( $stream_option,... )", 150},
    {"DROP EXTERNAL STREAM", "<name:object>", 150},
    {"$stream_option",
     "{DATA_SOURCE | FILE_FORMAT} = <source:name>"
     " | {LOCATION | INPUT_OPTIONS | OUTPUT_OPTIONS} = <text:string>"},

    {"CREATE SECURITY POLICY",
     "<name:object> { {$add_predicate,... | ( $add_predicate,... )} [$policy_options]"
     " | $policy_options } [NOT FOR REPLICATION]",
     130},
    {"ALTER SECURITY POLICY",
     "<name:object> { { $predicate_change,... | ( $predicate_change,... ) } [$policy_options]"
     " [NOT FOR REPLICATION] | $policy_options [NOT FOR REPLICATION]"
     " | {ADD | DROP} NOT FOR REPLICATION }",
     130},
    {"DROP SECURITY POLICY", "[IF EXISTS] <name:object>", 130},
    {"$policy_options", "WITH ( $policy_option [ [,] $policy_option ]... )"},
    {"$policy_option", "{STATE | SCHEMABINDING} = $on_off"},
    {"$predicate_change",
     "$add_predicate | ALTER $policy_predicate"
     " | DROP [FILTER | BLOCK] PREDICATE ON <table:object> [$block_operation]"},
    {"$add_predicate", "ADD $policy_predicate"},
    {"$policy_predicate",
     "[FILTER | BLOCK] PREDICATE <function:object> ( [<argument:expr>,...] )"
     " ON <table:object> [$block_operation]"},
    {"$block_operation", "AFTER {INSERT | UPDATE} | BEFORE {UPDATE | DELETE}"},

    {"CREATE DEFAULT", "<name:object> AS <value:expr>", 80},
    {"CREATE RULE", "<name:object> AS <condition>", 80},
};

}  // namespace

std::span<const Syntax> external_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
