#pragma once
// The words and options of every command that reads one database of some backups: PATH...,
// --database, --set.

#include <string>
#include <vector>

#include "cli/input_databases.h"

namespace CLI {
class App;
}

namespace gantry::cli {

struct InputOptions {
    std::vector<std::string> paths;
    ImageChoice choice;
    BlobOptions blobs;
};

// `out` must live as long as the parser.
void add_path_words(CLI::App& command, std::vector<std::string>& paths);
void add_input_options(CLI::App& command, InputOptions& out);

}  // namespace gantry::cli
