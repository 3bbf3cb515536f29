#include "size/collector.h"

#include <fmt/format.h>

namespace gantry::size {
namespace {

// What 2005 lacks is not used: no initial values in DECLARE, no +=, no rows of VALUES. Columns that
// came later are read by dynamic SQL, where they are.

constexpr const char* k_setup =
    R"(-- Measures this server for `gantry size`: {minutes} minutes, a sample every {interval} seconds.
-- Reads system views only; needs VIEW SERVER STATE. Keeps its samples in temporary tables and
-- prints them at the end, as lines of CSV. Save them like this:
--   sqlcmd -S SERVER -E -i collect.sql -h -1 -W -u -o samples.csv
-- SET QUOTED_IDENTIFIER must be on for the methods of xml: sqlcmd has it off.
SET QUOTED_IDENTIFIER ON;
SET ANSI_NULLS ON;
GO
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;

DECLARE @minutes int, @interval_s int;
SET @minutes = {minutes};
SET @interval_s = {interval};

IF OBJECT_ID(N'tempdb..#gantry_samples') IS NOT NULL DROP TABLE #gantry_samples;
IF OBJECT_ID(N'tempdb..#gantry_files') IS NOT NULL DROP TABLE #gantry_files;
IF OBJECT_ID(N'tempdb..#gantry_previous') IS NOT NULL DROP TABLE #gantry_previous;
CREATE TABLE #gantry_samples (
    id int IDENTITY(1, 1) PRIMARY KEY,
    taken datetime NULL,
    database_name nvarchar(128) NULL,
    file_name nvarchar(128) NULL,
    counter varchar(40) NOT NULL,
    value nvarchar(400) NOT NULL
);
CREATE TABLE #gantry_files (
    database_id int NOT NULL,
    file_id int NOT NULL,
    reads bigint NOT NULL,
    bytes_read bigint NOT NULL,
    read_stall_ms bigint NOT NULL,
    writes bigint NOT NULL,
    bytes_written bigint NOT NULL,
    write_stall_ms bigint NOT NULL,
    PRIMARY KEY (database_id, file_id)
);
SELECT * INTO #gantry_previous FROM #gantry_files;

DECLARE @now datetime, @previous datetime, @until datetime, @elapsed_s decimal(18, 3);
DECLARE @ticks bigint, @last_cpu bigint, @newest_cpu bigint, @batches bigint, @last_batches bigint;
DECLARE @delay char(8), @sql nvarchar(1000);
SET @delay = CONVERT(char(8), DATEADD(second, @interval_s, 0), 108);
SET @until = DATEADD(minute, @minutes, GETUTCDATE());
SET @last_cpu = -1;
)";

constexpr const char* k_facts = R"(
-- What does not change
INSERT #gantry_samples (counter, value)
SELECT 'edition', CONVERT(nvarchar(200), SERVERPROPERTY('Edition'));
INSERT #gantry_samples (counter, value)
SELECT 'product_version', CONVERT(nvarchar(200), SERVERPROPERTY('ProductVersion'));
INSERT #gantry_samples (counter, value) VALUES ('interval_s', CONVERT(nvarchar(20), @interval_s));
INSERT #gantry_samples (counter, value)
SELECT 'logical_cpus', CONVERT(nvarchar(20), cpu_count) FROM sys.dm_os_sys_info;
INSERT #gantry_samples (counter, value)
SELECT 'cores_used', CONVERT(nvarchar(20), COUNT(*)) FROM sys.dm_os_schedulers
WHERE status = N'VISIBLE ONLINE';
INSERT #gantry_samples (counter, value)
SELECT 'max_server_memory_mb', CONVERT(nvarchar(20), CONVERT(bigint, value_in_use))
FROM sys.configurations WHERE name = N'max server memory (MB)';
IF EXISTS (SELECT * FROM sys.system_columns
           WHERE object_id = OBJECT_ID(N'sys.dm_os_sys_info') AND name = N'physical_memory_kb')
    SET @sql = N'SELECT ''physical_memory_mb'', CONVERT(nvarchar(20), physical_memory_kb / 1024)
                 FROM sys.dm_os_sys_info';
ELSE
    SET @sql = N'SELECT ''physical_memory_mb'', CONVERT(nvarchar(20), physical_memory_in_bytes / 1048576)
                 FROM sys.dm_os_sys_info';
INSERT #gantry_samples (counter, value) EXEC sp_executesql @sql;

-- Databases with memory-optimised data (2014 and later)
DECLARE @database sysname;
DECLARE databases CURSOR LOCAL FAST_FORWARD FOR
    SELECT name FROM sys.databases WHERE state = 0 AND source_database_id IS NULL AND database_id > 4;
