#pragma once
// A command as it was typed, for reports. Passwords are not in it.

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace gantry::cli {

// The words of a parsed command: its arguments, then the options that were given.
std::string command_text(const CLI::App& command);

// "mssql://sa:***@host/" for "mssql://sa:secret@host/", a URL without its signature; other words as
// they are.
std::string without_password(std::string_view word);

// The signatures of URLs in any text: "sig=***". For texts that repeat what was typed.
std::string without_signatures(std::string text);

}  // namespace gantry::cli
