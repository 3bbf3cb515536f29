// Changes whose rows a trigger will see: the change is the source of what goes into the tables of
// inserted and deleted rows (engine/triggers.h). Instead of a change an INSTEAD OF trigger gets the
// rows it would have made.

#include <fmt/format.h>

#include "engine/emit/emitter.h"
#include "engine/store/pg_names.h"

namespace gantry::engine::emit {

using bind::Dml;

namespace {

// "prefix0, prefix2" of the stored columns; with `alias`: what they are.
std::string stored_columns(const bind::Relation& target, char prefix, const std::string& alias) {
    std::string out;
    for (size_t i = 0; i < target.columns.size(); ++i) {
        if (!bind::is_stored(target.columns[i])) continue;
        if (!out.empty()) out += ", ";
        if (!alias.empty()) {
            out += fmt::format("{}.{} AS ", alias, store::quoted(target.columns[i].pg_name));
        }
        out += fmt::format("{}{}", prefix, i);
    }
    return out;
}

std::string old_of_source(const bind::Relation& target) {
    std::string out;
    for (size_t i = 0; i < target.columns.size(); ++i) {
        if (!bind::is_stored(target.columns[i])) continue;
        out += fmt::format("{}s.o{} AS o{}", out.empty() ? "" : ", ", i, i);
    }
    return out;
}

}  // namespace

// What the change returns: outputs c1..., new values n0..., old ones o0..., the identity.
std::string Emitter::captured_items(const Dml& dml) {
    const std::string& alias = dml.target->pg_alias;
    std::string out;
    int number = 0;
    for (const bind::SelectItem& item : dml.output) {
        out += fmt::format("{} AS c{}, ", expression(*item.expression), ++number);
    }
    if (dml.capture.inserted) out += stored_columns(*dml.target, 'n', alias);
    if (dml.capture.deleted) {
        if (dml.capture.inserted) out += ", ";
        out += dml.capture.inserted ? old_of_source(*dml.target)
                                    : stored_columns(*dml.target, 'o', alias);
    }
    if (dml.identity != nullptr) {
        out += fmt::format(", {} AS id", expression(*dml.identity));
        if (dml.explicit_identity) out += fmt::format(", {} AS seq", follow_identity(dml));
    }
    return out;
}

std::string Emitter::captured(const Dml& dml, const std::string& statement) {
    std::string out = fmt::format("WITH changed AS ({})", statement);
    auto keep = [&](std::string_view name, const std::string& table, char prefix) {
        out += fmt::format(", {} AS (INSERT INTO {} SELECT {} FROM changed)", name, table,
                           stored_columns(*dml.target, prefix, ""));
    };
    if (dml.capture.inserted) keep("new_rows", dml.capture.inserted_table, 'n');
    if (dml.capture.deleted) keep("old_rows", dml.capture.deleted_table, 'o');
    std::string outputs;
    for (size_t i = 0; i < dml.output.size(); ++i) {
        outputs += fmt::format("{}c{}", i == 0 ? "" : ", ", i + 1);
    }
    if (dml.into != nullptr) {
        std::string names;
        for (const bind::Column* column : dml.into_columns) {
            names += (names.empty() ? "" : ", ") + store::quoted(column->pg_name);
        }
        out += fmt::format(", into_rows AS (INSERT INTO {} ({}) SELECT {} FROM changed)",
                           dml.into->pg_source, names, outputs);
        outputs.clear();
    }
    if (dml.identity != nullptr && dml.into == nullptr) {
        outputs += outputs.empty() ? "id" : ", id";
        if (dml.explicit_identity) outputs += ", seq";
    }
    return fmt::format("{} SELECT {} FROM changed", out, outputs);
}

// INSTEAD OF UPDATE and DELETE; of INSERT the target is the table of inserted rows.
std::string Emitter::instead_of_change(const Dml& dml) {
    std::string items;
    for (size_t i = 0; i < dml.target->columns.size(); ++i) {
        if (!bind::is_stored(dml.target->columns[i])) continue;
        items += fmt::format(", {}.{} AS o{}", dml.target->pg_alias,
                             store::quoted(dml.target->columns[i].pg_name), i);
    }
    std::vector<std::string> values(dml.target->columns.size());
    for (const bind::Assignment& assignment : dml.assignments) {
        size_t i = size_t(assignment.target - dml.target->columns.data());
        if (assignment.value == nullptr) continue;
        items += fmt::format(", {} AS v{}", expression(*assignment.value), i);
        values[i] = fmt::format("v{}", i);
    }
    std::string out = with(dml.ctes) + (dml.ctes.empty() ? "WITH " : ", ") +
                      fmt::format("changed AS ({})", limited_source(dml, items));
    out += fmt::format(", old_rows AS (INSERT INTO {} SELECT {} FROM changed)",
                       dml.capture.deleted_table, stored_columns(*dml.target, 'o', ""));
    if (dml.capture.inserted) {
        std::string row;
        for (size_t i = 0; i < values.size(); ++i) {
            if (!bind::is_stored(dml.target->columns[i])) continue;
            row +=
                (row.empty() ? "" : ", ") + (values[i].empty() ? fmt::format("o{}", i) : values[i]);
        }
        out += fmt::format(", new_rows AS (INSERT INTO {} SELECT {} FROM changed)",
                           dml.capture.inserted_table, row);
    }
    return out + " SELECT FROM changed";
}

}  // namespace gantry::engine::emit
