#pragma once
// How two texts differ, in lines. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace gantry::catalog::diff {

struct LineDiff {
    size_t added = 0;
    size_t removed = 0;
    size_t first_line = 0;  // 1-based line of the first difference, in the second text
};

// Line ends of any kind are equal. The counts are the fewest possible up to 2,000 differing lines;
// beyond, everything between the first and the last difference counts.
LineDiff diff_lines(std::string_view before, std::string_view after);

// "3 lines added, 1 removed, from line 12 on".
std::string describe(const LineDiff& diff);

}  // namespace gantry::catalog::diff
