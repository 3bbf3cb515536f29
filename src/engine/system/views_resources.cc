// What the instance has and what it uses of it. sys.dm_os_sys_info has the columns of SQL Server
// 2022, sys.server_resource_stats those of Azure SQL Managed Instance.

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_resources[] = {
    {"sys", "dm_os_sys_info",
     "cpu_ticks bigint, ms_ticks bigint, cpu_count int, hyperthread_ratio int, physical_memory_kb "
     "bigint, virtual_memory_kb bigint, committed_kb bigint, committed_target_kb bigint, "
     "visible_target_kb bigint, stack_size_in_bytes int, os_quantum bigint, os_error_mode int, "
     "os_priority_class int null, max_workers_count int, scheduler_count int, "
     "scheduler_total_count int, deadlock_monitor_serial_number int, "
     "sqlserver_start_time_ms_ticks bigint, sqlserver_start_time datetime, affinity_type int, "
     "affinity_type_desc nvarchar(60), process_kernel_time_ms bigint, process_user_time_ms "
     "bigint, time_source int, time_source_desc nvarchar(60), virtual_machine_type int, "
     "virtual_machine_type_desc nvarchar(60), softnuma_configuration int, "
     "softnuma_configuration_desc nvarchar(60), process_physical_affinity nvarchar(3072), "
     "sql_memory_model int, sql_memory_model_desc nvarchar(60), socket_count int, "
     "cores_per_socket int, numa_node_count int, container_type int, container_type_desc "
     "nvarchar(60)",
     // Ticks count nanoseconds. instance/usage_sampler.cc makes the row.
     R"(SELECT i.ms * 1000000, i.ms, i.cpus, i.cpus, i.mem, 137438953472 - 64, i.used, i.mem, i.mem,
        i.stack, 4, 5, 32, i.workers, i.cpus, i.cpus + 1, 0, i.startms, i.start,
        CASE WHEN i.bound THEN 1 ELSE 2 END, CASE WHEN i.bound THEN 'MANUAL' ELSE 'AUTO' END,
        i.kernel, i."user", 0, 'QUERY_PERFORMANCE_COUNTER', 0, 'NONE', 0, 'OFF', '', 1,
        'CONVENTIONAL', 1, i.cpus, 1, 0, 'NONE'
        FROM json_to_recordset({runtime:sys_info}) AS i(ms bigint, cpus int, mem bigint, used
        bigint, workers int, startms bigint, start text, bound bool, kernel bigint, "user" bigint,
        stack int))"},
    {"sys", "server_resource_stats",
     "start_time datetime2(7), end_time datetime2(7), resource_type nvarchar(128), resource_name "
     "nvarchar(128), sku nvarchar(128), hardware_generation nvarchar(128), virtual_core_count "
     "int, avg_cpu_percent decimal(5,2), reserved_storage_mb bigint, storage_space_used_mb "
     "decimal(18,2), io_requests bigint, io_bytes_read bigint, io_bytes_written bigint",
     R"(SELECT to_char(r.start_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(r.end_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), 'ManagedInstance',
        (SELECT i.name FROM json_to_recordset({runtime:sys_info}) AS i(name text)),
        'GeneralPurpose', 'Gen5', r.vcores, r.cpu_percent, r.reserved_mb, r.used_mb,
        r.io_requests, r.bytes_read, r.bytes_written FROM gantry.resource_stats r)"},
};

}  // namespace

std::span<const SystemView> resource_views() {
    return k_resources;
}

}  // namespace gantry::engine::system
