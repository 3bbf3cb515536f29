#pragma once
// A T-SQL script that measures a SQL Server (2005 and later) and prints samples in our own form
// (docs/reference/size.md). It reads dynamic management views, keeps what it measured in temporary
// tables and prints it at its end as one column of ready-made CSV lines.
// Sources: the documentation of sys.dm_io_virtual_file_stats, sys.dm_os_ring_buffers,
// sys.dm_os_performance_counters, sys.dm_os_schedulers, sys.dm_os_sys_info, sys.master_files.

#include <string>

namespace gantry::size {

struct CollectorOptions {
    int minutes = 60;
    int interval_s = 30;
};

std::string collector_script(const CollectorOptions& options);

}  // namespace gantry::size
