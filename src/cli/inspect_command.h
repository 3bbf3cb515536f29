#pragma once
// gantry inspect PATH...: what a backup or data file holds, without a server. Read-only.
//   --output table|json   --rows TABLE [--limit N]   --set POSITION   --check
// Exit code 0 done, 1 --check found wrong counts or unreadable tables, 2 bad usage, 3 failed.

#include <span>
#include <string>

namespace gantry::cli {

// `args` follow the word "inspect". Prints to standard output, errors to standard error.
int run_inspect(std::span<const std::string> args);

}  // namespace gantry::cli
