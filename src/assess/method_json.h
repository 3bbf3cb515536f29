#pragma once
// Method advice as JSON: of one database in a report, and of `gantry guide`.

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "assess/method_advice.h"

namespace gantry::assess {

nlohmann::ordered_json method_json(const MethodAdvice& advice,
                                   const std::optional<Alternative>& alternative);

}  // namespace gantry::assess
