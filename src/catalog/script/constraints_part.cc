// Constraints that ALTER TABLE adds: those that need functions, those that are disabled or were
// never checked, foreign keys, and the connections of edge tables.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

std::string missing(const std::string& schema, const std::string& name, std::string_view type) {
    return fmt::format("OBJECT_ID({}, N'{}') IS NULL", literal(two_part(schema, name)), type);
}

std::string column_list(const std::vector<Column>& columns, const std::vector<int32_t>& ids) {
    std::vector<std::string> out;
    for (int32_t id : ids) {
        const Column* column = column_by_id(columns, id);
        out.push_back(bracket(column == nullptr ? "?" : std::string_view(column->name)));
    }
    return join(out);
}

std::string_view action_text(ReferentialAction action) {
    switch (action) {
        case ReferentialAction::cascade:
            return "CASCADE";
        case ReferentialAction::set_null:
            return "SET NULL";
        case ReferentialAction::set_default:
            return "SET DEFAULT";
        default:
            return {};
    }
}

// The name must be said where a second statement needs it.
std::string added_name(const Context& context, const std::string& name, bool system_named,
                       bool disabled) {
    return constraint_name(context, name, system_named && !disabled);
}

struct Added {
    std::string name;  // as in the catalog
    std::string_view type;
    std::string clause;  // "CONSTRAINT [x] CHECK (...)"
    bool disabled = false;
    bool not_trusted = false;
};

void add_constraint(Context& context, const Table& table, const Added& added) {
    std::string object = context.names.object_name(table.object_id);
    Guard guard{missing(std::string(context.names.schema(table.schema_id)), added.name, added.type),
                false};
    // WITH CHECK is the default of new constraints; WITH NOCHECK leaves it not trusted, as it was.
    context.out.create(
        fmt::format("ALTER TABLE {} WITH {} ADD {}", object,
                    added.not_trusted || added.disabled ? "NOCHECK" : "CHECK", added.clause),
        guard);
    if (added.disabled) {
        context.out.batch(
            fmt::format("ALTER TABLE {} NOCHECK CONSTRAINT {}", object, bracket(added.name)));
    }
}

void add_foreign_key(Context& context, const Table& table, const ForeignKey& key) {
    const NamedObject* target = context.names.object(key.referenced_table_id);
    if (target == nullptr || target->table == nullptr) {
        context.out.cannot(fmt::format("foreign key {} of table {}", bracket(key.name),
                                       context.names.object_name(table.object_id)),
                           "the table it refers to was not found");
        return;
    }
    std::string clause =
        fmt::format("{}FOREIGN KEY ({})\n    REFERENCES {} ({})",
                    added_name(context, key.name, key.system_named, key.disabled),
                    column_list(table.columns, key.columns), context.names.object_name(target->id),
                    column_list(target->table->columns, key.referenced_columns));
    if (std::string_view action = action_text(key.on_delete); !action.empty()) {
        clause += fmt::format(" ON DELETE {}", action);
    }
    if (std::string_view action = action_text(key.on_update); !action.empty()) {
        clause += fmt::format(" ON UPDATE {}", action);
    }
    if (key.not_for_replication) clause += " NOT FOR REPLICATION";
    add_constraint(context, table, {key.name, "F", clause, key.disabled, key.not_trusted});
}

void add_edge_constraint(Context& context, const Table& table, const EdgeConstraint& edge) {
    std::vector<std::string> pairs;
    for (const auto& [from, to] : edge.connections) {
        pairs.push_back(fmt::format("{} TO {}", context.names.object_name(from),
                                    context.names.object_name(to)));
    }
    std::string clause =
        fmt::format("CONSTRAINT {} CONNECTION ({})", bracket(edge.name), join(pairs));
    if (edge.cascade) clause += " ON DELETE CASCADE";
    context.out.create(
        fmt::format("ALTER TABLE {} ADD {}", context.names.object_name(table.object_id), clause),
        {missing(std::string(context.names.schema(table.schema_id)), edge.name, "EC"), false});
}

bool is_scripted(const Context& context, const Table& table) {
    return !table.is_table_type && !table.is_system && !table.options.external &&
           !table.options.filetable && table.options.ledger != LedgerType::history &&
           context.chosen(table.object_id);
}

void add_deferred_default(Context& context, const Table& table, const Column& column) {
    const auto& constraint = column.default_constraint;
    if (!constraint || !context.deferred_constraints.contains(constraint->object_id)) return;
    context.out.create(
        fmt::format("ALTER TABLE {} ADD {}DEFAULT {} FOR {}",
                    context.names.object_name(table.object_id),
                    constraint_name(context, constraint->name, constraint->system_named),
                    constraint->text, bracket(column.name)),
        {missing(std::string(context.names.schema(table.schema_id)), constraint->name, "D"),
         false});
}

}  // namespace

void script_deferred_constraints(Context& context) {
    context.out.heading("Constraints");
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (!is_scripted(context, table)) continue;
        for (const Column& column : table.columns) {
            if (context.deferred_columns.contains({table.object_id, column.id})) {
                context.out.alter(
                    fmt::format("ALTER TABLE {} ADD {}", context.names.object_name(table.object_id),
                                column_text(context, table, column, {})),
                    fmt::format("COL_LENGTH({}, {}) IS NULL",
                                literal(context.names.object_name(table.object_id)),
                                literal(column.name)));
            }
            add_deferred_default(context, table, column);
        }
        for (const CheckConstraint& check : table.checks) {
            if (!context.deferred_constraints.contains(check.object_id)) continue;
            std::string clause = fmt::format(
                "{}CHECK {}{}", added_name(context, check.name, check.system_named, check.disabled),
                check.not_for_replication ? "NOT FOR REPLICATION " : "", check.text);
            add_constraint(context, table,
                           {check.name, "C", clause, check.disabled, check.not_trusted});
        }
    }
}

void script_foreign_keys(Context& context) {
    context.out.heading("Foreign keys");
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (!is_scripted(context, table)) continue;
        for (const ForeignKey& key : table.foreign_keys)
            add_foreign_key(context, table, key);
        for (const EdgeConstraint& edge : table.edge_constraints) {
            add_edge_constraint(context, table, edge);
        }
    }
}

}  // namespace gantry::catalog::script
