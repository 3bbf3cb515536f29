// Cases of rules about assemblies, Service Broker, full-text search, keys, principals and external
// data of a database.

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;

namespace {

void add_assembly(SchemaInput& in, const char* clr_name, const char* permissions = "SAFE") {
    Assembly assembly;
    assembly.name = "Tools", assembly.clr_name = clr_name, assembly.permission_set = permissions;
    in.database.assemblies.push_back(assembly);
}

FulltextColumn& add_fulltext(SchemaInput& in, uint8_t level) {
    FulltextIndex index;
    index.object_id = 100;
    index.columns.emplace_back().column_id = 1;
    in.database.fulltext_indexes.push_back(index);
    in.database.compatibility_level = level;
    return in.database.fulltext_indexes[0].columns[0];
}

void add_key(SchemaInput& in, const char* name, const char* algorithm) {
    SymmetricKey key;
    key.name = name, key.algorithm = algorithm;
    in.database.symmetric_keys.push_back(key);
}

Principal& add_user(SchemaInput& in, const char* name, char type = 'S') {
    Principal user;
    user.id = 5, user.name = name, user.type = type, user.sid = {1, 2};
    in.database.principals.push_back(user);
    return in.database.principals.back();
}

void add_permission(SchemaInput& in, int32_t object, int32_t column) {
    Permission permission;
    permission.securable_class = 1, permission.major_id = object, permission.minor_id = column;
    permission.name = "SELECT";
    in.database.permissions.push_back(permission);
}

void add_source(SchemaInput& in, const char* type, const char* location) {
    ExternalDataSource source;
    source.name = "Lake", source.type = type, source.location = location;
    in.database.external_data_sources.push_back(source);
}

void add_computed_fulltext(SchemaInput& in, bool persisted) {
    Column& column = in.database.tables[0].columns[0];
    column.computed_text = "([b]+[c])", column.persisted = persisted;
    add_fulltext(in, 100);
}

constexpr SchemaCase k_cases[] = {
    {"ClrStrictSecurity", [](SchemaInput& in) { add_assembly(in, "tools", "EXTERNAL_ACCESS"); },
     [](SchemaInput& in) { add_assembly(in, "tools", "UNSAFE"); }},
    {"UR00009",
     [](SchemaInput& in) {
         add_assembly(in, "tools", "UNSAFE"), in.database.internal_version = 661;
     },
     [](SchemaInput& in) {
         add_assembly(in, "tools", "UNSAFE"), in.database.internal_version = 706;
     }},
    {"UR00034", [](SchemaInput& in) { add_assembly(in, "System.Messaging, version=4.0.0.0"); },
     [](SchemaInput& in) { add_assembly(in, "Systematic.Tools, version=1.0.0.0"); }},
    {"Gantry.ServiceBrokerRoute",
     [](SchemaInput& in) { in.database.routes.emplace_back().address = "TCP://other:4022"; },
     [](SchemaInput& in) { in.database.routes.emplace_back().address = "local"; }},
    {"Gantry.RemoteServiceBinding",
     [](SchemaInput& in) { in.database.remote_service_bindings.emplace_back().name = "b"; },
     [](SchemaInput& in) { in.database.conversation_priorities.emplace_back().name = "b"; }},
    {"UR00035",
     [](SchemaInput& in) {
         in.database.fulltext_catalogs.emplace_back().name = std::string(121, 'c');
     },
     [](SchemaInput& in) {
         in.database.fulltext_catalogs.emplace_back().name = std::string(120, 'c');
     }},
    {"UR00037", [](SchemaInput& in) { add_fulltext(in, 80); },
     [](SchemaInput& in) { add_fulltext(in, 90); }},
    {"UR00038", [](SchemaInput& in) { add_computed_fulltext(in, false); },
     [](SchemaInput& in) { add_computed_fulltext(in, true); }},
    {"UR00040", [](SchemaInput& in) { add_fulltext(in, 100); },
     [](SchemaInput& in) { add_fulltext(in, 110); }},
    {"UR00042", [](SchemaInput& in) { add_fulltext(in, 80).type_column_id = 2; },
     [](SchemaInput& in) { add_fulltext(in, 80); }},
    {"UR00043", [](SchemaInput& in) { add_fulltext(in, 100); },
     [](SchemaInput& in) {
         in.database.fulltext_catalogs.emplace_back().name = "Empty";
         in.database.compatibility_level = 100;
     }},
    {"Gantry.SemanticSearch",
     [](SchemaInput& in) { add_fulltext(in, 150).statistical_semantics = true; },
     [](SchemaInput& in) { add_fulltext(in, 150); }},
    {"UR00305", [](SchemaInput& in) { add_key(in, "k", "RC4_128"); },
     [](SchemaInput& in) { add_key(in, "k", "RC2"); }},
    {"UR00024", [](SchemaInput& in) { add_key(in, "k", "DESX"); },
     [](SchemaInput& in) { add_key(in, "k", "DES"); }},
    {"Gantry.WeakKey", [](SchemaInput& in) { add_key(in, "k", "TRIPLE_DES"); },
     [](SchemaInput& in) { add_key(in, "k", "AES_128"); }},
    {"Gantry.DatabaseMasterKey",
     [](SchemaInput& in) { add_key(in, "##MS_DatabaseMasterKey##", "AES_256"); },
     [](SchemaInput& in) { add_key(in, "MasterKey", "AES_256"); }},
    {"Gantry.SecureEnclave",
     [](SchemaInput& in) {
         in.database.column_master_keys.emplace_back().allow_enclave_computations = true;
     },
     [](SchemaInput& in) { in.database.column_master_keys.emplace_back().name = "cmk"; }},
    {"UR00008",
     [](SchemaInput& in) {
         in.database.schemas.push_back({5, "cdc", 1});
     },
     [](SchemaInput& in) {
         in.database.schemas.push_back({5, "cdc", 1});
         in.database.options.cdc_enabled = true;
     }},
    {"UR00012", [](SchemaInput& in) { add_permission(in, -385, 1); },
     [](SchemaInput& in) { add_permission(in, -385, 0), add_permission(in, 100, 1); }},
    {"UR00134",
     [](SchemaInput& in) {
         in.database.schemas.push_back({7, "SYS", 1});
     },
     [](SchemaInput& in) {
         in.database.schemas.push_back({4, "sys", 4});
     }},
    {"UR00135", [](SchemaInput& in) { add_user(in, "sys"); },
     [](SchemaInput& in) { add_user(in, "sys").id = 4; }},
    {"WindowsAuthentication", [](SchemaInput& in) { add_user(in, "D\\ann", 'U'); },
     [](SchemaInput& in) { add_user(in, "D\\ann", 'E'); }},
    {"Gantry.OrphanedUser",
     [](SchemaInput& in) { add_user(in, "ann").authentication = AuthenticationType::instance; },
     [](SchemaInput& in) {
         add_user(in, "ann").authentication = AuthenticationType::instance;
         in.instance.principals.emplace_back().sid = {1, 2};
     }},
    {"Gantry.DatabaseAudit",
     [](SchemaInput& in) { in.database.audit_specifications.emplace_back().name = "a"; },
     [](SchemaInput& in) { in.database.event_notifications.emplace_back().name = "a"; }},
    {"Gantry.ExternalDataSource",
     [](SchemaInput& in) { add_source(in, "RDBMS", "other.database.windows.net"); },
     [](SchemaInput& in) {
         add_source(in, "BLOB_STORAGE", "https://acc.blob.core.windows.net/in");
     }},
    {"Gantry.ExternalFileFormat",
     [](SchemaInput& in) { in.database.external_file_formats.emplace_back().type = "ORC"; },
     [](SchemaInput& in) { in.database.external_file_formats.emplace_back().type = "PARQUET"; }},
    {"Gantry.Credential",
     [](SchemaInput& in) { in.database.scoped_credentials.emplace_back().identity = "reader"; },
     [](SchemaInput& in) {
         in.database.scoped_credentials.emplace_back().identity = "Shared Access Signature";
     }},
};

}  // namespace

std::span<const SchemaCase> object_cases() {
    return k_cases;
}

}  // namespace gantry::assess
