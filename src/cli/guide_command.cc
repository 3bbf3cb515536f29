// gantry guide: the steps and statements that bring a database of a version to the target.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "assess/finding.h"
#include "assess/method_advice.h"
#include "assess/method_json.h"
#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/text_table.h"

namespace gantry::cli {
namespace {

using namespace assess;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry guide 2012SP1 --size 250 --database Sales\n"
    "  gantry guide 15.0.4298 --online --target azure-sql-mi\n"
    "\n"
    "Prints how a database of a SQL Server version moves. The way in, stripes and sizes, how long\n"
    "it takes, and the statements to run on both sides. Versions: 2005 to 2025, 2008R2, with a\n"
    "service pack (2012SP1, 2012SP1CU2), or a build number such as 11.0.3000.";

struct Arguments {
    std::string version;
    std::string target = "azure-sql-mi";
    std::string database = "MyDatabase";
    std::string recovery_model;
    std::string output = "table";
    double size_gb = 0;
    double megabits = 1000;
    bool online = false, encrypted = false;
};

std::string indented(const std::string& text) {
    std::string out = "      ";
    for (char c : text) {
        out += c;
        if (c == '\n') out += "      ";
    }
    return out;
}

void print_mode(const ModeAdvice& mode) {
    fmt::print("\n{}: {}\n", mode_name(mode.mode), mode.reason);
    for (const std::string& line : mode.arithmetic)
        fmt::print("  {}\n", line);
    int number = 0;
    for (const MethodStep& step : mode.steps) {
        fmt::print("\n  {}. {} ({}{})\n{}\n", ++number, step.title, step.where,
                   step.language == Language::tsql ? ", T-SQL" : "", indented(step.text));
    }
}

void print_advice(const MethodAdvice& advice, const ModeAdvice& mode) {
    const MethodSource& source = advice.source;
    fmt::print("From {} to {}, database {}\n\n", source.version->name, target_name(advice.target),
               printable(source.database));
    TextTable ways({"way in", "", "why"});
    for (const WayChoice& way : advice.ways) {
        ways.add({way.title,
                  way.recommended ? "advised"
                  : way.possible  ? "works"
                                  : "not possible",
                  way.reason});
    }
    fmt::print("{}", ways.text(2));
    const BackupShape& shape = advice.shape;
    fmt::print("\n  stripes: {} ({})\n", shape.stripes, shape.stripes_reason);
    fmt::print("  compression: {} ({})\n", shape.compression ? "yes" : "no",
               shape.compression_reason);
    if (shape.max_transfer_size != 0) {
        fmt::print("  MAXTRANSFERSIZE = {}{}\n", shape.max_transfer_size,
                   shape.block_size == 0
                       ? std::string()
                       : fmt::format(", BLOCKSIZE = {}: fewest blocks", shape.block_size));
    }
    for (const std::string& note : advice.notes)
        fmt::print("  - {}\n", note);
    for (const ModeAdvice& other : advice.modes) {
        if (other.mode != mode.mode) {
            fmt::print("  - {}: {}{}\n", mode_name(other.mode),
                       other.possible ? "" : "not possible: ", other.reason);
        }
    }
    print_mode(mode);
}

// The one asked for: --online, else the plain one.
const ModeAdvice& chosen_mode(const MethodAdvice& advice, bool online) {
    const ModeAdvice* mode = advice.mode(online ? Mode::online : Mode::offline);
    if (mode->possible) return *mode;
    throw UsageError(fmt::format("{} cannot move {}: {}", advice.source.version->name,
                                 mode_name(mode->mode), mode->reason),
                     online ? "leave out --online" : "");
}

// "azure mi", "Azure SQL Managed Instance": another kind of source, with one way out.
bool is_azure(const std::string& version) {
    const std::string text = ascii_lower(version);
    return text.find("azure") != text.npos || text.find("managed") != text.npos || text == "mi" ||
           text == "sqlmi" || text == "sqldb";
}

[[noreturn]] void refuse_azure() {
    throw UsageError(
        "an Azure SQL Managed Instance is no source of this guide: between managed instances "
        "databases are copied or moved by Azure itself",
        "its own backups are full and COPY_ONLY, to URL, not while a service-managed key encrypts "
        "the database (41922): ALTER DATABASE x SET ENCRYPTION OFF, then BACKUP DATABASE x TO URL "
        "= 'https://...' WITH COPY_ONLY. SQL Server 2022 or later of the same update policy, and "
        "Gantry, restore them: gantry guide 2022 --target gantry");
}

int run_guide(const Arguments& arguments) {
    MethodSource source;
    source.database = arguments.database;
    source.version = parse_source_version(arguments.version);
    if (!source.version && is_azure(arguments.version)) refuse_azure();
    if (!source.version) {
        throw UsageError(
            fmt::format("'{}' is no version of SQL Server", printable(arguments.version)),
            fmt::format("{}, one of them with a service pack, or a build number such as 11.0.3000",
                        known_source_versions()));
    }
    source.size_bytes = uint64_t(std::llround(arguments.size_gb * 1e9));
    source.encrypted = arguments.encrypted;
    source.recovery_model = arguments.recovery_model;
    source.megabits_per_second = arguments.megabits;
    const MethodAdvice advice =
        advise_method(source, arguments.target == "gantry" ? Target::gantry : Target::azure_sql_mi);
    const ModeAdvice& mode = chosen_mode(advice, arguments.online);
    if (arguments.output == "json") {
        using Json = nlohmann::ordered_json;
        Json out = method_json(advice, {});
        out["mode"] = mode_name(mode.mode);
        fmt::print("{}\n", out.dump(2, ' ', false, Json::error_handler_t::replace));
    } else {
        print_advice(advice, mode);
    }
    return k_done;
}

}  // namespace

void add_guide_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "guide", k_text);
    command->add_option("SOURCE_VERSION", arguments->version, "Version of the source")->required();
    command->add_option("--target", arguments->target, "azure-sql-mi or gantry")
        ->check(CLI::IsMember({"azure-sql-mi", "gantry"}))
        ->capture_default_str();
    command->add_option("--database", arguments->database, "Its name, as the statements show it")
        ->capture_default_str();
    command->add_option("--size", arguments->size_gb, "Size of the data files in GB (10^9 bytes)")
        ->check(CLI::Range(0.0, 1e6));
    command->add_option("--bandwidth", arguments->megabits, "Of the line to the target, in Mbit/s")
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
    command
        ->add_option("--recovery-model", arguments->recovery_model,
                     "FULL, BULK_LOGGED or SIMPLE; unknown by default")
        ->check(CLI::IsMember({"FULL", "BULK_LOGGED", "SIMPLE"}));
    command->add_flag("--encrypted", arguments->encrypted, "The database is encrypted (TDE)");
    command->add_flag("--online", arguments->online,
                      "Move while users work, with minutes of downtime");
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return run_guide(*arguments); }; });
}

}  // namespace gantry::cli