OPEN databases;
FETCH NEXT FROM databases INTO @database;
WHILE @@FETCH_STATUS = 0
BEGIN
    BEGIN TRY
        SET @sql = N'IF EXISTS (SELECT * FROM ' + QUOTENAME(@database)
            + N'.sys.filegroups WHERE type = ''FX'') SELECT @name, ''memory_optimized'', N''1''';
        INSERT #gantry_samples (database_name, counter, value)
        EXEC sp_executesql @sql, N'@name sysname', @name = @database;
    END TRY
    BEGIN CATCH
        SET @sql = NULL;  -- a database that may not be read, or a secondary replica
    END CATCH;
    FETCH NEXT FROM databases INTO @database;
END;
CLOSE databases;
DEALLOCATE databases;
)";

constexpr const char* k_loop = R"(
-- What does
WHILE 1 = 1
BEGIN
    SET @now = GETUTCDATE();
    DELETE #gantry_files;
    INSERT #gantry_files (database_id, file_id, reads, bytes_read, read_stall_ms, writes,
                          bytes_written, write_stall_ms)
    SELECT database_id, file_id, num_of_reads, num_of_bytes_read, io_stall_read_ms, num_of_writes,
           num_of_bytes_written, io_stall_write_ms
    FROM sys.dm_io_virtual_file_stats(NULL, NULL);

    IF @previous IS NOT NULL AND @now > @previous
    BEGIN
        SET @elapsed_s = DATEDIFF(millisecond, @previous, @now) / 1000.0;
        -- Counters start anew with a restart of the server or of the database.
        DELETE p FROM #gantry_previous AS p
        JOIN #gantry_files AS f ON f.database_id = p.database_id AND f.file_id = p.file_id
        WHERE f.reads < p.reads OR f.writes < p.writes;
        INSERT #gantry_samples (taken, database_name, file_name, counter, value)
        SELECT @now, DB_NAME(f.database_id), m.name, c.counter,
               CONVERT(nvarchar(40), CONVERT(decimal(18, 3), CASE c.counter
                   WHEN 'read_iops' THEN (f.reads - p.reads) / @elapsed_s
                   WHEN 'write_iops' THEN (f.writes - p.writes) / @elapsed_s
                   WHEN 'read_mb_per_s' THEN (f.bytes_read - p.bytes_read) / 1048576.0 / @elapsed_s
                   WHEN 'write_mb_per_s'
                       THEN (f.bytes_written - p.bytes_written) / 1048576.0 / @elapsed_s
                   WHEN 'read_latency_ms'
                       THEN (f.read_stall_ms - p.read_stall_ms) * 1.0 / NULLIF(f.reads - p.reads, 0)
                   WHEN 'write_latency_ms'
                       THEN (f.write_stall_ms - p.write_stall_ms) * 1.0
                            / NULLIF(f.writes - p.writes, 0)
               END))
        FROM #gantry_files AS f
        JOIN #gantry_previous AS p ON p.database_id = f.database_id AND p.file_id = f.file_id
        JOIN sys.master_files AS m ON m.database_id = f.database_id AND m.file_id = f.file_id
        JOIN sys.databases AS d ON d.database_id = f.database_id
        CROSS JOIN (SELECT 'read_iops' AS counter UNION ALL SELECT 'write_iops'
                    UNION ALL SELECT 'read_mb_per_s' UNION ALL SELECT 'write_mb_per_s'
                    UNION ALL SELECT 'read_latency_ms' UNION ALL SELECT 'write_latency_ms') AS c
        WHERE d.source_database_id IS NULL AND DB_NAME(f.database_id) IS NOT NULL
          AND (c.counter <> 'read_latency_ms' OR f.reads > p.reads)
          AND (c.counter <> 'write_latency_ms' OR f.writes > p.writes);
    END;

    INSERT #gantry_samples (taken, counter, value)
    SELECT @now, 'memory_mb', CONVERT(nvarchar(20), cntr_value / 1024)
    FROM sys.dm_os_performance_counters
    WHERE counter_name = N'Total Server Memory (KB)' AND object_name LIKE N'%:Memory Manager%';
    INSERT #gantry_samples (taken, counter, value)
    SELECT @now, 'sessions', CONVERT(nvarchar(20), cntr_value)
    FROM sys.dm_os_performance_counters
    WHERE counter_name = N'User Connections' AND object_name LIKE N'%:General Statistics%';
    INSERT #gantry_samples (taken, counter, value)
    SELECT @now, 'workers', CONVERT(nvarchar(20), SUM(current_workers_count))
    FROM sys.dm_os_schedulers WHERE status = N'VISIBLE ONLINE';
    INSERT #gantry_samples (taken, database_name, counter, value)
    SELECT @now, RTRIM(instance_name), 'in_memory_mb',
           CONVERT(nvarchar(40), CONVERT(decimal(18, 3), cntr_value / 1024.0))
    FROM sys.dm_os_performance_counters
    WHERE counter_name = N'XTP Memory Used (KB)' AND object_name LIKE N'%:Databases%'
      AND cntr_value > 0 AND instance_name NOT IN (N'_Total', N'mssqlsystemresource')
      AND DB_ID(RTRIM(instance_name)) > 4;

    SET @batches = NULL;
    SELECT @batches = cntr_value FROM sys.dm_os_performance_counters
    WHERE counter_name = N'Batch Requests/sec' AND object_name LIKE N'%:SQL Statistics%';
    IF @previous IS NOT NULL AND @now > @previous AND @batches >= @last_batches
        INSERT #gantry_samples (taken, counter, value)
        SELECT @now, 'batch_requests_per_s',
               CONVERT(nvarchar(40), CONVERT(decimal(18, 3), (@batches - @last_batches) / @elapsed_s));
    SET @last_batches = @batches;

    -- The server notes its CPU every minute and keeps some hours of it: the first sample brings
    -- those hours.
    SELECT @ticks = ms_ticks FROM sys.dm_os_sys_info;
    SELECT @newest_cpu = MAX([timestamp]) FROM sys.dm_os_ring_buffers
    WHERE ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR' AND record LIKE N'%<SystemHealth>%';
    INSERT #gantry_samples (taken, counter, value)
    SELECT DATEADD(second, CONVERT(int, (r.[timestamp] - @ticks) / 1000), @now), 'cpu_percent',
           CONVERT(nvarchar(20), r.event.value(
               '(/Record/SchedulerMonitorEvent/SystemHealth/ProcessUtilization)[1]', 'int'))
    FROM (SELECT [timestamp], CONVERT(xml, record) AS event FROM sys.dm_os_ring_buffers
          WHERE ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR'
            AND record LIKE N'%<SystemHealth>%' AND [timestamp] > @last_cpu
            AND [timestamp] <= @newest_cpu) AS r;
    IF @newest_cpu IS NOT NULL SET @last_cpu = @newest_cpu;

    DELETE #gantry_previous;
    INSERT #gantry_previous SELECT * FROM #gantry_files;
    SET @previous = @now;
    IF GETUTCDATE() >= @until BREAK;
    WAITFOR DELAY @delay;
