#include "assess/schema_rules.h"

#include <fmt/format.h>

#include "assess/schema_scan.h"

namespace gantry::assess {

using namespace catalog;

namespace {

// The highest compatibility level of the server a database of that internal version is of.
int native_level(int internal_version) {
    constexpr std::pair<int, int> k_first_versions[] = {{957, 160}, {904, 150}, {869, 140},
                                                        {852, 130}, {782, 120}, {706, 110},
                                                        {655, 100}, {611, 90},  {0, 80}};
    for (const auto& [version, level] : k_first_versions) {
        if (internal_version >= version) return level;
    }
    return 80;
}

}  // namespace

void SchemaRules::run() {
    files();
    filegroups();
    level();
    options();
    restored_options();
    service_database();
    for (const Table& one : database_.tables) {
        if (!one.is_system) table(one);
    }
    types();
    xml_schemas();
    modules();
    assemblies();
    broker();
    fulltext();
    keys();
    principals();
    replication();
    external();
    names();
}

void SchemaRules::found(std::string_view rule, std::string object, std::string type,
                        std::string detail) {
    Impact impact;
    impact.object = std::move(object);
    impact.type = std::move(type);
    impact.detail = std::move(detail);
    findings_.add(rule, std::move(impact));
}

bool SchemaRules::upgrades(int level) const {
    if (crosses(level)) return true;
    return database_.internal_version != 0 && native_level(database_.internal_version) < level;
}

std::string SchemaRules::name_of(int32_t schema_id, const std::string& name) const {
    for (const Schema& schema : database_.schemas) {
        if (schema.id == schema_id) return schema.name + "." + name;
    }
    return "dbo." + name;
}

const Table* SchemaRules::table_by_id(int32_t object_id) const {
    for (const Table& table : database_.tables) {
        if (table.object_id == object_id) return &table;
    }
    return nullptr;
}

std::string SchemaRules::table_name(int32_t object_id) const {
    if (const Table* table = table_by_id(object_id)) return name_of(table->schema_id, table->name);
    for (const Module& module : database_.modules) {
        if (module.object_id == object_id) return name_of(module.schema_id, module.name);
    }
    return fmt::format("object {}", object_id);
}

void scan_schema(const Database& database, const SchemaContext& context, Findings& findings) {
    SchemaRules(database, context, findings).run();
}

}  // namespace gantry::assess
