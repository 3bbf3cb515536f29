// Tables, table types, alias and CLR types, and internal tables of the model.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/model_reader.h"
#include "catalog/table_storage.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {

bool has_column(const Table& table, std::string_view name) {
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [&](const Column& column) { return column.name == name; });
}

// sys.columns.graph_type: 1 and 2 are a node's, 3 to 8 an edge's.
bool has_graph_column(const Table& table, int first, int last) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
        return column.graph_type >= first && column.graph_type <= last;
    });
}

}  // namespace

void ModelReader::run() {
    add_types();
    add_tables();
    add_internal_tables();
    add_modules();
    add_indexes();
    set_table_spaces();
    add_constraints();
    link_history_tables();
    mark_external_tables();
}

void ModelReader::add_types() {
    constexpr int32_t k_first_user_type = 257;
    constexpr uint8_t k_class_clr_type = 11;  // of sysbinsubobjs
    std::map<int32_t, std::string> classes;
    sources_.catalog.scan(k_sysbinsubobjs, {"class", "subid", "name"}, [&](const SystemRow& row) {
        if (row.integer(0) == k_class_clr_type) classes[int32_t(row.integer(1))] = row.text(2);
    });
    sources_.catalog.scan(
        k_sysscalartypes,
        {"id", "schid", "name", "xtype", "length", "prec", "scale", "collationid", "status", "dflt",
         "chk"},
        [&](const SystemRow& row) {
            auto id = int32_t(row.integer(0));
            auto system_type = uint8_t(row.integer(3));
            if (id < k_first_user_type || TypeId(system_type) == TypeId::table) return;
            UserType type;
            type.id = id;
            type.schema_id = int32_t(row.integer(1));
            type.name = row.text(2);
            type.base = make_type(system_type, system_type, int16_t(row.integer(4)),
                                  uint8_t(row.integer(5)), uint8_t(row.integer(6)),
                                  uint32_t(row.integer(7)));
            type.nullable = (row.integer(8) & 1) == 0;
            type.default_object_id = int32_t(row.integer(9));
            type.rule_object_id = int32_t(row.integer(10));
            if (type.base.id == TypeId::clr) {
                type.assembly_id = sources_.target(k_reference_type_assembly, id);
                type.assembly_class = classes[id];
                warn(fmt::format("type {} is a CLR type of an assembly: its values stay bytes",
                                 type.name));
            }
            out_.user_types.push_back(std::move(type));
        });
}

void ModelReader::add_tables() {
    // Table types: the type's row names them, the object holds columns and indexes.
    struct TypeName {
        int32_t type_id, schema_id;
        std::string name;
    };
    std::map<int32_t, TypeName> type_names;
    sources_.catalog.scan(
        k_sysscalartypes, {"id", "schid", "name", "xtype"}, [&](const SystemRow& row) {
            if (TypeId(row.integer(3)) != TypeId::table) return;
            auto type = int32_t(row.integer(0));
            int32_t object = sources_.target(k_reference_type_table, type);
            if (object == 0) object = sources_.target(k_reference_type_memory_table, type);
            if (object != 0) type_names[object] = {type, int32_t(row.integer(1)), row.text(2)};
        });
    for (const auto& [id, object] : sources_.objects) {
        if (object.type == "TT") {
            auto name = type_names.find(id);
            if (name == type_names.end()) {
                warn(fmt::format("table type object {} has no type", object.name));
                continue;
            }
            Table table = make_table(object);
            table.name = name->second.name;
            table.schema_id = name->second.schema_id;
            table.options.type_id = name->second.type_id;
            table_index_[id] = out_.tables.size();
            out_.tables.push_back(std::move(table));
        } else if (object.type == "U" && is_listed(object)) {
            Table table = make_table(object);
            table_index_[id] = out_.tables.size();
            out_.tables.push_back(std::move(table));
        }
    }
}

Table ModelReader::make_table(const ObjectRow& object) {
    Table table;
    table.object_id = object.id;
    table.schema_id = object.schema_id;
    table.name = object.name;
    table.is_system = object.has(k_object_ms_shipped);
    table.is_table_type = object.type == "TT";
    table.row_count = counted_rows(sources_.catalog, object.id);
    add_columns(object, table.columns);
    add_options(object, table);
    return table;
}

