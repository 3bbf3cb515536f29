#pragma once
// Internal to src/tsql/format: walks a tree and marks where lines may break. By family in
// plan_*.cc.

#include <unordered_map>
#include <unordered_set>

#include "tsql/format/layout.h"
#include "tsql/visit.h"

namespace gantry::tsql::format {

class Planner : public Visitor {
  public:
    Planner(Layout& layout, const FormatOptions& options) : layout_(layout), options_(options) {}

    void batch(const List<const Statement*>& statements);
    bool enter(const Node& node) override;
    // After the walk: comments beside commas, order of groups.
    void finish();

  private:
    // ---- places (plan.cc) ----
    uint32_t first_of(const Node& node) const { return layout_.at(node.range.offset); }
    uint32_t end_of(const Node& node) const { return layout_.at(node.range.end()); }
    Word word(uint32_t i) const { return layout_.pieces[i].token.word; }
    TokenKind kind(uint32_t i) const { return layout_.pieces[i].token.kind; }
    // The nearest token before `from` that is this word; k_none when it isn't near.
    uint32_t back_to(uint32_t from, Word wanted) const;
    // The first token from `from` on, before `end`, outside parentheses, that is this word.
    uint32_t forward_to(uint32_t from, uint32_t end, Word wanted) const;
    uint32_t new_group(uint32_t first, uint32_t last);
    void mark(uint32_t i, uint32_t group, BreakKind kind, int indent, bool closes = false);
    // Before each part of a comma list at the level of `first`.
    void commas(uint32_t first, uint32_t end, uint32_t group, BreakKind kind, int indent);
    // A list that starts at `first`: all on one line, or one item a line.
    void list(uint32_t first, uint32_t end, int indent);
    // A list in the parentheses that open at `open`, each item on a line of its own.
    void block_list(uint32_t open, bool always);
    // What is in parentheses and has commas wraps at the line's end.
    void parentheses();
    void glue_open(uint32_t name_end);

    // ---- statements (plan_statements.cc) ----
    void statement_list(const List<const Statement*>& list, uint32_t group, int indent);
    void statement_unit(const Statement& statement);
    void branch(const Statement& statement, uint32_t group);
    void block(const BlockStatement& node);
    void if_statement(const IfStatement& node);
    void while_statement(const WhileStatement& node);
    void try_statement(const TryStatement& node);
    void module_body(const Node& node, const List<const Statement*>& body, SourceRange range);
    void parameters(const Node& node, const List<const Parameter*>& list);
    void function(const CreateFunctionStatement& node);
    void generic(const Statement& node);
    bool module(const Node& node);

    // ---- queries and DML (plan_queries.cc) ----
    void query(const Query& node);
    void body(const QueryBody& node, uint32_t group);
    void specification(const QuerySpecification& node);
    void with(const WithClause* node, uint32_t group, uint32_t main_first);
    void sources(const List<const TableSource*>& list, uint32_t group);
    void source_spine(const TableSource& source, uint32_t group);
    void clause(const Node* inside, Word word, uint32_t group, BreakKind kind = BreakKind::soft);
    void logical(const LogicalExpr& node);
    void binary(const BinaryExpr& node);
    void case_expr(const CaseExpr& node);
    void select(const SelectStatement& node);
    void insert(const InsertStatement& node);
    void update(const UpdateStatement& node);
    void delete_(const DeleteStatement& node);
    void merge(const MergeStatement& node);
    void outputs(const List<const OutputClause*>& list, uint32_t group);
    void hints(const List<const QueryHint*>& list, uint32_t group);
    bool expression(const Node& node);
    bool dml(const Node& node);

    Layout& layout_;
    const FormatOptions& options_;
    std::unordered_map<const Node*, uint32_t> group_of_;  // made before the node's turn
    std::unordered_set<const Node*> done_;                // seen with their parent
    std::unordered_set<const Node*> forced_;              // queries that are never on one line
    std::unordered_set<uint32_t> statement_ends_;         // index after a statement's last token
    std::unordered_set<uint32_t> planned_;                // opening parentheses
};

// Which words are keywords: all that are no names (names.cc). `bold`: also those that the tree
// holds as they were written.
void mark_keywords(Layout& layout, const ParseResult& result, bool bold);

}  // namespace gantry::tsql::format
