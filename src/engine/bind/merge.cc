// MERGE: target and source joined by ON; each row takes the first clause that fits.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

namespace {

// What a scope of `inserted` and `deleted` reads: the rows the change returns, r.n0 and r.o0.
Relation changed_row(const Relation& target, std::string_view name, char prefix) {
    Relation row = target;
    row.alias = name;
    row.object = name;
    row.has_alias = true;
    row.pg_alias = "r";
    for (size_t i = 0; i < row.columns.size(); ++i) {
        row.columns[i].pg_name = fmt::format("{}{}", prefix, i);
        row.columns[i].nullable = true;
        row.columns[i].identity = false;
        row.columns[i].inlined = nullptr;
    }
    return row;
}

}  // namespace

void Binder::merge_update(const tsql::MergeAction& action, Merge& merge, MergeClause& clause,
                          Scope& scope) {
    for (const tsql::SetClause* set : action.sets) {
        int line = static_cast<int>(set->range.line);
        if (set->value == nullptr || !set->column || !set->variable.empty()) {
            throw unsupported("SET of a variable or method in MERGE", line);
        }
        const Column& column = target_column(*merge.dml.target, set->column);
        check_writable(*merge.dml.target, column, false, line);
        Assignment assignment{&column, nullptr};
        if (set->op == tsql::AssignOp::assign) {
            assignment.value = assigned(*set->value, column, &scope);
        } else {
            Expr* old =
                column_of(*merge.dml.target, size_t(&column - merge.dml.target->columns.data()));
            assignment.value = convert_for_assignment(
                arithmetic(binary_of(set->op), old, value(*set->value, &scope), line), column.type);
        }
        clause.assignments.push_back(assignment);
    }
    for (const Column& column : merge.dml.target->columns) {
        if (column.type.id == types::TypeId::rowversion) {
            clause.assignments.push_back({&column, nullptr});
        }
    }
}

void Binder::merge_insert(const tsql::MergeAction& action, Merge& merge, MergeClause& clause,
                          Scope& scope) {
    int line = static_cast<int>(action.range.line);
    Relation& target = *merge.dml.target;
    if (action.values.empty()) return;  // DEFAULT VALUES
    tsql::InsertStatement insert;
    insert.columns = action.columns;
    insert.range = action.range;
    std::vector<const Column*> columns = insert_columns(insert, target, identity_insert_on(target));
    if (columns.size() != action.values.size()) {
        bool more = columns.size() > action.values.size();
        fail(action.columns.empty() ? 213
             : more                 ? 109
                                    : 110,
             15, line,
             action.columns.empty()
                 ? "Column name or number of supplied values does not match table definition."
             : more ? "There are more columns in the INSERT statement than values specified in the "
                      "VALUES clause. The number of values in the VALUES clause must match the "
                      "number of columns specified in the INSERT statement."
                    : "There are fewer columns in the INSERT statement than values specified in "
                      "the VALUES clause. The number of values in the VALUES clause must match "
                      "the number of columns specified in the INSERT statement.");
    }
    for (size_t i = 0; i < columns.size(); ++i) {
        Assignment assignment{columns[i], assigned(*action.values[i], *columns[i], &scope)};
        if (assignment.value == nullptr) continue;  // DEFAULT
        check_writable(target, *columns[i], true, line);
        merge.dml.explicit_identity |= columns[i]->identity;
        clause.assignments.push_back(assignment);
    }
}

void Binder::merge_output(const tsql::MergeStatement& statement, Merge& merge) {
    if (statement.outputs.empty()) return;
    const tsql::OutputClause& clause = *statement.outputs[0];
    int line = static_cast<int>(clause.range.line);
    if (statement.outputs.size() > 1) throw unsupported("several OUTPUT clauses", line);
    Scope scope;
    for (auto [name, prefix] : {std::pair("inserted", 'n'), std::pair("deleted", 'o')}) {
        Relation* row = pool_.relation();
        *row = changed_row(*merge.dml.target, name, prefix);
        scope.relations.push_back(row);
    }
    Relation* source = pool_.relation();
    *source = changed_row(*merge.source, merge.source->alias, 'x');
    scope.relations.push_back(source);
    merge_action_ = text("UPDATE");
    merge_action_->kind = ExprKind::call;
    merge_action_->form = "r.act::sys.nvarchar";
    merge_action_->type = types::nvarchar_type(10, database_collation());
    tsql::QuerySpecification spec;
    spec.items = clause.items;
    spec.range = clause.range;
    Select select;
    select_items(spec, select, scope);
    merge_action_ = nullptr;
    merge.dml.output = std::move(select.items);
    if (clause.into != nullptr) output_into(clause, merge.dml);
}

Merge Binder::merge(const tsql::MergeStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    if (statement.top != nullptr) throw unsupported("MERGE with TOP", line);
    Merge merge;
    if (statement.with != nullptr) with_clause(*statement.with, merge.dml.ctes);
    merge.dml.target = dml_target(*statement.target);
    Scope target, from, both;
    target.relations.push_back(merge.dml.target);
    merge.source = source(*statement.source, from);
    if (merge.source->kind == RelationKind::join) throw unsupported("a join in MERGE USING", line);
    both.relations = {merge.dml.target, merge.source};
    merge.on = condition(*statement.on, &both);
    for (const tsql::MergeAction* action : statement.actions) {
        MergeClause clause;
        clause.match = action->match;
        clause.action = action->action;
        Scope& scope = action->match == tsql::MergeMatch::matched                 ? both
                       : action->match == tsql::MergeMatch::not_matched_by_target ? from
                                                                                  : target;
        if (action->condition != nullptr) clause.condition = condition(*action->condition, &scope);
        if (action->action == tsql::MergeActionKind::update) {
            merge_update(*action, merge, clause, scope);
        } else if (action->action == tsql::MergeActionKind::insert) {
            merge_insert(*action, merge, clause, scope);
        }
        merge.clauses.push_back(std::move(clause));
    }
    find_identity(merge.dml);
    merge_output(statement, merge);
    return merge;
}

}  // namespace gantry::engine::bind
