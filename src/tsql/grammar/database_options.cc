// What may stand in the option lists of databases, their files and their backups: each rule
// describes one option of its list (Parser::checked_options).

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    // ---- files ----
    {"$size", "<size:integer> [KB | MB | GB | TB]"},
    {"$file_option",
     "{NAME | NEWNAME} = {<file_name:string> | <file_name>} | FILENAME = <path:string>"
     " | SIZE = $size | MAXSIZE = {UNLIMITED | $size}"
     " | FILEGROWTH = {<growth:integer> '%' | $size} | OFFLINE"},

    // ---- CREATE DATABASE, ALTER DATABASE ... MODIFY ----
    {"$filestream_option",
     "NON_TRANSACTED_ACCESS = {OFF | READ_ONLY | FULL}"
     " | DIRECTORY_NAME = {NULL | <directory:string>}"},
    {"$broker_option", "ENABLE_BROKER | DISABLE_BROKER | NEW_BROKER | ERROR_BROKER_CONVERSATIONS"},
    {"$contained_option",
     "FILESTREAM ( $filestream_option,... ) | {DEFAULT_FULLTEXT_LANGUAGE | DEFAULT_LANGUAGE}"
     " = $language | {NESTED_TRIGGERS | TRANSFORM_NOISE_WORDS} = $on_off"
     " | TWO_DIGIT_YEAR_CUTOFF = <year:integer> | {DB_CHAINING | TRUSTWORTHY} [=] $on_off"
     " | PERSISTENT_LOG_BUFFER = {ON ( DIRECTORY_NAME = <directory:string> ) | OFF}"
     " | LEDGER = $on_off"},
    {"$create_database_option",
     "$contained_option | $broker_option | RESTRICTED_USER | CATALOG_COLLATION = <collation>"
     " | BACKUP_STORAGE_REDUNDANCY = <redundancy:string> | AUTOGROW = $on_off"
     " | {REPLICATED_SIZE | DISTRIBUTED_SIZE | LOG_SIZE} = <size:number> [GB]"},
    {"$service_option",
     "EDITION = <edition:string> | MAXSIZE = <size:integer> {MB | GB | TB}"
     " | SERVICE_OBJECTIVE = {<objective:string> | ELASTIC_POOL ( NAME = <pool> )}"
     " | BACKUP_STORAGE_REDUNDANCY = <redundancy:string>"},

    // ---- ALTER DATABASE ----
    {"$secondary_option",
     "ALLOW_CONNECTIONS = {ALL | READ_ONLY | NO} | SECONDARY_TYPE = {GEO | NAMED}"
     " | DATABASE_NAME = <name> | BACKUP_STORAGE_REDUNDANCY = <redundancy:string>"
     " | SERVICE_OBJECTIVE = {<objective:string> | ELASTIC_POOL ( NAME = <pool> )}"},
    {"$database_action",
     "FAILOVER | FORCE_FAILOVER_ALLOW_DATA_LOSS"
     " | ADD SECONDARY ON SERVER <server> [WITH ( $secondary_option,... )]"
     " | REMOVE SECONDARY ON SERVER <server> | PERFORM_CUTOVER"
     " | MODIFY BACKUP_STORAGE_REDUNDANCY = <redundancy:string>"
     " | REBUILD LOG [ON ( $file_option,... )]"},
    {"$filegroup_change",
     "READONLY | READWRITE | READ_ONLY | READ_WRITE | DEFAULT | AUTOGROW_SINGLE_FILE"
     " | AUTOGROW_ALL_FILES | NAME = {<name> | <name:string>}"},
    {"$filegroup_content", "FILESTREAM | MEMORY_OPTIMIZED_DATA"},
    {"$cleanup_option",
     "AUTO_CLEANUP = $on_off"
     " | CHANGE_RETENTION = <period:integer> {DAYS | DAY | HOURS | HOUR | MINUTES | MINUTE}"},
    {"$capture_policy_option",
     "STALE_CAPTURE_POLICY_THRESHOLD = <number:integer> {DAYS | DAY | HOURS | HOUR}"
     " | {EXECUTION_COUNT | TOTAL_COMPILE_CPU_TIME_MS | TOTAL_EXECUTION_CPU_TIME_MS}"
     " = <number:integer>"},
    {"$query_store_option",
     "{OPERATION_MODE | DESIRED_STATE} = {READ_WRITE | READ_ONLY | OFF}"
     " | CLEANUP_POLICY = ( STALE_QUERY_THRESHOLD_DAYS = <days:integer> )"
     " | {DATA_FLUSH_INTERVAL_SECONDS | MAX_STORAGE_SIZE_MB | INTERVAL_LENGTH_MINUTES"
     " | MAX_PLANS_PER_QUERY} = <number:integer> | SIZE_BASED_CLEANUP_MODE = {AUTO | OFF}"
     " | QUERY_CAPTURE_MODE = {ALL | AUTO | CUSTOM | NONE} | WAIT_STATS_CAPTURE_MODE = $on_off"
     " | QUERY_CAPTURE_POLICY = ( $capture_policy_option,... )"},
    {"$switch_of_database",
     "{AUTO_CLOSE | AUTO_SHRINK | AUTO_UPDATE_STATISTICS | AUTO_UPDATE_STATISTICS_ASYNC"
     " | CURSOR_CLOSE_ON_COMMIT | DATE_CORRELATION_OPTIMIZATION | ALLOW_SNAPSHOT_ISOLATION"
     " | READ_COMMITTED_SNAPSHOT | MEMORY_OPTIMIZED_ELEVATE_TO_SNAPSHOT | ANSI_NULL_DEFAULT"
     " | ANSI_NULLS | ANSI_PADDING | ANSI_WARNINGS | ARITHABORT | CONCAT_NULL_YIELDS_NULL"
     " | NUMERIC_ROUNDABORT | QUOTED_IDENTIFIER | RECURSIVE_TRIGGERS | TORN_PAGE_DETECTION"
     " | TEMPORAL_HISTORY_RETENTION | MIXED_PAGE_ALLOCATION | HONOR_BROKER_PRIORITY"
     " | VARDECIMAL_STORAGE_FORMAT | SUPPLEMENTAL_LOGGING | OPTIMIZED_LOCKING | DATA_RETENTION"
     " | RESULT_SET_CACHING | VORDER | AUTOMATIC_INDEX_COMPACTION} [=] $on_off"},
    {"$mirroring_option",
     "PARTNER {= <partner:string> | FAILOVER | FORCE_SERVICE_ALLOW_DATA_LOSS | OFF | RESUME"
     " | SUSPEND | SAFETY {FULL | OFF} | TIMEOUT <seconds:integer>}"
     " | WITNESS {= <witness:string> | OFF}"
     " | HADR {AVAILABILITY GROUP = <group> | OFF | SUSPEND | RESUME}"},
    {"$tuning_option",
     "{FORCE_LAST_GOOD_PLAN | CREATE_INDEX | DROP_INDEX | MAINTAIN_INDEX} = {ON | OFF | DEFAULT}"},
    {"$remote_archive_setting",
     "SERVER = {<server:string> | <server>} | CREDENTIAL = <credential>"
     " | FEDERATED_SERVICE_ACCOUNT = $on_off"},
    {"$database_option",
     "$switch_of_database | $contained_option | $broker_option | $mirroring_option"
     " | ONLINE | OFFLINE | EMERGENCY | READ_ONLY | READ_WRITE | SINGLE_USER | RESTRICTED_USER"
     " | MULTI_USER | COMPATIBILITY_LEVEL = <level:integer>"
     " | RECOVERY {FULL | BULK_LOGGED | SIMPLE}"
     " | PAGE_VERIFY {CHECKSUM | TORN_PAGE_DETECTION | NONE} | CURSOR_DEFAULT {LOCAL | GLOBAL}"
     " | PARAMETERIZATION {SIMPLE | FORCED} | ENCRYPTION {ON | OFF | SUSPEND | RESUME}"
     " | CONTAINMENT = {NONE | PARTIAL} | DELAYED_DURABILITY = {DISABLED | ALLOWED | FORCED}"
     " | TARGET_RECOVERY_TIME = <period:integer> {SECONDS | MINUTES}"
     " | AUTO_CREATE_STATISTICS [=] {ON [( INCREMENTAL = $on_off )] | OFF}"
     " | AUTOMATIC_TUNING {= {AUTO | INHERIT | CUSTOM} | ( $tuning_option,... )}"
     " | CHANGE_TRACKING {= OFF | = ON [( $cleanup_option,... )] | ( $cleanup_option,... )}"
     " | QUERY_STORE {= OFF [( FORCED )] | = ON [( $query_store_option,... )]"
     " | ( $query_store_option,... ) | CLEAR [ALL] | ON | OFF}"
     " | ACCELERATED_DATABASE_RECOVERY [=] {ON [( PERSISTENT_VERSION_STORE_FILEGROUP = <place> )]"
     " | OFF}"
     " | REMOTE_DATA_ARCHIVE = {ON [( $remote_archive_setting,... )] | OFF}"
     " | SUSPEND_FOR_SNAPSHOT_BACKUP = {ON [( MODE = COPY_ONLY )] | OFF}"
     " | DATA_LAKE_LOG_PUBLISHING = {PAUSED | AUTO}"},

    // ---- BACKUP, RESTORE ----
    {"$text", "<text:string> | <text:variable> | <text:name>"},
    {"$number", "<number:integer> | <number:variable>"},
    {"$media_option",
     "CHECKSUM | NO_CHECKSUM | STOP_ON_ERROR | CONTINUE_AFTER_ERROR | RESTART | REWIND | NOREWIND"
     " | UNLOAD | NOUNLOAD | STATS [= $number]"
     " | {BLOCKSIZE | BUFFERCOUNT | MAXTRANSFERSIZE} = $number"
     " | {MEDIANAME | MEDIAPASSWORD | PASSWORD | CREDENTIAL | BACKUP_OPTIONS | RESTORE_OPTIONS"
     " | DBNAME} = $text | SNAPSHOT | METADATA_ONLY | NORECOVERY | STANDBY = $text"},
    {"$backup_encryption_option",
     "ALGORITHM = {AES_128 | AES_192 | AES_256 | TRIPLE_DES_3KEY}"
     " | SERVER {CERTIFICATE | ASYMMETRIC KEY} = <encryptor>"},
    {"$backup_option",
     "$media_option | {NAME | DESCRIPTION | MEDIADESCRIPTION | EXPIREDATE} = $text"
     " | RETAINDAYS = $number | COPY_ONLY | DIFFERENTIAL | NO_COMPRESSION | FILE_SNAPSHOT"
     " | COMPRESSION [( {ALGORITHM = <algorithm:word> | LEVEL = <level:word>},... )]"
     " | ENCRYPTION ( $backup_encryption_option,... ) | FORMAT | NOFORMAT | INIT | NOINIT | SKIP"
     " | NOSKIP | NO_TRUNCATE"},
    // Until SQL Server 2005.
    {"$old_backup_option", "$backup_option | NO_LOG | TRUNCATE_ONLY"},
    {"$restore_option",
     "$media_option | MOVE $text TO $text | REPLACE | RESTRICTED_USER | DBO_ONLY | RECOVERY"
     " | PARTIAL | FILE = $number | KEEP_REPLICATION | KEEP_CDC | KEEP_TEMPORAL_RETENTION"
     " | LOADHISTORY | FILESTREAM ( DIRECTORY_NAME = $text ) | ENABLE_BROKER"
     " | ERROR_BROKER_CONVERSATIONS | NEW_BROKER | STOPAT = $text"
     " | {STOPATMARK | STOPBEFOREMARK} = $text [AFTER $text]"},

    // ---- DBCC ----
    {"$dbcc_option",
     "NO_INFOMSGS | ALL_ERRORMSGS | ALL_ERROR_MSGS | TABLOCK | ESTIMATEONLY | PHYSICAL_ONLY"
     " | DATA_PURITY | EXTENDED_LOGICAL_CHECKS | MAXDOP = <threads:integer> | ALL_CONSTRAINTS"
     " | TABLERESULTS | FAST | ALL_INDEXES | ALL_LEVELS | NO_TEXT | COUNT_ROWS | STAT_HEADER"
     " | DENSITY_VECTOR | HISTOGRAM [STEPS] | STATS_STREAM | MARK_IN_USE_FOR_REMOVAL"
     " | NO_STATISTICS | NO_QUERYSTORE | BACKUP_CLONEDB | SERVICEBROKER | VERIFY_CLONEDB"
     " | RESET | COMPLETE | NO_MSGS | FULLSCAN"
     " | WAIT_AT_LOW_PRIORITY [( ABORT_AFTER_WAIT = {SELF | BLOCKERS | NONE} )]"},
};

}  // namespace

std::span<const Syntax> database_options_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
