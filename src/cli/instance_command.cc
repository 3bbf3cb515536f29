// gantry instance create | start | stop | status | list | show | scale | drop

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/instance_selector.h"
#include "cli/instance_set_command.h"
#include "cli/instance_size_command.h"
#include "cli/instance_size_options.h"
#include "instance/control.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "instance/password_policy.h"
#include "pg/process.h"
#include "types/collation.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

struct Arguments : InstanceSelector {
    std::optional<int64_t> port;
    std::optional<std::string> listen;
    std::string sa_password_file;
    bool generate_sa_password = false;
    std::string certificate_file;
    std::string key_file;
    std::string collation;
    bool yes = false;
    int timeout_seconds = 60;
    SizeArguments size;
};
using ArgumentsPtr = std::shared_ptr<Arguments>;

void add_network_options(CLI::App& command, Arguments& arguments) {
    const instance::OptionSpec& port = instance::option_spec("port");
    command.add_option("--port", arguments.port, std::string(port.help))
        ->check(CLI::Range(port.minimum, port.maximum));
    command.add_option("--listen", arguments.listen,
                       std::string(instance::option_spec("listen").help));
}

// What a client on this machine writes into its connection string.
std::string connection_string(const std::string& listen, uint16_t port) {
    std::string host = listen;
    if (listen == "*" || listen == "0.0.0.0" || listen == "::") host = instance::host_name();
    return fmt::format("Server={},{};User ID=sa;Password=***;TrustServerCertificate=true", host,
                       port);
}

// ---- create

std::string without_newline(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

std::string sa_password_of(const Arguments& arguments) {
    const char* environment = std::getenv("GANTRY_SA_PASSWORD");
    int given = (arguments.generate_sa_password ? 1 : 0) + (environment != nullptr ? 1 : 0) +
                (arguments.sa_password_file.empty() ? 0 : 1);
    if (given > 1) {
        throw UsageError("the password of sa is given more than once",
                         "use one of --sa-password-file, --generate-sa-password and "
                         "GANTRY_SA_PASSWORD");
    }
    if (arguments.generate_sa_password) return instance::generate_password();
    if (environment != nullptr) return environment;
    if (!arguments.sa_password_file.empty()) {
        return without_newline(pg::read_text_file(arguments.sa_password_file));
    }
    return ask_password("password of sa");
}

int create(const Arguments& arguments) {
    if (arguments.name.empty()) throw UsageError("the instance needs a NAME");
    instance::check_instance_name(arguments.name);
    instance::CreateRequest request;
    request.data_dir = arguments.data_dir();
    request.config.name = arguments.name;
    if (arguments.port) request.config.port = *arguments.port;
    if (arguments.listen) request.config.listen = *arguments.listen;
    const std::string size_taken = apply_size_arguments(arguments.size, request.config);
    if (!arguments.certificate_file.empty()) {
        request.certificate = {pg::read_text_file(arguments.certificate_file),
                               pg::read_text_file(arguments.key_file)};
    }
    if (!arguments.collation.empty()) {
        auto id = types::collation_by_name(arguments.collation);
        if (!id) throw UsageError("unknown collation " + arguments.collation);
        request.collation = *id;
    }
    request.sa_password = sa_password_of(arguments);
    log::set_level(log::Level::warning);
    instance::InstanceConfig config = instance::create_instance(request);
    warn_of_size(config, request.data_dir);
    if (arguments.output == "json") {
        ordered_json out = {{"name", config.name},
                            {"data_dir", request.data_dir},
                            {"listen", config.listen},
                            {"port", config.port},
                            {"vcores", config.vcores},
                            {"memory_mb", config.memory_mb},
                            {"storage_mb", config.storage_mb}};
        if (!size_taken.empty()) out["size_from"] = size_taken;
        if (arguments.generate_sa_password) out["sa_password"] = request.sa_password;
        fmt::print("{}\n", out.dump(2));
        return k_done;
    }
    fmt::print("created instance {} in {} (port {})\n", config.name, request.data_dir, config.port);
    if (!size_taken.empty()) fmt::print("size taken from the report: {}\n", size_taken);
    if (config.vcores > 0 || config.memory_mb > 0 || config.storage_mb > 0) {
        fmt::print("size: {}\n", size_sentence(instance::size_of(config)));
    }
    if (arguments.generate_sa_password) {
        fmt::print("password of sa (shown only now): {}\n", request.sa_password);
    }
    fmt::print("start it with: gantry instance start {}\n", arguments.selector());
    return k_done;
}

void add_create(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "create",
        "Examples:\n"
        "  gantry instance create sales --generate-sa-password\n"
        "  gantry instance create sales --data /srv/sales --port 14330 --sa-password-file sa.txt\n"
        "  gantry instance create sales --vcores 4 --memory 16GB --storage 256GB\n"
        "  gantry instance create sales --from-size report.json\n"
        "\n"
        "Makes an instance with a private PostgreSQL cluster. The password of sa comes from\n"
        "--sa-password-file, GANTRY_SA_PASSWORD, --generate-sa-password, or is asked for. Without a\n"
        "size PostgreSQL is set up for the machine, and storage is not limited.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_network_options(*command, *arguments);
    command->get_option("--port")->description(
        "TCP port for TDS clients, 1433 by default; 0: a free one");
    command->add_option("--sa-password-file", arguments->sa_password_file,
                        "File whose text is the password of sa");
    command->add_flag("--generate-sa-password", arguments->generate_sa_password,
                      "Make a password for sa and print it once");
    CLI::Option* certificate =
        command->add_option("--cert", arguments->certificate_file,
                            "TLS certificate, PEM; a self-signed one is made otherwise");
    CLI::Option* key = command->add_option("--key", arguments->key_file, "Its private key, PEM");
    certificate->needs(key);
    key->needs(certificate);
    command->add_option("--collation", arguments->collation,
                        "Its collation; SQL_Latin1_General_CP1_CI_AS otherwise");
    add_size_options(*command, arguments->size);
    add_report_options(*command, arguments->size);
    add_output_option(*command, *arguments);
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return create(*arguments); }; });
}

