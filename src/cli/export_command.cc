#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/row_counts.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/export_progress.h"
#include "cli/export_table.h"
#include "cli/fetch_progress.h"
#include "cli/help.h"
#include "cli/input_options.h"
#include "cli/inspect_report.h"
#include "cli/table_name.h"
#include "cli/text_table.h"

namespace gantry::cli {

namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry export sales.bak --table dbo.Orders > orders.csv\n"
    "  gantry export /backups --database sales --all --format jsonl --to out\n"
    "\n"
    "Writes rows of a backup to CSV, JSON lines or INSERT statements, without a server. Values "
    "keep\n"
    "all their digits; computed columns that are not stored are left out. One table goes to the\n"
    "standard output, several to one file each in --to DIR; a file has its name only when it is\n"
    "whole. Exit code 1: a table could not be read, the others are written.";

struct Arguments {
    InputOptions input;
    std::vector<std::string> tables;
    bool all = false;
    std::string format = "csv";
    std::string null_text;
    std::string to;
    size_t threads = std::max(1u, std::thread::hardware_concurrency());
    std::string output = "table";
};

struct TableOutcome {
    std::string table;
    std::string file;
    ExportResult result;
    int64_t expected_rows = 0;
    bool exact = true;  // the catalog's count can be relied on
    std::string error;
};

ExportStyle style_of(const Arguments& arguments) {
    ExportStyle style;
    if (arguments.format == "parquet") {
        throw UsageError("parquet is not written: Debian 12 has no library for it",
                         "write csv or jsonl and convert that");
    }
    if (arguments.format == "jsonl") style.form = ExportForm::jsonl;
    if (arguments.format == "sql") style.form = ExportForm::sql;
    if (!arguments.null_text.empty() && style.form != ExportForm::csv) {
        throw UsageError("--null is for csv only");
    }
    if (arguments.null_text.find_first_of(",\"\r\n") != std::string::npos) {
        throw UsageError("the text of --null cannot hold commas, quotes or line ends");
    }
    style.null_text = arguments.null_text;
    return style;
}

void check_choice(const Arguments& arguments) {
    if (arguments.all == !arguments.tables.empty()) {
        throw UsageError(arguments.all ? "--all and --table exclude each other"
                                       : "which table? nothing is chosen",
                         "say --table SCHEMA.TABLE or --all");
    }
    if (arguments.to.empty() && (arguments.all || arguments.tables.size() > 1)) {
        throw UsageError("several tables cannot go to the standard output", "say --to DIR");
    }
}

std::vector<const catalog::Table*> chosen_tables(const Arguments& arguments,
                                                 const catalog::Database& model) {
    std::vector<const catalog::Table*> out;
    if (arguments.all) {
        for (size_t i : listed_tables(model))
            out.push_back(&model.tables[i]);
        return out;
    }
    for (const std::string& name : arguments.tables) {
        const catalog::Table* table = &find_table(model, name);
        if (std::find(out.begin(), out.end(), table) == out.end()) out.push_back(table);
    }
    return out;
}

class Exporter {
  public:
    Exporter(const Arguments& arguments, const catalog::DatabaseImage& image)
        : arguments_(arguments), image_(image), style_(style_of(arguments)) {}

    // One table to the standard output; errors go through.
    void to_stdout(const catalog::Table& table) {
        auto target = stdout_target();
        outcomes_.push_back(outcome_of(table));
        ExportProgressLine line(progress_);
        run(table, *target, line, outcomes_.back());
    }

    void to_files(const std::vector<const catalog::Table*>& tables) {
        make_directory();
        ExportProgressLine line(progress_);
        for (const catalog::Table* table : tables) {
            TableOutcome& outcome = outcomes_.emplace_back(outcome_of(*table));
            outcome.file = file_for(*table);
            try {
                auto target = file_target(outcome.file);
                run(*table, *target, line, outcome);
            } catch (const FormatError& error) {
                // What is wrong with one table says nothing about the next; a full disk does.
                outcome.error = error.what();
            }
        }
    }

    const std::vector<TableOutcome>& outcomes() const { return outcomes_; }

  private:
    TableOutcome outcome_of(const catalog::Table& table) const {
        TableOutcome outcome;
        outcome.table = full_name(image_.model(), table);
        outcome.expected_rows = table.row_count;
        outcome.exact = catalog::is_row_count_known(table) &&
                        !catalog::may_miscount_rows(image_.model().created_version);
        return outcome;
    }

    void run(const catalog::Table& table, ExportTarget& target, ExportProgressLine& line,
             TableOutcome& outcome) {
        line.set_table(outcome.table);
        progress_.pages = progress_.pages_total = progress_.rows = progress_.bytes = 0;
        outcome.result = export_table(image_, table, style_, arguments_.threads, target, progress_);
        target.finish();
    }

