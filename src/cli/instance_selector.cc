#include "cli/instance_selector.h"

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "instance/layout.h"

namespace gantry::cli {

std::string InstanceSelector::data_dir() const {
    if (name.empty() && data.empty()) {
        throw UsageError("which instance?", "give its NAME, or --data DIR");
    }
    return instance::resolve_data_dir(name, data);
}

void add_selector(CLI::App& command, InstanceSelector& selector) {
    command.add_option("name", selector.name, "The instance's name");
    command.add_option("--data", selector.data, "Its data directory, instead of the default one");
}

void add_output_option(CLI::App& command, InstanceSelector& selector) {
    command.add_option("--output", selector.output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
}

}  // namespace gantry::cli
