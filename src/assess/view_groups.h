#pragma once
// Which databases move together, and in which order: connected components of a graph and an order
// of each in which what is referred to comes first. Pure; private to instance_view.

#include <cstddef>
#include <string>
#include <vector>

namespace gantry::assess {

// Node `from` needs node `to`.
struct Tie {
    size_t from = 0, to = 0;
    std::string reason;
};

struct TiedGroup {
    std::vector<size_t> members;              // `to` before `from`, else by number
    std::vector<std::vector<size_t>> cycles;  // members that need each other; by number
    std::vector<size_t> ties;                 // places in the list of ties
};

// Every one of `count` nodes is in one group; the smallest groups first, then by their first
// member.
std::vector<TiedGroup> group_by_ties(size_t count, const std::vector<Tie>& ties);

}  // namespace gantry::assess
