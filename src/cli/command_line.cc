#include "cli/command_line.h"

#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/command_text.h"

namespace gantry::cli {
namespace {

void show(std::string_view label, std::string_view text) {
    fmt::print(stderr, "{}: {}\n", label, without_signatures(std::string(text)));
}

// Reads a line from the terminal with echo off, and puts the terminal back.
std::string read_hidden_line(const std::string& prompt) {
    fmt::print(stderr, "{}", prompt);
    std::fflush(stderr);
    termios before{};
    tcgetattr(STDIN_FILENO, &before);
    termios silent = before;
    silent.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::string line;
    char c = 0;
    while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
        line += c;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fmt::print(stderr, "\n");
    return line;
}

}  // namespace

std::string with_hint(std::string reason, const std::string& hint) {
    if (!hint.empty()) reason += "; " + hint;
    return reason;
}

int guarded(const std::function<int()>& command) {
    try {
        return command();
    } catch (const UsageError& error) {
        show("error", error.what());
        if (!error.hint().empty()) show("hint", error.hint());
        return k_bad_usage;
    } catch (const FormatError& error) {
        std::string number = error.number() == 0 ? "" : fmt::format("Msg {}: ", error.number());
        show("error", number + error.what());
        if (!error.hint().empty()) show("hint", error.hint());
        return k_failed;
    } catch (const Error& error) {
        show("error", error.what());
        if (!error.hint().empty()) show("hint", error.hint());
        return k_failed;
    } catch (const std::bad_alloc&) {
        show("error", "out of memory");
        return k_failed;
    } catch (const std::exception& error) {
        show("error", error.what());
        return k_failed;
    }
}

std::string render_table(const Table& table) {
    std::vector<size_t> widths;
    for (const std::string& column : table.columns)
        widths.push_back(column.size());
    for (const auto& row : table.rows) {
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string out;
    auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (size_t i = 0; i < cells.size(); ++i) {
            text += fmt::format("{:<{}}  ", cells[i], widths[i]);
        }
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
        out += text + "\n";
    };
    line(table.columns);
    for (const auto& row : table.rows)
        line(row);
    return out;
}

bool is_terminal(int fd) {
    return isatty(fd) == 1;
}

std::string ask_password(const std::string& what) {
    if (!is_terminal(STDIN_FILENO)) {
        throw UsageError(fmt::format("no {} is given", what),
                         "use --sa-password-file FILE, GANTRY_SA_PASSWORD or "
                         "--generate-sa-password");
    }
    std::string first = read_hidden_line(fmt::format("New {}: ", what));
    if (read_hidden_line("Once more: ") != first) throw Error("the two answers differ");
    return first;
}

}  // namespace gantry::cli
