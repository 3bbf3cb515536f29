#include "assess/code_context.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "assess/code_names.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

bool is_known_name(const std::string& name) {
    return !rules_of_procedure(name).empty() || !rules_of_function(name).empty() ||
           !rules_of_old_table(name).empty();
}

}  // namespace

void add_schema_names(const Database& database, CodeContext& context) {
    std::unordered_map<int32_t, std::string> schemas;
    for (const Schema& schema : database.schemas)
        schemas.emplace(schema.id, ascii_lower(schema.name));
    auto qualified = [&](int32_t schema_id, const std::string& name) {
        const auto found = schemas.find(schema_id);
        return (found == schemas.end() ? "dbo" : found->second) + "." + name;
    };
    std::unordered_set<int32_t> with_triggers;
    for (const Module& module : database.modules) {
        if (module.is_system) continue;
        const std::string name = ascii_lower(module.name);
        if (is_known_name(name)) context.own_objects.insert(qualified(module.schema_id, name));
        if (module.kind == ModuleKind::trigger && !module.disabled) {
            with_triggers.insert(module.parent_object_id);
        }
    }
    for (const Table& table : database.tables) {
        if (table.is_system) continue;
        const std::string name = ascii_lower(table.name);
        const std::string full = qualified(table.schema_id, name);
        if (is_known_name(name)) context.own_objects.insert(full);
        if (with_triggers.contains(table.object_id)) context.tables_with_triggers.insert(full);
        const bool identity =
            std::any_of(table.columns.begin(), table.columns.end(),
                        [](const Column& column) { return column.identity.has_value(); });
        if (identity) context.tables_with_identity.insert(full);
    }
}

std::map<std::string, std::string> column_types(const Table& table) {
    std::map<std::string, std::string> out;
    const bool computed = std::any_of(table.columns.begin(), table.columns.end(),
                                      [](const Column& column) { return column.is_computed(); });
    if (!computed) return out;
    for (const Column& column : table.columns)
        out.emplace(column.name, std::string(types::base_type_name(column.type)));
    return out;
}

}  // namespace gantry::assess