void ModelReader::add_options(const ObjectRow& object, Table& table) {
    constexpr uint32_t k_lock_escalation_shift = 28;
    TableOptions& options = table.options;
    options.created = object.created;
    options.modified = object.modified;
    options.owner_id = sources_.owner_of(object.id);
    options.ansi_nulls = object.has(k_object_ansi_nulls);
    options.large_values_out_of_row = object.has(k_table_large_out_of_row);
    options.lock_escalation = "TDA?"[uint32_t(object.status) >> k_lock_escalation_shift & 3];
    options.locked_on_bulk_load = object.has(k_table_lock_on_bulk_load);
    options.replicated = object.has(k_table_replicated);
    options.tracked_by_cdc = object.has(k_table_cdc);
    options.memory_optimized = (object.status2 & k_object_memory_optimized) != 0;
    options.filestream_data_space_id = sources_.target(k_reference_filestream_space, object.id);
    options.lob_data_space_id = sources_.target(k_reference_index_lob_space, object.id);
    options.filetable = has_column(table, "stream_id") && has_column(table, "file_stream") &&
                        has_column(table, "path_locator") &&
                        has_column(table, "parent_path_locator");
    options.graph_edge = has_graph_column(table, 3, 8);
    options.graph_node = !options.graph_edge && has_graph_column(table, 1, 2);
    if ((object.status2 & k_object_updatable_ledger) != 0) options.ledger = LedgerType::updatable;
    for (const Column& column : table.columns) {
        if (column.generated_always == 1) options.period_start_column = column.id;
        if (column.generated_always == 2) options.period_end_column = column.id;
    }
}

void ModelReader::mark_external_tables() {
    sources_.catalog.scan(k_sysexttables, {"object_id"}, [&](const SystemRow& row) {
        Table* table = table_by_id(int32_t(row.integer(0)));
        if (table != nullptr) table->options.external = true;
    });
    for (Table& table : out_.tables) {
        // A table type is a shape: its variables have the rows.
        if (table.is_table_type) continue;
        if (table.options.external) {
            warn(fmt::format("table {} is external: its rows are elsewhere", table.name));
        } else if (table.options.memory_optimized) {
            warn(fmt::format(
                "table {} is memory-optimized: its rows are in checkpoint files, not in "
                "pages; its durability is taken to be SCHEMA_AND_DATA",
                table.name));
        } else if (sources_.catalog.base_rowsets(table.object_id).empty()) {
            warn(
                fmt::format("table {} has no pages in the database: memory-optimized and external "
                            "tables keep their rows elsewhere and come without them",
                            table.name));
        }
        for (const Column& column : table.columns) {
            if (column.encryption_type != 0) {
                warn(fmt::format("column {} of table {} is encrypted by a client's key (Always "
                                 "Encrypted): its values are read as NULL",
                                 column.name, table.name));
            }
            if (!column.filestream) continue;
            warn(
                fmt::format("column {} of table {} is FILESTREAM: its values are in files outside "
                            "of the pages and cannot be read",
                            column.name, table.name));
        }
    }
}

void ModelReader::add_internal_tables() {
    for (const auto& [id, object] : sources_.objects) {
        if (object.type != "IT") continue;
        const auto& parents = sources_.refs(k_reference_internal_table, id);
        if (!parents.empty() && parents[0].sub_id == k_internal_change_tracking) {
            Table* tracked = table_by_id(parents[0].target_id);
            if (tracked != nullptr) tracked->options.change_tracking = true;
        }
        internal_index_[id] = out_.internal_tables.size();
        Table table = make_table(object);
        table.is_system = true;
        out_.internal_tables.push_back(std::move(table));
    }
}

void ModelReader::link_history_tables() {
    // Reference classes 112 and 84 lead from a history table to the current one.
    for (uint8_t reference_class : {k_reference_temporal_history, k_reference_ledger_history}) {
        bool ledger = reference_class == k_reference_ledger_history;
        for (const auto& [key, rows] : sources_.references) {
            if (key.first != reference_class || rows.empty()) continue;
            Table* history = table_by_id(key.second);
            Table* current = table_by_id(rows[0].target_id);
            if (history == nullptr || current == nullptr) continue;
            current->options.history_table_id = history->object_id;
            (ledger ? history->options.ledger : current->options.ledger) =
                ledger ? LedgerType::history : current->options.ledger;
            if (ledger) {
                current->options.ledger = LedgerType::updatable;
            } else {
                history->options.temporal = TemporalType::history;
                current->options.temporal = TemporalType::versioned;
            }
        }
    }
    constexpr std::string_view k_units[] = {"SECOND", "MINUTE", "HOUR", "DAY",
                                            "WEEK",   "MONTH",  "YEAR"};
    for (Table& table : out_.tables) {
        const ValueRow* period = sources_.value(k_value_history_retention, table.object_id, 0, 0);
        const ValueRow* unit = sources_.value(k_value_history_retention, table.object_id, 0, 1);
        if (period == nullptr || variant_integer(period->variant) < 0) continue;
        table.options.history_retention = int32_t(variant_integer(period->variant));
        int64_t code = unit == nullptr ? -1 : variant_integer(unit->variant);
        if (code >= 0 && code < int64_t(std::size(k_units))) {
            table.options.history_retention_unit = k_units[code];
        } else {
            warn(fmt::format("the unit of the history retention of table {} ({}) is not known",
                             table.name, code));
        }
    }
}

std::string ModelReader::object_name(int32_t object_id) const {
    const ObjectRow* object = sources_.object(object_id);
    return object != nullptr ? object->name : fmt::format("object {}", object_id);
}

Table* ModelReader::table_by_id(int32_t object_id) {
    auto found = table_index_.find(object_id);
    return found == table_index_.end() ? nullptr : &out_.tables[found->second];
}

}  // namespace gantry::catalog
