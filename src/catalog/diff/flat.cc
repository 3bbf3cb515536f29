#include "catalog/diff/flat.h"

namespace gantry::catalog::diff {

std::vector<FlatObject> Flattener::run() {
    add_options();
    add_scoped_configurations();
    add_files();
    add_partitioning();
    add_fulltext();
    add_schemas();
    add_principals();
    add_role_members();
    add_permissions();
    add_encryption_keys();
    add_policies();
    add_types();
    add_xml_collections();
    add_assemblies();
    add_tables();
    add_modules();
    add_sequences();
    add_synonyms();
    add_broker();
    add_extended_properties();
    add_others();
    return std::move(out_);
}

FlatObject& Flattener::add(std::string kind, std::string name) {
    FlatObject& object = out_.emplace_back();
    object.key = fold(name);
    object.kind = std::move(kind);
    object.name = std::move(name);
    return object;
}

std::string Flattener::dotted(int32_t schema_id, std::string_view name) const {
    return fmt::format("{}.{}", names_.schema(schema_id), name);
}

std::string Flattener::object_name(int32_t object_id) const {
    const script::NamedObject* object = names_.object(object_id);
    return object == nullptr ? fmt::format("object {}", object_id)
                             : dotted(object->schema_id, object->name);
}

// Empty for 0: who owns the schema.
std::string Flattener::owner(int32_t principal_id) const {
    if (principal_id == 0) return {};
    std::string_view name = names_.principal_name(principal_id);
    return name.empty() ? fmt::format("principal {}", principal_id) : std::string(name);
}

std::string Flattener::data_space(int32_t id) const {
    if (id == 0) return {};
    for (const Filegroup& group : db_.filegroups) {
        if (group.id == id) return group.name;
    }
    for (const PartitionScheme& scheme : db_.partition_schemes) {
        if (scheme.id == id) return scheme.name;
    }
    return fmt::format("data space {}", id);
}

std::string Flattener::column_names(const std::vector<Column>& columns,
                                    const std::vector<int32_t>& ids) const {
    std::string out;
    for (int32_t id : ids) {
        const Column* column = script::column_by_id(columns, id);
        out += out.empty() ? "" : ", ";
        out += column == nullptr ? fmt::format("column {}", id) : column->name;
    }
    return out;
}

std::string digest(const std::vector<uint8_t>& bytes) {
    uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
    for (uint8_t byte : bytes)
        hash = (hash ^ byte) * 0x100000001B3;
    return fmt::format("{} bytes, hash {:016X}", bytes.size(), hash);
}

}  // namespace gantry::catalog::diff
