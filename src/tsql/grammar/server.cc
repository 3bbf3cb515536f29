// The server: resource governor, workloads, configuration; availability groups.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"$on_off", "ON | OFF"},

    {"CREATE RESOURCE POOL|ALTER RESOURCE POOL",
     "<name> [WITH ( $pool_option [ [,] $pool_option ]... )]", 100},
    {"$pool_option",
     "{MIN_CPU_PERCENT | MAX_CPU_PERCENT | CAP_CPU_PERCENT | MIN_MEMORY_PERCENT"
     " | MAX_MEMORY_PERCENT | TARGET_MEMORY_PERCENT | MIN_IOPS_PER_VOLUME | MAX_IOPS_PER_VOLUME}"
     " = <amount:value>"
     " | AFFINITY {SCHEDULER | NUMANODE} = $affinity"},
    {"$affinity", "AUTO | ( {AUTO | $number_range},... )"},
    {"$number_range", "<first:integer> [TO <last:integer>]"},
    {"CREATE EXTERNAL RESOURCE POOL|ALTER EXTERNAL RESOURCE POOL",
     "<name> [WITH ( $external_pool_option [ [,] $external_pool_option ]... )]", 130},
    {"$external_pool_option",
     "{MAX_CPU_PERCENT | MAX_MEMORY_PERCENT | MAX_PROCESSES} = <amount:value>"
     " | AFFINITY {CPU | NUMANODE} = $affinity"},
    {"CREATE WORKLOAD GROUP|ALTER WORKLOAD GROUP",
     "<name> [WITH ( $workload_option [ [,] $workload_option ]... )]"
     " [USING { EXTERNAL <external_pool:name> | <pool> [ [,] EXTERNAL <external_pool:name> ] }]",
     100},
    {"$workload_option",
     "IMPORTANCE = $importance"
     " | {REQUEST_MAX_MEMORY_GRANT_PERCENT | REQUEST_MAX_CPU_TIME_SEC"
     " | REQUEST_MEMORY_GRANT_TIMEOUT_SEC | MAX_DOP | GROUP_MAX_REQUESTS | GROUP_MIN_MEMORY_PERCENT"
     " | GROUP_MAX_TEMPDB_DATA_MB | GROUP_MAX_TEMPDB_DATA_PERCENT | MIN_PERCENTAGE_RESOURCE"
     " | CAP_PERCENTAGE_RESOURCE | REQUEST_MIN_RESOURCE_GRANT_PERCENT"
     " | REQUEST_MAX_RESOURCE_GRANT_PERCENT | QUERY_EXECUTION_TIMEOUT_SEC} = <amount:value>"},
    {"$importance", "LOW | BELOW_NORMAL | NORMAL | MEDIUM | ABOVE_NORMAL | HIGH"},
    {"DROP RESOURCE POOL|DROP WORKLOAD GROUP", "<name>", 100},
    {"DROP EXTERNAL RESOURCE POOL", "<name>", 130},
    // Of Azure Synapse.
    {"CREATE WORKLOAD CLASSIFIER",
     "<name> WITH ( $classifier_option [ [,] $classifier_option ]... )", 150},
    {"$classifier_option",
     "{WORKLOAD_GROUP | MEMBERNAME | WLM_LABEL | WLM_CONTEXT | START_TIME | END_TIME}"
     " = <text:string> | IMPORTANCE = $importance"},
    {"DROP WORKLOAD CLASSIFIER", "<name>", 150},
    {"ALTER RESOURCE GOVERNOR",
     "RECONFIGURE | DISABLE | RESET STATISTICS"
     " | WITH ( { CLASSIFIER_FUNCTION = {NULL | <function:object>}"
     " | MAX_OUTSTANDING_IO_PER_VOLUME = {DEFAULT | <io:integer>} },... )",
     100},

    {"ALTER SERVER CONFIGURATION",
     "SET { PROCESS AFFINITY { CPU = {AUTO | $number_range,...} | NUMANODE = $number_range,... }"
     " | DIAGNOSTICS LOG { ON | OFF | PATH = {DEFAULT | <path:string>}"
     " | MAX_SIZE = {DEFAULT | {<max_size:string> | <max_size:integer>} [MB]}"
     " | MAX_FILES = {DEFAULT | <max_files:string> | <max_files:integer>} }"
     " | FAILOVER CLUSTER PROPERTY {VERBOSELOGGING | SQLDUMPERDUMPFLAGS | SQLDUMPERDUMPPATH"
     " | SQLDUMPERDUMPTIMEOUT | FAILURECONDITIONLEVEL | HEALTHCHECKTIMEOUT"
     " | CLUSTERCONNECTIONOPTIONS} = {DEFAULT | <property:literal>}"
     " | HADR CLUSTER CONTEXT = {LOCAL | <cluster:string>}"
     " | BUFFER POOL EXTENSION {OFF | ON ( FILENAME = <file:string> , SIZE = <size:integer>"
     " [KB | MB | GB] )}"
     " | SOFTNUMA $on_off"
     " | MEMORY_OPTIMIZED { ON | OFF | HYBRID_BUFFER_POOL = $on_off"
     " | TEMPDB_METADATA = {OFF | ON [( RESOURCE_POOL = <pool:string> )]} }"
     " | HARDWARE_OFFLOAD = $on_off [( ACCELERATOR = QAT [, MODE = SOFTWARE] )]"
     " | SUSPEND_FOR_SNAPSHOT_BACKUP = $on_off"
     " [( { GROUP = ( <database>,... ) | MODE = COPY_ONLY },... )]"
     " | EXTERNAL AUTHENTICATION {OFF | ON [( USE_IDENTITY | CREDENTIAL_NAME"
     " = <credential:string> )]} }",
     100},
    {"ALTER DATABASE SCOPED CONFIGURATION",
     "CLEAR PROCEDURE_CACHE [<plan:binary>]"
     " | [FOR SECONDARY] SET <setting:word> = {<value:literal> | <value:word>}",
     130},

    {"CREATE AVAILABILITY GROUP",
     "<name> [WITH ( $group_option,... )]"
     " { FOR [DATABASE <database>,...]"
     " REPLICA ON { <replica:string> WITH ( $replica_option,... ) },..."
     " [LISTENER <listener:string> ( $listener )]"
     " | AVAILABILITY GROUP ON $distributed_group,... }",
     110},
    {"$group_option",
     "AUTOMATED_BACKUP_PREFERENCE = {PRIMARY | SECONDARY_ONLY | SECONDARY | NONE}"
     " | {FAILURE_CONDITION_LEVEL | HEALTH_CHECK_TIMEOUT"
     " | REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT | WRITE_LEASE_VALIDITY} = <amount:integer>"
     " | DB_FAILOVER = $on_off | DTC_SUPPORT = {PER_DB | NONE}"
     " | CLUSTER_TYPE = {WSFC | EXTERNAL | NONE} | ROLE = SECONDARY"
     " | CLUSTER_CONNECTION_OPTIONS = <connection:string>"
     " | BASIC | DISTRIBUTED | CONTAINED [REUSE_SYSTEM_DATABASES]"},
    {"$replica_option",
     "ENDPOINT_URL = <url:string>"
     " | AVAILABILITY_MODE = {SYNCHRONOUS_COMMIT | ASYNCHRONOUS_COMMIT | CONFIGURATION_ONLY}"
     " | FAILOVER_MODE = {AUTOMATIC | MANUAL | EXTERNAL} | SEEDING_MODE = {AUTOMATIC | MANUAL}"
     " | {BACKUP_PRIORITY | SESSION_TIMEOUT} = <amount:integer>"
     " | {PRIMARY_ROLE | SECONDARY_ROLE} ( $role_option [ [,] $role_option ]... )"},
    {"$role_option",
     "ALLOW_CONNECTIONS = {NO | READ_ONLY | READ_WRITE | ALL}"
     " | READ_ONLY_ROUTING_URL = {NONE | <url:string>}"
     " | READ_ONLY_ROUTING_LIST = {NONE | ( $routing_server,... )}"
     " | READ_WRITE_ROUTING_URL = {NONE | <url:string> | ( <url:string>,... )}"},
    {"$routing_server", "<server:string> | ( <server:string>,... )"},
    {"$distributed_group",
     "<group:string> WITH ( {{LISTENER_URL | LISTENER} = <url:string>"
     " | AVAILABILITY_MODE = {SYNCHRONOUS_COMMIT | ASYNCHRONOUS_COMMIT}"
     " | FAILOVER_MODE = {MANUAL | AUTOMATIC} | SEEDING_MODE = {AUTOMATIC | MANUAL}"
     " | SESSION_TIMEOUT = <timeout:integer>},... )"},
    {"$listener",
     "WITH { DHCP [ON ( $ip_address )] | IP ( { ( $ip_address ) },... ) }"
     " [, PORT = <port:integer>] | PORT = <port:integer>"},
    {"$ip_address", "<address:string> [, <mask:string>]"},
    {"ALTER AVAILABILITY GROUP",
     "<name> { SET ( $group_option,... ) | {ADD | REMOVE} DATABASE <database>,..."
     " | {ADD | MODIFY} REPLICA ON { <replica:string> WITH ( $replica_option,... ) },..."
     " | REMOVE REPLICA ON <replica:string>,..."
     " | JOIN AVAILABILITY GROUP ON $distributed_group,..."
     " | JOIN [WITH ( CLUSTER_TYPE = {WSFC | EXTERNAL | NONE} )]"
     " | MODIFY AVAILABILITY GROUP ON $distributed_group,..."
     " | {GRANT | DENY} CREATE ANY DATABASE"
     " | {FAILOVER | FORCE_FAILOVER_ALLOW_DATA_LOSS} [WITH ( TARGET = <target:string> )]"
     " | ADD LISTENER <listener:string> ( $listener )"
     " | MODIFY LISTENER <listener:string> ( { ADD IP ( $ip_address ) | REMOVE IP ( $ip_address )"
     " | PORT = <port:integer> } )"
     " | {RESTART | REMOVE} LISTENER <listener:string> | OFFLINE }",
     110},
    {"DROP AVAILABILITY GROUP", "<name>", 110},
};

}  // namespace

std::span<const Syntax> server_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
