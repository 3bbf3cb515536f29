#pragma once
// How often a size would have been at a limit; inside src/size.

#include "size/recommend.h"

namespace gantry::size {

// `factor` is what the measurements are multiplied by first.
Throttling throttling_of(const Fit& fit, const std::vector<Window>& windows, double factor);

}  // namespace gantry::size
