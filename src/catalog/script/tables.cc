// CREATE TABLE with what must stand inside it, then its indexes and options.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

// Runs of columns that were made under one setting of ANSI_PADDING: it is kept for each column of
// char, varchar, binary or varbinary, and only CREATE and ALTER TABLE ADD can set it.
bool keeps_padding(const Column& column) {
    switch (column.type.id) {
        case types::TypeId::char_:
        case types::TypeId::varchar:
        case types::TypeId::binary:
        case types::TypeId::varbinary:
            return !column.is_computed();
        default:
            return false;
    }
}

struct ColumnRun {
    bool padded = true;
    std::vector<const Column*> columns;
};

std::vector<ColumnRun> column_runs(const Context& context, const Table& table) {
    std::vector<ColumnRun> runs(1);
    bool settled = false;  // whether the run has a column that depends on the setting
    for (const Column& column : table.columns) {
        if (column.graph_type != 0) continue;  // AS NODE and AS EDGE make these
        if (context.deferred_columns.contains({table.object_id, column.id})) continue;
        if (keeps_padding(column)) {
            if (settled && runs.back().padded != column.ansi_padded) runs.emplace_back();
            settled = true;
            runs.back().padded = column.ansi_padded;
        }
        runs.back().columns.push_back(&column);
    }
    return runs;
}

std::string period_text(const Table& table) {
    const Column* start = column_by_id(table.columns, table.options.period_start_column);
    const Column* end = column_by_id(table.columns, table.options.period_end_column);
    if (start == nullptr || end == nullptr) return {};
    return fmt::format("PERIOD FOR SYSTEM_TIME ({}, {})", bracket(start->name), bracket(end->name));
}

std::string versioning_option(const Context& context, const Table& table) {
    const TableOptions& options = table.options;
    if (options.temporal != TemporalType::versioned) return {};
    std::vector<std::string> words;
    std::string history = context.names.object_name(options.history_table_id);
    if (!history.empty()) words.push_back("HISTORY_TABLE = " + history);
    if (options.history_retention > 0 && !options.history_retention_unit.empty()) {
        words.push_back(fmt::format("HISTORY_RETENTION_PERIOD = {} {}", options.history_retention,
                                    options.history_retention_unit));
    }
    return words.empty() ? "SYSTEM_VERSIONING = ON"
                         : fmt::format("SYSTEM_VERSIONING = ON ({})", join(words));
}

std::string ledger_option(const Context& context, const Table& table) {
    switch (table.options.ledger) {
        case LedgerType::append_only: {
            std::string view = context.names.object_name(table.options.ledger_view_id);
            return view.empty()
                       ? "LEDGER = ON (APPEND_ONLY = ON)"
                       : fmt::format("LEDGER = ON (LEDGER_VIEW = {}, APPEND_ONLY = ON)", view);
        }
        case LedgerType::updatable: {
            std::string view = context.names.object_name(table.options.ledger_view_id);
            return view.empty() ? "LEDGER = ON"
                                : fmt::format("LEDGER = ON (LEDGER_VIEW = {})", view);
        }
        default:
            return {};
    }
}

const Index* heap_of(const Table& table) {
    for (const Index& index : table.indexes) {
        if (index.kind == IndexKind::heap) return &index;
    }
    return nullptr;
}

std::vector<std::string> table_options(const Context& context, const Table& table) {
    std::vector<std::string> out;
    const TableOptions& options = table.options;
    if (options.memory_optimized) {
        out.push_back("MEMORY_OPTIMIZED = ON");
        out.push_back(options.schema_only ? "DURABILITY = SCHEMA_ONLY"
                                          : "DURABILITY = SCHEMA_AND_DATA");
    }
    if (std::string text = versioning_option(context, table); !text.empty()) out.push_back(text);
    if (std::string text = ledger_option(context, table); !text.empty()) out.push_back(text);
    if (const Index* heap = heap_of(table)) {
        for (std::string& text : compression_options(context, *heap))
            out.push_back(std::move(text));
    }
    if (options.filetable && !options.filetable_directory.empty()) {
        out.push_back("FILETABLE_DIRECTORY = " + literal(options.filetable_directory));
    }
    return out;
}

