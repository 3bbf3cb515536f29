#include "catalog/script/order.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace gantry::catalog::script {
namespace {

class Orderer {
  public:
    Orderer(const std::vector<OrderNode>& nodes, const std::vector<OrderEdge>& edges)
        : nodes_(nodes), open_(nodes.size()), users_(nodes.size()) {
        // Ranks stand for keys, so that the sets below compare numbers.
        std::vector<size_t> by_key(nodes.size());
        for (size_t i = 0; i < by_key.size(); ++i)
            by_key[i] = i;
        std::sort(by_key.begin(), by_key.end(),
                  [&](size_t a, size_t b) { return nodes[a].key < nodes[b].key; });
        rank_.resize(nodes.size());
        for (size_t i = 0; i < by_key.size(); ++i)
            rank_[by_key[i]] = i;
        by_rank_ = std::move(by_key);
        add_edges(edges);
        for (size_t i = 0; i < nodes.size(); ++i)
            file(i);
    }

    Order run() {
        Order out;
        while (out.ids.size() < nodes_.size()) {
            bool circular = false;
            size_t rank;
            if (!free_.empty()) {
                rank = *free_.begin();
            } else if (!nearly_free_.empty()) {
                rank = *nearly_free_.begin();
            } else {
                rank = *bound_.begin();
                circular = true;
            }
            size_t node = by_rank_[rank];
            unfile(rank);
            open_[node].done = true;
            out.ids.push_back(nodes_[node].id);
            if (circular) out.circular.push_back(nodes_[node].id);
            for (const auto& [user, weak] : users_[node])
                release(user, weak);
        }
        return out;
    }

  private:
    struct Open {
        uint32_t strong = 0, weak = 0;
        bool done = false;
    };

    void add_edges(const std::vector<OrderEdge>& edges) {
        std::unordered_map<int32_t, size_t> index;
        for (size_t i = 0; i < nodes_.size(); ++i)
            index.emplace(nodes_[i].id, i);
        // A need named several times counts once, and strongly if it is strong anywhere.
        std::set<std::pair<size_t, size_t>> strong, weak;
        for (const OrderEdge& edge : edges) {
            auto from = index.find(edge.from), to = index.find(edge.to);
            if (from == index.end() || to == index.end() || from->second == to->second) continue;
            (edge.weak ? weak : strong).emplace(from->second, to->second);
        }
        for (const auto& pair : strong)
            weak.erase(pair);
        for (const auto& [from, to] : strong) {
            ++open_[from].strong;
            users_[to].emplace_back(from, false);
        }
        for (const auto& [from, to] : weak) {
            ++open_[from].weak;
            users_[to].emplace_back(from, true);
        }
    }

    void file(size_t node) {
        const Open& open = open_[node];
        (open.strong > 0 ? bound_ : open.weak > 0 ? nearly_free_ : free_).insert(rank_[node]);
    }
    void unfile(size_t rank) {
        free_.erase(rank);
        nearly_free_.erase(rank);
        bound_.erase(rank);
    }
    void release(size_t node, bool weak) {
        if (open_[node].done) return;
        unfile(rank_[node]);
        --(weak ? open_[node].weak : open_[node].strong);
        file(node);
    }

    const std::vector<OrderNode>& nodes_;
    std::vector<Open> open_;
    std::vector<std::vector<std::pair<size_t, bool>>> users_;  // who needs this node, weakly?
    std::vector<size_t> rank_, by_rank_;
    std::set<size_t> free_, nearly_free_, bound_;
};

}  // namespace

Order order_nodes(const std::vector<OrderNode>& nodes, const std::vector<OrderEdge>& edges) {
    return Orderer(nodes, edges).run();
}

}  // namespace gantry::catalog::script
