// Rules about files, filegroups, options and the version of a database.

#include <fmt/format.h>

#include <algorithm>

#include "assess/schema_scan.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr uint64_t k_tebibyte = uint64_t{1} << 40;
// Of the published rule; Next-gen General Purpose holds twice as much.
constexpr uint64_t k_database_size_max = 16 * k_tebibyte;
// Of the page of resource limits.
constexpr uint64_t k_data_file_max = 8 * k_tebibyte;
constexpr uint64_t k_log_file_max = 2 * k_tebibyte;
constexpr size_t k_instance_files_max = 280;

constexpr int k_version_2008 = 655;
constexpr int k_version_2014 = 782;
constexpr int k_version_2016 = 852;
constexpr int k_version_2022_last = 957;

uint64_t bytes_of(const DatabaseFile& file) {
    constexpr uint64_t k_page = 8192;
    return uint64_t(std::max<int64_t>(file.size_pages, 0)) * k_page;
}

std::string terabytes(uint64_t bytes) {
    return fmt::format("{:.1f} TB", double(bytes) / double(k_tebibyte));
}

}  // namespace

void SchemaRules::files() {
    std::vector<const DatabaseFile*> logs;
    for (const DatabaseFile& one : database_.files) {
        if (one.type == "LOG") logs.push_back(&one);
        file(one);
    }
    for (size_t i = 1; i < logs.size(); ++i) {
        found("MultipleLogFiles", logs[i]->name, "file", logs[i]->physical_name);
    }
    if (database_.files.size() > k_instance_files_max) {
        found("Gantry.FileCount", database_.name, "database",
              fmt::format("{} files", database_.files.size()));
    }
    if (context_.size_bytes > k_database_size_max) {
        found("MIDatabaseSize", database_.name, "database", terabytes(context_.size_bytes));
    }
}

void SchemaRules::file(const DatabaseFile& file) {
    if (file.type == "FILESTREAM" && !is_memory_group(file.filegroup_id)) {
        found("FileStream", file.name, "file", file.physical_name);
    }
    // The pages of SQL Server 2005 do not tell.
    const bool known =
        database_.internal_version == 0 || database_.internal_version >= k_version_2008;
    if (known && file.type != "FILESTREAM" && file.growth == 0) {
        found("UR00003", file.name, "file", file.physical_name);
    }
    if (file.offline) found("Gantry.OfflineFile", file.name, "file", file.physical_name);
    const uint64_t bytes = bytes_of(file);
    if (file.type == "ROWS" && bytes > k_data_file_max) {
        found("Gantry.DataFileSize", file.name, "file", terabytes(bytes));
    }
    if (file.type == "LOG" && bytes > k_log_file_max) {
        found("Gantry.LogFileSize", file.name, "file", terabytes(bytes));
    }
}

void SchemaRules::filegroups() {
    for (const Filegroup& group : database_.filegroups) {
        if (group.type == "FD") found("FileStream", group.name, "filegroup");
        if (group.type == "FX") {
            found("Gantry.MemoryOptimized", group.name, "filegroup");
            // Its files have another format from SQL Server 2016 on.
            const int version = database_.internal_version;
            const bool old = version >= k_version_2014 && version < k_version_2016;
            if (old || crosses(130)) found("UR00337", group.name, "filegroup");
        }
        if (group.read_only) found("UR00021", group.name, "filegroup");
    }
}

bool SchemaRules::is_memory_group(int32_t id) const {
    return std::any_of(
        database_.filegroups.begin(), database_.filegroups.end(),
        [&](const Filegroup& group) { return group.id == id && group.type == "FX"; });
}

void SchemaRules::level() {
    if (database_.internal_version > k_version_2022_last) {
        found("Gantry.NewerVersion", database_.name, "database",
              fmt::format("internal version {}", database_.internal_version));
    }
    if (context_.source_level >= 100) return;
    const std::string detail = fmt::format("level {}", context_.source_level);
    found("DbCompatLevelLowerThan100", database_.name, "database", detail);
    found("UR00019", database_.name, "database", detail);
}

void SchemaRules::options() {
    const DatabaseOptions& options = database_.options;
    const std::string& name = database_.name;
    if (options.read_only) found("UR00020", name, "database");
    if (options.page_verify == "TORN_PAGE_DETECTION") found("UR00314", name, "database");
    if (options.page_verify == "NONE") found("Gantry.PageVerify", name, "database");
    if (!options.auto_update_stats) found("UR00004", name, "database");
    if (options.containment == "PARTIAL") found("Gantry.Containment", name, "database");
    if (options.trustworthy) found("Gantry.Trustworthy", name, "database");
    if (options.db_chaining) found("Gantry.OwnershipChaining", name, "database");
    if (options.encrypted) found("Gantry.TransparentEncryption", name, "database");
}

// What a restore on a managed instance sets, whatever the source has.
void SchemaRules::restored_options() {
    const DatabaseOptions& options = database_.options;
    if (database_.recovery_model != "FULL") {
        found("Gantry.RecoveryModel", database_.name, "database", database_.recovery_model);
    }
    auto changed = [&](std::string_view option) {
        found("Gantry.RestoredOption", database_.name, "database", std::string(option));
    };
    if (options.auto_close) changed("AUTO_CLOSE ON");
    if (options.user_access != "MULTI_USER") changed(options.user_access);
    constexpr int32_t k_first_user_id = 65536;
    const bool has_services =
        std::any_of(database_.services.begin(), database_.services.end(),
                    [](const Service& service) { return service.id >= k_first_user_id; });
    if (has_services && !options.broker_enabled) changed("DISABLE_BROKER");
}

// Databases of services beside the engine, by the names their set-up gives them.
void SchemaRules::service_database() {
    const std::string name = ascii_lower(database_.name);
    std::string_view service;
    if (name == "ssisdb") service = "Integration Services catalog";
    if (name.starts_with("reportserver")) service = "Reporting Services";
    if (name == "dqs_main" || name == "dqs_projects" || name == "dqs_staging_data") {
        service = "Data Quality Services";
    }
    if (name == "distribution") service = "replication's distributor";
    auto has_schema = [&](std::string_view schema_name) {
        return std::any_of(
            database_.schemas.begin(), database_.schemas.end(),
            [&](const Schema& schema) { return ascii_iequals(schema.name, schema_name); });
    };
    if (has_schema("mdm") && has_schema("mdq") && has_schema("stg")) {
        service = "Master Data Services";
    }
    if (!service.empty()) {
        found("Gantry.ServiceDatabase", database_.name, "database", std::string(service));
    }
}

}  // namespace gantry::assess
