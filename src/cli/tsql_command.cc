#include "cli/tsql_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "tsql/batch.h"
#include "tsql/dump.h"
#include "tsql/printer.h"
#include "tsql/visit.h"

namespace gantry::cli {
namespace {

using namespace tsql;
namespace fs = std::filesystem;

constexpr int k_ok = 0, k_problems = 1, k_usage = 2, k_unreadable = 3;

constexpr const char* k_help =
    "usage: gantry tsql check|format|ast|stats [options] FILE...|DIR...|-\n\n"
    "  check    says where scripts are wrong, with SQL Server's error numbers\n"
    "  format   prints scripts in canonical form\n"
    "  ast      prints syntax trees\n"
    "  stats    counts the constructs scripts use\n\n"
    "  --level N       compatibility level, 80 to 170 (160)\n"
    "  --output FORM   table or json (table)\n"
    "  --places        ast: with offsets and lines\n"
    "  --quoted-identifier on|off   at the start of each script (on)\n";

struct Options {
    std::string action;
    int level = 160;
    bool json = false;
    bool places = false;
    bool quoted_identifier = true;
    std::vector<std::string> paths;
};

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
                } else {
                    out += c;
                }
        }
    }
    return out + '"';
}

std::string read_standard_input() {
    std::string out;
    char buffer[65536];
    while (const size_t count = std::fread(buffer, 1, sizeof buffer, stdin)) {
        out.append(buffer, count);
    }
    return out;
}

std::string read_script(const std::string& path) {
    if (path == "-") {
        const std::string bytes = read_standard_input();
        return decode_script(as_bytes(bytes));
    }
    const auto source = open_file(path);
    Bytes bytes(source->size());
    bytes.resize(source->read_at(0, bytes));
    return decode_script(bytes);
}

