#pragma once
// Structural comparison of syntax trees: kinds, values and names, not places in the source.
// Letter case counts, as it does in the source.

#include "tsql/ast.h"

namespace gantry::tsql {

// Two absent nodes are equal.
bool equal_trees(const Node* a, const Node* b);
bool equal_trees(const List<const Statement*>& a, const List<const Statement*>& b);

}  // namespace gantry::tsql
