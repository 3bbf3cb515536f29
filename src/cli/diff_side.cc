#include "cli/diff_side.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "blob/url.h"
#include "cli/command_line.h"
#include "storage/log/log_record.h"

namespace gantry::cli {

namespace {

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

// Where the first of several paths ends; npos when there is one. A signature may hold commas
// (spr=https,http): behind the '?' of a URL only another URL is another path.
size_t comma_of(const std::string& paths) {
    const size_t mark = blob::is_blob_url(paths) ? paths.find('?') : std::string::npos;
    size_t comma = paths.find(',');
    while (comma != std::string::npos && comma > mark &&
           !blob::is_blob_url(std::string_view(paths).substr(comma + 1))) {
        comma = paths.find(',', comma + 1);
    }
    return comma;
}

void parse_point(const std::string& text, DiffSide& side) {
    uint16_t position = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (problem == std::errc() && end == text.data() + text.size() && position != 0) {
        side.set = position;
    } else if (storage::log::parse_log_time(text)) {
        side.stop_at = text;
    } else {
        throw UsageError(fmt::format("'@{}' is no position of a backup set and no time", text),
                         "say FILE@2 for the second set of a file, or "
                         "DIRECTORY@2024-01-31T12:34:56 for a point in its logs");
    }
}

}  // namespace

DiffSide parse_diff_side(const std::string& word) {
    DiffSide side;
    std::string paths = word;
    size_t at = word.rfind('@');
    if (!exists(word) && at != std::string::npos && at > 0) {
        parse_point(word.substr(at + 1), side);
        paths = word.substr(0, at);
    }
    while (!exists(paths) && comma_of(paths) != std::string::npos) {
        size_t comma = comma_of(paths);
        if (comma > 0) side.paths.push_back(paths.substr(0, comma));
        paths.erase(0, comma + 1);
    }
    if (!paths.empty()) side.paths.push_back(paths);
    if (side.paths.empty()) throw UsageError(fmt::format("'{}' names no file", word));
    return side;
}

}  // namespace gantry::cli
