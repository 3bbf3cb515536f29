#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "catalog/diff/diff.h"
#include "cli/command_line.h"
#include "cli/command_text.h"
#include "cli/commands.h"
#include "cli/diff_side.h"
#include "cli/help.h"
#include "cli/text_table.h"

namespace gantry::cli {

namespace {

using catalog::DatabaseDiff;
using catalog::DiffChange;
using catalog::DiffState;
using catalog::ObjectDiff;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry diff monday.bak tuesday.bak\n"
    "  gantry diff sales.bak@1 sales.bak@2 --output json\n"
    "\n"
    "Shows how two backups of a database differ. Objects that came, went or changed are listed\n"
    "with what changed of them, and tables whose row counts differ. Each side is a file, several\n"
    "separated by commas (stripes, a full backup and its differential), a glob or a directory;\n"
    "@N behind it takes the backup set at position N, @TIME a point in the logs. Exit code 0: the\n"
    "same, 1: they differ.";

struct Arguments {
    std::string before, after;
    std::string database;
    std::string after_database;
    std::string output = "table";
    BlobOptions blobs;
};

struct Side {
    Inputs inputs;
    OpenedDatabase database;
    const catalog::Database& model() const { return database.image->model(); }
};

std::unique_ptr<Side> open_side(const std::string& word, const std::string& database,
                                const BlobOptions& blobs) {
    DiffSide parsed = parse_diff_side(word);
    auto side = std::make_unique<Side>();
    side->inputs = read_inputs(parsed.paths, blobs);
    require_inputs(side->inputs);
    print_rejected(side->inputs);
    ImageChoice choice;
    choice.database = database;
    choice.set = parsed.set;
    choice.stop_at = parsed.stop_at;
    side->database = open_database(side->inputs, choice);
    if (!side->database.warning.empty()) {
        fmt::print(stderr, "warning: {}: {}\n", without_password(word),
                   printable(side->database.warning));
    }
    return side;
}

std::string change_text(const DiffChange& change) {
    std::string what = change.part_kind;
    if (!change.part_name.empty()) what += " " + change.part_name;
    if (change.property.empty()) return fmt::format("{} {}", what, to_string(change.state));
    if (!what.empty()) what += ": ";
    auto shown = [](const std::string& value) { return value.empty() ? "(none)" : value; };
    if (change.before.empty() && change.property == "text") {
        return fmt::format("{}{}: {}", what, change.property, change.after);
    }
    return fmt::format("{}{}: {} → {}", what, change.property, shown(change.before),
                       shown(change.after));
}

char sign(DiffState state) {
    return state == DiffState::added ? '+' : state == DiffState::removed ? '-' : '~';
}

std::string count_text(const std::optional<int64_t>& count) {
    return count ? grouped(*count) : "no table";
}

void print_text(const DatabaseDiff& diff) {
    for (const ObjectDiff& object : diff.objects) {
        fmt::print("{} {}{}{}\n", sign(object.state), object.kind, object.name.empty() ? "" : " ",
                   printable(object.name));
        for (const DiffChange& change : object.changes) {
            fmt::print("    {} {}\n",
                       sign(change.property.empty() ? change.state : DiffState::changed),
                       printable(change_text(change)));
        }
    }
    TextTable rows({"table", ">rows before", ">after", ">difference"});
    for (const catalog::RowCountDiff& entry : diff.rows) {
        int64_t difference = entry.after.value_or(0) - entry.before.value_or(0);
        rows.add({entry.table, count_text(entry.before), count_text(entry.after),
                  fmt::format("{}{}", difference > 0 ? "+" : "", grouped(difference))});
    }
    if (!rows.empty()) fmt::print("{}{}", diff.objects.empty() ? "" : "\n", rows.text());
    size_t counts[3] = {};
    for (const ObjectDiff& object : diff.objects)
        ++counts[size_t(object.state)];
    if (diff.same()) {
        fmt::print("no differences\n");
    } else {
        fmt::print("\n{} objects added, {} removed, {} changed; row counts of {} tables differ\n",
                   counts[0], counts[1], counts[2], diff.rows.size());
    }
}

void print_json(const DatabaseDiff& diff) {
    using Json = nlohmann::ordered_json;
    Json out = {{"same", diff.same()}, {"objects", Json::array()}, {"rows", Json::array()}};
    for (const ObjectDiff& object : diff.objects) {
        Json entry = {{"state", to_string(object.state)},
                      {"kind", object.kind},
                      {"name", object.name},
                      {"changes", Json::array()}};
        for (const DiffChange& change : object.changes) {
            entry["changes"].push_back({{"state", to_string(change.state)},
                                        {"part", change.part_kind},
                                        {"name", change.part_name},
                                        {"property", change.property},
                                        {"before", change.before},
                                        {"after", change.after}});
        }
        out["objects"].push_back(std::move(entry));
    }
    for (const catalog::RowCountDiff& entry : diff.rows) {
        out["rows"].push_back({{"table", entry.table},
                               {"before", entry.before ? Json(*entry.before) : Json()},
                               {"after", entry.after ? Json(*entry.after) : Json()}});
    }
    fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

int run_diff(const Arguments& arguments) {
    std::unique_ptr<Side> before = open_side(arguments.before, arguments.database, arguments.blobs);
    std::unique_ptr<Side> after =
        open_side(arguments.after,
                  arguments.after_database.empty() ? arguments.database : arguments.after_database,
                  arguments.blobs);
    DatabaseDiff diff = catalog::diff_databases(before->model(), after->model());
    if (arguments.output == "json") {
        print_json(diff);
    } else {
        print_text(diff);
    }
    return diff.same() ? k_done : k_found_problems;
}

}  // namespace

void add_diff_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "diff", k_text);
    command->add_option("before", arguments->before, "What it was: PATH[,PATH...][@POINT]")
        ->required();
    command->add_option("after", arguments->after, "What it became: PATH[,PATH...][@POINT]")
        ->required();
    command->add_option("--database", arguments->database,
                        "Which database, when the files hold several");
    command->add_option("--after-database", arguments->after_database,
                        "Its name on the second side, when that differs");
    add_reading_blob_options(*command, arguments->blobs);
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return run_diff(*arguments); }; });
}

}  // namespace gantry::cli
