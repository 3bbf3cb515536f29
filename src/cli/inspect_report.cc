#include "cli/inspect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/bytes.h"
#include "types/collation.h"

namespace gantry::cli {

std::string module_schema(const catalog::Database& model, const catalog::Module& module) {
    bool ddl_trigger = module.type == "TR" && module.parent_object_id == 0;
    return ddl_trigger ? std::string() : schema_name(model, module.schema_id);
}

std::vector<size_t> listed_tables(const catalog::Database& model) {
    std::vector<std::tuple<std::string, std::string, size_t>> found;
    for (size_t i = 0; i < model.tables.size(); ++i) {
        const catalog::Table& table = model.tables[i];
        if (table.is_table_type || table.is_system) continue;
        found.emplace_back(schema_name(model, table.schema_id), table.name, i);
    }
    std::sort(found.begin(), found.end());
    std::vector<size_t> out;
    for (const auto& entry : found)
        out.push_back(std::get<2>(entry));
    return out;
}

std::vector<const catalog::Module*> listed_modules(const catalog::Database& model) {
    constexpr std::string_view k_types[] = {"P", "V", "FN", "IF", "TF", "TR"};
    std::vector<std::tuple<std::string, std::string, const catalog::Module*>> found;
    for (const catalog::Module& module : model.modules) {
        if (module.is_system) continue;
        if (std::find(std::begin(k_types), std::end(k_types), module.type) == std::end(k_types)) {
            continue;
        }
        found.emplace_back(module_schema(model, module), module.name, &module);
    }
    std::sort(found.begin(), found.end());
    std::vector<const catalog::Module*> out;
    for (const auto& entry : found)
        out.push_back(std::get<2>(entry));
    return out;
}

std::string collation_of(const backup::BackupSetHeader& header) {
    std::array<uint8_t, 5> wire{};
    store_le<uint32_t>(wire.data(), header.collation_lcid);
    wire[4] = uint8_t(header.collation_sort_id);
    std::optional<uint32_t> id = types::collation_from_tds(wire);
    return id ? types::collation_name(*id) : std::string();
}

std::string server_version_name(uint16_t software_major, uint16_t software_minor) {
    switch (software_major) {
        case 8:
            return "SQL Server 2000";
        case 9:
            return "SQL Server 2005";
        case 10:
            return software_minor >= 50 ? "SQL Server 2008 R2" : "SQL Server 2008";
        case 11:
            return "SQL Server 2012";
        case 12:
            return "SQL Server 2014";
        case 13:
            return "SQL Server 2016";
        case 14:
            return "SQL Server 2017";
        case 15:
            return "SQL Server 2019";
        case 16:
            return "SQL Server 2022";
        case 17:
            return "SQL Server 2025";
        default:
            return "SQL Server";
    }
}

}  // namespace gantry::cli
