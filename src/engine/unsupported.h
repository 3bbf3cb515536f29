#pragma once
// The one way to refuse a construct that is valid T-SQL but not built yet. What is refused is
// listed in docs/limits.md.

#include <string>
#include <string_view>

#include "base/error.h"

namespace gantry::engine {

inline SqlError unsupported(std::string_view construct, int line = 0) {
    SqlError error(40510, "Statement or construct '" + std::string(construct) +
                              "' is not supported in this version of Gantry.");
    error.set_line(line);
    return error;
}

}  // namespace gantry::engine
