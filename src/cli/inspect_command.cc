#include "cli/inspect_command.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "backup/container.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "cli/inspect_report.h"

namespace gantry::cli {

namespace {

constexpr int k_exit_done = 0;
constexpr int k_exit_problems = 1;
constexpr int k_exit_usage = 2;
constexpr int k_exit_failed = 3;

constexpr const char* k_help =
    R"(gantry inspect PATH... [options]
Shows what a SQL Server backup or data file holds. Name all stripes of a striped backup, in any
order; a differential may be named together with its full backup.

  --output table|json   how to print (default table)
  --set N               backup set at position N of the file (default 1)
  --check               decode every row and compare the counts with the catalog's
  --rows TABLE          print the rows of one table
  --limit N             at most N rows (default 20, 0 = all)
  --help                this text
)";

struct Options {
    std::vector<std::string> paths;
    bool json = false;
    bool check = false;
    bool help = false;
    std::string rows_of;
    uint64_t limit = 20;
    uint16_t set = 0;
};

template <typename T>
T parse_number(const std::string& option, const std::string& text) {
    T value{};
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) {
        throw Error(fmt::format("{} wants a number, not '{}'", option, text));
    }
    return value;
}

Options parse_options(std::span<const std::string> args) {
    Options out;
    auto value_of = [&](size_t& i) -> const std::string& {
        if (i + 1 >= args.size()) throw Error(fmt::format("{} wants a value", args[i]));
        return args[++i];
    };
    for (size_t i = 0; i < args.size(); ++i) {
        const std::string& arg = args[i];
        if (arg == "--help" || arg == "-h") {
            out.help = true;
        } else if (arg == "--output") {
            const std::string& form = value_of(i);
            if (form != "json" && form != "table") {
                throw Error(fmt::format("--output is table or json, not '{}'", form));
            }
            out.json = form == "json";
        } else if (arg == "--check") {
            out.check = true;
        } else if (arg == "--rows") {
            out.rows_of = value_of(i);
        } else if (arg == "--limit") {
            out.limit = parse_number<uint64_t>(arg, value_of(i));
        } else if (arg == "--set") {
            out.set = parse_number<uint16_t>(arg, value_of(i));
        } else if (arg.starts_with("-") && arg.size() > 1) {
            throw Error(fmt::format("option {} is not known", arg));
        } else {
            out.paths.push_back(arg);
        }
    }
    if (out.paths.empty() && !out.help) throw Error("no backup or data file was named");
    return out;
}

bool has_backups(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
        try {
            backup::ContainerKind kind = backup::detect_container(*open_file(path));
            if (kind == backup::ContainerKind::data_file) return false;
        } catch (const IoError&) {
            return true;  // the media opener says it with SQL Server's number
        }
    }
    return true;
}

void check_tables(InspectReport& report) {
    for (const catalog::Table& table : report.image->model().tables) {
        TableCheck check;
        try {
            check.decoded_rows = report.image->count_rows(table);
        } catch (const Error& error) {
            check.error = error.what();
        }
        report.checks.push_back(std::move(check));
    }
}

bool found_problems(const Options& options, const InspectReport& report) {
    for (const backup::MediaSet& media : report.media) {
        for (const backup::BackupSetHeader& header : media.sets()) {
            if (!header.complete) return true;
        }
    }
    if (options.check && !report.image) return true;
    for (size_t i = 0; i < report.checks.size(); ++i) {
        const TableCheck& check = report.checks[i];
        auto expected = uint64_t(report.image->model().tables[i].row_count);
        if (!check.error.empty() || check.decoded_rows != expected) return true;
    }
    return false;
}

InspectReport make_report(const Options& options) {
    InspectReport report;
    report.paths = options.paths;
    if (has_backups(options.paths)) report.media = backup::open_media(options.paths);
    try {
        catalog::OpenOptions open;
        open.set_position = options.set;
        report.image = catalog::DatabaseImage::open(options.paths, open);
    } catch (const FormatError& error) {
        // Headers are worth showing without the data: a lone stripe, a log, a damaged file.
        if (report.media.empty()) throw;
        report.image_error = error.what();
        if (!error.hint().empty()) report.image_error += fmt::format(" ({})", error.hint());
    }
    if (options.check && report.image) check_tables(report);
    return report;
}

void print_error(const Error& error) {
    const auto* format = dynamic_cast<const FormatError*>(&error);
    if (format != nullptr && format->number() != 0) {
        fmt::print(stderr, "gantry inspect: Msg {}: {}\n", format->number(), error.what());
    } else {
        fmt::print(stderr, "gantry inspect: {}\n", error.what());
    }
    if (!error.hint().empty()) fmt::print(stderr, "HINT: {}\n", error.hint());
}

}  // namespace

int run_inspect(std::span<const std::string> args) {
    Options options;
    try {
        options = parse_options(args);
    } catch (const Error& error) {
        fmt::print(stderr, "gantry inspect: {}\nHINT: gantry inspect --help\n", error.what());
        return k_exit_usage;
    }
    if (options.help) {
        fmt::print("{}", k_help);
        return k_exit_done;
    }
    try {
        if (!options.rows_of.empty()) {
            catalog::OpenOptions open;
            open.set_position = options.set;
            auto image = catalog::DatabaseImage::open(options.paths, open);
            print_rows(*image, options.rows_of, options.limit, options.json);
            return k_exit_done;
        }
        InspectReport report = make_report(options);
        if (options.json) {
            print_report_json(report);
        } else {
            print_report(report);
        }
        return found_problems(options, report) ? k_exit_problems : k_exit_done;
    } catch (const Error& error) {
        print_error(error);
        return k_exit_failed;
    }
}

}  // namespace gantry::cli
