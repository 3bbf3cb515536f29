// Keys, foreign keys and checks of the model.

#include <fmt/format.h>

#include "catalog/model_reader.h"

namespace gantry::catalog {

void ModelReader::add_constraints() {
    for (const auto& [id, object] : sources_.objects) {
        Table* table = table_by_id(object.parent_id);
        if (table == nullptr) continue;
        if (object.type == "F") {
            add_foreign_key(object, *table);
        } else if (object.type == "C") {
            add_check(object, *table);
        } else if (object.type == "PK" || object.type == "UQ") {
            add_key_constraint(object, *table);
        } else if (object.type == "EC") {
            add_edge_constraint(object, *table);
        }
    }
}

void ModelReader::add_key_constraint(const ObjectRow& object, Table& table) {
    for (Index& index : table.indexes) {
        if (index.name == object.name && (index.primary_key || index.unique_constraint)) {
            index.object_id = object.id;
            index.system_named = object.has(k_object_system_named);
            return;
        }
    }
    warn(fmt::format("constraint {} of table {} has no index", object.name, table.name));
}

void ModelReader::add_foreign_key(const ObjectRow& object, Table& table) {
    ForeignKey key;
    key.object_id = object.id;
    key.name = object.name;
    key.disabled = object.has(k_object_disabled);
    key.not_for_replication = object.has(k_object_not_for_replication);
    key.not_trusted = object.has(k_object_not_trusted);
    key.system_named = object.has(k_object_system_named);
    key.on_update = ReferentialAction(uint32_t(object.status) >> 12 & 3);
    key.on_delete = ReferentialAction(uint32_t(object.status) >> 14 & 3);
    for (const ReferenceRow& r : sources_.refs(k_reference_foreign_key, object.id)) {
        key.referenced_table_id = r.target_id;
    }
    for (const ReferenceRow& r : sources_.refs(k_reference_foreign_key_column, object.id)) {
        key.columns.push_back(r.target_sub_id);
    }
    for (const ReferenceRow& r : sources_.refs(k_reference_referenced_column, object.id)) {
        key.referenced_columns.push_back(r.target_sub_id);
    }
    if (key.referenced_table_id == 0 || key.columns.empty() ||
        key.columns.size() != key.referenced_columns.size()) {
        warn(fmt::format("foreign key {} of table {} could not be read", key.name, table.name));
        return;
    }
    table.foreign_keys.push_back(std::move(key));
}

void ModelReader::add_check(const ObjectRow& object, Table& table) {
    const TextValue* text = sources_.text_of(k_value_text, object.id, 0);
    if (text == nullptr || text->text.empty()) {
        warn(fmt::format("check constraint {} of table {} has no text", object.name, table.name));
        return;
    }
    CheckConstraint check;
    check.object_id = object.id;
    check.name = object.name;
    check.text = text->text;
    check.column_id = object.property;
    check.disabled = object.has(k_object_disabled);
    check.not_for_replication = object.has(k_object_not_for_replication);
    check.not_trusted = object.has(k_object_not_trusted);
    check.system_named = object.has(k_object_system_named);
    table.checks.push_back(std::move(check));
}

// Its node tables are references by id of a class no sample shows: every pair of references of one
// class from the constraint to tables is taken as FROM, TO.
void ModelReader::add_edge_constraint(const ObjectRow& object, Table& table) {
    EdgeConstraint out;
    out.object_id = object.id;
    out.name = object.name;
    std::map<std::pair<uint8_t, int32_t>, std::vector<int32_t>> nodes;
    for (const auto& [key, rows] : sources_.multi_references) {
        if (key.second != object.id) continue;
        for (const ReferenceRow& r : rows) {
            if (table_by_id(r.target_id) != nullptr) {
                nodes[{key.first, r.sub_id}].push_back(r.target_id);
            }
        }
    }
    for (const auto& [key, ids] : nodes) {
        for (size_t i = 0; i + 1 < ids.size(); i += 2)
            out.connections.emplace_back(ids[i], ids[i + 1]);
    }
    if (out.connections.empty()) {
        warn(fmt::format("the node tables of edge constraint {} of table {} were not found",
                         object.name, table.name));
    }
    table.edge_constraints.push_back(std::move(out));
}

}  // namespace gantry::catalog
