// What somebody made in master or msdb. Shipped objects are marked so in the catalog; a few are
// not, in some versions, and are known by their names.

#include <algorithm>
#include <array>
#include <set>

#include "base/utf.h"
#include "catalog/instance/instance_reader.h"
#include "catalog/instance/master_reader.h"

namespace gantry::catalog {

namespace {

// First letters of names that belong to the server, lower-cased: tables and procedures of Agent,
// backup, mail, log shipping, replication, policies and data collection.
constexpr std::array k_shipped_names = {
    "sys",       "sp_",      "spt_",     "ms",          "backup",    "restore",     "logmark",
    "suspect",   "dt_",      "log_ship", "mail",        "external",  "autoadmin",   "managed",
    "smart_",    "dm_",      "fn_",      "get_",        "instance_", "trig_",       "data_",
    "agent_",    "msx",      "logship",  "performance", "dac_",      "core",        "snapshots",
    "queue_mes", "sqlagent", "execute_", "trigger",     "xp_",       "conversation"};

const char* type_of(const Module& module) {
    switch (module.kind) {
        case ModuleKind::view:
            return "view";
        case ModuleKind::procedure:
            return "procedure";
        case ModuleKind::scalar_function:
        case ModuleKind::inline_function:
        case ModuleKind::table_function:
            return "function";
        case ModuleKind::trigger:
            return "trigger";
        default:
            return "module";
    }
}

std::vector<std::string> duplicates(const std::vector<Index>& indexes) {
    std::set<std::string> seen;
    std::vector<std::string> out;
    for (const Index& index : indexes) {
        if (!index.name.empty() && !seen.insert(ascii_lower(index.name)).second) {
            out.push_back(index.name);
        }
    }
    return out;
}

}  // namespace

bool is_shipped_object(std::string_view database, std::string_view name) {
    const std::string lower = ascii_lower(name);
    // In master only these; whoever makes a procedure there calls it sp_.
    if (database == "master") {
        return lower.starts_with("spt_") || lower.starts_with("msreplication") ||
               lower.starts_with("sp_ms");
    }
    return std::any_of(k_shipped_names.begin(), k_shipped_names.end(),
                       [&](const char* start) { return lower.starts_with(start); });
}

void read_system_objects(const Database& model, const std::string& database, Instance& out) {
    auto name_of = [&](int32_t schema_id, const std::string& name) {
        for (const Schema& schema : model.schemas) {
            if (schema.id == schema_id) return schema.name + "." + name;
        }
        return name;
    };
    for (const Table& table : model.tables) {
        if (table.is_system || is_shipped_object(database, table.name)) continue;
        out.system_objects.push_back({database, table.is_table_type ? "table type" : "table",
                                      name_of(table.schema_id, table.name),
                                      duplicates(table.indexes)});
    }
    constexpr uint8_t k_parent_server = 100;
    for (const Module& module : model.modules) {
        if (module.is_system || module.parent_class == k_parent_server) continue;
        if (is_shipped_object(database, module.name)) continue;
        out.system_objects.push_back(
            {database, type_of(module), name_of(module.schema_id, module.name), {}});
    }
    for (const Synonym& synonym : model.synonyms) {
        out.system_objects.push_back(
            {database, "synonym", name_of(synonym.schema_id, synonym.name), {}});
    }
    for (const FulltextCatalog& catalog : model.fulltext_catalogs) {
        out.system_objects.push_back({database, "full-text catalog", catalog.name, {}});
    }
}

}  // namespace gantry::catalog
