// MATCH: patterns over graph tables, as the documentation of MATCH and of SHORTEST_PATH gives them.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"$match_pattern", "( $match_part [AND $match_part]... )"},
    {"$match_part",
     "SHORTEST_PATH ( $match_path [{AND | ,} $match_path]... )"
     " | LAST_NODE ( <node> ) = LAST_NODE ( <node> ) | $match_chain | ( $match_chain )"},
    {"$match_chain", "$match_node {$match_edge $match_node}..."},
    {"$match_node", "LAST_NODE ( <node> ) | <node>"},
    {"$match_edge", "- ( <edge> ) '->' | '<' - ( <edge> ) -"},
    {"$match_path",
     "( {<node> $match_edge}... ) $match_quantifier $match_node"
     " | $match_node ( {$match_edge <node>}... ) $match_quantifier"},
    {"$match_quantifier", "+ | '{' <least:integer> , <most:integer> '}'"},
};

}  // namespace

std::span<const Syntax> graph_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
