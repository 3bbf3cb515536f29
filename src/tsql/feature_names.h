#pragma once
// Internal to src/tsql: functions, procedures and system tables that came or went, by name.

#include <optional>
#include <string_view>

#include "tsql/feature_table.h"

namespace gantry::tsql {

// Names in any case.
std::optional<FeatureId> feature_of_function(std::string_view name);
std::optional<FeatureId> feature_of_procedure(std::string_view name);
std::optional<FeatureId> feature_of_type(std::string_view name);
bool is_old_system_table(std::string_view name);

}  // namespace gantry::tsql
