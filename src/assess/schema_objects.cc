// Rules about modules, assemblies, Service Broker, full-text search, keys, principals, replication
// and external data.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/schema_scan.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

void SchemaRules::modules() {
    for (const Module& module : database_.modules) {
        if (module.is_system) continue;
        if (module.natively_compiled) {
            found("Gantry.MemoryOptimized", name_of(module.schema_id, module.name),
                  "natively compiled module");
        }
        if (module.kind == ModuleKind::view) view(module);
    }
}

void SchemaRules::assemblies() {
    // Names that assemblies of the .NET Framework begin with.
    constexpr std::array k_framework = {"system.",   "system,",     "microsoft.", "mscorlib",
                                        "accessibi", "windowsbase", "presentati", "smdiagnos"};
    for (const Assembly& assembly : database_.assemblies) {
        if (assembly.is_system) continue;
        if (assembly.permission_set != "UNSAFE") {
            found("ClrStrictSecurity", assembly.name, "assembly", assembly.permission_set);
        }
        if (upgrades(110)) found("UR00009", assembly.name, "assembly");
        const std::string clr_name = ascii_lower(assembly.clr_name);
        const bool framework =
            std::any_of(k_framework.begin(), k_framework.end(),
                        [&](const char* start) { return clr_name.starts_with(start); });
        if (framework) found("UR00034", assembly.name, "assembly", assembly.clr_name);
    }
}

void SchemaRules::broker() {
    for (const Route& route : database_.routes) {
        const bool local = route.address.empty() || ascii_iequals(route.address, "LOCAL");
        if (!local) found("Gantry.ServiceBrokerRoute", route.name, "route", route.address);
    }
    for (const RemoteServiceBinding& binding : database_.remote_service_bindings) {
        found("Gantry.RemoteServiceBinding", binding.name, "remote service binding",
              binding.remote_service);
    }
}

void SchemaRules::fulltext() {
    constexpr size_t k_catalog_name_max = 120;
    for (const FulltextCatalog& catalog : database_.fulltext_catalogs) {
        if (utf16_length(catalog.name) > k_catalog_name_max) {
            found("UR00035", catalog.name, "full-text catalog");
        }
    }
    for (const FulltextIndex& index : database_.fulltext_indexes) {
        const std::string name = table_name(index.object_id);
        const char* type = "full-text index";
        if (upgrades(90)) found("UR00037", name, type);
        if (upgrades(110)) {
            found("UR00040", name, type);
            found("UR00043", name, type);
        }
        const Table* table = table_by_id(index.object_id);
        bool semantics = false, documents = false;
        for (const FulltextColumn& column : index.columns) {
            semantics |= column.statistical_semantics;
            documents |= column.type_column_id != 0;
            if (table == nullptr || !upgrades(110)) continue;
            for (const Column& one : table->columns) {
                if (one.id == column.column_id && one.is_computed() && !one.persisted) {
                    found("UR00038", name + "." + one.name, "full-text column", one.computed_text);
                }
            }
        }
        if (semantics) found("Gantry.SemanticSearch", name, type);
        if (documents && upgrades(90)) found("UR00042", name, type);
    }
}

void SchemaRules::keys() {
    constexpr std::array k_old_algorithms = {"DES", "TRIPLE_DES", "TRIPLE_DES_3KEY", "RC2"};
    for (const SymmetricKey& key : database_.symmetric_keys) {
        if (key.name == "##MS_DatabaseMasterKey##") {
            found("Gantry.DatabaseMasterKey", database_.name, "master key", key.algorithm);
            continue;
        }
        if (key.algorithm.starts_with("RC4")) {
            found("UR00305", key.name, "symmetric key", key.algorithm);
        }
        if (key.algorithm == "DESX") found("UR00024", key.name, "symmetric key", key.algorithm);
        const bool old = std::find(k_old_algorithms.begin(), k_old_algorithms.end(),
                                   key.algorithm) != k_old_algorithms.end();
        if (old) found("Gantry.WeakKey", key.name, "symmetric key", key.algorithm);
    }
    for (const ColumnMasterKey& key : database_.column_master_keys) {
        if (key.allow_enclave_computations) {
            found("Gantry.SecureEnclave", key.name, "column master key");
        }
    }
}

