#pragma once
// Cuts a script into batches as sqlcmd and Management Studio do, before any parsing: GO lines
// (never inside comments or strings that are still open), GO n, :setvar and $(name), :r and the
// other colon commands. Pure text; reading files is the caller's (IncludeReader).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tsql/parser.h"

namespace gantry::tsql {

struct Batch {
    std::string text;      // $(name) replaced when variables are on
    uint32_t first_line = 1;  // line in the script of the text's first line
    uint32_t repeat = 1;   // GO 5
};

struct BatchOptions {
    // Replaces $(name) and obeys :setvar. Off: $(...) stays in the text.
    bool sqlcmd = true;
    std::map<std::string, std::string> variables;
    // Text of a file named by :r; absent: the command is skipped.
    std::function<std::optional<std::string>(const std::string& path)> include;
};

struct BatchSplit {
    std::vector<Batch> batches;  // empty batches left out
    std::vector<Diagnostic> diagnostics;  // lines count from the script's start
};

BatchSplit split_batches(std::string_view script, const BatchOptions& options = {});

// UTF-8 text of a script file's bytes: a byte-order mark decides (UTF-8, UTF-16 LE/BE); without one,
// UTF-16 when every other byte is zero, UTF-8 when well-formed, else Windows-1252.
std::string decode_script(ByteSpan bytes);

}  // namespace gantry::tsql
