// MERGE, TRUNCATE TABLE, READTEXT, WRITETEXT, UPDATETEXT.

#include <fmt/format.h>

#include "tsql/parse/parser_impl.h"

namespace gantry::tsql {

const Statement* Parser::merge_statement(const WithClause* with) {
    MergeStatement* node = start<MergeStatement>();
    if (with != nullptr) node->range = with->range;
    node->with = with;
    advance();
    if (at(Word::Top)) node->top = top_clause(true);
    accept(Word::Into);
    TableSource* target = const_cast<TableSource*>(dml_target());  // made just now
    Identifier alias;
    if (accept(Word::As) || (at_identifier() && !at(Word::Using))) alias = identifier();
    if (target->is<NamedTable>()) {
        NamedTable* named = static_cast<NamedTable*>(target);
        named->alias = alias;
        source_hints(named->hints, nullptr);
        finish(named);
    } else if (target->is<VariableTable>()) {
        static_cast<VariableTable*>(target)->alias = alias;
    }
    node->target = target;
    check_target_hints(*target, true);
    expect(Word::Using);
    const bool outer = rows_of_insert_;
    rows_of_insert_ = true;  // refused below with a number of its own
    node->source = table_source();
    rows_of_insert_ = outer;
    if (!failed_ && node->source->is<DmlTable>()) {
        fail_at(last_, 10733,
                "A nested INSERT, UPDATE, DELETE, or MERGE statement is not allowed in the USING "
                "clause of a MERGE statement.");
    }
    expect(Word::On);
    node->on = condition();
    ListBuilder<const MergeAction*> actions(arena_);
    while (at(Word::When)) actions.add(merge_action());
    if (actions.empty()) fail();
    node->actions = actions.finish();
    check_merge_actions(node->actions);
    node->outputs = output_clauses();
    node->hints = option_clause();
    return finish(node);
}

const MergeAction* Parser::merge_action() {
    MergeAction* node = start<MergeAction>();
    advance();
    const bool negated = accept(Word::Not);
    expect(Word::Matched);
    if (negated) {
        node->match = MergeMatch::not_matched_by_target;
        if (accept(Word::By)) {
            if (accept(Word::Source)) {
                node->match = MergeMatch::not_matched_by_source;
            } else {
                expect(Word::Target);
            }
        }
    }
    if (accept(Word::And)) node->condition = condition();
    expect(Word::Then);
    if (at(Word::Insert)) {
        node->action = MergeActionKind::insert;
    } else if (at(Word::Delete)) {
        node->action = MergeActionKind::delete_;
    } else if (!at(Word::Update)) {
        fail();
    }
    check_merge_action(*node);
    advance();
    if (node->action == MergeActionKind::delete_) return finish(node);
    if (node->action == MergeActionKind::update) {
        expect(Word::Set);
        node->sets = set_clauses();
        return finish(node);
    }
    if (at(TokenKind::lparen)) node->columns = target_columns();
    if (accept(Word::Default)) {
        expect(Word::Values);
        return finish(node);
    }
    expect(Word::Values);
    expect(TokenKind::lparen);
    node->values = comma_list<const Expr*>([&] { return value_or_default(); });
    expect(TokenKind::rparen);
    return finish(node);
}

namespace {

constexpr std::string_view k_clauses[] = {"WHEN MATCHED", "WHEN NOT MATCHED",
                                          "WHEN NOT MATCHED BY SOURCE"};
constexpr std::string_view k_actions[] = {"UPDATE", "DELETE", "INSERT"};

}  // namespace

void Parser::check_merge_action(const MergeAction& action) {
    if (failed_) return;
    const bool inserts = action.action == MergeActionKind::insert;
    const bool missing = action.match == MergeMatch::not_matched_by_target;
    if (inserts && !missing) {
        fail(10711, fmt::format("An action of type 'INSERT' is not allowed in the '{}' clause of a "
                                "MERGE statement.",
                                k_clauses[size_t(action.match)]));
    } else if (!inserts && missing) {
        fail(10710, fmt::format("An action of type '{}' is not allowed in the 'WHEN NOT MATCHED' "
                                "clause of a MERGE statement.",
                                k_actions[size_t(action.action)]));
    }
}

// Each clause takes an action once, and nothing comes behind one without condition.
void Parser::check_merge_actions(const List<const MergeAction*>& actions) {
    if (failed_) return;
    constexpr size_t k_kinds = 3;
    bool seen[k_kinds][k_kinds] = {};
    bool closed[k_kinds] = {};
    for (const MergeAction* action : actions) {
        const size_t match = size_t(action->match), kind = size_t(action->action);
        Token place = last_;
        place.line = action->range.line;
        if (seen[match][kind]) {
            fail_at(place, 10714,
                    fmt::format("An action of type '{}' cannot appear more than once in a '{}' "
                                "clause of a MERGE statement.",
                                k_actions[kind], k_clauses[match]));
        } else if (closed[match]) {
            fail_at(place, 5324,
                    fmt::format("In a MERGE statement, a '{0}' clause with a search condition "
                                "cannot appear after a '{0}' clause with no search condition.",
                                k_clauses[match]));
        }
        seen[match][kind] = true;
        closed[match] |= action->condition == nullptr;
        for (const SetClause* set : action->sets) {
            if (set->variable.empty() || !set->column) continue;
            fail_at(place, 10723,
                    "In a MERGE statement, a variable cannot be set to a column and expression in "
                    "the same assignment in the SET clause of an UPDATE action. Assignments of "
                    "the form 'SET @variable = column = expression' are not valid in the SET "
                    "clause of an UPDATE action in a MERGE statement. Modify the SET clause to "
                    "only specify assignments of the form 'SET @variable = column' or 'SET "
                    "@variable = expression'.");
        }
        for (const ObjectName& column : action->columns) {
            if (column.parts.size() < 2) continue;
            fail_at(place, 10739,
                    "The insert column list used in the MERGE statement cannot contain multi-part "
                    "identifiers. Use single part identifiers instead.");
        }
    }
}

const Statement* Parser::truncate_statement() {
    TruncateStatement* node = start<TruncateStatement>();
    advance();
    expect(Word::Table);
    node->table = object_name();
    if (at(Word::With) && peek_is(1, TokenKind::lparen)) {
        advance();
        advance();
        expect(Word::Partitions);
        node->partitions = option_list();
        expect(TokenKind::rparen);
    }
    return finish(node);
}

// READTEXT t.c @ptr offset size [HOLDLOCK]; WRITETEXT [BULK] t.c @ptr [WITH LOG] data;
// UPDATETEXT [BULK] t.c @ptr offset|NULL length|NULL [WITH LOG] [data | t.c @ptr].
const Statement* Parser::text_statement(TextStatementKind kind) {
    TextStatement* node = start<TextStatement>();
    node->text = kind;
    advance();
    if (kind != TextStatementKind::read) node->bulk = accept(Word::Bulk);
    const Token place = cur();
    node->column = object_name(5);
    if (!failed_ && node->column.parts.size() < 2) {
        fail_at(place, 182,
                "Table and column names must be supplied for the READTEXT or WRITETEXT utility.");
    }
    ListBuilder<const Expr*> arguments(arena_);
    auto argument = [&] { arguments.add(unary(false)); };
    argument();
    if (kind == TextStatementKind::read || kind == TextStatementKind::update) {
        argument();
        argument();
    }
    if (kind == TextStatementKind::read) {
        node->holdlock = accept(Word::Holdlock);
        node->arguments = arguments.finish();
        return finish(node);
    }
    if (at(Word::With) && peek_is(1, Word::Log)) {
        advance();
        advance();
        node->with_log = true;
    }
    if (at_identifier() && peek_is(1, TokenKind::dot)) {
        node->source_column = object_name(5);
        argument();
    } else if (at_string() || at(TokenKind::variable) || at(TokenKind::binary) ||
               at(Word::Null) || at(TokenKind::global)) {
        argument();
    } else if (kind == TextStatementKind::write && !node->bulk) {  // BULK: data comes apart
        fail();
    }
    node->arguments = arguments.finish();
    return finish(node);
}

}  // namespace gantry::tsql
