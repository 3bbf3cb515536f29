#pragma once
// The encoding a script file is in, so that it is written back in the same; and writing a file so
// that no half of it is ever seen.

#include <string>
#include <string_view>

namespace gantry::cli {

enum class ScriptEncoding : uint8_t {
    utf8,
    utf8_mark,
    utf16le_mark,
    utf16be_mark,
    utf16le,
    utf16be,
    windows_1252,
};

// As tsql::decode_script reads it.
ScriptEncoding script_encoding(std::string_view bytes);
// UTF-8 text in that encoding. Throws Error when it has no such character.
std::string encode_script(std::string_view text, ScriptEncoding encoding);

// Through a file beside it that takes its place, with its permissions. A link's target is written.
// Throws IoError.
void replace_file(const std::string& path, std::string_view bytes);

}  // namespace gantry::cli
