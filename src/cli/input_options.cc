#include "cli/input_options.h"

#include <CLI/CLI.hpp>

namespace gantry::cli {

void add_path_words(CLI::App& command, std::vector<std::string>& paths) {
    command
        .add_option("path", paths,
                    "Backups and data files: files, globs, directories that are searched;\n"
                    "https:// URLs of blobs, folders and containers")
        ->required();
}

void add_input_options(CLI::App& command, InputOptions& out) {
    add_path_words(command, out.paths);
    command.add_option("--database", out.choice.database,
                       "Which database, when the files hold several");
    command
        .add_option("--set", out.choice.set,
                    "The database as of the backup set at this position of its file; the newest "
                    "state the files reach by default")
        ->check(CLI::Range(1, 65535));
    command.add_option("--stop-at", out.choice.stop_at,
                       "The database as of a point in time inside the log, in the server's time");
    command.add_option("--stop-at-mark", out.choice.stop_at_mark,
                       "As of a marked transaction, or lsn:NUMBER");
    command.add_option("--stop-before-mark", out.choice.stop_before_mark,
                       "Likewise, without that transaction");
    add_reading_blob_options(command, out.blobs);
}

}  // namespace gantry::cli
