#include "cli/instance_size_options.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/command_line.h"
#include "instance/size_report.h"
#include "pg/process.h"

namespace gantry::cli {

void add_size_options(CLI::App& command, SizeArguments& arguments) {
    command
        .add_option("--vcores", arguments.vcores, "Processors it may use; 0: all of the machine")
        ->check(CLI::Range(0, 1024));
    command.add_option("--memory", arguments.memory,
                       "Memory its settings are made for, such as 16GB; 0: by the machine");
    command.add_option("--storage", arguments.storage,
                       "Storage for databases and log, such as 256GB; 0: no limit");
}

void add_report_options(CLI::App& command, SizeArguments& arguments) {
    command.add_option("--from-size", arguments.report,
                       "JSON of `gantry size` or `gantry assess`: the size it recommends");
    command.add_option("--from-server", arguments.report_server,
                       "Which instance of the report, when it has several");
    command.add_option("--recommendation", arguments.recommendation, "baseline or headroom")
        ->check(CLI::IsMember({"baseline", "headroom"}))
        ->capture_default_str();
}

std::string apply_size_arguments(const SizeArguments& arguments, instance::InstanceConfig& config) {
    std::string taken;
    if (!arguments.report.empty()) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(arguments.report, error);
        if (!error && bytes > instance::k_report_bytes_max) {
            throw UsageError(fmt::format("{} is too large for a report", arguments.report));
        }
        const instance::RecommendedSize recommended =
            instance::read_size_report(pg::read_text_file(arguments.report),
                                       {arguments.report_server, arguments.recommendation});
        instance::take_recommended(recommended, config);
        taken = recommended.description;
    } else if (!arguments.report_server.empty()) {
        throw UsageError("--from-server needs --from-size");
    }
    instance::InstanceSize size = instance::size_of(config);
    const auto amount = [](const std::string& text) {
        return text == "0" ? 0 : instance::parse_megabytes(text);
    };
    try {
        if (arguments.vcores) size.vcores = *arguments.vcores;
        if (arguments.memory) size.memory_mb = amount(*arguments.memory);
        if (arguments.storage) size.storage_mb = amount(*arguments.storage);
        instance::check_size(size);
    } catch (const Error& error) {
        throw UsageError(error.what(), error.hint());
    }
    instance::set_size(size, config);
    return taken;
}

std::string size_sentence(const instance::InstanceSize& size) {
    const auto amount = [](int64_t mb, const char* what) {
        return mb == 0 ? fmt::format("{} not limited", what)
                       : fmt::format("{} of {}", instance::megabytes_text(mb), what);
    };
    return fmt::format("{}, {}, {}",
                       size.vcores == 0
                           ? std::string("vCores not limited")
                           : fmt::format("{} vCore{}", size.vcores, size.vcores == 1 ? "" : "s"),
                       amount(size.memory_mb, "memory"), amount(size.storage_mb, "storage"));
}

void warn_of_size(const instance::InstanceConfig& config, const std::string& data_dir) {
    for (const std::string& warning :
         instance::size_warnings(instance::size_of(config), data_dir)) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
}

}  // namespace gantry::cli
