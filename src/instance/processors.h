#pragma once
// Which processors an instance may run on, and what its processes have used: its server and its
// PostgreSQL with all backends. An instance of N vCores runs on N of the machine's processors
// (sched_setaffinity; children inherit it). Instances start at different ones, by a hash of their
// data directory, so that small instances of one machine do not share what others leave idle.
//
// No privileges are needed: the processes belong to one user. A process that ends meanwhile is
// passed over. Reads /proc.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gantry::instance {

// Of all threads of this process and of the processes below `postmaster` (0: none). 0 vcores, or
// as many as there are: all that were allowed when the program started.
void bind_to_processors(int vcores, const std::string& data_dir, pid_t postmaster);
// Which they would be; for tests. `allowed` in ascending order.
std::vector<int> choose_processors(const std::vector<int>& allowed, int vcores,
                                   const std::string& data_dir);

struct ProcessUsage {
    uint64_t user_ms = 0;  // of processor time since they started, those that ended too
    uint64_t kernel_ms = 0;
    uint64_t private_kb = 0;  // memory of the processes' own
    uint64_t shared_kb = 0;   // of PostgreSQL's shared memory, counted once
    size_t processes = 0;

    uint64_t memory_kb() const { return private_kb + shared_kb; }
};
// This process and all below `postmaster`.
ProcessUsage process_usage(pid_t postmaster);

}  // namespace gantry::instance
