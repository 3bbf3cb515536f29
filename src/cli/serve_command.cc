// gantry serve: an instance in the foreground.

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "instance/config.h"
#include "instance/layout.h"
#include "instance/server.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry serve sales\n"
    "  gantry serve --data /srv/sales --port 14330\n"
    "\n"
    "Serves an instance in the foreground until SIGTERM or SIGINT. Log lines go to standard\n"
    "error. Started by root it becomes the system user gantry.";

struct Arguments {
    std::string name;
    std::string data;
    std::optional<int64_t> port;
    std::optional<std::string> listen;
    int ready_fd = -1;
};

}  // namespace

void add_serve_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "serve", k_text);
    command->add_option("name", arguments->name, "The instance's name");
    command->add_option("--data", arguments->data, "Its data directory, instead of the name");
    const instance::OptionSpec& port = instance::option_spec("port");
    command->add_option("--port", arguments->port, std::string(port.help))
        ->check(CLI::Range(port.minimum, port.maximum));
    command->add_option("--listen", arguments->listen,
                        std::string(instance::option_spec("listen").help));
    // For `instance start`: a pipe that is told when clients are accepted.
    command->add_option("--ready-fd", arguments->ready_fd)->group("");
    command->callback([arguments, &chosen] {
        chosen = [arguments] {
            if (arguments->name.empty() && arguments->data.empty()) {
                throw UsageError("which instance?", "give its NAME, or --data DIR");
            }
            instance::ServeOptions options;
            options.data_dir = instance::resolve_data_dir(arguments->name, arguments->data);
            options.port = arguments->port;
            options.listen = arguments->listen;
            options.ready_fd = arguments->ready_fd;
            instance::serve(options);
            return k_done;
        };
    });
}

}  // namespace gantry::cli