// ON, TEXTIMAGE_ON, FILESTREAM_ON.
std::string eachment(const Context& context, const Table& table) {
    if (!context.options.with_storage) return {};
    std::string out;
    // A clustered key says its place itself.
    if (const Index* heap = heap_of(table)) {
        int32_t place =
            heap->data_space_id != 0 ? heap->data_space_id : table.options.data_space_id;
        out += placement(context, table.columns, *heap, place);
    }
    auto group = [&](std::string_view word, int32_t id) {
        std::string name = data_space(context, id);
        if (!name.empty()) out += fmt::format(" {} {}", word, name);
    };
    group("TEXTIMAGE_ON", table.options.lob_data_space_id);
    group("FILESTREAM_ON", table.options.filestream_data_space_id);
    return out;
}

std::string table_text(const Context& context, const Table& table,
                       const std::vector<const Column*>& columns, bool constraints) {
    std::vector<std::string> lines;
    for (const Column* column : columns) {
        lines.push_back(column_text(context, table, *column, {true, constraints}));
    }
    if (std::string period = period_text(table); !period.empty()) lines.push_back(period);
    if (constraints) {
        for (const Index& index : table.indexes) {
            if (index.primary_key || index.unique_constraint) {
                lines.push_back(
                    constraint_name(context, index.name, index.system_named && !index.disabled) +
                    key_constraint(context, table, index));
            } else if (table.options.memory_optimized && index.kind != IndexKind::heap) {
                lines.push_back(inline_index(context, table, index));
            }
        }
        for (const CheckConstraint& check : table.checks) {
            if (column_of_check(table, check) != nullptr ||
                context.deferred_constraints.contains(check.object_id)) {
                continue;
            }
            lines.push_back(fmt::format(
                "{}CHECK {}{}", constraint_name(context, check.name, check.system_named),
                check.not_for_replication ? "NOT FOR REPLICATION " : "", check.text));
        }
    }
    std::string out = fmt::format("CREATE TABLE {}", context.names.object_name(table.object_id));
    if (table.options.filetable) {
        out += " AS FILETABLE";
    } else {
        out += " (";
        for (size_t i = 0; i < lines.size(); ++i) {
            out += fmt::format("{}\n    {}", i == 0 ? "" : ",", lines[i]);
        }
        out += "\n)";
    }
    if (table.options.graph_node) out += " AS NODE";
    if (table.options.graph_edge) out += " AS EDGE";
    out += eachment(context, table);
    std::vector<std::string> options = table_options(context, table);
    if (!options.empty()) out += fmt::format("\nWITH ({})", join(options));
    return out;
}

// What ALTER TABLE and sp_tableoption set.
void alter_options(Context& context, const Table& table, const std::string& name) {
    const TableOptions& options = table.options;
    if (options.lock_escalation == 'D' || options.lock_escalation == 'A') {
        context.out.batch(fmt::format("ALTER TABLE {} SET (LOCK_ESCALATION = {})", name,
                                      options.lock_escalation == 'D' ? "DISABLE" : "AUTO"));
    }
    auto option = [&](std::string_view word, int64_t value) {
        context.out.batch(
            fmt::format("EXEC sys.sp_tableoption {}, N'{}', {}", literal(name), word, value));
    };
    if (options.text_in_row_limit > 0) option("text in row", options.text_in_row_limit);
    if (options.large_values_out_of_row) option("large value types out of row", 1);
    if (options.locked_on_bulk_load) option("table lock on bulk load", 1);
    if (options.vardecimal) option("vardecimal storage format", 1);
    if (options.change_tracking) {
        context.out.batch(
            fmt::format("ALTER TABLE {} ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = {})",
                        name, options.change_tracking_columns ? "ON" : "OFF"));
    }
}

// What column definitions and CREATE TABLE would have said.
void add_constraints(Context& context, const Table& table, const std::string& name) {
    auto add = [&](const std::string& constraint, const std::string& clause) {
        context.out.create(fmt::format("ALTER TABLE {} ADD {}", name, clause),
                           {fmt::format("OBJECT_ID({}) IS NULL", literal(context.names.qualified(
                                                                     table.schema_id, constraint))),
                            false});
    };
    for (const Column& column : table.columns) {
        const auto& value = column.default_constraint;
        if (!value || context.deferred_constraints.contains(value->object_id)) continue;
        add(value->name, fmt::format("{}DEFAULT {} FOR {}",
                                     constraint_name(context, value->name, value->system_named),
                                     value->text, bracket(column.name)));
    }
    for (const Index& index : table.indexes) {
        if (!index.primary_key && !index.unique_constraint) continue;
        add(index.name,
            constraint_name(context, index.name, index.system_named && !index.disabled) +
                key_constraint(context, table, index));
    }
    for (const CheckConstraint& check : table.checks) {
        if (context.deferred_constraints.contains(check.object_id)) continue;
        add(check.name,
            fmt::format("{}CHECK {}{}", constraint_name(context, check.name, check.system_named),
                        check.not_for_replication ? "NOT FOR REPLICATION " : "", check.text));
    }
}

