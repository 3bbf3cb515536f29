#pragma once
// The DDL of schema `gantry`, in numbered steps. A step is never edited after a release; a new
// one is added. bootstrap() runs those above gantry.schema_version.

#include <string_view>
#include <vector>

namespace gantry::store {

const std::vector<std::string_view>& migrations();  // [0] leads to version 1

}  // namespace gantry::store
