#include "catalog/diff/line_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace gantry::catalog::diff {

namespace {

constexpr size_t k_edits_max = 2000;

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Fewest insertions and deletions that turn a into b: Myers, "An O(ND) Difference Algorithm and
// its variations". SIZE_MAX when there are more than k_edits_max.
size_t edit_distance(const std::vector<std::string_view>& a,
                     const std::vector<std::string_view>& b) {
    const ptrdiff_t n = ptrdiff_t(a.size()), m = ptrdiff_t(b.size());
    const ptrdiff_t most = std::min<ptrdiff_t>(n + m, ptrdiff_t(k_edits_max));
    std::vector<ptrdiff_t> furthest(size_t(2 * most + 3), 0);
    const ptrdiff_t middle = most + 1;
    for (ptrdiff_t edits = 0; edits <= most; ++edits) {
        for (ptrdiff_t k = -edits; k <= edits; k += 2) {
            ptrdiff_t down = furthest[size_t(middle + k + 1)];
            ptrdiff_t right = furthest[size_t(middle + k - 1)] + 1;
            bool go_down = k == -edits || (k != edits && right <= down);
            ptrdiff_t x = go_down ? down : right;
            while (x < n && x - k < m && x - k >= 0 && a[size_t(x)] == b[size_t(x - k)])
                ++x;
            furthest[size_t(middle + k)] = x;
            if (x >= n && x - k >= m) return size_t(edits);
        }
    }
    return SIZE_MAX;
}

}  // namespace

LineDiff diff_lines(std::string_view before, std::string_view after) {
    std::vector<std::string_view> a = split_lines(before), b = split_lines(after);
    size_t same = 0;
    while (same < a.size() && same < b.size() && a[same] == b[same])
        ++same;
    LineDiff out;
    out.first_line = same + 1;
    a.erase(a.begin(), a.begin() + ptrdiff_t(same));
    b.erase(b.begin(), b.begin() + ptrdiff_t(same));
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.pop_back();
        b.pop_back();
    }
    size_t edits = edit_distance(a, b);
    if (edits == SIZE_MAX) {
        out.removed = a.size();
        out.added = b.size();
        return out;
    }
    // edits = added + removed, and what is added more than removed is the difference in length.
    out.added = size_t((ptrdiff_t(edits) + ptrdiff_t(b.size()) - ptrdiff_t(a.size())) / 2);
    out.removed = edits - out.added;
    return out;
}

std::string describe(const LineDiff& diff) {
    if (diff.added == 0 && diff.removed == 0) return "line ends differ";
    return fmt::format("{} lines added, {} removed, from line {} on", diff.added, diff.removed,
                       diff.first_line);
}

}  // namespace gantry::catalog::diff
