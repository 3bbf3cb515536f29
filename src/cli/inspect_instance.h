#pragma once
// What a backup of master or msdb tells of its instance, for `gantry inspect`. Private to the
// inspect command.

#include <nlohmann/json_fwd.hpp>

#include "catalog/instance/instance_model.h"

namespace gantry::cli {

void print_instance(const catalog::Instance& instance);
nlohmann::ordered_json instance_json(const catalog::Instance& instance);

}  // namespace gantry::cli
