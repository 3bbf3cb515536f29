// Data changes through views, derived tables, common table expressions and inline functions: their
// rows are rows of a base table. The relation gets a hidden column that names the row (its ctid),
// and the base table is joined to it by that column. Rules of "Updatable Views" of CREATE VIEW.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

namespace {

void leaves(Relation* relation, std::vector<Relation*>& out) {
    if (relation == nullptr) return;
    if (relation->kind == RelationKind::join) {
        leaves(relation->left, out);
        leaves(relation->right, out);
        return;
    }
    out.push_back(relation);
}

[[noreturn]] void not_updatable(const Relation& relation, int line) {
    fail(4403, 16, line,
         fmt::format("Cannot update the view or function '{}' because it contains aggregates, or a "
                     "DISTINCT or GROUP BY clause, or PIVOT or UNPIVOT operator.",
                     relation.alias));
}

[[noreturn]] void several_tables(const Relation& relation, int line) {
    fail(4405, 16, line,
         fmt::format("View or function '{}' is not updatable because the modification affects "
                     "multiple base tables.",
                     relation.alias));
}

Select& select_of(const Relation& relation, int line) {
    if (relation.query == nullptr || relation.query->body->select == nullptr) {
        not_updatable(relation, line);
    }
    Select& select = *relation.query->body->select;
    if (select.aggregated || select.distinct) not_updatable(relation, line);
    return select;
}

bool is_base(const Relation& relation) {
    return relation.kind == RelationKind::table && relation.table != nullptr;
}

}  // namespace

// The base table and column that a column of the relation is; nullptr when it is computed.
std::pair<Relation*, const Column*> Binder::base_column(Relation& relation, size_t index,
                                                        int line) {
    if (is_base(relation)) return {&relation, &relation.columns[index]};
    const Expr* expr = select_of(relation, line).items[index].expression;
    if (expr->kind != ExprKind::column) return {nullptr, nullptr};
    std::vector<Relation*> sources;
    leaves(select_of(relation, line).from, sources);
    for (Relation* source : sources) {
        if (source == expr->relation) return base_column(*source, expr->column, line);
    }
    return {nullptr, nullptr};
}

// The one base table a DELETE takes rows from.
Relation* Binder::only_base(Relation& relation, int line) {
    if (is_base(relation)) return &relation;
    std::vector<Relation*> sources;
    leaves(select_of(relation, line).from, sources);
    if (sources.size() != 1) several_tables(relation, line);
    return only_base(*sources[0], line);
}

// Adds the hidden column; nullptr when the base table is not below the relation.
Expr* Binder::row_place(Relation& relation, const Relation& base, int line) {
    if (&relation == &base) {
        Column place;
        place.pg_name = "ctid";
        place.type = types::bigint_type();  // never shown
        relation.columns.push_back(std::move(place));
        return column_of(relation, relation.columns.size() - 1);
    }
    if (is_base(relation) || relation.query == nullptr) return nullptr;
    Select& select = select_of(relation, line);
    std::vector<Relation*> sources;
    leaves(select.from, sources);
    for (Relation* source : sources) {
        Expr* found = row_place(*source, base, line);
        if (found == nullptr) continue;
        SelectItem item;
        item.expression = found;
        item.column.pg_name = fmt::format("c{}", select.items.size() + 1);
        item.column.type = found->type;
        select.items.push_back(item);
        relation.query->body->columns.push_back(item.column);
        if (relation.cte != nullptr) relation.cte->columns.push_back(item.column);
        relation.columns.push_back(item.column);
        return column_of(relation, relation.columns.size() - 1);
    }
    return nullptr;
}

// Joins the base table of `base` to the rows of dml.outer, and makes it the target.
void Binder::join_base(Dml& dml, Relation& base, int line) {
    Relation* target = pool_.relation();
    *target = base;
    target->pg_alias = new_alias();
    Expr* place = row_place(*dml.outer, base, line);
    if (place == nullptr) not_updatable(*dml.outer, line);
    Relation* joined = pool_.relation();
    joined->kind = RelationKind::join;
    joined->join = tsql::JoinKind::inner;
    joined->left = dml.from;
    joined->right = target;
    joined->on = predicate(fmt::format("({{0}} = {}.ctid)", target->pg_alias), {place}, Op::none);
    dml.from = joined;
    dml.target = target;
    dml.target_in_from = true;
}

