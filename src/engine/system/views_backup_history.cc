// msdb.dbo.backupset, restorehistory and the other backup and restore tables, with the columns of
// SQL Server 2022. RESTORE writes what they show (engine/store/restore_history.h): each row is kept
// as one json object whose keys are the columns' names. Source: Backup and restore tables
// (Transact-SQL).

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr std::string_view k_media_set =
    "media_set_id int, media_uuid uniqueidentifier null, media_family_count tinyint null, name "
    "nvarchar(128) null, description nvarchar(255) null, software_name nvarchar(128) null, "
    "software_vendor_id int null, MTF_major_version tinyint null, mirror_count tinyint null, "
    "is_password_protected bit null, is_compressed bit null, is_encrypted bit null";

constexpr std::string_view k_media_family =
    "media_set_id int, family_sequence_number tinyint, media_family_id uniqueidentifier null, "
    "media_count int null, logical_device_name nvarchar(128) null, physical_device_name "
    "nvarchar(260) null, device_type tinyint null, physical_block_size int null, mirror tinyint";

constexpr std::string_view k_set =
    "backup_set_id int, backup_set_uuid uniqueidentifier, media_set_id int, first_family_number "
    "tinyint null, first_media_number smallint null, last_family_number tinyint null, "
    "last_media_number smallint null, catalog_family_number tinyint null, catalog_media_number "
    "smallint null, position int null, expiration_date datetime null, software_vendor_id int "
    "null, name nvarchar(128) null, description nvarchar(255) null, user_name nvarchar(128) null, "
    "software_major_version tinyint null, software_minor_version tinyint null, "
    "software_build_version smallint null, time_zone smallint null, mtf_minor_version tinyint "
    "null, first_lsn numeric(25,0) null, last_lsn numeric(25,0) null, checkpoint_lsn "
    "numeric(25,0) null, database_backup_lsn numeric(25,0) null, database_creation_date datetime "
    "null, backup_start_date datetime null, backup_finish_date datetime null, type char(1) null, "
    "sort_order smallint null, code_page smallint null, compatibility_level tinyint null, "
    "database_version int null, backup_size numeric(20,0) null, database_name nvarchar(128) null, "
    "server_name nvarchar(128) null, machine_name nvarchar(128) null, flags int null, "
    "unicode_locale int null, unicode_compare_style int null, collation_name nvarchar(128) null, "
    "is_password_protected bit null, recovery_model nvarchar(60) null, has_bulk_logged_data bit "
    "null, is_snapshot bit null, is_readonly bit null, is_single_user bit null, "
    "has_backup_checksums bit null, is_damaged bit null, begins_log_chain bit null, "
    "has_incomplete_metadata bit null, is_force_offline bit null, is_copy_only bit null, "
    "first_recovery_fork_guid uniqueidentifier null, last_recovery_fork_guid uniqueidentifier "
    "null, fork_point_lsn numeric(25,0) null, database_guid uniqueidentifier null, family_guid "
    "uniqueidentifier null, differential_base_lsn numeric(25,0) null, differential_base_guid "
    "uniqueidentifier null, compressed_backup_size numeric(20,0) null, key_algorithm "
    "nvarchar(32) null, encryptor_thumbprint varbinary(20) null, encryptor_type nvarchar(32) "
    "null, last_valid_restore_time datetime null, compression_algorithm nvarchar(32) null";

constexpr std::string_view k_file =
    "backup_set_id int, first_family_number tinyint null, first_media_number smallint null, "
    "filegroup_name nvarchar(128) null, page_size int null, file_number numeric(10,0), "
    "backed_up_page_count numeric(10,0) null, file_type char(1) null, source_file_block_size "
    "numeric(10,0) null, file_size numeric(20,0) null, logical_name nvarchar(128) null, "
    "physical_drive nvarchar(260) null, physical_name nvarchar(260) null, state tinyint null, "
    "state_desc nvarchar(64) null, create_lsn numeric(25,0) null, drop_lsn numeric(25,0) null, "
    "file_guid uniqueidentifier null, read_only_lsn numeric(25,0) null, read_write_lsn "
    "numeric(25,0) null, differential_base_lsn numeric(25,0) null, differential_base_guid "
    "uniqueidentifier null, backup_size numeric(20,0) null, filegroup_guid uniqueidentifier null, "
    "is_readonly bit null, is_present bit null";

