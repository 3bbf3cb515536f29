// The JSON form of `gantry inspect`: docs/reference/inspect.schema.json describes it.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "catalog/option_names.h"
#include "cli/inspect_instance.h"
#include "cli/inspect_report.h"
#include "types/collation.h"

namespace gantry::cli {

namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const backup::LocalTime& time) {
    return time.is_null() ? Json() : Json(to_string(time));
}

Json guid_or_null(const backup::Guid& guid) {
    return guid.is_null() ? Json() : Json(to_string(guid));
}

Json lsn_or_null(storage::Lsn lsn) {
    return lsn.is_null() ? Json() : Json(to_string(lsn));
}

// A file of a database without a backup, as the database itself lists it.
Json file_json(const catalog::DatabaseFile& file) {
    const char* type = "D";
    if (file.type == "LOG") type = "L";
    if (file.type == "FILESTREAM") type = "S";
    if (file.type == "FULLTEXT") type = "F";
    return {{"logical_name", file.name},
            {"physical_name", file.physical_name},
            {"type", type},
            {"file_id", file.id},
            {"file_group_id", file.filegroup_id},
            {"size_bytes", file.size_pages * storage::k_page_size},
            {"growth_is_percent", file.growth_is_percent},
            {"is_read_only", file.read_only},
            {"is_present", !file.offline}};
}

Json file_json(const backup::DatabaseFile& file) {
    return {{"logical_name", file.logical_name},
            {"physical_name", file.physical_name},
            {"type", std::string(1, file.type)},
            {"file_id", file.file_id},
            {"file_group_id", file.file_group_id},
            {"file_group", file.file_group_name},
            {"size_bytes", file.size},
            {"max_size_bytes", file.size_max},
            {"growth", file.growth},
            {"growth_is_percent", file.growth_is_percent},
            {"backup_size_bytes", file.backup_size},
            {"source_block_size", file.sector_size},
            {"unique_id", guid_or_null(file.unique_id)},
            {"differential_base_lsn", lsn_or_null(file.differential_base_lsn)},
            {"differential_base_guid", guid_or_null(file.differential_base_guid)},
            {"is_read_only", file.is_read_only},
            {"is_present", file.is_present}};
}

void add_flags(const backup::BackupSetHeader& h, Json& out) {
    auto flag = [&](const char* name, uint32_t bit) { out[name] = (h.flags & bit) != 0; };
    out["flags"] = h.flags;
    flag("has_bulk_logged_data", backup::k_flag_bulk_logged);
    flag("is_snapshot", backup::k_flag_snapshot);
    flag("is_read_only", backup::k_flag_read_only);
    flag("is_single_user", backup::k_flag_single_user);
    flag("has_backup_checksums", backup::k_flag_checksum);
    flag("is_damaged", backup::k_flag_damaged);
    flag("begins_log_chain", backup::k_flag_begins_log_chain);
    flag("has_incomplete_metadata", backup::k_flag_incomplete_metadata);
    flag("is_force_offline", backup::k_flag_force_offline);
    out["is_copy_only"] = h.copy_only;
}

void add_lsns(const backup::BackupSetHeader& h, Json& out) {
    out["first_lsn"] = lsn_or_null(h.first_lsn);
    out["last_lsn"] = lsn_or_null(h.last_lsn);
    out["checkpoint_lsn"] = lsn_or_null(h.checkpoint_lsn);
    out["database_backup_lsn"] = lsn_or_null(h.database_backup_lsn);
    out["fork_point_lsn"] = lsn_or_null(h.fork_point_lsn);
    out["differential_base_lsn"] = lsn_or_null(h.differential_base_lsn);
    out["backup_set_guid"] = guid_or_null(h.set_guid);
    out["binding_id"] = guid_or_null(h.binding_id);
    out["recovery_fork_id"] = guid_or_null(h.recovery_fork_id);
    out["first_recovery_fork_id"] = guid_or_null(h.first_recovery_fork_id);
    out["family_guid"] = guid_or_null(h.family_guid);
    out["differential_base_guid"] = guid_or_null(h.differential_base_guid);
}