size_t Binder::outer_column(const Dml& dml, const tsql::ObjectName& name) {
    for (size_t i = 0; i < dml.outer->columns.size(); ++i) {
        if (same_name(dml.outer->columns[i].name, name.object(), database_collation())) return i;
    }
    invalid_column(static_cast<int>(name.range.line), name.object());
}

// The column of the base table that SET or a column list means.
const Column& Binder::changed_column(const Dml& dml, const tsql::ObjectName& name) {
    if (dml.outer == nullptr) return target_column(*dml.target, name);
    int line = static_cast<int>(name.range.line);
    auto [base, column] = base_column(*dml.outer, outer_column(dml, name), line);
    if (base == nullptr) {
        fail(4406, 16, line,
             fmt::format("Update or insert of view or function '{}' failed because it contains a "
                         "derived or constant field.",
                         dml.outer->alias));
    }
    if (base->table != dml.target->table) several_tables(*dml.outer, line);
    return target_column_named(*dml.target, column->name, line);
}

const Column& Binder::target_column_named(const Relation& target, std::string_view name, int line) {
    for (const Column& column : target.columns) {
        if (column.name == name) return column;
    }
    invalid_column(line, name);
}

// The base table that the first changed column is of.
void Binder::join_changed(Dml& dml, const tsql::ObjectName& first, int line) {
    if (dml.outer == nullptr) return;
    Relation* base = base_column(*dml.outer, outer_column(dml, first), line).first;
    if (base == nullptr) {
        fail(4406, 16, line,
             fmt::format("Update or insert of view or function '{}' failed because it contains a "
                         "derived or constant field.",
                         dml.outer->alias));
    }
    join_base(dml, *base, line);
}

// A target that is no table of its own; nullptr when it is one.
Relation* Binder::outer_target(const tsql::TableSource& target, Scope& scope) {
    if (target.is<tsql::FunctionTable>()) return source(target, scope);
    const auto* named = target.try_as<tsql::NamedTable>();
    if (named == nullptr) return nullptr;
    if (find_cte(named->name) != nullptr) return source(target, scope);
    Found found = find_object_raw(named->name);
    int line = static_cast<int>(target.range.line);
    if (found.object.synonym != nullptr) found = follow_synonym(found, line);
    if (found.object.module == nullptr || found.object.module->kind != catalog::ModuleKind::view) {
        return nullptr;
    }
    const catalog::Module& view = *found.object.module;
    for (const catalog::Module& module : found.database->model().modules) {
        if (module.kind == catalog::ModuleKind::trigger && !module.disabled &&
            module.parent_object_id == view.object_id) {
            throw unsupported(fmt::format("a data change of view '{}' with triggers", view.name),
                              line);
        }
    }
    if (view.check_option) {
        throw unsupported(fmt::format("a data change of view '{}' WITH CHECK OPTION", view.name),
                          line);
    }
    return source(target, scope);
}

// The columns of an INSERT into a view or the like; dml.target becomes its base table.
std::vector<const Column*> Binder::insert_through(const tsql::InsertStatement& statement,
                                                  Dml& dml) {
    int line = static_cast<int>(statement.range.line);
    std::vector<size_t> places;
    for (const tsql::ObjectName& name : statement.columns) {
        places.push_back(outer_column(dml, name));
    }
    if (statement.columns.empty()) {
        for (size_t i = 0; i < dml.outer->columns.size(); ++i)
            places.push_back(i);
    }
    Relation* base = nullptr;
    std::vector<const Column*> out;
    for (size_t place : places) {
        auto [owner, column] = base_column(*dml.outer, place, line);
        if (owner == nullptr) {
            fail(4406, 16, line,
                 fmt::format("Update or insert of view or function '{}' failed because it contains "
                             "a derived or constant field.",
                             dml.outer->alias));
        }
        if (base != nullptr && owner != base) several_tables(*dml.outer, line);
        base = owner;
        out.push_back(column);
    }
    dml.target = base;
    if (statement.columns.empty()) {
        std::erase_if(out, [&](const Column* column) {
            return column->computed || column->type.id == types::TypeId::rowversion ||
                   (column->identity && !identity_insert_on(*base));
        });
    }
    return out;
}

}  // namespace gantry::engine::bind
