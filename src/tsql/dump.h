#pragma once
// A syntax tree as indented text, one node a line: what `gantry tsql ast` prints and golden tests
// compare. Fields that have their default (false, empty, absent) are left out.

#include <string>

#include "tsql/ast.h"

namespace gantry::tsql {

std::string dump_tree(const Node& root, bool with_places = false);
std::string dump_statements(const List<const Statement*>& statements, bool with_places = false);

}  // namespace gantry::tsql