    void make_directory() {
        std::error_code problem;
        std::filesystem::create_directories(arguments_.to, problem);
        if (problem) {
            throw IoError(fmt::format("cannot create {}: {}", arguments_.to, problem.message()));
        }
    }

    // Two tables whose names differ in case only are two files on any file system.
    std::string file_for(const catalog::Table& table) {
        std::string stem = file_stem(schema_name(image_.model(), table.schema_id), table.name);
        std::string name = stem;
        for (int i = 2; !names_.insert(ascii_lower(name)).second; ++i) {
            name = fmt::format("{}~{}", stem, i);
        }
        return (std::filesystem::path(arguments_.to) / (name + file_ending(style_.form))).string();
    }

    const Arguments& arguments_;
    const catalog::DatabaseImage& image_;
    ExportStyle style_;
    ExportProgress progress_;
    std::set<std::string> names_;
    std::vector<TableOutcome> outcomes_;
};

void print_summary(const std::vector<TableOutcome>& outcomes, bool json) {
    if (json) {
        nlohmann::ordered_json out = {{"tables", nlohmann::ordered_json::array()}};
        for (const TableOutcome& outcome : outcomes) {
            nlohmann::ordered_json entry = {{"table", outcome.table},
                                            {"file", outcome.file},
                                            {"rows", outcome.result.rows},
                                            {"bytes", outcome.result.bytes}};
            if (!outcome.error.empty()) entry["error"] = outcome.error;
            out["tables"].push_back(std::move(entry));
        }
        fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    TextTable table({"table", ">rows", ">size", "file"});
    for (const TableOutcome& outcome : outcomes) {
        if (!outcome.error.empty()) continue;
        table.add({outcome.table, grouped(int64_t(outcome.result.rows)),
                   human_size(outcome.result.bytes), outcome.file});
    }
    fmt::print("{}", table.text());
}

// What the reader should know; true when something is wrong.
bool report_problems(const std::vector<TableOutcome>& outcomes) {
    bool problems = false;
    for (const TableOutcome& outcome : outcomes) {
        if (!outcome.error.empty()) {
            fmt::print(stderr, "error: {} is not exported: {}\n", printable(outcome.table),
                       printable(outcome.error));
            problems = true;
            continue;
        }
        if (outcome.exact && outcome.result.rows != uint64_t(outcome.expected_rows)) {
            fmt::print(stderr, "warning: {}: {} rows were read, the catalog counts {}\n",
                       printable(outcome.table), outcome.result.rows, outcome.expected_rows);
            problems = true;
        }
        if (outcome.result.replaced_values > 0) {
            fmt::print(stderr,
                       "warning: {}: {} values hold unpaired surrogates, written as U+FFFD\n",
                       printable(outcome.table), outcome.result.replaced_values);
        }
    }
    return problems;
}

int run_export(const Arguments& arguments) {
    style_of(arguments);
    check_choice(arguments);
    Inputs inputs = read_inputs(arguments.input.paths, arguments.input.blobs);
    OpenedDatabase database = open_database(inputs, arguments.input.choice);
    print_rejected(inputs);
    if (!database.warning.empty()) {
        fmt::print(stderr, "warning: {}\n", printable(database.warning));
    }
    std::vector<const catalog::Table*> tables = chosen_tables(arguments, database.image->model());
    Exporter exporter(arguments, *database.image);
    const FetchProgressLine line(*inputs.places, FetchProgressLine::Show::in_log_only);
    if (arguments.to.empty()) {
        exporter.to_stdout(*tables[0]);
    } else {
        exporter.to_files(tables);
        print_summary(exporter.outcomes(), arguments.output == "json");
    }
    bool problems = report_problems(exporter.outcomes());
    return problems || inputs.has_problems() ? k_found_problems : k_done;
}

}  // namespace

void add_export_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "export", k_text);
    add_input_options(*command, arguments->input);
    // One value each: else a following PATH would be a table, and CLI11 would take brackets for
    // its own list syntax.
    command
        ->add_option("--table", arguments->tables,
                     "A table, as SCHEMA.TABLE; may be said several times")
        ->allow_extra_args(false);
    command->add_flag("--all", arguments->all, "All user tables");
    command->add_option("--format", arguments->format, "csv, jsonl or sql")
        ->check(CLI::IsMember({"csv", "jsonl", "sql", "parquet"}))
        ->capture_default_str();
    command->add_option("--null", arguments->null_text,
                        "How csv shows a NULL; nothing by default, an empty text is \"\"");
    command->add_option("--to", arguments->to, "Directory for one file per table");
    command->add_option("--threads", arguments->threads, "Threads that decode")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--output", arguments->output, "With --to, the summary: table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return run_export(*arguments); }; });
}

}  // namespace gantry::cli
