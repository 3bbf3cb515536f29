#pragma once
// gantry fixture: makes native backups without a SQL Server, for tests, demonstrations and
// benchmarks.
//   gantry fixture SCRIPT.sql OUT.bak [--stripes N] [--checksum] [--sets N] [--database NAME]
//   gantry fixture --generate 1GB OUT.bak [--stripes N] [--checksum]
// The script is T-SQL: CREATE TABLE, ALTER TABLE ... ADD, CREATE INDEX, modules between GO lines,
// INSERT ... VALUES and INSERT ... SELECT ... FROM GENERATE_SERIES(a, b). The same input gives the
// same bytes.

#include <functional>
#include <span>
#include <string>

namespace CLI {
class App;
}

namespace gantry::cli {

// `args` are the words behind "fixture". Returns the exit code: 0 done, 2 bad usage, 3 failed;
// messages go to standard error.
int run_fixture(std::span<const std::string> args);

// The sub-command "fixture", which hands its words to run_fixture().
void add_fixture_command(CLI::App& app, std::function<int()>& chosen);

}  // namespace gantry::cli
