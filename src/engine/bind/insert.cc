#include <algorithm>

#include "engine/bind/binder.h"
#include "engine/bind/errors.h"

namespace gantry::engine::bind {

namespace {

[[noreturn]] void count_mismatch(int line, bool query, bool has_list, bool more_columns) {
    if (!has_list) {
        fail(213, 16, line,
             "Column name or number of supplied values does not match table definition.");
    }
    if (query) {
        fail(more_columns ? 120 : 121, 15, line,
             more_columns
                 ? "The select list for the INSERT statement contains fewer items than the insert "
                   "list. The number of SELECT values must match the number of INSERT columns."
                 : "The select list for the INSERT statement contains more items than the insert "
                   "list. The number of SELECT values must match the number of INSERT columns.");
    }
    fail(more_columns ? 109 : 110, 15, line,
         more_columns ? "There are more columns in the INSERT statement than values specified in "
                        "the VALUES clause. The number of values in the VALUES clause must match "
                        "the number of columns specified in the INSERT statement."
                      : "There are fewer columns in the INSERT statement than values specified in "
                        "the VALUES clause. The number of values in the VALUES clause must match "
                        "the number of columns specified in the INSERT statement.");
}

bool takes_values(const Column& column) {
    return !column.computed && column.type.id != types::TypeId::rowversion;
}

}  // namespace

std::vector<const Column*> Binder::insert_columns(const tsql::InsertStatement& statement,
                                                  Relation& target, bool identity_insert) {
    std::vector<const Column*> out;
    if (statement.columns.empty()) {
        for (const Column& column : target.columns) {
            if (!takes_values(column)) continue;
            if (column.identity && !identity_insert) continue;
            if (column.identity) {
                fail(8101, 16, static_cast<int>(statement.range.line),
                     fmt::format("An explicit value for the identity column in table '{}' can only "
                                 "be specified when a column list is used and IDENTITY_INSERT is "
                                 "ON.",
                                 target.object));
            }
            out.push_back(&column);
        }
        return out;
    }
    for (const tsql::ObjectName& name : statement.columns) {
        const Column& column = target_column(target, name);
        if (std::find(out.begin(), out.end(), &column) != out.end()) {
            fail(264, 16, static_cast<int>(name.range.line),
                 fmt::format("The column name '{}' is specified more than once in the SET clause or "
                             "column list of an INSERT.",
                             column.name));
        }
        out.push_back(&column);
    }
    return out;
}

Dml Binder::insert(const tsql::InsertStatement& statement) {
    int line = static_cast<int>(statement.range.line);
    Dml dml;
    if (statement.with != nullptr) with_clause(*statement.with, dml.ctes);
    GANTRY_ASSERT(statement.source != tsql::InsertSource::execute);
    Scope scope;
    dml.outer = outer_target(*statement.target, scope);
    std::vector<const Column*> through;
    if (dml.outer != nullptr) {
        through = insert_through(statement, dml);
    } else {
        dml.target = dml_target(*statement.target);
    }
    bool identity_insert = identity_insert_on(*dml.target);
    if (statement.source == tsql::InsertSource::default_values) {
        dml.default_values = true;
    } else if (dml.outer != nullptr) {
        dml.columns = std::move(through);
    } else {
        dml.columns = insert_columns(statement, *dml.target, identity_insert);
    }
    bool has_list = !statement.columns.empty();
    auto writable = [&](size_t i, const Expr* given) {
        const Column& column = *dml.columns[i];
        if (given != nullptr || column.computed) check_writable(*dml.target, column, true, line);
    };
    if (statement.source == tsql::InsertSource::values) {
        for (const tsql::ValuesRow* row : statement.values->rows) {
            if (row->values.size() != dml.columns.size()) {
                count_mismatch(int(row->range.line), false, has_list,
                               dml.columns.size() > row->values.size());
            }
            std::vector<Expr*> bound;
            for (size_t i = 0; i < row->values.size(); ++i) {
                bound.push_back(assigned(*row->values[i], *dml.columns[i], nullptr));
                writable(i, bound.back());
            }
            dml.rows.push_back(std::move(bound));
        }
    } else if (statement.source == tsql::InsertSource::query) {
        dml.source = query(nullptr, *statement.query, nullptr);
        const std::vector<Column>& given = dml.source->columns();
        if (given.size() != dml.columns.size()) {
            count_mismatch(line, true, has_list, dml.columns.size() > given.size());
        }
        assign_columns(*dml.source->body, dml.columns);
        for (size_t i = 0; i < dml.columns.size(); ++i) {
            check_writable(*dml.target, *dml.columns[i], true, line);
        }
    }
    if (statement.top != nullptr) dml.top = top(*statement.top, nullptr);
    find_identity(dml);
    output(statement.outputs, dml, true, false);
    return dml;
}

void Binder::find_identity(Dml& dml) {
    for (size_t i = 0; i < dml.target->columns.size(); ++i) {
        if (!dml.target->columns[i].identity) continue;
        dml.identity = column_of(*dml.target, i);
        dml.explicit_identity =
            std::find(dml.columns.begin(), dml.columns.end(), &dml.target->columns[i]) !=
            dml.columns.end();
    }
}

// Converts what a query gives to the types of the columns it goes into.
void Binder::assign_columns(Body& body, const std::vector<const Column*>& targets) {
    if (body.left != nullptr) {
        assign_columns(*body.left, targets);
        assign_columns(*body.right, targets);
        return;
    }
    for (size_t i = 0; i < targets.size(); ++i) {
        Expr*& expression = body.select->items[i].expression;
        expression = convert_for_assignment(expression, targets[i]->type);
        body.select->items[i].column.type = expression->type;
        body.columns[i].type = expression->type;
    }
}

}  // namespace gantry::engine::bind
