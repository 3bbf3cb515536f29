#pragma once
// gantry tsql check|format|ast|stats [options] FILE...|DIR...|GLOB...|-
// Reads scripts (GO, sqlcmd directives, UTF-8 or UTF-16), needs no server. Exit codes: 0 nothing
// found, 1 scripts have errors (or would change, with format --check), 2 bad usage, 3 a file cannot
// be read.

#include <functional>

namespace CLI {
class App;
}

namespace gantry::cli {

void add_tsql_command(CLI::App& app, std::function<int()>& chosen);

// One file each: tsql_check.cc, tsql_format.cc, tsql_ast.cc, tsql_stats.cc.
void add_tsql_check(CLI::App& parent, std::function<int()>& chosen);
void add_tsql_format(CLI::App& parent, std::function<int()>& chosen);
void add_tsql_ast(CLI::App& parent, std::function<int()>& chosen);
void add_tsql_stats(CLI::App& parent, std::function<int()>& chosen);

}  // namespace gantry::cli
