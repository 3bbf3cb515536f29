#pragma once
// The version of the program, as `gantry version` prints it; CMakeLists.txt has the same number.

namespace gantry::instance {

inline constexpr const char* k_program_version = "0.1.0";

}  // namespace gantry::instance
