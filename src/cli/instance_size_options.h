#pragma once
// --vcores, --memory, --storage and --from-size, as `instance create` and `instance scale` have
// them.

#include <optional>
#include <string>

#include "instance/config.h"
#include "instance/sizing.h"

namespace CLI {
class App;
}

namespace gantry::cli {

struct SizeArguments {
    std::optional<int> vcores;
    std::optional<std::string> memory;
    std::optional<std::string> storage;
    std::string report;
    std::string report_server;
    std::string recommendation = "baseline";
};

void add_size_options(CLI::App& command, SizeArguments& arguments);
void add_report_options(CLI::App& command, SizeArguments& arguments);

// Those that were given into `config`, what the report says first. Returns which recommendation was
// taken; empty without a report. UsageError for what cannot be.
std::string apply_size_arguments(const SizeArguments& arguments, instance::InstanceConfig& config);

// "4 vCores, 16 GB of memory, 256 GB of storage"; what is not limited is said so.
std::string size_sentence(const instance::InstanceSize& size);

// What is larger than the machine, on stderr.
void warn_of_size(const instance::InstanceConfig& config, const std::string& data_dir);

}  // namespace gantry::cli
