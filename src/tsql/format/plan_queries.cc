// Queries, INSERT, UPDATE, DELETE, MERGE.

#include "tsql/format/plan.h"

namespace gantry::tsql::format {

// The word that begins the clause `inside` stands in.
void Planner::clause(const Node* inside, Word wanted, uint32_t group, BreakKind how) {
    if (inside != nullptr) mark(back_to(first_of(*inside), wanted), group, how, 0);
}

void Planner::with(const WithClause* node, uint32_t group, uint32_t main_first) {
    if (node == nullptr) return;
    for (const CommonTable* table : node->tables) {
        forced_.insert(table->query);
        if (table == node->tables.front()) continue;
        const uint32_t first = first_of(*table);
        const bool comma = first > 0 && kind(first - 1) == TokenKind::comma;
        mark(options_.comma_first && comma ? first - 1 : first, group, BreakKind::hard, 0);
    }
    mark(main_first, group, BreakKind::hard, 0);
}

void Planner::query(const Query& node) {
    const uint32_t first = first_of(node);
    const uint32_t end = end_of(node);
    const bool always = forced_.contains(&node);
    const auto known = group_of_.find(&node);
    uint32_t group = k_none;
    if (known != group_of_.end()) {
        group = known->second;
    } else {
        const bool inside = first > 0 && kind(first - 1) == TokenKind::lparen &&
                            layout_.match[first - 1] != k_none && layout_.match[first - 1] >= end &&
                            planned_.insert(first - 1).second;
        if (inside) {
            const uint32_t close = layout_.match[first - 1];
            const BreakKind how = always ? BreakKind::hard : BreakKind::soft;
            const uint32_t outer = new_group(first - 1, close + 1);
            mark(first, outer, how, 1);
            mark(close, outer, how, 0, true);
        }
        group = new_group(first, end);
    }
    if (!node.order_by.empty()) {
        clause(node.order_by.front(), Word::Order, group);
        commas(first_of(*node.order_by.front()), end_of(*node.order_by.back()),
               new_group(first_of(*node.order_by.front()), end_of(*node.order_by.back())),
               BreakKind::fill, 1);
    }
    clause(node.offset, Word::Offset, group);
    clause(node.fetch, Word::Fetch, group);
    if (node.for_clause != nullptr) {
        uint32_t at = first_of(*node.for_clause);
        if (word(at) != Word::For) at = back_to(at + 1, Word::For);
        mark(at, group, BreakKind::soft, 0);
    }
    body(*node.body, group);
    const auto* simple = node.body->try_as<QuerySpecification>();
    const bool has_from = simple == nullptr || !simple->from.empty();
    if (!always || !has_from) return;
    for (uint32_t i = first; i < end; ++i) {  // clauses of a statement's query: always broken
        Piece& piece = layout_.pieces[i];
        if (piece.group == group && piece.kind == BreakKind::soft) piece.kind = BreakKind::hard;
        if (kind(i) == TokenKind::lparen && layout_.match[i] != k_none) i = layout_.match[i];
    }
}

// The operands of UNION and its kin share the query's lines.
void Planner::body(const QueryBody& top, uint32_t group) {
    std::vector<const QueryBody*> pending{&top};
    while (!pending.empty()) {
        const QueryBody* node = pending.back();
        pending.pop_back();
        const auto* operation = node->try_as<SetOperation>();
        if (operation == nullptr) {
            const bool own = node->as<QuerySpecification>().parenthesized && node != &top;
            group_of_[node] = own ? new_group(first_of(*node), end_of(*node)) : group;
            specification(node->as<QuerySpecification>());
            continue;
        }
        const uint32_t right = first_of(*operation->right);
        mark(right, group, BreakKind::soft, 0);
        for (Word each : {Word::Union, Word::Except, Word::Intersect}) {
            const uint32_t at = back_to(right, each);
            if (at != k_none && right - at <= 3) mark(at, group, BreakKind::soft, 0);
        }
        pending.push_back(operation->right);
        pending.push_back(operation->left);
    }
}

void Planner::specification(const QuerySpecification& node) {
    const uint32_t group = group_of_[&node];
    if (!node.items.empty()) {
        const uint32_t first = first_of(*node.items.front());
        if (node.items.size() > 1) list(first, end_of(*node.items.back()), 1);
    }
    if (node.into) {
        mark(back_to(layout_.at(node.into.range.offset), Word::Into), group, BreakKind::soft, 0);
    }
    sources(node.from, group);
    clause(node.where, Word::Where, group);
    if (node.group_by != nullptr) {
        uint32_t at = first_of(*node.group_by);
        if (word(at) != Word::Group) at = back_to(at, Word::Group);
        mark(at, group, BreakKind::soft, 0);
        const uint32_t end = end_of(*node.group_by);
        if (at != k_none) commas(at, end, new_group(at, end), BreakKind::fill, 1);
    }
    clause(node.having, Word::Having, group);
    if (!node.windows.empty()) {
        clause(node.windows.front(), Word::Window, group);
    }
}

void Planner::sources(const List<const TableSource*>& list, uint32_t group) {
    if (list.empty()) return;
    const uint32_t first = first_of(*list.front());
    mark(back_to(first, Word::From), group, BreakKind::soft, 0);
    if (list.size() > 1) {
        const uint32_t end = end_of(*list.back());
        commas(first, end, new_group(first, end), BreakKind::soft, 1);
    }
    for (const TableSource* source : list)
        source_spine(*source, group);
}

// Each join on a line of its own; ON follows it when it fits.
void Planner::source_spine(const TableSource& top, uint32_t group) {
    std::vector<const TableSource*> pending{&top};
    while (!pending.empty()) {
        const TableSource* node = pending.back();
        pending.pop_back();
        if (const auto* pivot = node->try_as<PivotTable>()) pending.push_back(pivot->source);
        if (const auto* unpivot = node->try_as<UnpivotTable>()) pending.push_back(unpivot->source);
        const auto* join = node->try_as<JoinedTable>();
        if (join == nullptr || !done_.insert(join).second) continue;
        uint32_t at = end_of(*join->left);
        while (at < layout_.size() && kind(at) == TokenKind::rparen)
            ++at;
        mark(at, group, BreakKind::soft, 0);
        if (join->on != nullptr) {
            const uint32_t end = end_of(*join->on);
            mark(back_to(first_of(*join->on), Word::On), new_group(at, end), BreakKind::soft, 1);
        }
        pending.push_back(join->left);
        pending.push_back(join->right);
    }
}

void Planner::hints(const List<const QueryHint*>& list, uint32_t group) {
    if (!list.empty()) clause(list.front(), Word::Option, group, BreakKind::hard);
}

void Planner::outputs(const List<const OutputClause*>& list, uint32_t group) {
    for (const OutputClause* node : list) {
        uint32_t at = first_of(*node);
        if (word(at) != Word::Output) at = back_to(at, Word::Output);
        mark(at, group, BreakKind::hard, 0);
        const uint32_t end = end_of(*node);
        if (at != k_none) commas(at, end, new_group(at, end), BreakKind::fill, 1);
    }
}

void Planner::select(const SelectStatement& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    with(node.with, group, first_of(*node.query));
    forced_.insert(node.query);
    for (const ComputeClause* compute : node.computes) {
        uint32_t at = first_of(*compute);
        if (word(at) != Word::Compute) at = back_to(at, Word::Compute);
        mark(at, group, BreakKind::hard, 0);
    }
    hints(node.hints, group);
}

void Planner::insert(const InsertStatement& node) {
    const uint32_t first = first_of(node);
    const uint32_t group = new_group(first, end_of(node));
    if (node.with != nullptr) {
        with(node.with, group, back_to(first_of(*node.target), Word::Insert));
    }
    if (!node.columns.empty()) {
        const uint32_t open = layout_.at(node.columns.front().range.offset) - 1;
        if (open < layout_.size()) layout_.pieces[open].glue = false;
    }
    outputs(node.outputs, group);
    switch (node.source) {
        case InsertSource::values: {
            const auto& rows = node.values->rows;
            if (rows.empty()) break;
            const uint32_t row = first_of(*rows.front());
            mark(back_to(row, Word::Values), group, BreakKind::hard, 0);
            if (rows.size() == 1) break;
            mark(row, group, BreakKind::hard, 1);
            commas(row, end_of(*rows.back()), group, BreakKind::hard, 1);
            break;
        }
        case InsertSource::query:
            mark(first_of(*node.query), group, BreakKind::hard, 0);
            forced_.insert(node.query);
            break;
        case InsertSource::execute:
            mark(first_of(*node.execute), group, BreakKind::hard, 0);
            break;
        case InsertSource::default_values:
            break;
    }
    hints(node.hints, group);
}

void Planner::update(const UpdateStatement& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    if (node.with != nullptr) {
        with(node.with, group, back_to(first_of(*node.target), Word::Update));
    }
    if (!node.sets.empty()) {
        const uint32_t first = first_of(*node.sets.front());
        mark(back_to(first, Word::Set), group, BreakKind::hard, 0);
        if (node.sets.size() > 1) list(first, end_of(*node.sets.back()), 1);
    }
    outputs(node.outputs, group);
    const uint32_t from = new_group(first_of(node), end_of(node));
    sources(node.from, from);
    if (!node.from.empty()) {
        Piece& piece = layout_.pieces[first_of(*node.from.front()) - 1];
        if (piece.group == from) piece.kind = BreakKind::hard;
    }
    clause(node.where, Word::Where, group, BreakKind::hard);
    hints(node.hints, group);
}

void Planner::delete_(const DeleteStatement& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    if (node.with != nullptr) {
        with(node.with, group, back_to(first_of(*node.target), Word::Delete));
    }
    outputs(node.outputs, group);
    sources(node.from, group);
    clause(node.where, Word::Where, group, BreakKind::hard);
    hints(node.hints, group);
}

void Planner::merge(const MergeStatement& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    if (node.with != nullptr) {
        with(node.with, group, back_to(first_of(*node.target), Word::Merge));
    }
    clause(node.source, Word::Using, group, BreakKind::hard);
    mark(back_to(first_of(*node.on), Word::On), group, BreakKind::hard, 1);
    for (const MergeAction* action : node.actions) {
        const uint32_t first = first_of(*action);
        const uint32_t end = end_of(*action);
        mark(word(first) == Word::When ? first : back_to(first, Word::When), group, BreakKind::hard,
             0);
        const uint32_t then = forward_to(first, end, Word::Then);
        if (then != k_none) mark(then + 1, group, BreakKind::hard, 1);
        if (action->sets.size() > 1) {
            list(first_of(*action->sets.front()), end_of(*action->sets.back()), 2);
        }
        if (!action->columns.empty()) {
            const uint32_t open = layout_.at(action->columns.front().range.offset) - 1;
            if (open < layout_.size()) layout_.pieces[open].glue = false;
        }
        const uint32_t values = forward_to(first, end, Word::Values);
        mark(values, new_group(first, end), BreakKind::soft, 1);
    }
    outputs(node.outputs, group);
    hints(node.hints, group);
}

bool Planner::dml(const Node& node) {
    switch (node.kind) {
        case NodeKind::Query:
            query(node.as<Query>());
            return true;
        case NodeKind::SelectStatement:
            select(node.as<SelectStatement>());
            return true;
        case NodeKind::InsertStatement:
            insert(node.as<InsertStatement>());
            return true;
        case NodeKind::UpdateStatement:
            update(node.as<UpdateStatement>());
            return true;
        case NodeKind::DeleteStatement:
            delete_(node.as<DeleteStatement>());
            return true;
        case NodeKind::MergeStatement:
            merge(node.as<MergeStatement>());
            return true;
        case NodeKind::CursorDefinition: {
            const auto& typed = node.as<CursorDefinition>();
            if (typed.query == nullptr) return true;
            const uint32_t first = first_of(*typed.query);
            const uint32_t body = typed.with == nullptr ? first : first_of(*typed.with);
            const uint32_t group = new_group(first_of(node), end_of(node));
            mark(body, group, BreakKind::hard, 1);
            if (typed.with == nullptr) forced_.insert(typed.query);
            return true;
        }
        case NodeKind::JoinedTable: {
            // One in parentheses or otherwise apart from a FROM list.
            if (!done_.contains(&node)) {
                source_spine(static_cast<const TableSource&>(node),
                             new_group(first_of(node), end_of(node)));
            }
            return true;
        }
        default:
            return false;
    }
}

// ---- expressions ----

// AND and OR on lines of their own when the condition is long.
void Planner::logical(const LogicalExpr& top) {
    if (done_.contains(&top)) return;
    const uint32_t group = new_group(first_of(top), end_of(top));
    const LogicalExpr* node = &top;
    for (;;) {
        const Word op = node->op == LogicalOp::and_ ? Word::And : Word::Or;
        mark(back_to(first_of(*node->right), op), group, BreakKind::soft, 1);
        const auto* left = node->left->try_as<LogicalExpr>();
        if (left == nullptr || left->parenthesized || left->op != top.op) break;
        done_.insert(left);
        node = left;
    }
}

void Planner::binary(const BinaryExpr& top) {
    const uint32_t right = first_of(*top.right);
    uint32_t at = right;
    while (at > 0 && (at == right || kind(at) == TokenKind::lparen))
        --at;
    layout_.pieces[at].operator_of_two = true;
    const bool inside = done_.contains(&top);
    if (!inside) group_of_[&top] = new_group(first_of(top), end_of(top));
    const uint32_t group = group_of_[&top];
    mark(at, group, BreakKind::fill, 1);
    const auto* left = top.left->try_as<BinaryExpr>();
    if (left != nullptr && !left->parenthesized) {
        done_.insert(left);
        group_of_[left] = group;
    }
}

void Planner::case_expr(const CaseExpr& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    for (const CaseWhen* when : node.whens) {
        const uint32_t first = first_of(*when);
        mark(word(first) == Word::When ? first : back_to(first, Word::When), group, BreakKind::soft,
             1);
    }
    if (node.otherwise != nullptr) {
        mark(back_to(first_of(*node.otherwise), Word::Else), group, BreakKind::soft, 1);
    }
    mark(back_to(end_of(node), Word::End), group, BreakKind::soft, 0, true);
}

bool Planner::expression(const Node& node) {
    switch (node.kind) {
        case NodeKind::LogicalExpr:
            logical(node.as<LogicalExpr>());
            return true;
        case NodeKind::BinaryExpr:
            binary(node.as<BinaryExpr>());
            return true;
        case NodeKind::CaseExpr:
            case_expr(node.as<CaseExpr>());
            return true;
        case NodeKind::UnaryExpr: {
            const uint32_t operand = first_of(*node.as<UnaryExpr>().operand);
            if (operand > 0) {
                uint32_t at = operand - 1;
                while (at > 0 && kind(at) == TokenKind::lparen)
                    --at;
                layout_.pieces[at].sign = true;
            }
            return true;
        }
        case NodeKind::FunctionCall:
            glue_open(layout_.at(node.as<FunctionCall>().name.range.end()));
            return true;
        case NodeKind::DataType:
            glue_open(layout_.at(node.as<DataType>().name.range.end()));
            return true;
        case NodeKind::MethodCall:
            glue_open(layout_.at(node.as<MethodCall>().member.range.end()));
            return true;
        case NodeKind::StaticMember:
            glue_open(layout_.at(node.as<StaticMember>().member.range.end()));
            return true;
        case NodeKind::CastExpr:
        case NodeKind::CoalesceExpr:
        case NodeKind::NullIfExpr:
        case NodeKind::IifExpr:
        case NodeKind::FullTextExpr:
        case NodeKind::UpdatedExpr:
        case NodeKind::TsEqualExpr:
        case NodeKind::RemoteTable:
        case NodeKind::OpenXmlTable:
        case NodeKind::FullTextTable:
        case NodeKind::ChangeTable:
        case NodeKind::IdentitySpec:
        case NodeKind::TableHint:
        case NodeKind::RegexpLikeExpr:
        case NodeKind::VectorSearchTable:
            glue_open(first_of(node) + 1);
            return true;
        case NodeKind::ForClause:
            for (uint32_t i = first_of(node); i < end_of(node); ++i)
                glue_open(i);
            return true;
        default:
            return false;
    }
}

}  // namespace gantry::tsql::format
