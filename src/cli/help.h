#pragma once
// How commands are declared and how their help looks: two examples first, then what the command
// does, then its options. The list of commands shows the first sentence of each.

#include <string>

namespace CLI {
class App;
}

namespace gantry::cli {

// `text`: "Examples:\n  ...\n  ...\n\nWhat it does." The text after the empty line is prose.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& text);

// For the root, before any command is added: commands inherit it.
void set_help_style(CLI::App& root, const std::string& text);

}  // namespace gantry::cli
