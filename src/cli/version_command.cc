// gantry version

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "instance/version.h"

namespace gantry::cli {

void add_version_command(CLI::App& app, Chosen& chosen) {
    CLI::App* command = add_command(app, "version",
                                    "Examples:\n"
                                    "  gantry version\n"
                                    "  gantry version --output json\n"
                                    "\n"
                                    "Prints the program's version.");
    auto output = std::make_shared<std::string>("table");
    command->add_option("--output", *output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback([output, &chosen] {
        chosen = [output] {
            if (*output == "json") {
                fmt::print("{{\"version\": \"{}\"}}\n", instance::k_program_version);
            } else {
                fmt::print("gantry {}\n", instance::k_program_version);
            }
            return k_done;
        };
    });
}

}  // namespace gantry::cli
