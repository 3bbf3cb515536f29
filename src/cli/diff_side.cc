#include "cli/diff_side.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "cli/command_line.h"

namespace gantry::cli {

namespace {

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

uint16_t parse_position(const std::string& text) {
    uint16_t position = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (problem != std::errc() || end != text.data() + text.size() || position == 0) {
        throw UsageError(fmt::format("'@{}' is no position of a backup set", text),
                         "say FILE@2 for the second set of a file");
    }
    return position;
}

}  // namespace

DiffSide parse_diff_side(const std::string& word) {
    DiffSide side;
    std::string paths = word;
    size_t at = word.rfind('@');
    if (!exists(word) && at != std::string::npos && at > 0) {
        side.set = parse_position(word.substr(at + 1));
        paths = word.substr(0, at);
    }
    while (!exists(paths) && paths.find(',') != std::string::npos) {
        size_t comma = paths.find(',');
        if (comma > 0) side.paths.push_back(paths.substr(0, comma));
        paths.erase(0, comma + 1);
    }
    if (!paths.empty()) side.paths.push_back(paths);
    if (side.paths.empty()) throw UsageError(fmt::format("'{}' names no file", word));
    return side;
}

}  // namespace gantry::cli
