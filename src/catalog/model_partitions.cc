// Partition functions and schemes of the model. No sample has one: their rows are recognised by
// what they refer to rather than by class numbers that could not be proven.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

const NamedRow* scheme_by_id(const ModelSources& sources, int32_t id) {
    for (const NamedRow& row : sources.named(k_class_data_space)) {
        if (row.id == id && row.type == "PS") return &row;
    }
    return nullptr;
}

// The parameter's type is a typed sub-object of the function.
bool read_parameter(const ModelSources& sources, PartitionFunction& function) {
    bool found = false;
    sources.catalog.scan(
        k_systypedsubobjs,
        {"idmajor", "subid", "xtype", "utype", "length", "prec", "scale", "collationid"},
        [&](const SystemRow& row) {
            if (row.integer(0) != function.id || found) return;
            function.type = make_type(uint8_t(row.integer(2)), int32_t(row.integer(3)),
                                      int16_t(row.integer(4)), uint8_t(row.integer(5)),
                                      uint8_t(row.integer(6)), uint32_t(row.integer(7)));
            found = true;
        });
    return found;
}

// Boundaries are values of one class, numbered in order: the class whose values are of the
// parameter's type, or the one with as many as the function's fan-out asks for.
void read_boundaries(const ModelSources& sources, int32_t fan_out, PartitionFunction& function) {
    std::map<uint8_t, std::vector<const ValueRow*>> by_class;
    for (const ValueRow* row : sources.values_of(function.id))
        by_class[row->value_class].push_back(row);
    const std::vector<const ValueRow*>* best = nullptr;
    for (const auto& [value_class, rows] : by_class) {
        bool typed = std::all_of(rows.begin(), rows.end(), [&](const ValueRow* row) {
            return row->variant.empty() || types::TypeId(row->variant[0]) == function.type.id;
        });
        if (typed || int32_t(rows.size()) == fan_out - 1) best = &rows;
        if (typed) break;
    }
    if (best == nullptr) return;
    std::vector<const ValueRow*> rows = *best;
    std::sort(rows.begin(), rows.end(), [](const ValueRow* a, const ValueRow* b) {
        return std::pair(a->number, a->sub_id) < std::pair(b->number, b->sub_id);
    });
    for (const ValueRow* row : rows) {
        function.boundaries.push_back(variant_text(row->variant));
        function.boundary_bytes.push_back(row->variant);
    }
}

void add_functions(const ModelSources& sources, Database& out) {
    for (const NamedRow& row : sources.named(k_class_partition_function)) {
        PartitionFunction function;
        function.id = row.id;
        function.name = row.name;
        function.boundary_on_right = (row.status & 1) != 0;
        bool typed = read_parameter(sources, function);
        read_boundaries(sources, row.property, function);
        if (!typed) {
            out.warnings.push_back(
                fmt::format("the parameter type of partition function {} was not found", row.name));
        }
        int32_t expected = row.property - 1;
        if (expected >= 0 && int32_t(function.boundaries.size()) != expected) {
            out.warnings.push_back(
                fmt::format("partition function {} has {} boundaries that could be read, {} are "
                            "expected",
                            row.name, function.boundaries.size(), expected));
        }
        out.partition_functions.push_back(std::move(function));
    }
}

bool is_function(const Database& out, int32_t id) {
    return std::any_of(out.partition_functions.begin(), out.partition_functions.end(),
                       [&](const PartitionFunction& function) { return function.id == id; });
}

bool is_filegroup(const Database& out, int32_t id) {
    return std::any_of(out.filegroups.begin(), out.filegroups.end(),
                       [&](const Filegroup& filegroup) { return filegroup.id == id; });
}

void add_schemes(const ModelSources& sources, Database& out) {
    for (const NamedRow& row : sources.named(k_class_data_space)) {
        if (row.type != "PS") continue;
        PartitionScheme scheme;
        scheme.id = row.id;
        scheme.name = row.name;
        scheme.is_default = (row.status & 1) != 0;
        std::map<int32_t, int32_t> destinations;
        auto consider = [&](const ReferenceRow& r) {
            if (r.sub_id == 0 && is_function(out, r.target_id)) scheme.function_id = r.target_id;
            if (r.sub_id > 0 && is_filegroup(out, r.target_id)) {
                destinations[r.sub_id] = r.target_id;
            }
        };
        for (const ReferenceRow& r : sources.all_refs(row.id))
            consider(r);
        for (const auto& [key, rows] : sources.multi_references) {
            if (key.second != row.id) continue;
            for (const ReferenceRow& r : rows)
                consider(r);
        }
        for (const auto& [destination, filegroup] : destinations)
            scheme.filegroups.push_back(filegroup);
        if (scheme.function_id == 0 || scheme.filegroups.empty()) {
            out.warnings.push_back(fmt::format(
                "the function or filegroups of partition scheme {} were not found", row.name));
        }
        out.partition_schemes.push_back(std::move(scheme));
    }
}

}  // namespace

int32_t partition_scheme_of(const ModelSources& sources, int32_t object_id, int32_t index_id) {
    for (const ReferenceRow& r : sources.all_refs(object_id)) {
        bool lob = r.reference_class == k_reference_index_lob_space;
        if (!lob && r.sub_id == index_id && scheme_by_id(sources, r.target_id) != nullptr) {
            return r.target_id;
        }
    }
    return 0;
}

void add_partitioning(const ModelSources& sources, Database& out) {
    add_functions(sources, out);
    add_schemes(sources, out);
    for (const Table& table : out.tables) {
        for (const Index& index : table.indexes) {
            if (index.partitions.size() > 1 &&
                scheme_by_id(sources, index.data_space_id) == nullptr) {
                out.warnings.push_back(fmt::format(
                    "index {} of table {} has {} partitions, whose scheme was not found",
                    index.name, table.name, index.partitions.size()));
            }
        }
    }
}

}  // namespace gantry::catalog
