// Filegroups and files of the model.

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

constexpr uint8_t k_guid_filegroup = 3;  // sysguidrefs.class
// sysclsobjs.status of a filegroup
constexpr int32_t k_filegroup_default = 1;
constexpr int32_t k_filegroup_read_only = 2;
constexpr int32_t k_filegroup_autogrow_all = 8;
// sysprufiles.status
constexpr int64_t k_file_read_only = 0x10;
constexpr int64_t k_file_percent_growth = 0x20;
constexpr int64_t k_file_sparse = 0x100;

const char* file_type(int64_t code) {
    switch (code) {
        case 0:
            return "ROWS";
        case 1:
            return "LOG";
        case 2:
            return "FILESTREAM";
        case 4:
            return "FULLTEXT";
        default:
            return "UNKNOWN";
    }
}

}  // namespace

DatabaseFile make_file(int32_t id, int32_t filegroup_id, int64_t status, int64_t type,
                       std::string name, std::string physical_name) {
    DatabaseFile file;
    file.id = id;
    file.filegroup_id = filegroup_id;
    file.type = file_type(type);
    file.growth_is_percent = (status & k_file_percent_growth) != 0;
    file.read_only = (status & k_file_read_only) != 0;
    file.sparse = (status & k_file_sparse) != 0;
    file.name = std::move(name);
    file.physical_name = std::move(physical_name);
    return file;
}

void add_storage(const ModelSources& sources, Database& out) {
    std::map<int32_t, Bytes> guids;
    sources.catalog.scan(k_sysguidrefs, {"class", "id", "guid"}, [&](const SystemRow& row) {
        if (row.integer(0) == k_guid_filegroup) {
            guids[int32_t(row.integer(1))] = to_bytes(row.bytes(2));
        }
    });
    for (const NamedRow& row : sources.named(k_class_data_space)) {
        if (row.type == "PS") continue;
        Filegroup filegroup;
        filegroup.id = row.id;
        filegroup.name = row.name;
        filegroup.type = row.type;
        filegroup.is_default = (row.status & k_filegroup_default) != 0;
        filegroup.read_only = (row.status & k_filegroup_read_only) != 0;
        filegroup.autogrow_all_files = (row.status & k_filegroup_autogrow_all) != 0;
        filegroup.guid = guids[row.id];
        out.filegroups.push_back(std::move(filegroup));
    }
    sources.catalog.scan(k_sysprufiles,
                         {"fileid", "grpid", "status", "filetype", "filestate", "size", "maxsize",
                          "growth", "lname", "pname"},
                         [&](const SystemRow& row) {
                             DatabaseFile file = make_file(
                                 int32_t(row.integer(0)), int32_t(row.integer(1)), row.integer(2),
                                 row.integer(3), row.text(8), row.text(9));
                             file.offline = row.integer(4) == 6;
                             file.size_pages = row.integer(5);
                             file.max_size_pages = row.integer(6);
                             file.growth = row.integer(7);
                             out.files.push_back(std::move(file));
                         });
    if (!out.files.empty()) return;
    // SQL Server 2005: names only, padded; sizes are in the files' own headers.
    constexpr int64_t k_status_log = 0x40;
    sources.catalog.scan(k_sysfiles1, {"status", "fileid", "name", "filename"},
                         [&](const SystemRow& row) {
                             DatabaseFile file;
                             file.id = int32_t(row.integer(1));
                             bool log = (row.integer(0) & k_status_log) != 0;
                             file.type = log ? "LOG" : "ROWS";
                             file.filegroup_id = log ? 0 : 1;
                             file.name = trimmed(row.text(2));
                             file.physical_name = trimmed(row.text(3));
                             out.files.push_back(std::move(file));
                         });
}

}  // namespace gantry::catalog
