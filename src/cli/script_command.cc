#include "cli/script_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>

#include "base/utf.h"
#include "catalog/instance/instance_reader.h"
#include "catalog/script/instance.h"
#include "catalog/script/script.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/input_options.h"

namespace gantry::cli {
namespace {

using catalog::Script;
using catalog::ScriptPart;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry script sales.bak --to sales.sql\n"
    "  gantry script sales.bak --table dbo.Orders\n"
    "  gantry script backups/ --database sales --objects views,procedures\n"
    "\n"
    "Writes the schema, modules and principals of a database as runnable T-SQL. Each statement\n"
    "comes after what it needs. What cannot be scripted stays as a comment and is listed on\n"
    "standard error.\n"
    "\n"
    "Kinds of --objects: principals, schemas, types, assemblies, keys, partitions, full-text,\n"
    "sequences, synonyms, rules, tables, indexes, foreign-keys, views, functions, procedures,\n"
    "triggers, statistics, broker, policies, properties, permissions, instance.";

struct Arguments {
    InputOptions input;
    catalog::ScriptOptions script;
    std::vector<std::string> objects;
    std::string to;
    std::string names = "user";
};

std::vector<std::string> part_names() {
    std::vector<std::string> out;
    for (size_t i = 0; i < size_t(ScriptPart::count_); ++i) {
        out.emplace_back(catalog::script_part_name(ScriptPart(i)));
    }
    return out;
}

uint32_t parts_of(const std::vector<std::string>& words) {
    if (words.empty()) return ~0u;
    std::vector<std::string> names = part_names();
    uint32_t parts = 0;
    for (const std::string& word : words) {
        for (size_t i = 0; i < names.size(); ++i) {
            if (names[i] == word) parts |= 1u << i;
        }
    }
    return parts;
}

void write_text(const std::string& path, const std::string& text) {
    if (path.empty() || path == "-") {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
            std::fflush(stdout) != 0) {
            throw IoError("the script could not be written to standard output");
        }
        return;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    // Without the mark, SQL Server's tools would take it for the machine's code page.
    if (!is_ascii(text)) file.write("\xEF\xBB\xBF", 3);
    file.write(text.data(), std::streamsize(text.size()));
    file.close();
    if (!file) throw IoError(fmt::format("{} could not be written", path));
}

void print_summary(const std::string& database, const Script& script,
                   const std::vector<std::string>& warnings) {
    for (const std::string& problem : script.problems) {
        fmt::print(stderr, "cannot be scripted: {}\n", problem);
    }
    for (const std::string& warning : warnings)
        fmt::print(stderr, "warning: {}\n", warning);
    fmt::print(stderr, "database {}: {} statements, {} could not be scripted, {} warnings\n",
               database, script.statement_count, script.problems.size(), warnings.size());
}

// Jobs know their owners and proxies by ids of master's: it is asked where it is among the inputs.
void add_names_of_master(Inputs& inputs, catalog::Instance& instance) {
    for (const InputDatabase& database : list_databases(inputs)) {
        if (database.name != "master") continue;
        ImageChoice choice;
        choice.database = database.name;
        OpenedDatabase opened = open_database(inputs, choice);
        catalog::Instance master = catalog::read_instance(*opened.image);
        instance.principals = std::move(master.principals);
        instance.credentials = std::move(master.credentials);
        return;
    }
}

// What master and msdb hold beside their own objects, put before these.
void add_instance(const Arguments& arguments, Inputs& inputs, const catalog::DatabaseImage& image,
                  Script& script, std::vector<std::string>& warnings) {
    if (!arguments.script.has(ScriptPart::instance) || !arguments.script.object.empty()) return;
    catalog::Instance instance = catalog::read_instance(image);
    if (!instance.has_master && !instance.has_msdb) return;
    if (!instance.has_master) add_names_of_master(inputs, instance);
    Script first = catalog::script_instance(instance, image.model(), arguments.script);
    script.text = first.text + "\n" + script.text;
    script.statement_count += first.statement_count;
    script.problems.insert(script.problems.begin(), first.problems.begin(), first.problems.end());
    warnings.insert(warnings.end(), instance.warnings.begin(), instance.warnings.end());
}

int run_script(Arguments& arguments) {
    Inputs inputs = read_inputs(arguments.input.paths, arguments.input.blobs);
    require_inputs(inputs);
    print_rejected(inputs);
    OpenedDatabase opened = open_database(inputs, arguments.input.choice);
    arguments.script.parts = parts_of(arguments.objects);
    arguments.script.all_names = arguments.names == "all";
    const catalog::Database& model = opened.image->model();
    Script script = catalog::script_database(model, arguments.script);
    std::vector<std::string> warnings = model.warnings;
    add_instance(arguments, inputs, *opened.image, script, warnings);
    write_text(arguments.to, script.text);
    print_summary(model.name, script, warnings);
    return inputs.has_problems() ? k_found_problems : k_done;
}

}  // namespace

void add_script_command(CLI::App& app, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "script", k_text);
    add_input_options(*command, arguments->input);
    command->add_option("--objects", arguments->objects, "Only these kinds, separated by commas")
        ->delimiter(',')
        ->check(CLI::IsMember(part_names()).description(""));  // the help's text lists them
    command->add_option("--table", arguments->script.object,
                        "Only this table, view, procedure, function or trigger, with what hangs "
                        "on it");
    command->add_option("--to", arguments->to, "File to write; standard output by default");
    command
        ->add_option("--names", arguments->names,
                     "Names of constraints: those users gave, or all, also what the server made up")
        ->check(CLI::IsMember({"user", "all"}))
        ->capture_default_str();
    command->add_flag("--with-database", arguments->script.with_database,
                      "CREATE DATABASE with its files and options first");
    command->add_flag("--with-storage", arguments->script.with_storage,
                      "Filegroups and partition schemes of tables and indexes");
    command->add_flag("--if-not-exists", arguments->script.if_not_exists,
                      "Make only what is not there yet");
    command->add_flag("--drop", arguments->script.drop, "Drop first what the script makes");
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return run_script(*arguments); }; });
}

}  // namespace gantry::cli
