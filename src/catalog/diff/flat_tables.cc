// Tables and table types with their columns and constraints: Flattener of flat.h.

#include "catalog/diff/flat.h"
#include "types/collation.h"

namespace gantry::catalog::diff {

namespace {

const char* action_name(ReferentialAction action) {
    switch (action) {
        case ReferentialAction::no_action:
            return "NO ACTION";
        case ReferentialAction::cascade:
            return "CASCADE";
        case ReferentialAction::set_null:
            return "SET NULL";
        case ReferentialAction::set_default:
            return "SET DEFAULT";
    }
    return "";
}

const char* temporal_name(TemporalType type) {
    switch (type) {
        case TemporalType::none:
            return "";
        case TemporalType::history:
            return "history table";
        case TemporalType::versioned:
            return "system-versioned";
    }
    return "";
}

const char* ledger_name(LedgerType type) {
    switch (type) {
        case LedgerType::none:
            return "";
        case LedgerType::history:
            return "history table";
        case LedgerType::updatable:
            return "updatable";
        case LedgerType::append_only:
            return "append-only";
    }
    return "";
}

}  // namespace

void Flattener::add_tables() {
    for (const Table& table : db_.tables) {
        if (!table.is_system) add_table(table);
    }
}

void Flattener::add_table(const Table& table) {
    FlatObject& out =
        add(table.is_table_type ? "table type" : "table", dotted(table.schema_id, table.name));
    add_table_options(table, out.self);
    for (const Column& column : table.columns)
        add_column(table, column, out);
    add_indexes(table.indexes, table.columns, out);
    add_keys(table, out);
    add_statistics(table.object_id, table.columns, out);
    add_fulltext_index(table.object_id, table.columns, out);
}

void Flattener::add_table_options(const Table& table, FlatPart& self) {
    const TableOptions& o = table.options;
    self.set("owner", owner(o.owner_id));
    self.set("LOB filegroup", data_space(o.lob_data_space_id));
    self.set("FILESTREAM filegroup", data_space(o.filestream_data_space_id));
    self.flag("ANSI_NULLS", o.ansi_nulls);
    self.number("text in row", o.text_in_row_limit);
    self.flag("large value types out of row", o.large_values_out_of_row);
    self.set("lock escalation", o.lock_escalation == 'D'   ? "DISABLE"
                                : o.lock_escalation == 'A' ? "AUTO"
                                                           : "TABLE");
    self.flag("memory-optimized", o.memory_optimized);
    self.flag("durability is SCHEMA_ONLY", o.schema_only);
    self.flag("replicated", o.replicated);
    self.flag("change data capture", o.tracked_by_cdc);
    self.flag("change tracking", o.change_tracking);
    self.flag("change tracking of columns", o.change_tracking_columns);
    self.set("FileTable directory", o.filetable ? "'" + o.filetable_directory + "'" : "");
    self.set("graph", o.graph_node ? "node" : o.graph_edge ? "edge" : "");
    self.flag("external", o.external);
    self.flag("vardecimal", o.vardecimal);
    self.set("temporal", temporal_name(o.temporal));
    self.set("history table", o.history_table_id == 0 ? "" : object_name(o.history_table_id));
    self.set("period",
             o.period_start_column == 0
                 ? ""
                 : column_names(table.columns, {o.period_start_column, o.period_end_column}));
    self.set("history retention",
             o.history_retention < 0
                 ? ""
                 : fmt::format("{} {}", o.history_retention, o.history_retention_unit));
    self.set("ledger", ledger_name(o.ledger));
}

void Flattener::add_column(const Table& table, const Column& column, FlatObject& out) {
    FlatPart& part = out.part("column", column.name, fold(column.name));
    if (column.is_computed()) {
        part.set("computed as", column.computed_text);
        part.flag("persisted", column.persisted);
    } else {
        part.set("type", names_.type(column));
    }
    part.flag("nullable", column.nullable);
    bool own_collation = types::is_character(column.type.id) && column.type.collation != 0;
    part.set("collation", own_collation ? types::collation_name(column.type.collation) : "");
    part.set("identity",
             column.identity
                 ? fmt::format("({}, {}){}", column.identity->seed, column.identity->increment,
                               column.identity->not_for_replication ? " NOT FOR REPLICATION" : "")
                 : "");
    const auto& constraint = column.default_constraint;
    part.set("default", constraint ? constraint->text : "");
    part.set("default's name",
             constraint && !constraint->system_named ? constraint->name : std::string());
    part.set("bound default", column.bound_default_id ? object_name(column.bound_default_id) : "");
    part.set("bound rule", column.bound_rule_id ? object_name(column.bound_rule_id) : "");
    part.flag("ROWGUIDCOL", column.rowguidcol);
    part.flag("sparse", column.sparse);
    part.flag("column set", column.column_set);
    part.flag("FILESTREAM", column.filestream);
    part.flag("hidden", column.hidden && table.options.temporal != TemporalType::none);
    part.number("generated always", column.generated_always);
    part.set("mask", column.masking_function);
    part.set(
        "encryption",
        column.encryption_type == 0
            ? ""
            : fmt::format("{} {}", column.encryption_type == 1 ? "deterministic" : "randomized",
                          column.encryption_algorithm));
}

void Flattener::add_keys(const Table& table, FlatObject& out) {
    auto column_list = [&](const std::vector<int32_t>& ids) {
        return column_names(table.columns, ids);
    };
    auto table_of = [&](int32_t id) -> const Table* {
        const script::NamedObject* object = names_.object(id);
        return object == nullptr ? nullptr : object->table;
    };
    for (const ForeignKey& key : table.foreign_keys) {
        const Table* other = table_of(key.referenced_table_id);
        std::string references =
            fmt::format("{} ({})", object_name(key.referenced_table_id),
                        other ? column_names(other->columns, key.referenced_columns) : "");
        std::string what = fmt::format("({}) → {}", column_list(key.columns), references);
        FlatPart& part = out.part("foreign key", key.system_named ? what : key.name,
                                  fold(key.system_named ? what : key.name));
        part.set("columns", column_list(key.columns));
        part.set("references", references);
        part.set("on delete", action_name(key.on_delete));
        part.set("on update", action_name(key.on_update));
        part.flag("disabled", key.disabled);
        part.flag("trusted", !key.not_trusted);
        part.flag("not for replication", key.not_for_replication);
    }
    for (const CheckConstraint& check : table.checks) {
        const std::string& name = check.system_named ? check.text : check.name;
        FlatPart& part = out.part("check", name, check.system_named ? name : fold(name));
        part.set("text", check.text);
        part.flag("disabled", check.disabled);
        part.flag("trusted", !check.not_trusted);
        part.flag("not for replication", check.not_for_replication);
    }
    for (const EdgeConstraint& edge : table.edge_constraints) {
        std::string connections;
        for (const auto& [from, to] : edge.connections) {
            connections += fmt::format("{}{} to {}", connections.empty() ? "" : ", ",
                                       object_name(from), object_name(to));
        }
        FlatPart& part = out.part("edge constraint", edge.name, fold(edge.name));
        part.set("connections", connections);
        part.flag("on delete cascade", edge.cascade);
    }
}

}  // namespace gantry::catalog::diff
