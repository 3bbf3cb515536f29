// Assemblies with their files.

#include <fmt/format.h>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

constexpr uint8_t k_reference_assembly_name = 26;  // to sysqnames: version, culture, key token
constexpr int32_t k_first_user_id = 65536;

void add_files(const ModelSources& sources, Assembly& assembly) {
    constexpr int32_t k_file_name = 1;
    constexpr int32_t k_file_content = 2;
    std::map<int32_t, AssemblyFile> files;
    for (const ValueRow& row : sources.values(k_value_assembly_file, assembly.id)) {
        AssemblyFile& file = files[row.sub_id];
        file.id = row.sub_id;
        if (row.number == k_file_name) file.name = variant_text(row.variant);
        if (row.number == k_file_content) file.content = row.image;
    }
    for (auto& [id, file] : files)
        assembly.files.push_back(std::move(file));
}

}  // namespace

std::map<int32_t, std::string> qualified_names(const ModelSources& sources) {
    std::map<int32_t, std::string> out;
    sources.catalog.scan(k_sysqnames, {"nid", "name"},
                         [&](const SystemRow& row) { out[int32_t(row.integer(0))] = row.text(1); });
    return out;
}

void add_assemblies(const ModelSources& sources, Database& out) {
    constexpr std::string_view k_sets[] = {"", "SAFE", "EXTERNAL_ACCESS", "UNSAFE"};
    std::map<int32_t, std::string> names = qualified_names(sources);
    for (const NamedRow& row : sources.named(k_class_assembly)) {
        Assembly assembly;
        assembly.id = row.id;
        assembly.name = row.name;
        assembly.owner_id = sources.target(k_reference_assembly_owner, row.id, 1);
        assembly.visible = (row.status & 1) != 0;
        assembly.is_system = row.id < k_first_user_id;
        if (row.property > 0 && row.property < int32_t(std::size(k_sets))) {
            assembly.permission_set = k_sets[row.property];
        } else {
            out.warnings.push_back(fmt::format(
                "the permission set of assembly {} is not known ({})", row.name, row.property));
        }
        int32_t name = sources.target(k_reference_assembly_name, row.id);
        if (names.count(name) != 0) assembly.clr_name = names[name];
        add_files(sources, assembly);
        if (!assembly.is_system && (assembly.files.empty() || assembly.files[0].content.empty())) {
            out.warnings.push_back(
                fmt::format("the bytes of assembly {} were not found", row.name));
        }
        out.assemblies.push_back(std::move(assembly));
    }
}

}  // namespace gantry::catalog