// ---- start and stop

int start(const Arguments& arguments) {
    instance::ServerInfo server =
        instance::start_instance({arguments.data_dir(), arguments.port, arguments.listen});
    std::string connection = connection_string(server.listen, server.port);
    if (arguments.output == "json") {
        ordered_json out = {{"pid", server.pid},
                            {"listen", server.listen},
                            {"port", server.port},
                            {"connection_string", connection}};
        fmt::print("{}\n", out.dump(2));
        return k_done;
    }
    fmt::print("running: process {}, {}:{}\n{}\n", server.pid, server.listen, server.port,
               connection);
    return k_done;
}

int stop(const Arguments& arguments) {
    bool was_running = instance::stop_instance(arguments.data_dir(), arguments.timeout_seconds);
    fmt::print("{}\n", was_running ? "stopped" : "was not running");
    return k_done;
}

void add_start(CLI::App& parent, Chosen& chosen) {
    CLI::App* command =
        add_command(parent, "start",
                    "Examples:\n"
                    "  gantry instance start sales\n"
                    "  gantry instance start --data /srv/sales --port 14330\n"
                    "\n"
                    "Serves an instance in the background and waits until it accepts clients.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_network_options(*command, *arguments);
    add_output_option(*command, *arguments);
    command->callback([arguments, &chosen] { chosen = [arguments] { return start(*arguments); }; });
}

void add_stop(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(parent, "stop",
                                    "Examples:\n"
                                    "  gantry instance stop sales\n"
                                    "  gantry instance stop sales --timeout 300\n"
                                    "\n"
                                    "Ends an instance's server cleanly and waits for it.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    command->add_option("--timeout", arguments->timeout_seconds, "Seconds to wait")
        ->check(CLI::Range(1, 86400))
        ->capture_default_str();
    command->callback([arguments, &chosen] { chosen = [arguments] { return stop(*arguments); }; });
}

// ---- status and list

ordered_json json_of(const instance::InstanceStatus& status) {
    ordered_json out = {{"name", status.name},
                        {"state", instance::run_state_name(status.state)},
                        {"pid", nullptr},
                        {"listen", status.listen},
                        {"port", status.port},
                        {"databases", nullptr},
                        {"data_dir", status.data_dir}};
    if (status.pid != 0) out["pid"] = status.pid;
    if (status.database_count) out["databases"] = *status.database_count;
    if (!status.problem.empty()) out["problem"] = status.problem;
    return out;
}

void add_row(Table& table, const instance::InstanceStatus& status) {
    table.rows.push_back({status.name, instance::run_state_name(status.state),
                          status.pid == 0 ? "-" : std::to_string(status.pid), status.listen,
                          std::to_string(status.port),
                          status.database_count ? std::to_string(*status.database_count) : "-",
                          status.data_dir});
}

const std::vector<std::string> k_status_columns = {"NAME", "STATE",     "PID",     "LISTEN",
                                                   "PORT", "DATABASES", "DATA DIR"};

int status(const Arguments& arguments) {
    instance::InstanceStatus found = instance::status_of(arguments.data_dir());
    if (arguments.output == "json") {
        fmt::print("{}\n", json_of(found).dump(2));
    } else {
        Table table{k_status_columns, {}};
        add_row(table, found);
        fmt::print("{}", render_table(table));
        if (!found.problem.empty()) fmt::print(stderr, "error: {}\n", found.problem);
    }
    bool well = found.state == instance::RunState::running && found.problem.empty();
    return well ? k_done : k_found_problems;
}

int list(const Arguments& arguments) {
    Table table{k_status_columns, {}};
    ordered_json out = ordered_json::array();
    int code = k_done;
    for (const std::string& data_dir : instance::list_data_dirs()) {
        try {
            instance::InstanceStatus found = instance::status_of(data_dir);
            add_row(table, found);
            out.push_back(json_of(found));
        } catch (const Error& error) {
            fmt::print(stderr, "error: {}\n", error.what());
            code = k_found_problems;
        }
    }
    if (arguments.output == "json") {
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("{}", render_table(table));
    }
    return code;
}

void add_status(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "status",
        "Examples:\n"
        "  gantry instance status sales\n"
        "  gantry instance status sales --output json\n"
        "\n"
        "Says whether an instance runs and where. Exit code 0: it runs, 1: it does not.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_output_option(*command, *arguments);
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return status(*arguments); }; });
}

