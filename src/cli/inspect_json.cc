// The JSON form of `gantry inspect`: one object with "media", "database", "tables".

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/inspect_report.h"
#include "types/collation.h"

namespace gantry::cli {

namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const backup::LocalTime& time) {
    return time.is_null() ? Json() : Json(to_string(time));
}

Json set_json(const backup::BackupSetHeader& h) {
    Json files = Json::array();
    for (const backup::DatabaseFile& file : h.files) {
        files.push_back({{"logical_name", file.logical_name},
                         {"physical_name", file.physical_name},
                         {"type", std::string(1, file.type)},
                         {"file_id", file.file_id},
                         {"file_group", file.file_group_name},
                         {"size_bytes", file.size},
                         {"backup_size_bytes", file.backup_size}});
    }
    return {{"position", h.position},
            {"type", h.type_description()},
            {"name", h.name},
            {"description", h.description},
            {"database", h.database_name},
            {"server", h.server_name},
            {"machine", h.machine_name},
            {"user", h.user_name},
            {"set_guid", to_string(h.set_guid)},
            {"software_version",
             fmt::format("{}.{}.{}", h.software_major, h.software_minor, h.software_build)},
            {"database_version", h.database_version},
            {"compatibility_level", h.compatibility_level},
            {"recovery_model", h.recovery_model()},
            {"started", time_or_null(h.start)},
            {"finished", time_or_null(h.finish)},
            {"size_bytes", h.backup_size},
            {"compressed_size_bytes", h.compressed_size},
            {"compressed", h.compressed},
            {"checksums", (h.flags & backup::k_flag_checksum) != 0},
            {"copy_only", h.copy_only},
            {"complete", h.complete},
            {"first_lsn", to_string(h.first_lsn)},
            {"last_lsn", to_string(h.last_lsn)},
            {"checkpoint_lsn", to_string(h.checkpoint_lsn)},
            {"database_backup_lsn", to_string(h.database_backup_lsn)},
            {"files", std::move(files)}};
}

Json media_json(const backup::MediaSet& media) {
    const backup::MediaHeader& label = media.label();
    Json files = Json::array();
    for (const backup::MediaFile& file : media.files()) {
        files.push_back({{"path", file.name()},
                         {"family", file.contents.media.family_number},
                         {"size_bytes", file.file->size()}});
    }
    Json sets = Json::array();
    for (const backup::BackupSetHeader& header : media.sets())
        sets.push_back(set_json(header));
    return {{"media_set_id", to_string(label.media_set_id)},
            {"media_name", label.media_name},
            {"family_count", label.family_count},
            {"compressed", label.compressed},
            {"files", std::move(files)},
            {"sets", std::move(sets)}};
}

Json table_json(const InspectReport& report, size_t index) {
    const catalog::Database& db = report.image->model();
    const catalog::Table& table = db.tables[index];
    Json columns = Json::array();
    for (const catalog::Column& column : table.columns) {
        columns.push_back({{"name", column.name},
                           {"type", types::type_name(column.type)},
                           {"nullable", column.nullable}});
    }
    Json out = {{"schema", schema_name(db, table.schema_id)},
                {"name", table.name},
                {"rows", table.row_count},
                {"columns", std::move(columns)}};
    if (!report.checks.empty()) {
        const TableCheck& check = report.checks[index];
        out["decoded_rows"] = check.decoded_rows;
        if (!check.error.empty()) out["error"] = check.error;
    }
    return out;
}

Json database_json(const InspectReport& report) {
    const catalog::Database& db = report.image->model();
    Json tables = Json::array();
    for (size_t i = 0; i < db.tables.size(); ++i) {
        if (!db.tables[i].is_table_type) tables.push_back(table_json(report, i));
    }
    return {{"name", db.name},
            {"internal_version", db.internal_version},
            {"created_version", db.created_version},
            {"collation", types::collation_name(db.collation)},
            {"compatibility_level", db.compatibility_level},
            {"recovery_model", db.recovery_model},
            {"modules", db.modules.size()},
            {"sequences", db.sequences.size()},
            {"synonyms", db.synonyms.size()},
            {"schemas", db.schemas.size()},
            {"principals", db.principals.size()},
            {"warnings", db.warnings},
            {"tables", std::move(tables)}};
}

}  // namespace

void print_report_json(const InspectReport& report) {
    Json out;
    out["media"] = Json::array();
    for (const backup::MediaSet& media : report.media)
        out["media"].push_back(media_json(media));
    if (report.image) out["database"] = database_json(report);
    if (!report.image_error.empty()) out["error"] = report.image_error;
    fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace gantry::cli
