#pragma once
// What backup media say about themselves: everything RESTORE LABELONLY, HEADERONLY and FILELISTONLY
// need. Plain data, filled by mtf.h and backup_metadata.h. Texts are UTF-8.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/page.h"

namespace gantry::backup {

using storage::Lsn;

// 16 bytes as stored (mixed-endian).
struct Guid {
    std::array<uint8_t, 16> bytes{};

    bool is_null() const { return *this == Guid{}; }
    auto operator<=>(const Guid&) const = default;
};
// "6F9619FF-8B86-D011-B42D-00C04FC964FF".
std::string to_string(const Guid& guid);

// Local time of the server that wrote it.
struct LocalTime {
    uint16_t year = 0;
    uint8_t month = 0, day = 0, hour = 0, minute = 0, second = 0;

    bool is_null() const { return year == 0; }
    auto operator<=>(const LocalTime&) const = default;
};
// "2019-04-18 10:11:12"; empty when null.
std::string to_string(const LocalTime& time);

// One file of a media set: RESTORE LABELONLY.
struct MediaHeader {
    std::string media_name;
    std::string media_description;
    bool has_password = false;
    Guid media_set_id;
    uint16_t family_count = 1;
    uint16_t family_number = 1;  // 1-based
    uint16_t mirror_count = 1;
    uint16_t mirror_number = 0;
    uint32_t media_family_id = 0;
    uint16_t media_sequence_number = 1;
    std::string software_name;
    uint16_t software_vendor_id = 0;  // 4608
    LocalTime media_date;
    bool compressed = false;
};

// HEADERONLY Flags.
constexpr uint32_t k_flag_bulk_logged = 0x1;
constexpr uint32_t k_flag_snapshot = 0x2;
constexpr uint32_t k_flag_read_only = 0x4;
constexpr uint32_t k_flag_single_user = 0x8;
constexpr uint32_t k_flag_checksum = 0x10;
constexpr uint32_t k_flag_damaged = 0x20;
constexpr uint32_t k_flag_begins_log_chain = 0x40;
constexpr uint32_t k_flag_incomplete_metadata = 0x80;
constexpr uint32_t k_flag_force_offline = 0x100;
constexpr uint32_t k_flag_always = 0x200;
constexpr uint32_t k_flag_copy_only = 0x400;
constexpr uint32_t k_flag_differential = 0x800;

struct FileGroup {
    uint32_t id = 0;
    std::string name;
    uint32_t type = 1;  // 1 = rows
    bool is_default = false;
    Guid guid;
};

// One database file: a row of RESTORE FILELISTONLY.
struct DatabaseFile {
    std::string logical_name;
    std::string physical_name;
    char type = 'D';  // D data, L log, S filestream, F full-text
    uint32_t file_id = 0;
    uint32_t file_group_id = 0;
    std::string file_group_name;  // empty for log files
    uint64_t size = 0;            // bytes
    uint64_t size_max = 0;
    uint64_t growth = 0;  // bytes, or percent
    bool growth_is_percent = false;
    uint32_t sector_size = 0;
    Guid unique_id;
    Lsn differential_base_lsn;
    Guid differential_base_guid;
    uint64_t backup_size = 0;             // bytes written for it
    std::vector<uint8_t> tde_thumbprint;  // of an encrypted database's certificate; else empty
    bool is_read_only = false;
    bool is_present = true;
};

// What one file of a media set is called, and says of itself.
struct MediaLabel {
    std::string device;
    MediaHeader header;
};

// One backup set: a row of RESTORE HEADERONLY, with its files.
struct BackupSetHeader {
    std::string name;
    std::string description;
    bool has_password = false;
    std::string user_name;
    std::string machine_name;
    std::string server_name;
    std::string database_name;
    uint16_t position = 1;
    Guid set_guid;
    LocalTime expiration;
    char type = 'D';  // msdb letters: D full, I differential, L log, F, G, P, Q
    uint32_t flags = 0;
    bool copy_only = false;
    bool compressed = false;
    uint16_t software_major = 0;
    uint16_t software_minor = 0;
    uint16_t software_build = 0;
    uint16_t database_version = 0;
    uint8_t compatibility_level = 0;
    uint32_t database_id = 0;
    LocalTime database_creation;
    LocalTime start;
    LocalTime finish;      // null when the backup was never finished
    int8_t time_zone = 0;  // quarter hours; 127 = unknown
    uint64_t backup_size = 0;
    uint64_t compressed_size = 0;
    Lsn first_lsn, last_lsn, checkpoint_lsn, database_backup_lsn;
    Lsn fork_point_lsn, differential_base_lsn;
    Guid binding_id, recovery_fork_id, first_recovery_fork_id, family_guid, differential_base_guid;
    uint8_t sort_order = 0;
    uint16_t code_page = 0;  // SQL Server shows 0; the set has no field that is known to hold it
    uint32_t locale_id = 0;
    uint32_t comparison_style = 0;
    uint32_t collation_lcid = 0;  // LCID | comparison flags << 20
    uint32_t collation_sort_id = 0;
    uint32_t status = 0;    // sysdatabases-style status word
    bool complete = false;  // the writer finished the set
    std::vector<FileGroup> file_groups;
    std::vector<DatabaseFile> files;  // data files first

    // HEADERONLY BackupType: 1 database, 2 log, 4 file, 5 differential, 6, 7, 8.
    int backup_type() const;
    const char* type_description() const;  // BackupTypeDescription
    const char* recovery_model() const;    // FULL, BULK-LOGGED, SIMPLE
};

// Of the server that wrote it, as HEADERONLY names it; empty when it is not known.
std::string collation_name(const BackupSetHeader& set);

}  // namespace gantry::backup
