#pragma once
// Child processes: initdb, postgres, pg_config. Only async-signal-safe calls happen between fork
// and exec, so that a program with threads may use it.

#include <sys/types.h>

#include <string>
#include <vector>

namespace gantry::pg {

// Who a child runs as. uid 0 and gid 0 mean: as the caller.
struct RunAs {
    uid_t uid = 0;
    gid_t gid = 0;
    std::string name;
};

struct SpawnOptions {
    std::vector<std::string> arguments;    // [0] is the program's path
    std::vector<std::string> environment;  // "NAME=value"; nothing is inherited
    std::string directory = "/";           // working directory
    std::string output_file;               // stdout and stderr are appended to it
    RunAs run_as;
    // A process group of its own (the terminal's Ctrl-C does not reach it), and this signal when
    // the calling thread ends, however it ends. 0: neither.
    int parent_death_signal = 0;
};

// IoError when the child cannot be made; a failing exec shows as exit code 127.
pid_t spawn(const SpawnOptions& options);

// Waits; the exit code, or 128 + signal.
int wait_for_exit(pid_t pid);
inline int run_program(const SpawnOptions& options) {
    return wait_for_exit(spawn(options));
}

// The last `line_count_max` lines of a text file, at most 8 KiB; empty when it cannot be read.
std::string file_tail(const std::string& path, size_t line_count_max);

// Small files. IoError naming the file and the reason.
std::string read_text_file(const std::string& path);
// Replaces the file atomically: written beside it, synced, renamed.
void write_text_file(const std::string& path, std::string_view text, mode_t mode);

}  // namespace gantry::pg
