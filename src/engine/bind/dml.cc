// What INSERT, UPDATE and DELETE share: the target, its columns, values for them.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

Relation* Binder::dml_target(const tsql::TableSource& source) {
    int line = static_cast<int>(source.range.line);
    if (const auto* variable = source.try_as<tsql::VariableTable>()) {
        Found found;
        if (context_.temporary != nullptr) {
            found.object = context_.temporary->find_object(1, variable->variable);
        }
        if (!found.object) {
            fail(1087, 15, line,
                 fmt::format("Must declare the table variable \"{}\".", variable->variable));
        }
        found.database = context_.temporary;
        found.schema = context_.temporary->schema_by_id(1);
        found.temporary = true;
        return table_relation(found, "");
    }
    const auto* table = source.try_as<tsql::NamedTable>();
    if (table == nullptr) throw unsupported("a data change through a function or of another server", line);
    if (find_cte(table->name) != nullptr) {
        throw unsupported("a data change through a common table expression", line);
    }
    Found found = find_object(table->name);
    if (found.object.table == nullptr) {
        if (found.object.module != nullptr &&
            found.object.module->kind == catalog::ModuleKind::view) {
            throw unsupported(fmt::format("a data change through view '{}'",
                                          dotted(table->name)), line);
        }
        invalid_object(line, dotted(table->name));
    }
    return table_relation(found, table->alias.name);
}

const Column& Binder::target_column(const Relation& target, const tsql::ObjectName& name) {
    int line = static_cast<int>(name.range.line);
    for (const Column& column : target.columns) {
        if (same_name(column.name, name.object(), database_collation())) return column;
    }
    if (ascii_iequals(name.object(), "$identity") || ascii_iequals(name.object(), "identitycol")) {
        for (const Column& column : target.columns) {
            if (column.identity) return column;
        }
    }
    invalid_column(line, name.object());
}

void Binder::check_writable(const Relation& target, const Column& column, bool insert, int line) {
    if (column.computed) {
        fail(271, 16, line,
             fmt::format("The column \"{}\" cannot be modified because it is either a computed "
                         "column or is the result of a UNION operator.",
                         column.name));
    }
    if (column.type.id == types::TypeId::rowversion) {
        fail(insert ? 273 : 272, 16, line,
             insert ? "Cannot insert an explicit value into a timestamp column. Use INSERT with a "
                      "column list to exclude the timestamp column, or insert a DEFAULT into the "
                      "timestamp column."
                    : "Cannot update a timestamp column.");
    }
    if (column.identity && !insert) {
        fail(8102, 16, line, fmt::format("Cannot update identity column '{}'.", column.name));
    }
    if (column.identity && insert && !identity_insert_on(target)) {
        fail(544, 16, line,
             fmt::format("Cannot insert explicit value for identity column in table '{}' when "
                         "IDENTITY_INSERT is set to OFF.",
                         target.object));
    }
}

bool Binder::identity_insert_on(const Relation& target) const {
    const std::string& name = context_.settings.identity_insert;
    return !name.empty() &&
           same_name(name, fmt::format("{}.{}.{}", target.database, target.schema, target.object),
                     0);
}

// nullptr for DEFAULT.
Expr* Binder::assigned(const tsql::Expr& expr, const Column& column, Scope* scope) {
    if (expr.is<tsql::DefaultExpr>()) return nullptr;
    Expr* bound = value(expr, scope);
    bound->line = static_cast<int>(expr.range.line);
    return convert_for_assignment(bound, column.type);
}

void Binder::output(const tsql::List<const tsql::OutputClause*>& outputs, Dml& dml, bool inserted,
                    bool deleted) {
    if (outputs.empty()) return;
    const tsql::OutputClause& clause = *outputs[0];
    int line = static_cast<int>(clause.range.line);
    if (outputs.size() > 1) throw unsupported("several OUTPUT clauses", line);
    Scope scope;
    if (inserted) {
        Relation* row = pool_.relation();
        *row = *dml.target;
        row->alias = "inserted";
        row->has_alias = true;
        scope.relations.push_back(row);
    }
    if (deleted) {
        Relation* row = pool_.relation();
        *row = *dml.target;
        row->alias = "deleted";
        row->has_alias = true;
        if (inserted) {
            // The old values come through the source of the update.
            row->pg_alias = "s";
            for (size_t i = 0; i < row->columns.size(); ++i) {
                row->columns[i].pg_name = fmt::format("o{}", i);
            }
            dml.deleted_row = row;
        }
        scope.relations.push_back(row);
    }
    tsql::QuerySpecification spec;
    spec.items = clause.items;
    spec.range = clause.range;
    Select select;
    select_items(spec, select, scope);
    dml.output = std::move(select.items);
    if (clause.into != nullptr) output_into(clause, dml);
}

void Binder::output_into(const tsql::OutputClause& clause, Dml& dml) {
    int line = static_cast<int>(clause.range.line);
    dml.into = dml_target(*clause.into);
    for (const tsql::Identifier& name : clause.columns) {
        const Column* found = nullptr;
        for (const Column& column : dml.into->columns) {
            if (same_name(column.name, name.name, database_collation())) found = &column;
        }
        if (found == nullptr) invalid_column(line, name.name);
        dml.into_columns.push_back(found);
    }
    if (clause.columns.empty()) {
        for (const Column& column : dml.into->columns) {
            if (!column.computed && !column.identity &&
                column.type.id != types::TypeId::rowversion) {
                dml.into_columns.push_back(&column);
            }
        }
    }
    if (dml.into_columns.size() != dml.output.size()) {
        fail(213, 16, line,
             "Column name or number of supplied values does not match table definition.");
    }
    for (size_t i = 0; i < dml.output.size(); ++i) {
        check_writable(*dml.into, *dml.into_columns[i], true, line);
        dml.output[i].expression =
            convert_for_assignment(dml.output[i].expression, dml.into_columns[i]->type);
    }
}

}  // namespace gantry::engine::bind
