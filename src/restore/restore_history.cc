#include "restore/restore_history.h"

#include <algorithm>
#include <ctime>

#include "backup/file_cover.h"
#include "base/json_rows.h"
#include "base/log.h"
#include "engine/store/pg_names.h"
#include "engine/store/restore_history.h"
#include "pg/error.h"
#include "storage/page.h"

namespace gantry::restore {
namespace {

using backup::BackupSetHeader;
using backup::DatabaseFile;

constexpr int k_device_disk = 2;
constexpr int k_device_url = 9;
constexpr int8_t k_time_zone_unknown = 127;

// Keys that are left out are NULL.
void add_text(JsonRows& rows, std::string_view key, const std::string& value) {
    if (!value.empty()) rows.add(key, value);
}
void add_lsn(JsonRows& rows, std::string_view key, storage::Lsn value) {
    if (!value.is_null()) rows.add(key, to_string(value));
}
void add_guid(JsonRows& rows, std::string_view key, const backup::Guid& value) {
    if (!value.is_null()) rows.add(key, to_string(value));
}
void add_time(JsonRows& rows, std::string_view key, const backup::LocalTime& value) {
    if (!value.is_null()) rows.add(key, to_string(value));
}
void add_bit(JsonRows& rows, std::string_view key, bool value) {
    rows.add(key, int(value));
}

// "D:\" of "D:\data\x.mdf".
std::string drive_of(const std::string& path) {
    return path.size() > 2 && path[1] == ':' ? path.substr(0, 2) + "\\" : std::string();
}

std::string now_text() {
    std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &utc);
    return text;
}

store::HistoryMedia media_rows(const ReadSet& set) {
    const backup::MediaHeader& first = set.media.front().header;
    JsonRows rows;
    rows.begin();
    add_guid(rows, "media_uuid", first.media_set_id);
    rows.add("media_family_count", first.family_count);
    add_text(rows, "name", first.media_name);
    add_text(rows, "description", first.media_description);
    add_text(rows, "software_name", first.software_name);
    rows.add("software_vendor_id", first.software_vendor_id);
    rows.add("MTF_major_version", 1);
    rows.add("mirror_count", std::max<int>(first.mirror_count, 1));
    add_bit(rows, "is_password_protected", first.has_password);
    add_bit(rows, "is_compressed", set.header.compressed);
    add_bit(rows, "is_encrypted", false);
    store::HistoryMedia out;
    out.uuid = to_string(first.media_set_id);
    out.details = rows.take();
    for (const auto& [device, label] : set.media) {
        rows.begin();
        rows.add("family_sequence_number", label.family_number);
        backup::Guid family;
        store_le<uint32_t>(family.bytes.data(), label.media_family_id);
        rows.add("media_family_id", to_string(family));
        rows.add("media_count", 1);
        rows.add("physical_device_name", device);
        rows.add("device_type",
                 device.find("://") != std::string::npos ? k_device_url : k_device_disk);
        rows.add("mirror", label.mirror_number);
    }
    out.families = rows.take();
    return out;
}

void add_origin(JsonRows& rows, const BackupSetHeader& set, size_t families) {
    add_guid(rows, "backup_set_uuid", set.set_guid);
    for (const char* key : {"first_family_number", "first_media_number", "last_media_number",
                            "catalog_family_number", "catalog_media_number"}) {
        rows.add(key, 1);
    }
    rows.add("last_family_number", families);
    rows.add("position", set.position);
    add_time(rows, "expiration_date", set.expiration);
    rows.add("software_vendor_id", 4608);
    add_text(rows, "name", set.name);
    add_text(rows, "description", set.description);
    add_text(rows, "user_name", set.user_name);
    rows.add("software_major_version", set.software_major);
    rows.add("software_minor_version", set.software_minor);
    rows.add("software_build_version", set.software_build);
    if (set.time_zone != k_time_zone_unknown) rows.add("time_zone", int(set.time_zone));
    rows.add("mtf_minor_version", 0);
    add_text(rows, "database_name", set.database_name);
    add_text(rows, "server_name", set.server_name);
    add_text(rows, "machine_name", set.machine_name);
    add_time(rows, "database_creation_date", set.database_creation);
    add_time(rows, "backup_start_date", set.start);
    add_time(rows, "backup_finish_date", set.finish);
    rows.add("type", std::string(1, set.type));
    rows.add("backup_size", set.backup_size);
    rows.add("compressed_backup_size", set.compressed_size);
    if (set.compressed) rows.add("compression_algorithm", "MS_XPRESS");
}

void add_chain(JsonRows& rows, const BackupSetHeader& set) {
    add_lsn(rows, "first_lsn", set.first_lsn);
    add_lsn(rows, "last_lsn", set.last_lsn);
    add_lsn(rows, "checkpoint_lsn", set.checkpoint_lsn);
    add_lsn(rows, "database_backup_lsn", set.database_backup_lsn);
    add_guid(rows, "first_recovery_fork_guid", set.first_recovery_fork_id);
    add_guid(rows, "last_recovery_fork_guid", set.recovery_fork_id);
    add_lsn(rows, "fork_point_lsn", set.fork_point_lsn);
    add_guid(rows, "database_guid", set.binding_id);
    add_guid(rows, "family_guid", set.family_guid);
    if (!backup::is_differential_type(set.type)) return;
    add_lsn(rows, "differential_base_lsn", set.differential_base_lsn);
    add_guid(rows, "differential_base_guid", set.differential_base_guid);
}

void add_properties(JsonRows& rows, const BackupSetHeader& set) {
    rows.add("sort_order", set.sort_order);
    rows.add("code_page", set.code_page);
    rows.add("compatibility_level", set.compatibility_level);
    rows.add("database_version", set.database_version);
    rows.add("flags", set.flags);
    rows.add("unicode_locale", set.locale_id);
    rows.add("unicode_compare_style", set.comparison_style);
    add_text(rows, "collation_name", backup::collation_name(set));
    rows.add("recovery_model", set.recovery_model());
    add_bit(rows, "is_password_protected", set.has_password);
    static constexpr std::pair<const char*, uint32_t> k_flags[] = {
        {"has_bulk_logged_data", backup::k_flag_bulk_logged},
        {"is_snapshot", backup::k_flag_snapshot},
        {"is_readonly", backup::k_flag_read_only},
        {"is_single_user", backup::k_flag_single_user},
        {"has_backup_checksums", backup::k_flag_checksum},
        {"is_damaged", backup::k_flag_damaged},
        {"begins_log_chain", backup::k_flag_begins_log_chain},
        {"has_incomplete_metadata", backup::k_flag_incomplete_metadata},
        {"is_force_offline", backup::k_flag_force_offline}};
    for (const auto& [key, flag] : k_flags)
        add_bit(rows, key, (set.flags & flag) != 0);
    add_bit(rows, "is_copy_only", set.copy_only);
}

const backup::FileGroup* group_of(const BackupSetHeader& set, const DatabaseFile& file) {
    for (const backup::FileGroup& group : set.file_groups) {
        if (file.type != 'L' && group.id == file.file_group_id) return &group;
    }
    return nullptr;
}

std::string file_rows(const BackupSetHeader& set) {
    JsonRows rows;
    for (const DatabaseFile& file : set.files) {
        rows.begin();
        rows.add("first_family_number", 1);
        rows.add("first_media_number", 1);
        add_text(rows, "filegroup_name", file.file_group_name);
        rows.add("page_size", storage::k_page_size);
        rows.add("file_number", file.file_id);
        rows.add("backed_up_page_count", file.backup_size / storage::k_page_size);
        rows.add("file_type", std::string(1, file.type));
        rows.add("source_file_block_size", file.sector_size);
        rows.add("file_size", file.size);
        add_text(rows, "logical_name", file.logical_name);
        add_text(rows, "physical_drive", drive_of(file.physical_name));
        add_text(rows, "physical_name", file.physical_name);
        rows.add("state", 0);
        rows.add("state_desc", "ONLINE");
        add_guid(rows, "file_guid", file.unique_id);
        add_lsn(rows, "differential_base_lsn", file.differential_base_lsn);
        add_guid(rows, "differential_base_guid", file.differential_base_guid);
        rows.add("backup_size", file.backup_size);
        if (const backup::FileGroup* group = group_of(set, file)) {
            add_guid(rows, "filegroup_guid", group->guid);
        }
        add_bit(rows, "is_readonly", file.is_read_only);
        add_bit(rows, "is_present", file.is_present);
    }
    return rows.take();
}

std::string group_rows(const BackupSetHeader& set) {
    JsonRows rows;
    for (const backup::FileGroup& group : set.file_groups) {
        bool read_only = false;
        for (const DatabaseFile& file : set.files)
            read_only = read_only || (file.file_group_id == group.id && file.is_read_only);
        rows.begin();
        rows.add("name", group.name);
        rows.add("filegroup_id", group.id);
        add_guid(rows, "filegroup_guid", group.guid);
        rows.add("type", "FG");
        rows.add("type_desc", "ROWS_FILEGROUP");
        add_bit(rows, "is_default", group.is_default);
        add_bit(rows, "is_readonly", read_only);
    }
    return rows.take();
}

char restore_type(const BackupSetHeader& set, const RestoreRequest& request, bool verified) {
    if (verified) return 'V';
    if (set.type == 'L') return 'L';
    if (backup::is_differential_type(set.type)) return 'I';
    if (!backup::is_file_type(set.type)) return 'D';
    return request.only_files.empty() && !request.only_groups.empty() ? 'G' : 'F';
}

store::HistoryRestore restore_rows(const ReadSet& set, const RestoreRequest& request,
                                   const std::string& database, bool verified) {
    JsonRows rows;
    rows.begin();
    rows.add("restore_date", now_text());
    add_text(rows, "destination_database_name", database);
    add_text(rows, "user_name", request.user);
    rows.add("restore_type", std::string(1, restore_type(set.header, request, verified)));
    add_bit(rows, "replace", request.replace);
    add_bit(rows, "recovery", request.recovery);
    add_bit(rows, "restart", false);
    if (!request.stop.at.empty()) rows.add("stop_at", request.stop.at.substr(0, 23));
    rows.add("device_count", request.devices.size());
    if (!request.stop.mark.empty()) {
        rows.add("stop_at_mark_name", request.stop.mark);
        // As documented: 0 without the marked transaction, 1 with it.
        add_bit(rows, "stop_before", !request.stop.before_mark);
    }
    store::HistoryRestore out;
    out.details = rows.take();
    std::vector<std::string> groups;
    for (const DatabaseFile& file : set.header.files) {
        if (!file.is_present && set.header.type != 'L') continue;
        std::string path = file.physical_name;
        for (const MovedFile& move : request.moved_files) {
            bool same = store::name_key(move.logical_name) == store::name_key(file.logical_name);
            if (same && !move.path.empty()) path = move.path;
        }
        rows.begin();
        rows.add("file_number", file.file_id);
        add_text(rows, "destination_phys_drive", drive_of(path));
        add_text(rows, "destination_phys_name", path);
        bool known =
            file.type == 'L' || std::count(groups.begin(), groups.end(), file.file_group_name) > 0;
        if (!known) groups.push_back(file.file_group_name);
    }
    out.files = rows.take();
    for (const std::string& group : groups) {
        rows.begin();
        add_text(rows, "filegroup_name", group);
    }
    out.filegroups = rows.take();
    return out;
}

void warn_of_loss(const std::string& database, const Error& error) {
    log::warning("restore.history_lost", {{"database", database}, {"why", error.what()}});
}

}  // namespace

void write_history(const ConnectionFactory& connect, const std::vector<ReadSet>& sets,
                   const RestoreRequest& request, const std::string& database) {
    try {
        std::unique_ptr<pg::Connection> connection = connect();
        for (const ReadSet& set : sets)
            write_history(*connection, set, request, database);
    } catch (const Error& error) {
        warn_of_loss(database, error);
    }
}

void write_history(pg::Executor& executor, const ReadSet& set, const RestoreRequest& request,
                   const std::string& database, bool verified) {
    if (set.media.empty() || set.header.set_guid.is_null()) return;
    store::HistorySet rows;
    rows.uuid = to_string(set.header.set_guid);
    JsonRows details;
    details.begin();
    add_origin(details, set.header, set.media.size());
    add_chain(details, set.header);
    add_properties(details, set.header);
    rows.details = details.take();
    rows.files = file_rows(set.header);
    rows.filegroups = group_rows(set.header);
    try {
        pg::in_transaction(executor, [&] {
            store::record_restore(executor, media_rows(set), rows,
                                  restore_rows(set, request, database, verified));
        });
    } catch (const Error& error) {
        warn_of_loss(database, error);
    }
}

}  // namespace gantry::restore
