#pragma once
// Walks over syntax trees. Without recursion, so that chains of any length can be walked; children
// come in the order of the node's fields, which is mostly the order of the text.

#include <functional>
#include <string_view>

#include "tsql/ast.h"

namespace gantry::tsql {

class Visitor {
  public:
    virtual ~Visitor() = default;
    // False: the node's children are left out; leave() is called all the same.
    virtual bool enter(const Node& node) = 0;
    virtual void leave(const Node& node);
};

void walk(const Node& root, Visitor& visitor);

// Every node below and with `root`, parents first.
void for_each_node(const Node& root, const std::function<void(const Node&)>& f);

// Children only.
void for_each_child(const Node& node, const std::function<void(const Node&)>& f);

// The name of the node's type: "SelectStatement".
std::string_view kind_name(NodeKind kind);

}  // namespace gantry::tsql