// A table whose columns were made under different settings of ANSI_PADDING: the first run by
// CREATE TABLE, the others by ALTER TABLE ADD, the keys and checks after all.
void script_in_runs(Context& context, const Table& table, const std::vector<ColumnRun>& runs,
                    const Guard& guard) {
    const std::string name = context.names.object_name(table.object_id);
    bool padded = true;
    auto pad = [&](bool wanted) {
        if (padded == wanted) return;
        context.out.batch(fmt::format("SET ANSI_PADDING {}", wanted ? "ON" : "OFF"));
        padded = wanted;
    };
    const bool whole = runs.size() == 1;
    for (size_t i = 0; i < runs.size(); ++i) {
        pad(runs[i].padded);
        if (i == 0) {
            context.out.create(table_text(context, table, runs[i].columns, whole), guard,
                               table.options.ansi_nulls);
            continue;
        }
        std::vector<std::string> lines;
        for (const Column* column : runs[i].columns) {
            lines.push_back("\n    " + column_text(context, table, *column, {true, false}));
        }
        context.out.alter(fmt::format("ALTER TABLE {} ADD{}", name, join(lines, ",")),
                          fmt::format("COL_LENGTH({}, {}) IS NULL", literal(name),
                                      literal(runs[i].columns.front()->name)));
    }
    pad(true);
    if (!whole) add_constraints(context, table, name);
}

}  // namespace

void script_table(Context& context, const Table& table) {
    const std::string name = context.names.object_name(table.object_id);
    if (table.options.external) {
        context.out.cannot("external table " + name, "its location is not in the catalog's rows");
        return;
    }
    if (context.wants(ScriptPart::tables)) {
        Guard guard{fmt::format("OBJECT_ID({}, N'U') IS NULL", literal(name)), false};
        script_in_runs(context, table, column_runs(context, table), guard);
        alter_options(context, table, name);
        if (table.options.remote_data_archive) {
            context.out.cannot("table " + name, "it is stretched to Azure (REMOTE_DATA_ARCHIVE)");
        }
        if (table.options.tracked_by_cdc) {
            context.out.cannot("table " + name,
                               "change data capture: turn it on again with "
                               "sys.sp_cdc_enable_table");
        }
    }
    // Those of a memory-optimised table stand inside it, a FileTable makes its own.
    if (context.wants(ScriptPart::indexes) && !table.options.memory_optimized &&
        !table.options.filetable) {
        script_indexes(context, name, table.columns, table.indexes);
    }
}

void script_table_types(Context& context) {
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (!table.is_table_type || table.is_system) continue;
        std::vector<std::string> lines;
        for (const Column& column : table.columns) {
            lines.push_back(column_text(context, table, column, {false, true}));
        }
        for (const Index& index : table.indexes) {
            if (index.kind == IndexKind::heap) continue;
            lines.push_back(index.primary_key || index.unique_constraint
                                ? key_constraint(context, table, index)
                                : inline_index(context, table, index));
        }
        for (const CheckConstraint& check : table.checks) {
            if (column_of_check(table, check) == nullptr) lines.push_back("CHECK " + check.text);
        }
        for (std::string& line : lines)
            line.insert(0, "\n    ");
        std::string name = context.names.qualified(table.schema_id, table.name);
        std::string text = fmt::format("CREATE TYPE {} AS TABLE ({}\n)", name, join(lines, ","));
        if (table.options.memory_optimized) text += "\nWITH (MEMORY_OPTIMIZED = ON)";
        context.out.create(text, {fmt::format("TYPE_ID({}) IS NULL", literal(name)), false});
    }
}

}  // namespace gantry::catalog::script
