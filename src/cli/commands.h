#pragma once
// The command table. Each command lives in a file of its own, <name>_command.cc, that adds its
// sub-command, options and help to the parser and says what runs when it is chosen. CLI11's header
// is heavy: only those files include it.

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace gantry::cli {

// Set by the command that was chosen; main runs it and returns its exit code.
using Chosen = std::function<int()>;

void add_assess_command(CLI::App& app, Chosen& chosen);
void add_diff_command(CLI::App& app, Chosen& chosen);
void add_export_command(CLI::App& app, Chosen& chosen);
void add_guide_command(CLI::App& app, Chosen& chosen);
void add_inspect_command(CLI::App& app, Chosen& chosen);
void add_instance_command(CLI::App& app, Chosen& chosen);
void add_migrate_command(CLI::App& app, Chosen& chosen);
void add_serve_command(CLI::App& app, Chosen& chosen);
void add_size_command(CLI::App& app, Chosen& chosen);
void add_upload_command(CLI::App& app, Chosen& chosen);
void add_verify_command(CLI::App& app, Chosen& chosen);
void add_version_command(CLI::App& app, Chosen& chosen);

// Parses, runs, returns the exit code.
int run(int argc, char** argv);

}  // namespace gantry::cli
