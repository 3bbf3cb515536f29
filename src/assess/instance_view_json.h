#pragma once
// The view of an instance as JSON (a part of the report) and as a drawing for Graphviz.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "assess/instance_view.h"

namespace gantry::assess {

nlohmann::ordered_json instance_view_json(const InstanceView& view);
// The DOT language, UTF-8: databases in boxes by group, what they use around them.
std::string instance_view_dot(const InstanceView& view);

}  // namespace gantry::assess
