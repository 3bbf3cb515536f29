#pragma once
// Rules that look at T-SQL: modules, defaults, checks, computed columns, job steps, scripts. The
// text is parsed, and rules look at the tree. Dynamic SQL made of literals alone is looked into
// too; what is made of variables is told as not analysed.
//
// Stateless between texts; Findings are not shared between threads.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "assess/finding.h"

namespace gantry::assess {

class CodeReferences;

// What is known around the text.
struct CodeContext {
    std::string database;    // its own; empty: unknown
    int source_level = 160;  // compatibility level it was written under
    int target_level = 160;
    Target target = Target::azure_sql_mi;
    bool indexed_view = false;  // the text is a view that has an index
    // Names of linked servers, lower-cased, to their providers; with_servers: from a backup of
    // master or a server, so that a name that is not there is an error of its own.
    std::map<std::string, std::string> linked_servers;
    bool linked_servers_known = false;
    // Objects of the text's database that bear a name the server uses itself: lower-cased, with
    // their schema. Such a name, so qualified or bare, is not taken for the server's.
    std::set<std::string> own_objects;
    std::set<std::string> tables_with_triggers;  // enabled ones; lower-cased, with the schema
    std::set<std::string> tables_with_identity;
    // Of a computed column's, check's or index's table: types of its columns. Names as written.
    std::map<std::string, std::string> column_types;
    // What the text names outside of its database is put there too; may be null.
    CodeReferences* references = nullptr;
};

enum class CodeKind : uint8_t { batch, expression, predicate };

struct CodeText {
    std::string object, type;  // as findings show them
    std::string_view text;
    CodeKind kind = CodeKind::batch;
    bool quoted_identifier = true;
    uint32_t first_line = 1;  // of the text in its file
    bool remote = false;      // EXECUTE (...) AT: run by another server
};

// Whether QUOTED_IDENTIFIER is on behind the text, for the batch after it.
bool scan_code(const CodeText& text, const CodeContext& context, Findings& findings);

}  // namespace gantry::assess
