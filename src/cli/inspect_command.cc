#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/inspect_sets.h"

namespace gantry::cli {

namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry inspect sales.bak\n"
    "  gantry inspect /backups --output json\n"
    "\n"
    "Shows what backups and data files hold, without a server. Media, backup sets, the chain from\n"
    "full backup to log, files, tables with their rows and sizes, and modules are listed. A set "
    "that\n"
    "is laid over others (a differential, a log) shows the database as of its end when those are\n"
    "among the files. Exit code 1: a file or a set has a problem.";

struct Arguments {
    InspectOptions inspect;
    std::string output = "table";
    std::string rows_of;
    uint64_t limit = 20;
};

int inspect(const Arguments& arguments) {
    Inputs inputs =
        read_inputs(arguments.inspect.input.paths, arguments.inspect.input.blobs,
                    arguments.inspect.headers_only ? InputDepth::headers : InputDepth::contents);
    require_inputs(inputs);
    bool json = arguments.output == "json";
    if (!arguments.rows_of.empty()) {
        OpenedDatabase database = open_database(inputs, arguments.inspect.input.choice);
        print_rows(*database.image, arguments.rows_of, arguments.limit, json);
        return k_done;
    }
    std::unique_ptr<InspectOutput> output = json ? json_output() : text_output();
    return inspect_sets(inputs, arguments.inspect, *output) ? k_found_problems : k_done;
}

}  // namespace

void add_inspect_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "inspect", k_text);
    add_path_words(*command, arguments->inspect.input.paths);
    add_reading_blob_options(*command, arguments->inspect.input.blobs);
    command->add_option("--database", arguments->inspect.input.choice.database,
                        "Only this database, when the files hold several");
    command
        ->add_option("--set", arguments->inspect.input.choice.set,
                     "Only the backup set at this position of its file")
        ->check(CLI::Range(1, 65535));
    command->add_flag("--check", arguments->inspect.check,
                      "Decode every row and compare the counts with the catalog's");
    command->add_flag("--headers", arguments->inspect.headers_only,
                      "Media, chains and headers only: quick on any number of files");
    command->add_option("--rows", arguments->rows_of, "Print the rows of one table instead");
    command->add_option("--limit", arguments->limit, "At most so many rows; 0 is all")
        ->capture_default_str();
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return inspect(*arguments); }; });
}

}  // namespace gantry::cli
