#pragma once
// One side of `gantry diff`: PATH[,PATH...][@POINT], where the point is the position of a backup
// set or a time. A path may be a URL; commas and at signs of its own are written as %2C and %40.

#include <string>
#include <vector>

#include "cli/input_databases.h"

namespace gantry::cli {

struct DiffSide {
    std::vector<std::string> paths;
    uint16_t set = 0;     // 0: the newest state the files reach
    std::string stop_at;  // a time inside the log; empty: none
};

// A name that exists as it stands is that file, whatever commas and at signs it has.
// Throws UsageError.
DiffSide parse_diff_side(const std::string& word);

}  // namespace gantry::cli
