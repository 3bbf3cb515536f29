// Assemblies: what they are and need. Their code is not fetched.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_assemblies = {
    .what = "assemblies",
    .view = "sys.assemblies",
    .columns = "assembly_id, name, principal_id, clr_name, permission_set_desc, is_visible",
    .rest = "FROM sys.assemblies AS t ORDER BY t.assembly_id",
};
constexpr CatalogQuery k_references = {
    .what = "references of assemblies",
    .view = "sys.assembly_references",
    .columns = "assembly_id, referenced_assembly_id",
    .rest = "FROM sys.assembly_references AS t",
};
constexpr CatalogQuery k_files = {
    .what = "files of assemblies",
    .view = "sys.assembly_files",
    .columns = "assembly_id, file_id, name",
    .rest = "FROM sys.assembly_files AS t ORDER BY t.assembly_id, t.file_id",
};

// "SAFE_ACCESS", "EXTERNAL_ACCESS", "UNSAFE_ACCESS": the view's words are not the statement's.
std::string permission_set(const std::string& description) {
    if (description == "SAFE_ACCESS") return "SAFE";
    if (description == "UNSAFE_ACCESS") return "UNSAFE";
    return description;
}

}  // namespace

void read_assemblies(Reader& reader) {
    constexpr int32_t k_first_user_assembly = 65536;
    std::vector<Assembly>& all = reader.out.assemblies;
    auto assembly_at = [&](const Row& row) -> Assembly* {
        const int32_t id = int_of(row, "assembly_id");
        for (Assembly& assembly : all) {
            if (assembly.id == id) return &assembly;
        }
        return nullptr;
    };
    reader.source.read(k_assemblies, [&](const Row& row) {
        Assembly assembly;
        assembly.id = int_of(row, "assembly_id");
        assembly.name = row.text("name");
        assembly.owner_id = int_of(row, "principal_id");
        assembly.clr_name = row.text("clr_name");
        assembly.permission_set = permission_set(row.text("permission_set_desc"));
        assembly.visible = row.flag("is_visible");
        assembly.is_system = assembly.id < k_first_user_assembly;
        all.push_back(std::move(assembly));
    });
    if (all.empty()) return;
    reader.source.read(k_references, [&](const Row& row) {
        Assembly* assembly = assembly_at(row);
        if (assembly != nullptr) {
            assembly->references.push_back(int_of(row, "referenced_assembly_id"));
        }
    });
    reader.source.read(k_files, [&](const Row& row) {
        Assembly* assembly = assembly_at(row);
        if (assembly != nullptr) {
            assembly->files.push_back({int_of(row, "file_id"), row.text("name"), {}});
        }
    });
}

void add_assembly_queries(QueryList& out) {
    out.insert(out.end(), {&k_assemblies, &k_references, &k_files});
}

}  // namespace gantry::live
