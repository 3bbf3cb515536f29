#include "tsql/visit.h"

#include <algorithm>
#include <vector>

#include "tsql/reflect.h"

namespace gantry::tsql {
namespace {

template <class T>
void add_children(const T& field, std::vector<const Node*>& children) {
    if constexpr (NodePointer<T>) {
        if (field != nullptr) children.push_back(field);
    } else if constexpr (is_list<T>) {
        for (const auto& item : field) add_children(item, children);
    }
}

void collect_children(const Node& node, std::vector<const Node*>& children) {
    dispatch(node, [&](const auto& typed) {
        typed.with_fields([&](const auto&... fields) { (add_children(fields, children), ...); });
    });
}

}  // namespace

void Visitor::leave(const Node&) {}

void walk(const Node& root, Visitor& visitor) {
    struct Step {
        const Node* node;
        bool leaving;
    };
    std::vector<Step> steps{{&root, false}};
    std::vector<const Node*> children;
    while (!steps.empty()) {
        const Step step = steps.back();
        steps.pop_back();
        if (step.leaving) {
            visitor.leave(*step.node);
            continue;
        }
        steps.push_back({step.node, true});
        if (!visitor.enter(*step.node)) continue;
        children.clear();
        collect_children(*step.node, children);
        for (size_t i = children.size(); i-- > 0;) steps.push_back({children[i], false});
    }
}

void for_each_node(const Node& root, const std::function<void(const Node&)>& f) {
    std::vector<const Node*> pending{&root};
    std::vector<const Node*> children;
    while (!pending.empty()) {
        const Node* node = pending.back();
        pending.pop_back();
        f(*node);
        children.clear();
        collect_children(*node, children);
        pending.insert(pending.end(), children.rbegin(), children.rend());
    }
}

void for_each_child(const Node& node, const std::function<void(const Node&)>& f) {
    std::vector<const Node*> children;
    collect_children(node, children);
    for (const Node* child : children) f(*child);
}

std::string_view kind_name(NodeKind kind) {
    switch (kind) {
#define GANTRY_TSQL_CASE(name) \
    case NodeKind::name: return #name;
        GANTRY_TSQL_NODES(GANTRY_TSQL_CASE)
#undef GANTRY_TSQL_CASE
        case NodeKind::None: break;
    }
    return "None";
}

}  // namespace gantry::tsql
