#pragma once
// Which instance a command is about, NAME or --data DIR, and how its answer is printed: the same
// for all `gantry instance` commands. UsageError when neither is given.

#include <string>

namespace CLI {
class App;
}

namespace gantry::cli {

struct InstanceSelector {
    std::string name;
    std::string data;
    std::string output = "table";  // or "json"

    std::string data_dir() const;  // absolute
    // How to name this instance in a command that is shown.
    std::string selector() const { return data.empty() ? name : "--data " + data_dir(); }
};

// Both keep references to `selector`, which outlives the parsing.
void add_selector(CLI::App& command, InstanceSelector& selector);
void add_output_option(CLI::App& command, InstanceSelector& selector);

}  // namespace gantry::cli