void SchemaRules::principals() {
    constexpr int32_t k_sys = 4;
    const bool cdc = database_.options.cdc_enabled;
    for (const Schema& schema : database_.schemas) {
        if (ascii_iequals(schema.name, "cdc") && !cdc) found("UR00008", schema.name, "schema");
        if (ascii_iequals(schema.name, "sys") && schema.id != k_sys) {
            found("UR00134", schema.name, "schema");
        }
    }
    for (const Principal& principal : database_.principals) {
        const bool role = principal.type == 'R' || principal.type == 'A';
        if (ascii_iequals(principal.name, "cdc") && !cdc) found("UR00008", principal.name, "user");
        if (ascii_iequals(principal.name, "sys") && principal.id != k_sys) {
            found(role ? "UR00134" : "UR00135", principal.name, role ? "role" : "user");
        }
    }
    constexpr uint8_t k_class_object = 1;
    for (const Permission& permission : database_.permissions) {
        // System objects have negative ids.
        const bool column = permission.securable_class == k_class_object &&
                            permission.minor_id != 0 && permission.major_id < 0;
        if (column) {
            found("UR00012", fmt::format("system object {}", permission.major_id), "permission",
                  permission.name);
        }
    }
    for (const AuditSpecification& audit : database_.audit_specifications) {
        found("Gantry.DatabaseAudit", audit.name, "audit specification");
    }
}

void SchemaRules::replication() {
    const DatabaseOptions& options = database_.options;
    const std::string& name = database_.name;
    if (options.published) found("Gantry.Publication", name, "database", "published");
    if (options.merge_published) {
        found("Gantry.Replication", name, "database", "merge");
        found("UR00078", name, "database");
    }
    if (options.subscribed) found("UR00076", name, "database");
    if (options.cdc_enabled) found("Gantry.ChangeDataCapture", name, "database");
}

void SchemaRules::external() {
    // As a managed instance reads them; BLOB_STORAGE is the type of bulk loads.
    constexpr std::array k_locations = {"https://", "abs://", "adls://", "abfss://", "wasbs://"};
    for (const ExternalDataSource& source : database_.external_data_sources) {
        const std::string location = ascii_lower(source.location);
        const bool storage =
            std::any_of(k_locations.begin(), k_locations.end(),
                        [&](const char* start) { return location.starts_with(start); });
        if (storage && !ascii_iequals(source.type, "HADOOP")) continue;
        std::string detail = source.type;
        if (!source.location.empty()) detail += (detail.empty() ? "" : " ") + source.location;
        found("Gantry.ExternalDataSource", source.name, "external data source", detail);
    }
    constexpr std::array k_formats = {"PARQUET", "DELIMITEDTEXT", "DELTA"};
    for (const ExternalFileFormat& format : database_.external_file_formats) {
        const bool read = std::any_of(k_formats.begin(), k_formats.end(), [&](const char* name) {
            return ascii_iequals(format.type, name);
        });
        if (!read && !format.type.empty()) {
            found("Gantry.ExternalFileFormat", format.name, "external file format", format.type);
        }
    }
    constexpr std::array k_identities = {"SHARED ACCESS SIGNATURE", "MANAGED IDENTITY",
                                         "USER IDENTITY"};
    for (const Credential& credential : database_.scoped_credentials) {
        const bool storage = std::any_of(
            k_identities.begin(), k_identities.end(),
            [&](const char* identity) { return ascii_iequals(credential.identity, identity); });
        if (storage) continue;
        found("Gantry.Credential", credential.name, "database scoped credential",
              credential.identity);
    }
}

}  // namespace gantry::assess
