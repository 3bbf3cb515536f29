#pragma once
// What differs between two schema models: objects added, removed and changed, with the property
// that changed, and tables whose row counts differ. Pure: looks at models only.
//
// Objects are matched by kind and name (case as the first database's collation has it), never by
// id, so that two databases that were made apart can be compared. Names the server made up
// ("PK__Orders__3214EC07...") do not count: such constraints are matched by what they are. Where
// identities and sequences stand is data, not schema, and is not compared; nor are things the
// server ships.

#include <optional>
#include <string>
#include <vector>

#include "catalog/model.h"

namespace gantry::catalog {

enum class DiffState : uint8_t { added, removed, changed };
const char* to_string(DiffState state);

// One property of an object or of a part of it. `part_kind` is empty for the object's own.
struct DiffChange {
    DiffState state = DiffState::changed;  // added and removed: the whole part
    std::string part_kind;                 // "column", "index", "primary key", ...
    std::string part_name;
    std::string property;  // "type"; empty when the whole part came or went
    std::string before, after;
};

struct ObjectDiff {
    DiffState state = DiffState::changed;
    std::string kind;                 // "table", "view", "user", "permission", "database", ...
    std::string name;                 // "dbo.Orders"
    std::vector<DiffChange> changes;  // empty when added or removed
};

struct RowCountDiff {
    std::string table;
    std::optional<int64_t> before, after;  // nothing: the table is not there
};

struct DatabaseDiff {
    std::vector<ObjectDiff> objects;  // by kind, then name
    std::vector<RowCountDiff> rows;   // by name

    bool same() const { return objects.empty() && rows.empty(); }
};

DatabaseDiff diff_databases(const Database& before, const Database& after);

}  // namespace gantry::catalog
