// UPDATE and DELETE, with and without FROM.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

// Binds FROM and finds the target in it, by alias first and by name then; without FROM, or when
// FROM does not mention it, the target stands by itself.
void Binder::dml_from(Dml& dml, const tsql::TableSource& target,
                      const tsql::List<const tsql::TableSource*>& from, Scope& scope) {
    int line = static_cast<int>(target.range.line);
    if (from.empty()) {
        dml.outer = dml.from = outer_target(target, scope);
        if (dml.outer != nullptr) return;
        dml.target = dml_target(target);
        scope.relations.push_back(dml.target);
        return;
    }
    dml.from = from_list(from, scope);
    const auto* named = target.try_as<tsql::NamedTable>();
    const auto* variable = target.try_as<tsql::VariableTable>();
    for (Relation* relation : scope.relations) {
        bool by_alias = named != nullptr && named->name.parts.size() == 1 &&
                        same_name(relation->alias, named->name.object(), database_collation());
        bool by_variable = variable != nullptr &&
                           same_name(relation->object, variable->variable, 0);
        if (by_alias || by_variable) dml.target = relation;
    }
    if (dml.target == nullptr && named != nullptr) {
        Found found = find_object(named->name);
        Relation* match = nullptr;
        for (Relation* relation : scope.relations) {
            if (relation->table == nullptr || relation->table != found.object.table) continue;
            if (match != nullptr) {
                fail(8154, 15, line,
                     fmt::format("The table '{}' is ambiguous.", dotted(named->name)));
            }
            match = relation;
        }
        dml.target = match;
    }
    if (dml.target == nullptr) {
        dml.target = dml_target(target);
        scope.relations.push_back(dml.target);
        return;
    }
    if (dml.target->kind != RelationKind::table || dml.target->table == nullptr) {
        dml.outer = dml.target;
        return;
    }
    if (dml.from == dml.target) {
        dml.from = nullptr;  // FROM names nothing but the target
        return;
    }
    dml.target_in_from = true;
}

// SET @v = e: of the row as it was.
void Binder::set_variable(const tsql::SetClause& set, Dml& dml, Scope& scope) {
    int line = static_cast<int>(set.range.line);
    const types::SqlType* type =
        context_.variables == nullptr ? nullptr : context_.variables->find(set.variable);
    if (type == nullptr) undeclared_variable(line, set.variable);
    std::string name = fold_name(set.variable, 0);
    Expr* given = value(*set.value, &scope);
    if (set.op != tsql::AssignOp::assign || mentions(given, name)) {
        throw unsupported("UPDATE ... SET @variable = an expression of @variable", line);
    }
    Expr* converted = convert_for_variable(given, *type);
    SelectItem item;
    item.variable = name;
    item.expression = call(fmt::format("s.w{}", dml.source_values.size()), {}, *type, true);
    item.column.type = *type;
    dml.source_values.push_back(converted);
    dml.output.push_back(std::move(item));
}

Dml Binder::update(const tsql::UpdateStatement& statement) {
    Dml dml;
    if (statement.with != nullptr) with_clause(*statement.with, dml.ctes);
    Scope scope;
    dml_from(dml, *statement.target, statement.from, scope);
    for (const tsql::SetClause* set : statement.sets) {
        if (!set->column) continue;
        join_changed(dml, set->column, static_cast<int>(set->range.line));
        break;
    }
    for (const tsql::SetClause* set : statement.sets) {
        int line = static_cast<int>(set->range.line);
        if (set->value == nullptr) {
            throw unsupported(fmt::format(".{}() in UPDATE", set->method.name), line);
        }
        if (!set->column) {
            set_variable(*set, dml, scope);
            continue;
        }
        const Column& column = changed_column(dml, set->column);
        for (const Assignment& other : dml.assignments) {
            if (other.target == &column) {
                fail(264, 16, line,
                     fmt::format("The column name '{}' is specified more than once in the SET "
                                 "clause or column list of an INSERT. A column cannot be assigned "
                                 "more than one value in the same clause. Modify the clause to "
                                 "make sure that a column is updated only once. If this statement "
                                 "updates or inserts columns into a view, column aliasing can "
                                 "conceal the duplication in your code.",
                                 column.name));
            }
        }
        check_writable(*dml.target, column, false, line);
        Assignment assignment;
        assignment.target = &column;
        if (set->op == tsql::AssignOp::assign) {
            assignment.value = assigned(*set->value, column, &scope);
        } else {
            Expr* old = column_of(*dml.target,
                                  static_cast<size_t>(&column - dml.target->columns.data()));
            Expr* combined =
                arithmetic(binary_of(set->op), old, value(*set->value, &scope), line);
            assignment.value = convert_for_assignment(combined, column.type);
        }
        dml.assignments.push_back(assignment);
        if (!set->variable.empty()) {
            if (context_.variables == nullptr ||
                context_.variables->find(set->variable) == nullptr) {
                undeclared_variable(line, set->variable);
            }
            SelectItem item;
            item.variable = fold_name(set->variable, 0);
            item.expression = convert_for_variable(
                column_of(*dml.target,
                          static_cast<size_t>(&column - dml.target->columns.data())),
                *context_.variables->find(set->variable));
            item.column.type = item.expression->type;
            dml.output.push_back(std::move(item));
        }
    }
    if (dml.assignments.empty()) {
        throw unsupported("UPDATE that sets variables alone",
                          static_cast<int>(statement.range.line));
    }
    // SQL Server gives the row a new version.
    for (const Column& column : dml.target->columns) {
        if (column.type.id == types::TypeId::rowversion) dml.assignments.push_back({&column, nullptr});
    }
    if (statement.where != nullptr) dml.where = condition(*statement.where, &scope);
    if (statement.top != nullptr) dml.top = top(*statement.top, nullptr);
    if (!dml.output.empty() && !statement.outputs.empty()) {
        throw unsupported("OUTPUT beside SET @variable = column = expression",
                          static_cast<int>(statement.range.line));
    }
    output(statement.outputs, dml, true, true);
    return dml;
}

Dml Binder::delete_rows(const tsql::DeleteStatement& statement) {
    Dml dml;
    if (statement.with != nullptr) with_clause(*statement.with, dml.ctes);
    Scope scope;
    dml_from(dml, *statement.target, statement.from, scope);
    if (statement.where != nullptr) dml.where = condition(*statement.where, &scope);
    if (dml.outer != nullptr) {
        int line = static_cast<int>(statement.range.line);
        join_base(dml, *only_base(*dml.outer, line), line);
    }
    if (statement.top != nullptr) dml.top = top(*statement.top, nullptr);
    output(statement.outputs, dml, false, true);
    return dml;
}

}  // namespace gantry::engine::bind
