// Rules about tables, columns, indexes, types, XML schemas and views.

#include <algorithm>
#include <array>
#include <set>

#include "assess/schema_scan.h"
#include "base/utf.h"
#include "types/collation.h"

namespace gantry::assess {

using namespace catalog;

namespace {

// Of the list of deprecated features: numbers 190 to 194, 232 and 233.
constexpr std::array k_deprecated_collations = {"Hindi_",
                                                "Korean_Wansung_Unicode_",
                                                "Lithuanian_Classic_",
                                                "Macedonian_",
                                                "SQL_AltDiction_CP1253_CS_AS",
                                                "Azeri_Latin_90_",
                                                "Azeri_Cyrillic_90_"};

bool is_deprecated_collation(const std::string& name) {
    return std::any_of(
        k_deprecated_collations.begin(), k_deprecated_collations.end(), [&](const char* start) {
            return name.starts_with(start) &&
                   // Macedonian_FYROM_90 and the like took their place.
                   name.find("_FYROM_") == name.npos && name.find("_100_") == name.npos;
        });
}

// Whether a stored expression converts dates or times, whose rules changed by level.
bool converts_times(const std::string& text) {
    const std::string lower = ascii_lower(text);
    if (lower.find("convert(") == lower.npos && lower.find("cast(") == lower.npos) return false;
    for (const char* type : {"datetime2", "datetimeoffset", "[time]", "[date]"}) {
        if (lower.find(type) != lower.npos) return true;
    }
    return false;
}

bool is_old_large_type(types::TypeId type) {
    return type == types::TypeId::text || type == types::TypeId::ntext ||
           type == types::TypeId::image;
}

}  // namespace

void SchemaRules::table(const Table& table) {
    const std::string name = name_of(table.schema_id, table.name);
    const char* type = table.is_table_type ? "table type" : "table";
    const TableOptions& options = table.options;
    if (options.filetable) found("FileStream", name, "FileTable");
    if (options.memory_optimized) found("Gantry.MemoryOptimized", name, type);
    if (options.external) found("Gantry.ExternalTable", name, "external table");
    if (options.vardecimal) found("UR00316", name, "table");
    if (options.text_in_row_limit > 0) found("Gantry.Deprecated.TextInRow", name, "table");
    if (options.remote_data_archive) found("Gantry.StretchDatabase", name, "table");
    if (options.tracked_by_cdc) found("Gantry.ChangeDataCapture", name, "table");
    if (ascii_iequals(table.name, "NEXT") && crosses(110)) found("UR00062", name, type);
    for (const Column& one : table.columns)
        column(table, name + "." + one.name, one);
    persisted(table, name);
    indexes(name, table.indexes);
}

void SchemaRules::column(const Table& table, const std::string& name, const Column& column) {
    if (column.filestream) found("FileStream", name, "column");
    if (ascii_iequals(column.name, "NEXT") && crosses(110)) found("UR00062", name, "column");
    if (is_old_large_type(column.type.id)) {
        found("UR00306", name, "column", types::type_name(column.type));
    }
    // Columns that subscriptions with updates and peer-to-peer replication add.
    if (ascii_iequals(column.name, "msrepl_tran_version") ||
        ascii_iequals(column.name, "$sys_p2p_cd_id")) {
        found("Gantry.Replication", name_of(table.schema_id, table.name), "table", column.name);
    }
    if (column.type.collation == 0) return;
    const std::string collation = types::collation_name(column.type.collation);
    if (is_deprecated_collation(collation)) {
        found("Gantry.Deprecated.Collation", name, "column", collation);
    }
}

// Values that lie in pages as an older level computed them.
void SchemaRules::persisted(const Table& table, const std::string& name) {
    if (!crosses(130)) return;
    for (const Column& column : table.columns) {
        if (!column.is_computed() || !converts_times(column.computed_text)) continue;
        const bool indexed =
            std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
                return std::any_of(
                    index.columns.begin(), index.columns.end(),
                    [&](const IndexColumn& key) { return key.column_id == column.id; });
            });
        if (column.persisted || indexed) {
            found("Gantry.PersistedValue", name + "." + column.name,
                  column.persisted ? "persisted column" : "indexed column", column.computed_text);
        }
    }
    for (const CheckConstraint& check : table.checks) {
        if (!converts_times(check.text)) continue;
        found("Gantry.PersistedValue", check.name, "check constraint", check.text);
    }
    for (const Index& index : table.indexes) {
        if (!converts_times(index.filter_text)) continue;
        found("Gantry.PersistedValue", index.name, "index filter", index.filter_text);
    }
}

void SchemaRules::indexes(const std::string& name, const std::vector<Index>& indexes) {
    std::set<std::string> seen;
    for (const Index& index : indexes) {
        if (index.name.empty() || seen.insert(ascii_lower(index.name)).second) continue;
        found("UR00030", name + "." + index.name, "index");
    }
}

void SchemaRules::types() {
    auto name_of_type = [&](int32_t schema_id, const std::string& type) {
        const std::string name = name_of(schema_id, type);
        const std::string lower = ascii_lower(type);
        if (lower == "geometry" || lower == "geography") {
            if (upgrades(110)) found("UR00044", name, "type");
        }
        if (lower == "date" || lower == "time") {
            if (upgrades(100)) found("UR00061", name, "type");
        }
        if (lower == "xml") found("UR00086", name, "type");
    };
    for (const UserType& type : database_.user_types)
        name_of_type(type.schema_id, type.name);
    for (const Table& table : database_.tables) {
        if (table.is_table_type) name_of_type(table.schema_id, table.name);
    }
    const std::string collation =
        database_.collation == 0 ? "" : types::collation_name(database_.collation);
    if (is_deprecated_collation(collation)) {
        found("Gantry.Deprecated.Collation", database_.name, "database", collation);
    }
}

void SchemaRules::xml_schemas() {
    // Words of the texts that are put together again from the stored components.
    constexpr std::array k_time_types = {":dateTime\"", ":date\"", ":time\""};
    for (const XmlSchemaCollection& collection : database_.xml_schema_collections) {
        const std::string name = name_of(collection.schema_id, collection.name);
        const bool has_times = std::any_of(
            k_time_types.begin(), k_time_types.end(),
            [&](const char* type) { return collection.text.find(type) != std::string::npos; });
        if (has_times && upgrades(100)) found("UR00132", name, "XML schema collection");
        if (collection.text.find(":anyType\"") != std::string::npos && crosses(100)) {
            found("Gantry.Level100.XmlAnyType", name, "XML schema collection");
        }
    }
}

// A view over tables of other servers with a smalldatetime column.
void SchemaRules::view(const Module& module) {
    indexes(name_of(module.schema_id, module.name), module.indexes);
    if (!crosses(110)) return;
    const bool has_column = std::any_of(
        module.columns.begin(), module.columns.end(),
        [](const Column& column) { return column.type.id == types::TypeId::smalldatetime; });
    if (!has_column || ascii_lower(module.text).find("union all") == std::string::npos) return;
    for (const Dependency& dependency : database_.dependencies) {
        if (dependency.referencing_id != module.object_id || dependency.server.empty()) continue;
        found("UR00027", name_of(module.schema_id, module.name), "view", dependency.server);
        return;
    }
}

}  // namespace gantry::assess
