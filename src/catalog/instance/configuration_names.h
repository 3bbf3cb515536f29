#pragma once
// Names of sp_configure's options by number. Pure.

#include <cstdint>
#include <string>

namespace gantry::catalog {

// "max server memory (MB)" (1544); the number itself when it is not known.
std::string configuration_name(int32_t id);

}  // namespace gantry::catalog
