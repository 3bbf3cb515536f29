#pragma once
// The printf-like format of RAISERROR and FORMATMESSAGE: %[flag][width][.precision]type with
// d i o s u x X, %% and '*'. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "types/value.h"

namespace gantry::session {

// Throws SqlError 2786 when a value does not fit its place, 2787 for a format that is none.
std::string format_message(std::string_view format, const std::vector<types::Value>& values);

}  // namespace gantry::session
