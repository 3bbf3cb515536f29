#pragma once
// gantry tsql check|format|ast|stats [--level N] [--output table|json] FILE...|DIR...|-
// Reads scripts (GO, sqlcmd directives, UTF-8 or UTF-16), needs no instance. Returns the exit code:
// 0 no errors, 1 scripts have errors, 2 bad usage, 3 a file can't be read.

#include <span>
#include <string>

namespace gantry::cli {

int run_tsql(std::span<const std::string> args);

}  // namespace gantry::cli
