#pragma once
// JSON strings for commands that write JSON piece by piece, while they work.

#include <string>
#include <string_view>

namespace gantry::cli {

// In quotes. Malformed bytes become U+FFFD, half a surrogate pair its \u escape: the result is
// well-formed whatever the text holds.
std::string json_string(std::string_view text);

}  // namespace gantry::cli
