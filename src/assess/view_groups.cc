#include "assess/view_groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace gantry::assess {
namespace {

size_t root_of(std::vector<size_t>& parent, size_t node) {
    while (parent[node] != node)
        node = parent[node] = parent[parent[node]];
    return node;
}

// Tarjan's strongly connected components, without recursion: they come out with what is needed
// first.
class Components {
  public:
    explicit Components(const std::vector<std::set<size_t>>& needs)
        : needs_(needs), index_(needs.size(), 0), low_(needs.size(), 0), open_(needs.size()) {}

    const std::vector<std::vector<size_t>>& run() {
        for (size_t node = 0; node < needs_.size(); ++node) {
            if (index_[node] == 0) visit(node);
        }
        return out_;
    }

  private:
    struct Frame {
        size_t node;
        std::set<size_t>::const_iterator next;
    };

    void enter(size_t node) {
        index_[node] = low_[node] = ++counter_;
        stack_.push_back(node);
        open_[node] = true;
        frames_.push_back({node, needs_[node].begin()});
    }

    void visit(size_t start) {
        enter(start);
        while (!frames_.empty()) {
            const size_t node = frames_.back().node;
            if (frames_.back().next != needs_[node].end()) {
                const size_t to = *frames_.back().next++;
                if (index_[to] == 0) {
                    enter(to);
                } else if (open_[to]) {
                    low_[node] = std::min(low_[node], index_[to]);
                }
                continue;
            }
            frames_.pop_back();
            if (!frames_.empty()) {
                low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
            }
            if (low_[node] == index_[node]) close(node);
        }
    }

    void close(size_t node) {
        std::vector<size_t> component;
        for (;;) {
            const size_t last = stack_.back();
            stack_.pop_back();
            open_[last] = false;
            component.push_back(last);
            if (last == node) break;
        }
        std::sort(component.begin(), component.end());
        out_.push_back(std::move(component));
    }

    const std::vector<std::set<size_t>>& needs_;
    std::vector<size_t> index_, low_;
    std::vector<bool> open_;
    std::vector<size_t> stack_;
    std::vector<Frame> frames_;
    size_t counter_ = 0;
    std::vector<std::vector<size_t>> out_;
};

}  // namespace

std::vector<TiedGroup> group_by_ties(size_t count, const std::vector<Tie>& ties) {
    std::vector<size_t> parent(count);
    std::iota(parent.begin(), parent.end(), size_t{0});
    std::vector<std::set<size_t>> needs(count);
    for (const Tie& tie : ties) {
        if (tie.from == tie.to) continue;
        needs[tie.from].insert(tie.to);
        parent[root_of(parent, tie.from)] = root_of(parent, tie.to);
    }
    std::map<size_t, TiedGroup> groups;  // by root
    Components components(needs);
    for (const std::vector<size_t>& component : components.run()) {
        TiedGroup& group = groups[root_of(parent, component[0])];
        group.members.insert(group.members.end(), component.begin(), component.end());
        if (component.size() > 1) group.cycles.push_back(component);
    }
    for (size_t i = 0; i < ties.size(); ++i) {
        if (ties[i].from != ties[i].to) groups[root_of(parent, ties[i].from)].ties.push_back(i);
    }
    std::vector<TiedGroup> out;
    for (auto& [root, group] : groups)
        out.push_back(std::move(group));
    auto first = [](const TiedGroup& group) {
        return *std::min_element(group.members.begin(), group.members.end());
    };
    std::sort(out.begin(), out.end(), [&](const TiedGroup& a, const TiedGroup& b) {
        return a.members.size() != b.members.size() ? a.members.size() < b.members.size()
                                                    : first(a) < first(b);
    });
    return out;
}

}  // namespace gantry::assess
