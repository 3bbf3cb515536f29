#include "session/backup_rows.h"

#include <fmt/format.h>

#include <array>

#include "base/error.h"
#include "types/collation.h"

namespace gantry::session {

using backup::BackupSetHeader;

namespace {

// clang-format off
constexpr BackupColumn k_header[] = {
    {"BackupName", "nvarchar(128)"}, {"BackupDescription", "nvarchar(255)"},
    {"BackupType", "smallint"}, {"ExpirationDate", "datetime"}, {"Compressed", "bit"},
    {"Position", "smallint"}, {"DeviceType", "tinyint"}, {"UserName", "nvarchar(128)"},
    {"ServerName", "nvarchar(128)"}, {"DatabaseName", "nvarchar(128)"}, {"DatabaseVersion", "int"},
    {"DatabaseCreationDate", "datetime"}, {"BackupSize", "numeric(20,0)"},
    {"FirstLSN", "numeric(25,0)"}, {"LastLSN", "numeric(25,0)"}, {"CheckpointLSN", "numeric(25,0)"},
    {"DatabaseBackupLSN", "numeric(25,0)"}, {"BackupStartDate", "datetime"},
    {"BackupFinishDate", "datetime"}, {"SortOrder", "smallint"}, {"CodePage", "smallint"},
    {"UnicodeLocaleId", "int"}, {"UnicodeComparisonStyle", "int"},
    {"CompatibilityLevel", "tinyint"}, {"SoftwareVendorId", "int"}, {"SoftwareVersionMajor", "int"},
    {"SoftwareVersionMinor", "int"}, {"SoftwareVersionBuild", "int"},
    {"MachineName", "nvarchar(128)"}, {"Flags", "int"}, {"BindingID", "uniqueidentifier"},
    {"RecoveryForkID", "uniqueidentifier"}, {"Collation", "nvarchar(128)"},
    {"FamilyGUID", "uniqueidentifier"}, {"HasBulkLoggedData", "bit"}, {"IsSnapshot", "bit"},
    {"IsReadOnly", "bit"}, {"IsSingleUser", "bit"}, {"HasBackupChecksums", "bit"},
    {"IsDamaged", "bit"}, {"BeginsLogChain", "bit"}, {"HasIncompleteMetaData", "bit"},
    {"IsForceOffline", "bit"}, {"IsCopyOnly", "bit"}, {"FirstRecoveryForkID", "uniqueidentifier"},
    {"ForkPointLSN", "numeric(25,0)"}, {"RecoveryModel", "nvarchar(60)"},
    {"DifferentialBaseLSN", "numeric(25,0)"}, {"DifferentialBaseGUID", "uniqueidentifier"},
    {"BackupTypeDescription", "nvarchar(60)"}, {"BackupSetGUID", "uniqueidentifier"},
    {"CompressedBackupSize", "bigint"}, {"Containment", "tinyint", false},
    {"KeyAlgorithm", "nvarchar(32)"}, {"EncryptorThumbprint", "varbinary(20)"},
    {"EncryptorType", "nvarchar(32)"}, {"LastValidRestoreTime", "datetime"},
    {"TimeZone", "smallint"}, {"CompressionAlgorithm", "nvarchar(32)"},
};

constexpr BackupColumn k_file_list[] = {
    {"LogicalName", "nvarchar(128)", false}, {"PhysicalName", "nvarchar(260)", false},
    {"Type", "char(1)", false}, {"FileGroupName", "nvarchar(128)"},
    {"Size", "numeric(20,0)", false}, {"MaxSize", "numeric(20,0)", false},
    {"FileId", "bigint", false}, {"CreateLSN", "numeric(25,0)", false},
    {"DropLSN", "numeric(25,0)"}, {"UniqueId", "uniqueidentifier", false},
    {"ReadOnlyLSN", "numeric(25,0)"}, {"ReadWriteLSN", "numeric(25,0)"},
    {"BackupSizeInBytes", "bigint", false}, {"SourceBlockSize", "int", false},
    {"FileGroupId", "int", false}, {"LogGroupGUID", "uniqueidentifier"},
    {"DifferentialBaseLSN", "numeric(25,0)"}, {"DifferentialBaseGUID", "uniqueidentifier"},
    {"IsReadOnly", "bit", false}, {"IsPresent", "bit", false}, {"TDEThumbprint", "varbinary(32)"},
    {"SnapshotUrl", "nvarchar(360)"},
};

constexpr BackupColumn k_label[] = {
    {"MediaName", "nvarchar(128)"}, {"MediaSetId", "uniqueidentifier", false},
    {"FamilyCount", "int", false}, {"FamilySequenceNumber", "int", false},
    {"MediaFamilyId", "uniqueidentifier", false}, {"MediaSequenceNumber", "int", false},
    {"MediaLabelPresent", "tinyint", false}, {"MediaDescription", "nvarchar(255)"},
    {"SoftwareName", "nvarchar(128)"}, {"SoftwareVendorId", "int", false},
    {"MediaDate", "datetime"}, {"Mirror_Count", "int", false}, {"IsCompressed", "bit", false},
};
// clang-format on

constexpr int k_device_disk = 2;
constexpr int k_device_url = 9;
constexpr int k_vendor = 4608;
constexpr int8_t k_time_zone_unknown = 127;

using Cell = std::optional<std::string>;

Cell number(uint64_t value) {
    return std::to_string(value);
}
Cell bit(bool value) {
    return value ? "1" : "0";
}
Cell text(const std::string& value) {
    return value.empty() ? Cell() : Cell(value);
}
Cell time(const backup::LocalTime& value) {
    return value.is_null() ? Cell() : Cell(to_string(value));
}
Cell guid(const backup::Guid& value) {
    return value.is_null() ? Cell() : Cell(to_string(value));
}
Cell lsn(storage::Lsn value) {
    return to_string(value);
}
Cell lsn_or_null(storage::Lsn value) {
    return value.is_null() ? Cell() : Cell(to_string(value));
}

void add_flags(const BackupSetHeader& set, BackupRow& out) {
    for (uint32_t flag :
         {backup::k_flag_bulk_logged, backup::k_flag_snapshot, backup::k_flag_read_only,
          backup::k_flag_single_user, backup::k_flag_checksum, backup::k_flag_damaged,
          backup::k_flag_begins_log_chain, backup::k_flag_incomplete_metadata,
          backup::k_flag_force_offline}) {
        out.push_back(bit((set.flags & flag) != 0));
    }
    out.push_back(bit(set.copy_only));
}

// Columns 1 to 30: the set, its server and the database.
void add_description(const BackupSetHeader& set, bool from_url, BackupRow& out) {
    out = {set.complete ? text(set.name) : Cell("*** INCOMPLETE ***"),
           text(set.description),
           number(uint64_t(set.backup_type())),
           time(set.expiration),
           bit(set.compressed),
           number(set.position),
           number(from_url ? k_device_url : k_device_disk),
           text(set.user_name),
           text(set.server_name),
           text(set.database_name),
           number(set.database_version),
           time(set.database_creation),
           number(set.backup_size),
           lsn(set.first_lsn),
           lsn(set.last_lsn),
           lsn(set.checkpoint_lsn),
           lsn(set.database_backup_lsn),
           time(set.start),
           time(set.finish),
           number(set.sort_order),
           number(set.code_page),
           number(set.locale_id),
           number(set.comparison_style),
           number(set.compatibility_level),
           number(k_vendor),
           number(set.software_major),
           number(set.software_minor),
           number(set.software_build),
           text(set.machine_name),
           number(set.flags)};
}

}  // namespace

std::span<const BackupColumn> header_columns() {
    return k_header;
}
std::span<const BackupColumn> file_list_columns() {
    return k_file_list;
}
std::span<const BackupColumn> label_columns() {
    return k_label;
}

BackupRow header_row(const BackupSetHeader& set, bool from_url) {
    BackupRow out;
    add_description(set, from_url, out);
    out.push_back(guid(set.binding_id));
    out.push_back(guid(set.recovery_fork_id));
    out.push_back(text(backup::collation_name(set)));
    out.push_back(guid(set.family_guid));
    add_flags(set, out);
    out.push_back(guid(set.first_recovery_fork_id));
    out.push_back(lsn_or_null(set.fork_point_lsn));
    out.push_back(set.recovery_model());
    const bool differential = set.type == 'I' || set.type == 'G' || set.type == 'Q';
    out.push_back(differential ? lsn_or_null(set.differential_base_lsn) : Cell());
    out.push_back(differential ? guid(set.differential_base_guid) : Cell());
    out.push_back(set.type_description());
    out.push_back(guid(set.set_guid));
    out.push_back(number(set.compressed_size));
    out.push_back(number(0));          // Containment: not in any known place of the header
    out.insert(out.end(), 3, Cell());  // encrypted backups are not opened
    out.push_back(Cell());             // LastValidRestoreTime
    const bool known = set.time_zone != k_time_zone_unknown;
    out.push_back(known ? Cell(std::to_string(set.time_zone)) : Cell());
    out.push_back(set.compressed ? Cell("MS_XPRESS") : Cell());
    GANTRY_ASSERT(out.size() == header_columns().size());
    return out;
}

BackupRow file_list_row(const backup::DatabaseFile& file) {
    Cell thumbprint;
    if (!file.tde_thumbprint.empty()) thumbprint = to_hex(file.tde_thumbprint);
    BackupRow out = {file.logical_name,
                     file.physical_name,
                     std::string(1, file.type),
                     text(file.file_group_name),
                     number(file.size),
                     number(file.size_max),
                     number(file.file_id),
                     number(0),  // CreateLSN
                     number(0),  // DropLSN
                     to_string(file.unique_id),
                     number(0),  // ReadOnlyLSN
                     number(0),  // ReadWriteLSN
                     number(file.backup_size),
                     number(file.sector_size),
                     number(file.file_group_id),
                     Cell(),  // LogGroupGUID
                     lsn(file.differential_base_lsn),
                     to_string(file.differential_base_guid),
                     bit(file.is_read_only),
                     bit(file.is_present),
                     thumbprint,
                     Cell()};  // SnapshotUrl
    GANTRY_ASSERT(out.size() == file_list_columns().size());
    return out;
}

BackupRow label_row(const backup::MediaHeader& label) {
    BackupRow out = {text(label.media_name), to_string(label.media_set_id),
                     number(label.family_count), number(label.family_number),
                     // The media have a number, which SQL Server shows as the start of a GUID.
                     fmt::format("{:08X}-0000-0000-0000-000000000000", label.media_family_id),
                     number(label.media_sequence_number),
                     number(0),  // a description, no label of the tape format
                     text(label.media_description), text(label.software_name),
                     number(label.software_vendor_id), time(label.media_date),
                     number(label.mirror_count), bit(label.compressed)};
    GANTRY_ASSERT(out.size() == label_columns().size());
    return out;
}

}  // namespace gantry::session
