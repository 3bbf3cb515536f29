#pragma once
// Cuts a script into batches as sqlcmd and Management Studio do, before any parsing: GO lines
// (never inside comments or strings that are still open), GO n, :setvar and $(name), :r, the other
// colon commands and !!. Pure text; reading files is the caller's (IncludeReader).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tsql/parser.h"

namespace gantry::tsql {

// Lines of a batch that came from a file named by :r.
struct IncludedLines {
    uint32_t first = 0;  // 1-based line of the batch's text
    uint32_t count = 0;
    uint32_t script_line = 0;  // of the outermost :r
    uint32_t file_line = 0;    // of the first one, in the included file
    std::string file;
};

// A $(name) that was replaced: what is behind it on its line has another column in the script.
struct Replacement {
    uint32_t line = 0;    // 1-based, of the batch's text
    uint32_t column = 0;  // 1-based, in UTF-16 units as the lengths
    uint32_t text_length = 0;
    uint32_t script_length = 0;  // of $(name)
};

struct Batch {
    std::string text;                       // $(name) replaced when variables are on
    uint32_t first_line = 1;                // line in the script of the text's first line
    uint32_t repeat = 1;                    // GO 5
    std::vector<IncludedLines> included;    // in order of lines
    std::vector<Replacement> replacements;  // in order of places

    // Turns an error's place in the text into its place in the script. What came from another
    // file is placed at the :r; the hint names file and line.
    void place_in_script(Diagnostic& diagnostic) const;
};

struct BatchOptions {
    // Replaces $(name) and obeys :setvar. Off: $(...) stays in the text.
    bool sqlcmd = true;
    std::map<std::string, std::string> variables;
    // Text of a file named by :r in the file `from` (empty: in the script itself); no function: the
    // command is skipped.
    std::function<std::optional<std::string>(const std::string& path, const std::string& from)>
        include;
};

// A line of the script that is GO or an sqlcmd command (:setvar, :r ...), not text of a batch.
struct CommandLine {
    uint32_t line = 0;  // 1-based
    bool go = false;
    bool whole = true;  // no text beside GO: a comment that ends before or begins behind it
};

struct BatchSplit {
    std::vector<CommandLine> commands;    // in order; those of included files are left out
    std::vector<Batch> batches;           // empty batches left out
    std::vector<Diagnostic> diagnostics;  // lines count from the script's start
    std::vector<Diagnostic> warnings;     // files of :r that can't be read
};

BatchSplit split_batches(std::string_view script, const BatchOptions& options = {});

// UTF-8 text of a script file's bytes: a byte-order mark decides (UTF-8, UTF-16 LE/BE); without
// one, UTF-16 when every other byte is zero, UTF-8 when well-formed, else Windows-1252. Where lines
// end in CR alone they end in LF afterwards.
std::string decode_script(ByteSpan bytes);

}  // namespace gantry::tsql
