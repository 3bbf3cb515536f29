// Lists of statements, control flow, modules, tables.

#include "tsql/format/plan.h"

namespace gantry::tsql::format {

void Planner::statement_list(const List<const Statement*>& list, uint32_t group, int indent) {
    for (const Statement* statement : list) {
        const uint32_t first = first_of(*statement);
        mark(first, group, BreakKind::hard, indent);
        if (first < layout_.size()) layout_.pieces[first].keep_blank = true;
        statement_unit(*statement);
    }
}

// Where a statement ends, and the semicolon it lacks. Blocks and what they hold end with END.
void Planner::statement_unit(const Statement& statement) {
    uint32_t end = end_of(statement);
    while (end > 0 && kind(end - 1) == TokenKind::semicolon)
        --end;
    if (end == 0) return;
    statement_ends_.insert(end);
    switch (statement.kind) {
        case NodeKind::BlockStatement:
        case NodeKind::IfStatement:
        case NodeKind::WhileStatement:
        case NodeKind::TryStatement:
        case NodeKind::LabelStatement:
        case NodeKind::CreateFunctionStatement:
            return;
        case NodeKind::CreateProcedureStatement:
            if (!statement.as<CreateProcedureStatement>().body.empty()) return;
            break;
        case NodeKind::CreateTriggerStatement:
            if (!statement.as<CreateTriggerStatement>().body.empty()) return;
            break;
        default:
            break;
    }
    Piece& last = layout_.pieces[end - 1];
    if (!options_.semicolons || kind(end) == TokenKind::semicolon) return;
    last.add_semicolon = true;
}

// The statement after IF, ELSE and WHILE.
void Planner::branch(const Statement& statement, uint32_t group) {
    const bool is_block = statement.is<BlockStatement>() || statement.is<TryStatement>();
    mark(first_of(statement), group, BreakKind::hard, is_block ? 0 : 1);
    statement_unit(statement);
}

void Planner::block(const BlockStatement& node) {
    const uint32_t first = first_of(node);
    uint32_t end = end_of(node);
    const uint32_t group = new_group(first, end);
    statement_list(node.statements, group, 1);
    mark(back_to(end, Word::End), group, BreakKind::hard, 0, true);
}

void Planner::if_statement(const IfStatement& node) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    branch(*node.then, group);
    if (node.otherwise == nullptr) return;
    const uint32_t first = first_of(*node.otherwise);
    mark(back_to(first, Word::Else), group, BreakKind::hard, 0);
    if (node.otherwise->is<IfStatement>()) return;
    branch(*node.otherwise, group);
}

void Planner::while_statement(const WhileStatement& node) {
    branch(*node.body, new_group(first_of(node), end_of(node)));
}

void Planner::try_statement(const TryStatement& node) {
    const uint32_t first = first_of(node);
    const uint32_t end = end_of(node);
    const uint32_t group = new_group(first, end);
    statement_list(node.try_block, group, 1);
    statement_list(node.catch_block, group, 1);
    uint32_t end_catch = back_to(end, Word::End);
    mark(end_catch, group, BreakKind::hard, 0, true);
    uint32_t inside = end_catch;
    if (!node.catch_block.empty()) inside = first_of(*node.catch_block.front());
    if (inside == k_none) return;
    const uint32_t begin_catch = back_to(inside, Word::Begin);
    if (begin_catch == k_none) return;
    mark(begin_catch, group, BreakKind::hard, 0);
    mark(back_to(begin_catch, Word::End), group, BreakKind::hard, 0, true);
}

// AS on a line of its own, and what follows it not indented.
void Planner::module_body(const Node& node, const List<const Statement*>& body, SourceRange) {
    const uint32_t group = new_group(first_of(node), end_of(node));
    if (body.empty()) return;
    const uint32_t first = first_of(*body.front());
    mark(back_to(first, Word::As), group, BreakKind::hard, 0);
    statement_list(body, group, 0);
}

void Planner::parameters(const Node& node, const List<const Parameter*>& list) {
    if (list.empty()) return;
    const uint32_t first = first_of(*list.front());
    const uint32_t end = end_of(*list.back());
    if (first > first_of(node) && kind(first - 1) == TokenKind::lparen) {
        block_list(first - 1, false);
    } else {
        this->list(first, end, 1);
    }
}

void Planner::function(const CreateFunctionStatement& node) {
    const uint32_t first = first_of(node);
    const uint32_t end = end_of(node);
    const uint32_t group = new_group(first, end);
    parameters(node, node.parameters);
    mark(forward_to(first, end, Word::Returns), group, BreakKind::hard, 0);
    if (node.body.empty()) return;
    const uint32_t body = first_of(*node.body.front());
    if (node.function == FunctionKind::inline_table) {
        mark(back_to(body, Word::As), group, BreakKind::hard, 0);
        statement_list(node.body, group, 0);
        return;
    }
    const uint32_t begin = back_to(body, Word::Begin);
    if (begin != k_none && begin > 0 && word(begin - 1) == Word::As) {
        mark(begin - 1, group, BreakKind::hard, 0);
    }
    mark(begin, group, BreakKind::hard, 0);
    statement_list(node.body, group, 1);
    mark(back_to(end, Word::End), group, BreakKind::hard, 0, true);
}