// Files as given, and the *.sql files of folders, in order of name.
std::vector<std::string> expand(const std::vector<std::string>& paths) {
    std::vector<std::string> out;
    for (const std::string& path : paths) {
        std::error_code error;
        if (path == "-" || !fs::is_directory(path, error)) {
            out.push_back(path);
            continue;
        }
        std::vector<std::string> found;
        for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
             it.increment(error)) {
            if (it->is_regular_file(error) && ascii_lower(it->path().extension().string()) == ".sql") {
                found.push_back(it->path().string());
            }
        }
        std::sort(found.begin(), found.end());
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

// SET QUOTED_IDENTIFIER of one batch holds for those after it.
void follow_quoted_identifier(const ParseResult& result, bool& quoted_identifier) {
    for (const Statement* statement : result.statements) {
        const auto* set = statement->try_as<SetOptionStatement>();
        if (set == nullptr) continue;
        for (std::string_view option : set->options) {
            if (option == "QUOTED_IDENTIFIER" || option == "ANSI_DEFAULTS") {
                quoted_identifier = set->on;
            }
        }
    }
}

struct Script {
    std::string path;
    size_t statements = 0;
    std::vector<Diagnostic> errors;  // lines count in the file
    std::string problem;             // why it can't be read
    std::vector<Batch> batches;
};

// Parses every batch and hands the results on.
template <class F>
Script parse_script(const std::string& path, const Options& options, F&& use) {
    Script script;
    script.path = path;
    std::string text;
    try {
        text = read_script(path);
    } catch (const Error& error) {
        script.problem = error.what();
        return script;
    }
    BatchOptions batch_options;
    batch_options.include = [&](const std::string& file) -> std::optional<std::string> {
        try {
            return read_script((fs::path(path).parent_path() / file).string());
        } catch (const Error&) {
            return std::nullopt;
        }
    };
    BatchSplit split = split_batches(text, batch_options);
    script.errors = std::move(split.diagnostics);
    ParseOptions parse_options;
    parse_options.compatibility_level = options.level;
    parse_options.quoted_identifier = options.quoted_identifier;
    if (options.action == "check") parse_options.max_chain_length = 0;
    for (const Batch& batch : split.batches) {
        ParseResult result = parse(batch.text, parse_options);
        script.statements += result.statements.size();
        for (Diagnostic diagnostic : result.diagnostics) {
            diagnostic.line += batch.first_line - 1;
            script.errors.push_back(std::move(diagnostic));
        }
        follow_quoted_identifier(result, parse_options.quoted_identifier);
        use(result, batch);
    }
    script.batches = std::move(split.batches);
    return script;
}

int exit_code(const std::vector<Script>& scripts) {
    int code = k_ok;
    for (const Script& script : scripts) {
        if (!script.problem.empty()) return k_unreadable;
        if (!script.errors.empty()) code = k_problems;
    }
    return code;
}

void print_errors(const Script& script, std::FILE* out) {
    if (!script.problem.empty()) fmt::print(out, "{}\n", script.problem);
    for (const Diagnostic& error : script.errors) {
        fmt::print(out, "{}:{}:{}: {}: {}\n", script.path, error.line, error.column, error.number,
                   error.message);
    }
}

int check(const Options& options) {
    std::vector<Script> scripts;
    for (const std::string& path : expand(options.paths)) {
        scripts.push_back(parse_script(path, options, [](const ParseResult&, const Batch&) {}));
    }
    if (!options.json) {
        size_t batches = 0, statements = 0, errors = 0;
        for (const Script& script : scripts) {
            print_errors(script, stdout);
            batches += script.batches.size();
            statements += script.statements;
            errors += script.errors.size();
        }
        fmt::print("{} files, {} batches, {} statements, {} errors\n", scripts.size(), batches,
                   statements, errors);
        return exit_code(scripts);
    }
    std::string out = "{\"files\": [";
    for (size_t i = 0; i < scripts.size(); ++i) {
        const Script& script = scripts[i];
        out += fmt::format("{}\n  {{\"path\": {}, \"batches\": {}, \"statements\": {}, ",
                           i == 0 ? "" : ",", json_string(script.path), script.batches.size(),
                           script.statements);
        if (!script.problem.empty()) {
            out += fmt::format("\"problem\": {}, ", json_string(script.problem));
        }
        out += "\"errors\": [";
        for (size_t j = 0; j < script.errors.size(); ++j) {
            const Diagnostic& error = script.errors[j];
            out += fmt::format(
                "{}\n    {{\"number\": {}, \"line\": {}, \"column\": {}, \"message\": {}}}",
                j == 0 ? "" : ",", error.number, error.line, error.column,
                json_string(error.message));
        }
        out += "]}";
    }
    fmt::print("{}\n]}}\n", out);
    return exit_code(scripts);
}

int print_trees(const Options& options, bool formatted) {
    std::vector<Script> scripts;
    for (const std::string& path : expand(options.paths)) {
        bool first = true;
        scripts.push_back(parse_script(path, options, [&](const ParseResult& result,
                                                          const Batch& batch) {
            std::string text = formatted ? print_statements(result.statements)
                                         : dump_statements(result.statements, options.places);
            if (!first && !formatted) fmt::print("GO\n");
            first = false;
            fmt::print("{}", text);
            if (formatted) {
                fmt::print("{}\n", batch.repeat == 1 ? "GO" : fmt::format("GO {}", batch.repeat));
            }
        }));
        print_errors(scripts.back(), stderr);
    }
    return exit_code(scripts);
}

int stats(const Options& options) {
    std::map<std::string, uint64_t> constructs, functions, types;
    std::vector<Script> scripts;
    for (const std::string& path : expand(options.paths)) {
        scripts.push_back(parse_script(path, options, [&](const ParseResult& result, const Batch&) {
            for (const Statement* statement : result.statements) {
                for_each_node(*statement, [&](const Node& node) {
                    ++constructs[std::string(kind_name(node.kind))];
                    if (const auto* call = node.try_as<FunctionCall>()) {
                        ++functions[ascii_lower(call->name.object())];
                    } else if (const auto* type = node.try_as<DataType>()) {
                        ++types[ascii_lower(type->name.object())];
                    } else if (const auto* admin = node.try_as<AdminStatement>()) {
                        ++constructs[std::string(admin->title)];
                    } else if (const auto* other = node.try_as<GenericStatement>()) {
                        ++constructs[fmt::format("{} {}", other->verb, other->object_class)];
                    }
                });
            }
        }));
        print_errors(scripts.back(), stderr);
    }
    const std::pair<const char*, const std::map<std::string, uint64_t>*> groups[] = {
        {"constructs", &constructs}, {"functions", &functions}, {"types", &types}};
    if (options.json) {
        std::string out = "{";
        for (const auto& [title, counts] : groups) {
            out += fmt::format("{}\n  \"{}\": {{", out.size() == 1 ? "" : ",", title);
            bool first = true;
            for (const auto& [name, count] : *counts) {
                out += fmt::format("{}\n    {}: {}", first ? "" : ",", json_string(name), count);
                first = false;
            }
            out += "}";
        }
        fmt::print("{}\n}}\n", out);
        return exit_code(scripts);
    }
    for (const auto& [title, counts] : groups) {
        fmt::print("{}\n", title);
        std::vector<std::pair<std::string, uint64_t>> sorted(counts->begin(), counts->end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        for (const auto& [name, count] : sorted) fmt::print("{:>10}  {}\n", count, name);
    }
    return exit_code(scripts);
}

int usage(std::string_view problem) {
    fmt::print(stderr, "error: {}\n\n{}", problem, k_help);
    return k_usage;
}

}  // namespace

int run_tsql(std::span<const std::string> args) {
    Options options;
    for (size_t i = 0; i < args.size(); ++i) {
        const std::string& arg = args[i];
        auto value = [&]() -> std::string { return i + 1 < args.size() ? args[++i] : ""; };
        if (arg == "--help" || arg == "-h") {
            fmt::print("{}", k_help);
            return k_ok;
        }
        if (arg == "--level") {
            const std::string level = value();
            const bool digits = !level.empty() && level.size() <= 3 &&
                                level.find_first_not_of("0123456789") == level.npos;
            options.level = digits ? std::stoi(level) : 0;
            if (options.level < 80 || options.level > 170 || options.level % 10 != 0) {
                return usage("--level is one of 80, 90, 100 ... 170");
            }
        } else if (arg == "--output") {
            const std::string form = value();
            if (form != "json" && form != "table") return usage("--output is table or json");
            options.json = form == "json";
        } else if (arg == "--quoted-identifier") {
            const std::string setting = value();
            if (setting != "on" && setting != "off") {
                return usage("--quoted-identifier is on or off");
            }
            options.quoted_identifier = setting == "on";
        } else if (arg == "--places") {
            options.places = true;
        } else if (arg.size() > 1 && arg.front() == '-') {
            return usage(fmt::format("unknown option {}", arg));
        } else if (options.action.empty()) {
            options.action = arg;
        } else {
            options.paths.push_back(arg);
        }
    }
    if (options.action.empty()) return usage("what to do is missing");
    if (options.paths.empty()) return usage("no file given");
    if (options.action == "check") return check(options);
    if (options.action == "format") return print_trees(options, true);
    if (options.action == "ast") return print_trees(options, false);
    if (options.action == "stats") return stats(options);
    return usage(fmt::format("unknown action {}", options.action));
}

}  // namespace gantry::cli
