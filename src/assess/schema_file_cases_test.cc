// Cases of rules about files, filegroups, options, the version and the name of a database.

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr int64_t k_pages_of_tebibyte = int64_t{1} << 27;

void add_filegroup(Database& database, const char* type, bool read_only = false) {
    Filegroup group;
    group.id = 2, group.name = "More", group.type = type, group.read_only = read_only;
    database.filegroups.push_back(group);
}

void add_service(Database& database) {
    Service service;
    service.id = 65536, service.name = "Orders";
    database.services.push_back(service);
}

constexpr SchemaCase k_cases[] = {
    {"FileStream", [](SchemaInput& in) { add_filegroup(in.database, "FD"); },
     [](SchemaInput& in) {
         // Memory-optimised data lie in files of the same kind.
         add_filegroup(in.database, "FX");
         DatabaseFile file;
         file.name = "Memory", file.type = "FILESTREAM", file.filegroup_id = 2;
         in.database.files.push_back(file);
     }},
    {"MultipleLogFiles", [](SchemaInput& in) { in.database.files.push_back(in.database.files[1]); },
     [](SchemaInput& in) { in.database.files.push_back(in.database.files[0]); }},
    {"MIDatabaseSize", [](SchemaInput& in) { in.size_bytes = (uint64_t{16} << 40) + 1; },
     [](SchemaInput& in) { in.size_bytes = uint64_t{16} << 40; }},
    {"DbCompatLevelLowerThan100", [](SchemaInput& in) { in.database.compatibility_level = 90; },
     [](SchemaInput& in) { in.database.compatibility_level = 100; }},
    {"UR00019", [](SchemaInput& in) { in.database.compatibility_level = 80; },
     [](SchemaInput& in) { in.database.compatibility_level = 100; }},
    {"Gantry.FileCount",
     [](SchemaInput& in) { in.database.files.resize(281, in.database.files[0]); },
     [](SchemaInput& in) { in.database.files.resize(280, in.database.files[0]); }},
    {"Gantry.DataFileSize",
     [](SchemaInput& in) { in.database.files[0].size_pages = 8 * k_pages_of_tebibyte + 1; },
     [](SchemaInput& in) { in.database.files[0].size_pages = 8 * k_pages_of_tebibyte; }},
    {"Gantry.LogFileSize",
     [](SchemaInput& in) { in.database.files[1].size_pages = 2 * k_pages_of_tebibyte + 1; },
     [](SchemaInput& in) { in.database.files[0].size_pages = 2 * k_pages_of_tebibyte + 1; }},
    {"Gantry.OfflineFile", [](SchemaInput& in) { in.database.files[0].offline = true; },
     [](SchemaInput& in) { in.database.files[0].read_only = true; }},
    {"UR00003", [](SchemaInput& in) { in.database.files[0].growth = 0; },
     [](SchemaInput& in) {
         // SQL Server 2005 keeps growth elsewhere: it is not known.
         in.database.files[0].growth = 0, in.database.internal_version = 611;
     }},
    {"UR00020", [](SchemaInput& in) { in.database.options.read_only = true; },
     [](SchemaInput& in) { add_filegroup(in.database, "FG", true); }},
    {"UR00021", [](SchemaInput& in) { add_filegroup(in.database, "FG", true); },
     [](SchemaInput& in) { in.database.options.read_only = true; }},
    {"UR00337",
     [](SchemaInput& in) {
         add_filegroup(in.database, "FX");
         in.database.internal_version = 782, in.database.compatibility_level = 120;
     },
     [](SchemaInput& in) {
         add_filegroup(in.database, "FX");
         in.database.internal_version = 852;
     }},
    {"UR00314", [](SchemaInput& in) { in.database.options.page_verify = "TORN_PAGE_DETECTION"; },
     [](SchemaInput& in) { in.database.options.page_verify = "NONE"; }},
    {"Gantry.PageVerify", [](SchemaInput& in) { in.database.options.page_verify = "NONE"; },
     [](SchemaInput& in) { in.database.options.page_verify = "TORN_PAGE_DETECTION"; }},
    {"UR00004", [](SchemaInput& in) { in.database.options.auto_update_stats = false; },
     [](SchemaInput& in) { in.database.options.auto_update_stats_async = true; }},
    {"Gantry.RecoveryModel", [](SchemaInput& in) { in.database.recovery_model = "BULK_LOGGED"; },
     [](SchemaInput& in) { in.database.recovery_model = "FULL"; }},
    {"Gantry.RestoredOption",
     [](SchemaInput& in) { in.database.options.user_access = "RESTRICTED_USER"; },
     [](SchemaInput& in) {
         // On, Service Broker keeps its identity; without services it does not matter.
         add_service(in.database);
         in.database.options.broker_enabled = true;
         in.database.options.auto_shrink = true;
     }},
    {"Gantry.Containment", [](SchemaInput& in) { in.database.options.containment = "PARTIAL"; },
     [](SchemaInput& in) { in.database.options.containment = "NONE"; }},
    {"Gantry.Trustworthy", [](SchemaInput& in) { in.database.options.trustworthy = true; },
     [](SchemaInput& in) { in.database.options.db_chaining = true; }},
    {"Gantry.OwnershipChaining", [](SchemaInput& in) { in.database.options.db_chaining = true; },
     [](SchemaInput& in) { in.database.options.trustworthy = true; }},
    {"Gantry.TransparentEncryption", [](SchemaInput& in) { in.database.options.encrypted = true; },
     [](SchemaInput& in) { in.database.certificates.emplace_back().name = "Tde"; }},
    {"Gantry.ServiceDatabase", [](SchemaInput& in) { in.database.name = "SSISDB"; },
     [](SchemaInput& in) {
         in.database.name = "SSISDB_archive";
         in.database.schemas.push_back({5, "mdm", 1});
     }},
    {"Gantry.NewerVersion", [](SchemaInput& in) { in.database.internal_version = 998; },
     [](SchemaInput& in) { in.database.internal_version = 957; }},
    {"Gantry.ChangeDataCapture", [](SchemaInput& in) { in.database.options.cdc_enabled = true; },
     [](SchemaInput& in) { in.database.options.change_tracking = true; }},
    {"Gantry.Publication", [](SchemaInput& in) { in.database.options.published = true; },
     [](SchemaInput& in) { in.database.options.subscribed = true; }},
    {"UR00076", [](SchemaInput& in) { in.database.options.subscribed = true; },
     [](SchemaInput& in) { in.database.options.published = true; }},
    {"Gantry.Replication", [](SchemaInput& in) { in.database.options.merge_published = true; },
     [](SchemaInput& in) { in.database.options.published = true; }},
    {"UR00078", [](SchemaInput& in) { in.database.options.merge_published = true; },
     [](SchemaInput& in) { in.database.options.published = true; }},
};

}  // namespace

std::span<const SchemaCase> file_cases() {
    return k_cases;
}

}  // namespace gantry::assess