void add_header(const backup::BackupSetHeader& h, Json& out) {
    out["name"] = h.name;
    out["description"] = h.description;
    out["has_password"] = h.has_password;
    out["backup_type"] = h.backup_type();
    out["machine"] = h.machine_name;
    out["user"] = h.user_name;
    out["complete"] = h.complete;
    out["started"] = time_or_null(h.start);
    out["finished"] = time_or_null(h.finish);
    out["expiration"] = time_or_null(h.expiration);
    out["time_zone_minutes"] = h.time_zone == 127 ? Json() : Json(h.time_zone * 15);
    out["database_created"] = time_or_null(h.database_creation);
    out["database_id"] = h.database_id;
    out["database_version"] = h.database_version;
    out["compatibility_level"] = h.compatibility_level;
    out["recovery_model"] = h.recovery_model();
    out["collation"] = collation_of(h);
    out["sort_order"] = h.sort_order;
    out["code_page"] = h.code_page;
    out["unicode_locale_id"] = h.locale_id;
    out["unicode_comparison_style"] = h.comparison_style;
    out["software_vendor_id"] = 4608;
    out["software_version"] =
        fmt::format("{}.{}.{}", h.software_major, h.software_minor, h.software_build);
    out["size_bytes"] = h.backup_size;
    out["compressed_size_bytes"] = h.compressed_size;
    out["compressed"] = h.compressed;
    add_lsns(h, out);
    add_flags(h, out);
    Json groups = Json::array();
    for (const backup::FileGroup& group : h.file_groups) {
        groups.push_back({{"id", group.id},
                          {"name", group.name},
                          {"type", group.type},
                          {"is_default", group.is_default},
                          {"guid", guid_or_null(group.guid)}});
    }
    out["file_groups"] = std::move(groups);
}

Json table_json(const SetReport& report, size_t index) {
    constexpr int64_t k_page = storage::k_page_size;
    const catalog::Database& model = report.model();
    const catalog::Table& table = model.tables[index];
    Json columns = Json::array();
    for (const catalog::Column& column : table.columns) {
        columns.push_back({{"name", column.name},
                           {"type", types::type_name(column.type)},
                           {"nullable", column.nullable}});
    }
    Json out = {
        {"schema", schema_name(model, table.schema_id)}, {"name", table.name}, {"rows", nullptr}};
    if (auto rows = shown_rows(report, index)) out["rows"] = *rows;
    if (table.options.memory_optimized) {
        out["no_rows"] = "memory-optimized: its rows are in checkpoint files";
    } else if (table.options.external) {
        out["no_rows"] = "external: its rows are elsewhere";
    }
    if (!report.checks.empty()) {
        const TableCheck& check = report.checks[index];
        if (check.error.empty()) out["decoded_rows"] = check.decoded_rows;
        if (!check.error.empty()) out["error"] = check.error;
    }
    catalog::TableSize size;
    if (auto found = report.sizes.find(table.object_id); found != report.sizes.end()) {
        size = found->second;
    }
    out["used_bytes"] = size.used_pages() * k_page;
    out["reserved_bytes"] = size.reserved_pages * k_page;
    out["pages"] = {{"in_row", size.in_row_pages},
                    {"lob", size.lob_pages},
                    {"overflow", size.overflow_pages},
                    {"indexes", size.index_pages}};
    out["columns"] = std::move(columns);
    return out;
}

Json problem_json(const SetProblem& problem) {
    return {{"number", problem.number}, {"message", problem.message}, {"hint", problem.hint}};
}

Json chain_json(const ChainOverview& overview, const backup::Chain& chain) {
    auto place = [&](size_t set) -> Json {
        return {{"media_file", overview.sets[set].device},
                {"position", overview.sets[set].header.position},
                {"type", overview.sets[set].header.type_description()}};
    };
    Json out = {{"database", chain.database},
                {"server", chain.server},
                {"family_guid", guid_or_null(chain.family)},
                {"reached_lsn", lsn_or_null(chain.reached)},
                {"reached_at", time_or_null(chain.reached_at)},
                {"problem", nullptr},
                {"steps", Json::array()},
                {"gaps", Json::array()},
                {"unused", Json::array()}};
    if (chain.problem) {
        out["problem"] =
            problem_json({chain.problem->number, chain.problem->message, chain.problem->detail});
    }
    for (const backup::ChainStep& step : chain.steps) {
        Json entry = place(step.set);
        entry["from_lsn"] = lsn_or_null(step.from);
        entry["to_lsn"] = lsn_or_null(step.to);
        entry["why"] = step.why;
        out["steps"].push_back(std::move(entry));
    }
    for (const backup::ChainGap& gap : chain.gaps) {
        out["gaps"].push_back({{"from_lsn", lsn_or_null(gap.from)},
                               {"to_lsn", lsn_or_null(gap.to)},
                               {"before", place(gap.before_set)}});
    }
    for (const backup::UnusedSet& unused : chain.unused) {
        Json entry = place(unused.set);
        entry["reason"] = to_string(unused.reason);
        entry["why"] = unused.why;
        out["unused"].push_back(std::move(entry));
    }
    return out;
}

