#pragma once
// What the commands share: exit codes, how errors are shown, tables, passwords from the terminal.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gantry::cli {

// DESIGN section 6.
constexpr int k_done = 0;
constexpr int k_found_problems = 1;
constexpr int k_bad_usage = 2;
constexpr int k_failed = 3;

// Wrong arguments, found after the parser was content: exit code 2.
class UsageError : public Error {
  public:
    using Error::Error;
};

// Runs a command; an exception becomes `error: ...` and `hint: ...` on stderr and an exit code.
int guarded(const std::function<int()>& command);

// "reason; hint": for lists that have one text for both.
std::string with_hint(std::string reason, const std::string& hint);

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};
// Columns separated by two spaces, a heading, nothing but the heading when there are no rows.
std::string render_table(const Table& table);

bool is_terminal(int fd);
// Asks twice without echo. Error when stdin is no terminal or the answers differ.
std::string ask_password(const std::string& what);

}  // namespace gantry::cli
