#pragma once
// Constructs of T-SQL with a history: the release and the compatibility level they need, and those
// that are deprecated or gone. Sources: "Deprecated database engine features" and "Discontinued
// database engine functionality" of each release, "ALTER DATABASE compatibility level", and the
// page of each statement and function. `gantry tsql stats` counts them; parsing does not depend on
// them: what SQL Server refuses because of the level while it parses is in the grammar itself.

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "tsql/ast.h"

namespace gantry::tsql {

enum class FeatureStatus : uint8_t {
    current,
    deprecated,    // works, advised against
    discontinued,  // gone since Feature::until_version
};

struct Feature {
    std::string_view name;
    FeatureStatus status = FeatureStatus::current;
    int since_version = 0;  // year of SQL Server's release; 0: 2005 and before
    int since_level = 0;    // the database's compatibility level must be at least that
    int until_version = 0;  // the first release without it
    int until_level = 0;    // the highest level that has it
    std::string_view replacement;
};

// All of them, each once.
std::span<const Feature> features();

// Calls f for each feature that a node of the tree, the root included, makes use of. A node may
// show several.
using UseFeature = std::function<void(const Feature&, const Node&)>;
void find_features(const Node& root, const UseFeature& f);

}  // namespace gantry::tsql
