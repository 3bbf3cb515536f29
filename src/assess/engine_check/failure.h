#pragma once
// What an engine error says to a reader of an assessment: a feature that Gantry does not have, a
// name or type that does not bind, or nothing (what it names is not in the backups).

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/context.h"

namespace gantry::assess {

enum class FailureKind : uint8_t {
    not_supported,  // a feature is not built
    does_not_bind,  // names or types are wrong
    cannot_tell,    // depends on what is not in the backups, or made by a caller
};

struct Failure {
    FailureKind kind = FailureKind::does_not_bind;
    // What places are grouped by: "MERGE", "208".
    std::string feature;
    std::string detail;  // begins with the feature or the number
    // The schema has no such name: it fails on the source, too.
    bool source_too = false;
    // The name the message is about, to find it in the text; may be empty.
    std::string name;
    uint32_t line = 0;  // in the text that was compiled
    uint32_t column = 0;
    std::string excerpt;
};

// What the statement that failed looked like.
struct FailedStatement {
    const engine::CatalogSnapshot& catalog;
    std::string_view database;
    // It reads sys.*, INFORMATION_SCHEMA.* or the like: a column not found may be one of those.
    bool reads_system_views = false;
    std::string_view text;
    // Databases, in lower case, that are known by scripts alone; may be null.
    const std::set<std::string>* partial = nullptr;
};

Failure classify(const SqlError& error, const FailedStatement& statement);

// "scalar function 'f' with a body" -> "scalar function with a body": the same for all objects.
// `names` gets what was between quotes.
std::string feature_of(std::string_view construct, std::string* names = nullptr);
// Feature and, in parentheses, the names of the construct.
std::string feature_with_names(std::string_view construct);
// The construct of "Statement or construct '...' is not supported ..."; empty for other messages.
std::string refused_construct(std::string_view message);

}  // namespace gantry::assess
