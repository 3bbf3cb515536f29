#include "tsql/compare.h"

#include <tuple>
#include <vector>

#include "tsql/reflect.h"

namespace gantry::tsql {
namespace {

class Comparison {
  public:
    bool run(const Node* a, const Node* b) {
        pairs_.push_back({a, b});
        while (!pairs_.empty()) {
            const auto [left, right] = pairs_.back();
            pairs_.pop_back();
            if (!same_node(left, right)) return false;
        }
        return true;
    }

  private:
    bool same_node(const Node* a, const Node* b) {
        if (a == nullptr || b == nullptr) return a == b;
        if (a == b) return true;
        if (a->kind != b->kind) return false;
        return dispatch(*a, [&](const auto& left) {
            using T = std::remove_cvref_t<decltype(left)>;
            const T& right = static_cast<const T&>(*b);
            if (parenthesized_flag(left) != parenthesized_flag(right)) return false;
            return left.with_fields([&](const auto&... x) {
                return right.with_fields([&](const auto&... y) { return (same(x, y) && ...); });
            });
        });
    }

    template <class T>
    bool same(const T& a, const T& b) {
        if constexpr (NodePointer<T>) {
            pairs_.push_back({a, b});
            return true;
        } else if constexpr (is_list<T>) {
            if (a.size() != b.size()) return false;
            for (size_t i = 0; i < a.size(); ++i) {
                if (!same(a[i], b[i])) return false;
            }
            return true;
        } else if constexpr (std::is_same_v<T, Identifier>) {
            return a.name == b.name && a.quote == b.quote;
        } else if constexpr (std::is_same_v<T, ObjectName>) {
            return same(a.parts, b.parts);
        } else {
            return a == b;
        }
    }

    std::vector<std::pair<const Node*, const Node*>> pairs_;
};

}  // namespace

bool equal_trees(const Node* a, const Node* b) { return Comparison().run(a, b); }

bool equal_trees(const List<const Statement*>& a, const List<const Statement*>& b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        if (!equal_trees(a[i], b[i])) return false;
    }
    return true;
}

}  // namespace gantry::tsql
