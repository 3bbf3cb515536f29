#pragma once
// An order in which every node comes after what it needs. Deterministic: nodes that are free at the
// same time come by their key. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace gantry::catalog::script {

struct OrderNode {
    int32_t id = 0;
    std::string key;  // unique
};

// `from` needs `to` before it. A weak need is met where no circle forbids it: procedures may be
// made before what they name.
struct OrderEdge {
    int32_t from = 0;
    int32_t to = 0;
    bool weak = false;
};

struct Order {
    std::vector<int32_t> ids;
    std::vector<int32_t> circular;  // placed although a need that is not weak was open
};

// Edges of nodes that are not listed, and of a node to itself, are passed over.
Order order_nodes(const std::vector<OrderNode>& nodes, const std::vector<OrderEdge>& edges);

}  // namespace gantry::catalog::script
