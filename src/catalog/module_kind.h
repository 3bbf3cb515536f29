#pragma once
// What sys.objects.type says a module is. Pure.

#include <string_view>

#include "catalog/model.h"

namespace gantry::catalog {

// By the trimmed type ("P", "FN", ...); nullptr when the type is no module's.
const ModuleKind* module_kind(std::string_view type);

}  // namespace gantry::catalog