void add_list(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "list",
        "Examples:\n"
        "  gantry instance list\n"
        "  GANTRY_DATA_ROOT=/srv/gantry gantry instance list --output json\n"
        "\n"
        "Lists the instances in the default place; those made with --data are not in it.");
    auto arguments = std::make_shared<Arguments>();
    add_output_option(*command, *arguments);
    command->callback([arguments, &chosen] { chosen = [arguments] { return list(*arguments); }; });
}

// ---- drop

int drop(const Arguments& arguments) {
    std::string data_dir = arguments.data_dir();
    instance::require_instance(data_dir);
    if (!arguments.yes) {
        throw UsageError(fmt::format("this removes {} with all its databases", data_dir),
                         fmt::format("gantry instance drop {} --yes", arguments.selector()));
    }
    instance::drop_instance(data_dir);
    fmt::print("dropped {}\n", data_dir);
    return k_done;
}

void add_drop(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(parent, "drop",
                                    "Examples:\n"
                                    "  gantry instance drop sales --yes\n"
                                    "  gantry instance drop --data /srv/sales --yes\n"
                                    "\n"
                                    "Removes a stopped instance with all its databases.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    command->add_flag("--yes", arguments->yes, "Really");
    command->callback([arguments, &chosen] { chosen = [arguments] { return drop(*arguments); }; });
}

}  // namespace

void add_instance_command(CLI::App& app, Chosen& chosen) {
    CLI::App* command = add_command(app, "instance",
                                    "Examples:\n"
                                    "  gantry instance create sales --generate-sa-password\n"
                                    "  gantry instance status sales\n"
                                    "\n"
                                    "Makes, starts, stops, shows, scales and removes instances.");
    command->require_subcommand(1);
    add_create(*command, chosen);
    add_start(*command, chosen);
    add_stop(*command, chosen);
    add_status(*command, chosen);
    add_list(*command, chosen);
    add_instance_show(*command, chosen);
    add_instance_scale(*command, chosen);
    add_instance_set(*command, chosen);
    add_drop(*command, chosen);
}

}  // namespace gantry::cli
