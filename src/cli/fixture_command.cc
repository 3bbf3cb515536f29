#include "cli/fixture_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/writer/database_writer.h"
#include "cli/command_line.h"
#include "cli/fixture_generate.h"
#include "cli/fixture_script.h"
#include "tsql/batch.h"

namespace gantry::cli {
namespace {

constexpr std::string_view k_usage =
    "usage: gantry fixture SCRIPT.sql OUT.bak [options]\n"
    "       gantry fixture --generate SIZE OUT.bak [options]\n"
    "\n"
    "Makes a native full backup from a T-SQL script, or from made-up rows.\n"
    "\n"
    "  --generate SIZE    rows of about SIZE: 500MB, 2GB, or a number of megabytes\n"
    "  --compression KIND row or page: of all tables that the script does not say it for\n"
    "  --database NAME    name of the database, when the script does not create one\n"
    "  --stripes N        write N files: OUT.bak, OUT_2.bak, ...\n"
    "  --sets N           write the backup N times into the same media\n"
    "  --name TEXT        name of the backup set\n"
    "  --description TEXT its description\n"
    "  --checksum         as BACKUP ... WITH CHECKSUM\n"
    "  --copy-only        as BACKUP ... WITH COPY_ONLY\n"
    "  --compressed       as BACKUP ... WITH COMPRESSION\n";

struct Arguments {
    std::string script;
    std::string output;
    uint64_t generate = 0;
    uint8_t compression = 0;
    std::string database;
    int stripes = 1;
    catalog::BackupOptions backup;
    bool help = false;
};

uint64_t parse_size(const std::string& text) {
    uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string unit = ascii_upper(std::string_view(end, text.data() + text.size()));
    int shift = unit.empty() || unit == "MB" || unit == "M" ? 20
                : unit == "GB" || unit == "G"               ? 30
                : unit == "KB" || unit == "K"               ? 10
                                                            : 0;
    if (error != std::errc() || shift == 0 || number == 0 || number > 1 << 20) {
        throw UsageError("'" + text + "' is no size; say 500MB or 2GB");
    }
    return number << shift;
}

uint8_t parse_compression(const std::string& text) {
    if (ascii_iequals(text, "none")) return uint8_t(storage::Compression::none);
    if (ascii_iequals(text, "row")) return uint8_t(storage::Compression::row);
    if (ascii_iequals(text, "page")) return uint8_t(storage::Compression::page);
    throw UsageError("'" + text + "' is no compression; say none, row or page");
}

int parse_count(const std::string& option, const std::string& text, int highest) {
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 ||
        number > highest) {
        throw UsageError(
            fmt::format("{} takes a number from 1 to {}, not '{}'", option, highest, text));
    }
    return number;
}

Arguments parse_arguments(std::span<const std::string> args) {
    Arguments out;
    std::vector<std::string> places;
    for (size_t i = 0; i < args.size(); ++i) {
        const std::string& word = args[i];
        auto value = [&]() -> const std::string& {
            if (i + 1 == args.size()) throw UsageError(word + " needs a value");
            return args[++i];
        };
        if (word == "--help" || word == "-h") {
            out.help = true;
        } else if (word == "--generate") {
            out.generate = parse_size(value());
        } else if (word == "--compression") {
            out.compression = parse_compression(value());
        } else if (word == "--database") {
            out.database = value();
        } else if (word == "--stripes") {
            out.stripes = parse_count(word, value(), 64);
        } else if (word == "--sets") {
            out.backup.set_count = parse_count(word, value(), 100);
        } else if (word == "--name") {
            out.backup.name = value();
        } else if (word == "--description") {
            out.backup.description = value();
        } else if (word == "--checksum") {
            out.backup.checksum = true;
        } else if (word == "--copy-only") {
            out.backup.copy_only = true;
        } else if (word == "--compressed") {
            out.backup.compressed = true;
        } else if (word.starts_with("-") && word.size() > 1) {
            throw UsageError("unknown option '" + word + "'");
        } else {
            places.push_back(word);
        }
    }
    if (out.help) return out;
    size_t wanted = out.generate != 0 ? 1 : 2;
    if (places.size() != wanted) {
        throw UsageError(wanted == 1 ? "--generate needs the file to write"
                                     : "a script and the file to write are needed");
    }
    if (wanted == 2) out.script = places[0];
    out.output = places.back();
    return out;
}

// OUT.bak, OUT_2.bak, ...
std::vector<std::string> stripe_paths(const std::string& output, int stripes) {
    std::filesystem::path path(output);
    std::vector<std::string> out{output};
    for (int i = 2; i <= stripes; ++i) {
        std::filesystem::path name = path.stem();
        name += "_" + std::to_string(i);
        name += path.extension();
        out.push_back((path.parent_path() / name).string());
    }
    return out;
}

std::string read_text(const std::string& path) {
    std::unique_ptr<ByteSource> file = open_file(path);
    Bytes bytes(file->size());
    bytes.resize(file->read_at(0, bytes));
    return tsql::decode_script(bytes);
}

void compress_tables(catalog::Database& model, uint8_t compression) {
    for (catalog::Table& table : model.tables) {
        for (catalog::Index& index : table.indexes) {
            bool holds_rows = index.kind == catalog::IndexKind::heap ||
                              index.kind == catalog::IndexKind::clustered;
            if (!holds_rows || !index.partitions.empty()) continue;
            index.partitions.resize(1);
            index.partitions[0].compression = compression;
        }
    }
}

// Two databases do not share GUIDs, the same one has always the same: FNV-1a of its name.
uint64_t seed_of(const std::string& name) {
    uint64_t out = 0xcbf29ce484222325;
    for (char c : name)
        out = (out ^ uint8_t(c)) * 0x100000001b3;
    return out;
}

void write(catalog::Database& model, const catalog::RowSources& rows,
           std::map<int32_t, storage::RowOddities> oddities, Arguments& args) {
    if (!args.database.empty() && args.generate != 0) model.name = args.database;
    if (args.compression != 0) compress_tables(model, args.compression);
    catalog::DatabaseWriterOptions options;
    options.seed = seed_of(model.name);
    options.oddities = std::move(oddities);
    options.directory = std::filesystem::path(args.output).parent_path().string();
    catalog::WrittenDatabase database(model, rows, options);
    args.backup.paths = stripe_paths(args.output, args.stripes);
    if (args.backup.name.empty()) args.backup.name = model.name + "-Full Database Backup";
    catalog::write_backup(database, args.backup);
    uint64_t bytes = 0;
    for (const std::string& path : args.backup.paths)
        bytes += std::filesystem::file_size(path);
    fmt::print("{}: database {}, {} tables, {} rows, {} bytes in {} file{}\n", args.output,
               model.name, model.tables.size(), database.row_count(), bytes,
               args.backup.paths.size(), args.backup.paths.size() == 1 ? "" : "s");
}

void run(Arguments& args) {
    if (args.generate != 0) {
        GeneratedDatabase generated = generate_database(args.generate);
        write(generated.model, generated.rows, {}, args);
        return;
    }
    std::string name = args.database;
    if (name.empty()) name = std::filesystem::path(args.script).stem().string();
    FixtureDatabase fixture = read_fixture_script(read_text(args.script), name);
    write(fixture.model, fixture.rows, std::move(fixture.oddities), args);
}

}  // namespace

int run_fixture(std::span<const std::string> words) {
    Arguments args;
    try {
        args = parse_arguments(words);
    } catch (const UsageError& error) {
        fmt::print(stderr, "gantry fixture: {}\n\n{}", error.what(), k_usage);
        return k_bad_usage;
    }
    if (args.help) {
        fmt::print("{}", k_usage);
        return k_done;
    }
    try {
        run(args);
        return k_done;
    } catch (const SqlError& error) {
        fmt::print(stderr, "gantry fixture: {}:{}: Msg {}, Level {}, State {}: {}\n", args.script,
                   error.line(), error.number(), error.severity(), error.state(), error.what());
    } catch (const Error& error) {
        fmt::print(stderr, "gantry fixture: {}\n", error.what());
    }
    return k_failed;
}

void add_fixture_command(CLI::App& app, std::function<int()>& chosen) {
    CLI::App* fixture =
        app.add_subcommand("fixture", "Make a native backup from a script or made-up rows");
    fixture->prefix_command();  // the words behind it are ours
    fixture->set_help_flag();
    fixture->callback([fixture, &chosen] {
        chosen = [words = fixture->remaining()] { return run_fixture(words); };
    });
}

}  // namespace gantry::cli
