// The parser: builds the command table, prints help and usage errors, runs what was chosen.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>
#include <span>

#include "blob/url.h"
#include "cli/command_line.h"
#include "cli/command_text.h"
#include "cli/commands.h"
#include "cli/fixture_command.h"
#include "cli/help.h"
#include "cli/restore_command.h"
#include "cli/script_command.h"
#include "cli/tsql_command.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry instance create sales --generate-sa-password\n"
    "  gantry instance start sales\n"
    "\n"
    "Gantry lifts a SQL Server instance and sets it down on an open managed instance: a server\n"
    "that speaks TDS and T-SQL on PostgreSQL.";

constexpr const char* k_fixture_text =
    "Examples:\n"
    "  gantry fixture shop.sql shop.bak --checksum\n"
    "  gantry fixture --generate 1GB big.bak --stripes 2\n"
    "\n"
    "Makes a native backup from a script or made-up rows, without a SQL Server.";

// Commands that read their words themselves, --help among them: they are also functions of the
// library. The examples are put before their own help.
void add_reading_words(CLI::App& app, const std::string& name, const std::string& text,
                       int (*run)(std::span<const std::string>), Chosen& chosen) {
    CLI::App* command = add_command(app, name, text);
    command->prefix_command();
    command->set_help_flag();
    command->set_help_all_flag();
    command->callback([command, run, &chosen] {
        chosen = [command, run] {
            std::vector<std::string> words = command->remaining();
            bool help = std::any_of(words.begin(), words.end(), [](const std::string& word) {
                return word == "--help" || word == "-h";
            });
            if (help) fmt::print("{}\n\n", command->get_footer());
            return run(words);
        };
    });
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
    // The innermost command that was named knows the help that is wanted.
    const CLI::App* innermost = &app;
    std::string path = "gantry";
    while (!innermost->get_subcommands().empty()) {
        innermost = innermost->get_subcommands().front();
        path += " " + innermost->get_name();
    }
    fmt::print(stderr, "error: {}\nhint: {} --help\n", without_signatures(error.what()), path);
    return k_bad_usage;
}

// A signature in a URL is taken out of what lists of processes show.
void hide_signatures(int argc, char** argv) {
    for (char* word : std::span(argv, size_t(argc))) {
        char* mark = std::strchr(word, '?');
        if (mark == nullptr || !blob::is_blob_url(word)) continue;
        std::memset(mark + 1, '*', std::strlen(mark + 1));
    }
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app("", "gantry");
    set_help_style(app, k_text);
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Print the help of all commands and exit");
    Chosen chosen;
    add_instance_command(app, chosen);
    add_serve_command(app, chosen);
    add_inspect_command(app, chosen);
    add_assess_command(app, chosen);
    add_guide_command(app, chosen);
    add_migrate_command(app, chosen);
    add_size_command(app, chosen);
    add_export_command(app, chosen);
    add_diff_command(app, chosen);
    add_script_command(app, chosen);
    add_verify_command(app, chosen);
    add_upload_command(app, chosen);
    add_restore_command(app, chosen);
    add_reading_words(app, "fixture", k_fixture_text, run_fixture, chosen);
    add_tsql_command(app, chosen);
    add_version_command(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked_for_help) {
        return app.exit(asked_for_help);
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error);
    }
    hide_signatures(argc, argv);
    if (!chosen) return k_bad_usage;
    return guarded(chosen);
}

}  // namespace gantry::cli
