// Files and filegroups of databases, as they were on the server a backup came from: here rows lie
// in PostgreSQL's files, so that sizes and paths tell where a database comes from and nothing else.
// Columns: sys.database_files, sys.master_files, sys.filegroups, sys.data_spaces (Transact-SQL).

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

#define GANTRY_FILE_COLUMNS                                                                       \
    "file_id int, file_guid uniqueidentifier null, type tinyint, type_desc nvarchar(60) null, "   \
    "data_space_id int, name nvarchar(128), physical_name nvarchar(260), state tinyint null, "    \
    "state_desc nvarchar(60) null, size int, max_size int, growth int, is_media_read_only bit, "  \
    "is_read_only bit, is_sparse bit, is_percent_growth bit, is_name_reserved bit, "              \
    "is_persistent_log_buffer bit, create_lsn numeric(25,0) null, drop_lsn numeric(25,0) null, "  \
    "read_only_lsn numeric(25,0) null, read_write_lsn numeric(25,0) null, differential_base_lsn " \
    "numeric(25,0) null, differential_base_guid uniqueidentifier null, differential_base_time "   \
    "datetime null, redo_start_lsn numeric(25,0) null, redo_start_fork_guid uniqueidentifier "    \
    "null, redo_target_lsn numeric(25,0) null, redo_target_fork_guid uniqueidentifier null, "     \
    "backup_lsn numeric(25,0) null"

#define GANTRY_FILE_SELECT                                                                        \
    "f.file_id, NULL, CASE f.type WHEN 'LOG' THEN 1 WHEN 'FILESTREAM' THEN 2 WHEN 'FULLTEXT' "    \
    "THEN 4 ELSE 0 END, f.type, f.filegroup_id, f.name, f.physical_name, CASE WHEN f.is_offline " \
    "THEN 6 ELSE 0 END, CASE WHEN f.is_offline THEN 'OFFLINE' ELSE 'ONLINE' END, "                \
    "least(f.size_pages, 2147483647), least(f.max_size_pages, 2147483647), "                      \
    "least(f.growth, 2147483647), false, f.is_read_only, f.is_sparse, f.is_percent_growth, "      \
    "false, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"

constexpr SystemView k_files[] = {
    {"sys", "database_files", GANTRY_FILE_COLUMNS,
     "SELECT " GANTRY_FILE_SELECT " FROM gantry.database_files f WHERE f.database_id = {db}"},
    {"sys", "master_files", "database_id int, " GANTRY_FILE_COLUMNS ", credential_id int null",
     "SELECT f.database_id, " GANTRY_FILE_SELECT ", NULL FROM gantry.database_files f"},
    {"sys", "filegroups",
     "name nvarchar(128), data_space_id int, type char(2), type_desc nvarchar(60) null, "
     "is_default bit null, is_system bit null, filegroup_guid uniqueidentifier null, "
     "log_filegroup_id int null, is_read_only bit null, is_autogrow_all_files bit null",
     R"(SELECT g.name, g.data_space_id, g.type, CASE g.type WHEN 'FD' THEN
        'FILESTREAM_DATA_FILEGROUP' WHEN 'FX' THEN 'MEMORY_OPTIMIZED_DATA_FILEGROUP' ELSE
        'ROWS_FILEGROUP' END, g.is_default, false, NULL, NULL, g.is_read_only,
        g.is_autogrow_all_files FROM gantry.filegroups g WHERE g.database_id = {db})"},
    {"sys", "data_spaces",
     "name nvarchar(128), data_space_id int, type char(2), type_desc nvarchar(60) null, "
     "is_default bit null, is_system bit null",
     R"(SELECT g.name, g.data_space_id, g.type, CASE g.type WHEN 'FD' THEN
        'FILESTREAM_DATA_FILEGROUP' WHEN 'FX' THEN 'MEMORY_OPTIMIZED_DATA_FILEGROUP' ELSE
        'ROWS_FILEGROUP' END, g.is_default, false FROM gantry.filegroups g
        WHERE g.database_id = {db})"},
};

}  // namespace

std::span<const SystemView> file_views() {
    return k_files;
}

}  // namespace gantry::engine::system
