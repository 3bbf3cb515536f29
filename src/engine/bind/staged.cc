// INSERT ... EXECUTE: the rows are in tables of the session, and go in like those of a query.

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/engine.h"

namespace gantry::engine::bind {

Body* Binder::staged_body(const StagedRows& rows) {
    Relation* from = pool_.relation();
    from->kind = RelationKind::table;
    from->pg_alias = new_alias();
    from->pg_source = rows.pg_table;
    for (size_t i = 0; i < rows.types.size(); ++i) {
        Column column;
        column.pg_name = fmt::format("c{}", i + 1);
        column.type = rows.types[i];
        if (types::is_character(column.type.id)) column.coercibility = Coercibility::implicit;
        from->columns.push_back(std::move(column));
    }
    Body* body = pool_.body();
    body->select = pool_.select();
    body->select->from = from;
    for (size_t i = 0; i < from->columns.size(); ++i) {
        SelectItem item;
        item.expression = column_of(*from, i);
        item.column = from->columns[i];
        body->select->items.push_back(item);
        body->columns.push_back(from->columns[i]);
    }
    return body;
}

Dml Binder::insert_staged(const tsql::InsertStatement& statement,
                          const std::vector<StagedRows>& rows) {
    int line = static_cast<int>(statement.range.line);
    if (!statement.outputs.empty()) {
        fail(483, 16, line, "The OUTPUT clause cannot be used in an INSERT...EXEC statement.");
    }
    Dml dml;
    dml.target = dml_target(*statement.target);
    dml.columns = insert_columns(statement, *dml.target, identity_insert_on(*dml.target));
    for (const Column* column : dml.columns)
        check_writable(*dml.target, *column, true, line);
    for (const StagedRows& set : rows) {
        if (set.types.size() != dml.columns.size()) {
            fail(213, 16, line,
                 "Column name or number of supplied values does not match table definition.");
        }
        Body* body = staged_body(set);
        assign_columns(*body, dml.columns);
        if (dml.source == nullptr) {
            dml.source = pool_.query();
            dml.source->body = body;
            continue;
        }
        Body* both = pool_.body();
        both->op = tsql::SetOperator::union_all;
        both->left = dml.source->body;
        both->right = body;
        both->columns = body->columns;
        dml.source->body = both;
    }
    if (dml.source == nullptr) dml.default_values = true;  // nothing to run
    find_identity(dml);
    return dml;
}

}  // namespace gantry::engine::bind