END;
)";

constexpr const char* k_output = R"(
-- Files as they are at the end; tempdb's are not those that master lists
INSERT #gantry_samples (database_name, file_name, counter, value)
SELECT DB_NAME(f.database_id), f.name, c.counter, CASE c.counter
           WHEN 'file_type' THEN CASE f.type WHEN 0 THEN N'Rows' WHEN 1 THEN N'Log'
               WHEN 2 THEN N'Filestream' WHEN 4 THEN N'Fulltext' ELSE N'Other' END
           WHEN 'physical_name' THEN CONVERT(nvarchar(260), f.physical_name)
           ELSE CONVERT(nvarchar(40), CONVERT(decimal(18, 3), f.size / 128.0))
       END
FROM (SELECT database_id, name, type, physical_name, size FROM sys.master_files
      WHERE database_id <> 2
      UNION ALL
      SELECT 2, name, type, physical_name, size FROM tempdb.sys.database_files) AS f
JOIN sys.databases AS d ON d.database_id = f.database_id
CROSS JOIN (SELECT 'file_type' AS counter UNION ALL SELECT 'physical_name'
            UNION ALL SELECT 'file_size_mb') AS c
WHERE d.source_database_id IS NULL AND d.state = 0;

DECLARE @server nvarchar(300);
SET @server = N'"' + REPLACE(CONVERT(nvarchar(128), SERVERPROPERTY('ServerName')), N'"', N'""') + N'"';
SELECT lines.line
FROM (SELECT 0 AS id, CONVERT(nvarchar(2000), N'server,time,database,file,counter,value') AS line
      UNION ALL
      SELECT id, CONVERT(nvarchar(2000), @server + N','
             + ISNULL(CONVERT(nvarchar(19), taken, 120), N'') + N','
             + ISNULL(N'"' + REPLACE(database_name, N'"', N'""') + N'"', N'') + N','
             + ISNULL(N'"' + REPLACE(file_name, N'"', N'""') + N'"', N'') + N','
             + counter + N',"' + REPLACE(value, N'"', N'""') + N'"')
      FROM #gantry_samples) AS lines
ORDER BY lines.id;

DROP TABLE #gantry_samples;
DROP TABLE #gantry_files;
DROP TABLE #gantry_previous;
GO
)";

}  // namespace

std::string collector_script(const CollectorOptions& options) {
    return fmt::format(fmt::runtime(k_setup), fmt::arg("minutes", options.minutes),
                       fmt::arg("interval", options.interval_s)) +
           k_facts + k_loop + k_output;
}

}  // namespace gantry::size
