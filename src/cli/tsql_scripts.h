#pragma once
// Scripts as the `gantry tsql` commands take them: which files the words name, their text, their
// batches parsed one after the other. A batch's tree lives only while it is looked at.

#include <functional>
#include <string>
#include <vector>

#include "tsql/batch.h"
#include "tsql/parser.h"

namespace CLI {
class App;
}

namespace gantry::cli {

struct TsqlOptions {
    std::vector<std::string> paths;
    int level = 160;
    std::string quoted_identifier = "on";  // at the start of each script
    std::string scopes = "none";  // which statements check_scopes looks at
    bool hints = false;           // what could have stood where an error is
    size_t threads = 0;
};

// PATH..., --level, --quoted-identifier, --threads. `options` must live as long as the parser.
void add_tsql_options(CLI::App& command, TsqlOptions& options);

// Files as named; of directories those that end in .sql. "-" is standard input. What names nothing
// is in the list as well: reading it says why.
std::vector<std::string> script_paths(const TsqlOptions& options);

struct ScriptSource {
    std::string path;
    std::string bytes;    // as in the file
    std::string text;     // UTF-8, no mark
    std::string problem;  // why it cannot be read; the rest is empty then
};
ScriptSource read_script(const std::string& path);

// What was said of one script. Lines count from its start.
struct ScriptReport {
    std::string path;
    std::string problem;
    size_t batches = 0;
    size_t statements = 0;  // of the batches' top level that parsed
    std::vector<tsql::Diagnostic> errors;
    std::vector<tsql::Diagnostic> warnings;  // files of :r that were not found
};

using UseBatch =
    std::function<void(const tsql::ParseResult&, const tsql::Batch&, const tsql::ParseOptions&)>;

// Splits and parses; each batch's tree goes to `use` (may be empty) and is freed after it. :r files
// are looked for beside the script.
ScriptReport parse_script(const ScriptSource& source, const TsqlOptions& options,
                          const UseBatch& use = {});

// "path:line:column: error 102: text\n" for each error, or the reason it cannot be read.
std::string error_lines(const ScriptReport& report);

// 3, 1 or 0: the worse of `code` and what the script says.
int worse_code(int code, const ScriptReport& report);

}  // namespace gantry::cli
