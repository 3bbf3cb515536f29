#pragma once
// The result sets of RESTORE HEADERONLY, FILELISTONLY and LABELONLY: SQL Server 2022's columns in
// its order, and their values from what a backup says of itself. Pure.
//
// Sources: the three statements in the product documentation, with the columns that builds of 2022
// append to HEADERONLY (LastValidRestoreTime, TimeZone, CompressionAlgorithm). What the headers do
// not tell is NULL, or what SQL Server shows in most backups: docs/limits.md.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backup/backup_header.h"

namespace gantry::session {

struct BackupColumn {
    std::string_view name;
    std::string_view type;  // "nvarchar(128)"
    bool nullable = true;
};
std::span<const BackupColumn> header_columns();
std::span<const BackupColumn> file_list_columns();
std::span<const BackupColumn> label_columns();

// Values as text, to be converted to the column's type; nullopt is NULL.
using BackupRow = std::vector<std::optional<std::string>>;
// `from_url`: the device is a URL and not a file.
BackupRow header_row(const backup::BackupSetHeader& set, bool from_url);
BackupRow file_list_row(const backup::DatabaseFile& file);
BackupRow label_row(const backup::MediaHeader& label);

}  // namespace gantry::session