constexpr std::string_view k_filegroup =
    "backup_set_id int, name nvarchar(128), filegroup_id int, filegroup_guid uniqueidentifier "
    "null, type char(2), type_desc nvarchar(60) null, is_default bit, is_readonly bit, "
    "log_filegroup_guid uniqueidentifier null";

constexpr std::string_view k_restore =
    "restore_history_id int, restore_date datetime null, destination_database_name nvarchar(128) "
    "null, user_name nvarchar(128) null, backup_set_id int, restore_type char(1) null, replace "
    "bit null, recovery bit null, restart bit null, stop_at datetime null, device_count tinyint "
    "null, stop_at_mark_name nvarchar(128) null, stop_before bit null";

constexpr std::string_view k_restored_file =
    "restore_history_id int, file_number numeric(10,0) null, destination_phys_drive "
    "nvarchar(260) null, destination_phys_name nvarchar(260) null";

constexpr std::string_view k_restored_filegroup =
    "restore_history_id int, filegroup_name nvarchar(128) null";

// The columns as values of the json object d; the ids are columns of the table itself.
std::string select(std::string_view columns, std::string_view from) {
    std::string out = "SELECT ";
    for (size_t at = 0; at < columns.size();) {
        size_t end = std::min(columns.find(", ", at), columns.size());
        std::string_view name = columns.substr(at, columns.find(' ', at) - at);
        bool is_id =
            name == "media_set_id" || name == "backup_set_id" || name == "restore_history_id";
        out += fmt::format("{}{}", at == 0 ? "" : ", ",
                           is_id ? fmt::format("t.{}", name) : fmt::format("d->>'{}'", name));
        at = end + 2;
    }
    return fmt::format("{} FROM {}", out, from);
}

struct Table {
    std::string_view name, columns, from;
};

constexpr Table k_tables[] = {
    {"backupmediaset", k_media_set, "gantry.media_sets t, LATERAL (SELECT t.details) AS r(d)"},
    {"backupmediafamily", k_media_family,
     "gantry.media_sets t, LATERAL jsonb_array_elements(t.families) AS r(d)"},
    {"backupset", k_set, "gantry.backup_sets t, LATERAL (SELECT t.details) AS r(d)"},
    {"backupfile", k_file, "gantry.backup_sets t, LATERAL jsonb_array_elements(t.files) AS r(d)"},
    {"backupfilegroup", k_filegroup,
     "gantry.backup_sets t, LATERAL jsonb_array_elements(t.filegroups) AS r(d)"},
    {"restorehistory", k_restore, "gantry.restore_history t, LATERAL (SELECT t.details) AS r(d)"},
    {"restorefile", k_restored_file,
     "gantry.restore_history t, LATERAL jsonb_array_elements(t.files) AS r(d)"},
    {"restorefilegroup", k_restored_filegroup,
     "gantry.restore_history t, LATERAL jsonb_array_elements(t.filegroups) AS r(d)"},
};

}  // namespace

std::span<const SystemView> backup_history_views() {
    static const std::vector<std::string> k_texts = [] {
        std::vector<std::string> out;
        for (const Table& table : k_tables)
            out.push_back(select(table.columns, table.from));
        return out;
    }();
    static const std::vector<SystemView> k_views = [] {
        std::vector<SystemView> out;
        for (size_t i = 0; i < k_texts.size(); ++i) {
            out.push_back({"dbo", k_tables[i].name, k_tables[i].columns, k_texts[i], "msdb"});
        }
        return out;
    }();
    return k_views;
}

}  // namespace gantry::engine::system
