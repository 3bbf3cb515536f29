#pragma once
// Which objects a statement names, and what it does with them: what a dependency graph or an
// assessment starts from. By the text alone: whether a name is a table, a view or a synonym, or
// whether a.b(...) calls a function or a method of a column, only a catalog can say. Names of
// common table expressions are no objects and left out; aliases of UPDATE and DELETE are resolved.
// Table variables are not named here; #temporary tables, inserted and deleted are.

#include <vector>

#include "tsql/ast.h"

namespace gantry::tsql {

enum class ReferenceKind : uint8_t {
    relation,  // table, view, synonym
    function,  // name(...): with more than one part, or in FROM
    procedure,
    trigger,
    type,  // with more than one part, or none the server has
    sequence,
    server,  // OPENQUERY's, EXECUTE ... AT's
    other,   // of DROP, GRANT and the like
};

enum class ReferenceAccess : uint8_t { read, write, execute, create, alter, drop, mention };

struct Reference {
    ReferenceKind kind = ReferenceKind::relation;
    ReferenceAccess access = ReferenceAccess::read;
    ObjectName name;
    const Node* node = nullptr;  // that holds the name
};

// In the order of the walk; an object named twice is there twice. The bodies of modules count.
std::vector<Reference> find_references(const Node& root);

// Is it a type of the server's own (one part, not quoted)?
bool is_system_type(const ObjectName& name);

}  // namespace gantry::tsql