// Statements without a layout of their own wrap at commas and before their later clauses.
void Planner::generic(const Statement& node) {
    const uint32_t first = first_of(node);
    const uint32_t end = end_of(node);
    const uint32_t group = new_group(first, end);
    for (uint32_t i = first + 1; i < end; ++i) {
        switch (kind(i)) {
            case TokenKind::comma: {
                const uint32_t at = options_.comma_first ? i : i + 1;
                if (at < end) mark(at, group, BreakKind::fill, 1);
                break;
            }
            case TokenKind::lparen:
                if (layout_.match[i] != k_none) i = layout_.match[i];
                break;
            case TokenKind::word:
                if (word(i) == Word::With || word(i) == Word::On || word(i) == Word::From ||
                    word(i) == Word::To || word(i) == Word::Where || word(i) == Word::Include) {
                    mark(i, group, BreakKind::fill, 1);
                }
                break;
            default:
                break;
        }
    }
}

bool Planner::module(const Node& node) {
    switch (node.kind) {
        case NodeKind::BlockStatement:
            block(node.as<BlockStatement>());
            return true;
        case NodeKind::IfStatement:
            if_statement(node.as<IfStatement>());
            return true;
        case NodeKind::WhileStatement:
            while_statement(node.as<WhileStatement>());
            return true;
        case NodeKind::TryStatement:
            try_statement(node.as<TryStatement>());
            return true;
        case NodeKind::CreateProcedureStatement: {
            const auto& typed = node.as<CreateProcedureStatement>();
            module_body(node, typed.body, typed.body_range);
            parameters(node, typed.parameters);
            return true;
        }
        case NodeKind::CreateTriggerStatement: {
            const auto& typed = node.as<CreateTriggerStatement>();
            module_body(node, typed.body, typed.body_range);
            const uint32_t group = new_group(first_of(node), end_of(node));
            if (typed.target) {
                mark(back_to(layout_.at(typed.target.range.offset), Word::On), group,
                     BreakKind::hard, 0);
            }
            return true;
        }
        case NodeKind::CreateFunctionStatement:
            function(node.as<CreateFunctionStatement>());
            return true;
        case NodeKind::CreateViewStatement: {
            const auto& typed = node.as<CreateViewStatement>();
            const uint32_t group = new_group(first_of(node), end_of(node));
            const uint32_t main = first_of(*typed.query);
            const uint32_t body = typed.with == nullptr ? main : first_of(*typed.with);
            mark(back_to(body, Word::As), group, BreakKind::hard, 0);
            mark(body, group, BreakKind::hard, 0);
            with(typed.with, group, main);
            forced_.insert(typed.query);
            return true;
        }
        case NodeKind::CreateTableStatement: {
            const auto& typed = node.as<CreateTableStatement>();
            if (typed.definition != nullptr) {
                const uint32_t open = layout_.at(typed.name.range.end());
                if (open < layout_.size()) layout_.pieces[open].glue = false;
                block_list(open, true);
            }
            return true;
        }
        case NodeKind::TableDefinition: {
            const uint32_t open = first_of(node);
            block_list(open, node.as<TableDefinition>().elements.size() > 2);
            return true;
        }
        case NodeKind::DeclareStatement: {
            const auto& typed = node.as<DeclareStatement>();
            if (typed.variables.size() > 1) {
                list(first_of(*typed.variables.front()), end_of(*typed.variables.back()), 1);
            }
            return true;
        }
        case NodeKind::ExecuteStatement: {
            const auto& typed = node.as<ExecuteStatement>();
            if (!typed.arguments.empty()) {
                list(first_of(*typed.arguments.front()), end_of(*typed.arguments.back()), 1);
            }
            return true;
        }
        case NodeKind::AlterTableStatement:
        case NodeKind::CreateIndexStatement:
        case NodeKind::AlterIndexStatement:
        case NodeKind::CreateStatisticsStatement:
        case NodeKind::GrantStatement:
        case NodeKind::BackupStatement:
        case NodeKind::RestoreStatement:
        case NodeKind::CreateDatabaseStatement:
        case NodeKind::AlterDatabaseStatement:
        case NodeKind::LoginStatement:
        case NodeKind::UserStatement:
        case NodeKind::AdminStatement:
        case NodeKind::DbccStatement:
        case NodeKind::DropStatement:
        case NodeKind::FetchStatement:
        case NodeKind::RaiserrorStatement:
        case NodeKind::ThrowStatement:
            generic(static_cast<const Statement&>(node));
            return true;
        default:
            return false;
    }
}

}  // namespace gantry::tsql::format