void add_database(const SetReport& report, Json& out) {
    const catalog::Database& model = report.model();
    Json tables = Json::array();
    for (size_t i : listed_tables(model))
        tables.push_back(table_json(report, i));
    out["tables"] = std::move(tables);
    Json modules = Json::array();
    for (const catalog::Module* module : listed_modules(model)) {
        std::string schema = module_schema(model, *module);
        modules.push_back({{"schema", schema.empty() ? Json() : Json(schema)},
                           {"name", module->name},
                           {"type", module->type},
                           {"encrypted", module->encrypted}});
    }
    out["modules"] = std::move(modules);
    out["internal_version"] = model.internal_version;
    out["created_version"] = model.created_version;
    for (const auto& [name, value] : catalog::option_texts(model))
        out["options"][name] = value;
    out["schemas"] = model.schemas.size();
    out["principals"] = model.principals.size();
    out["sequences"] = model.sequences.size();
    out["synonyms"] = model.synonyms.size();
    out["warnings"] = model.warnings;
}

class JsonOutput final : public InspectOutput {
  public:
    void inputs(const Inputs& inputs, const ChainOverview& chains) override {
        out_["sets"] = Json::array();
        out_["chains"] = Json::array();
        for (const backup::Chain& chain : chains.plan.chains) {
            out_["chains"].push_back(chain_json(chains, chain));
        }
        out_["media"] = Json::array();
        for (const backup::MediaSet& media : inputs.media)
            out_["media"].push_back(media_json(media));
        out_["log_files"] = inputs.log_files;
        out_["rejected"] = Json::array();
        for (const RejectedFile& file : inputs.rejected) {
            out_["rejected"].push_back({{"path", file.path},
                                        {"number", file.number},
                                        {"message", file.reason},
                                        {"hint", file.hint},
                                        {"foreign", file.foreign}});
        }
    }

    void set(const SetReport& report) override {
        Json set;
        set["position"] = report.header ? report.header->position : uint16_t(1);
        set["type"] = report.header ? report.header->type_description() : "Data file";
        set["database"] = database_name(report);
        set["server"] = report.header ? report.header->server_name : "";
        set["media_files"] = report.files;
        if (!report.problems.empty()) set["error"] = problem_json(report.problems[0]);
        if (report.header) add_header(*report.header, set);
        set["files"] = Json::array();
        if (report.header) {
            for (const backup::DatabaseFile& file : report.header->files) {
                set["files"].push_back(file_json(file));
            }
        } else if (report.image) {
            for (const catalog::DatabaseFile& file : report.model().files) {
                set["files"].push_back(file_json(file));
            }
        }
        set["tables"] = Json::array();
        set["modules"] = Json::array();
        set["warnings"] = Json::array();
        if (report.image) add_database(report, set);
        if (report.instance) set["instance"] = instance_json(*report.instance);
        if (!report.no_image.empty()) set["no_rows"] = report.no_image;
        out_["sets"].push_back(std::move(set));
    }

    void finish() override {
        fmt::print("{}\n", out_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    }

  private:
    static std::string database_name(const SetReport& report) {
        if (report.header) return report.header->database_name;
        return report.image ? report.model().name : std::string();
    }

    static Json media_json(const backup::MediaSet& media) {
        const backup::MediaHeader& label = media.label();
        Json files = Json::array();
        for (const backup::MediaFile& file : media.files()) {
            files.push_back({{"path", file.name()},
                             {"family", file.contents.media.family_number},
                             {"mirror", file.contents.media.mirror_number},
                             {"size_bytes", file.file->size()}});
        }
        return {{"media_set_id", guid_or_null(label.media_set_id)},
                {"media_name", label.media_name},
                {"media_description", label.media_description},
                {"media_date", time_or_null(label.media_date)},
                {"software_name", label.software_name},
                {"family_count", label.family_count},
                {"mirror_count", label.mirror_count},
                {"has_password", label.has_password},
                {"compressed", label.compressed},
                {"set_count", media.sets().size()},
                {"files", std::move(files)}};
    }

    Json out_;
};

}  // namespace

std::unique_ptr<InspectOutput> json_output() {
    return std::make_unique<JsonOutput>();
}

}  // namespace gantry::cli
