#pragma once
// A database as SQL Server 2012 keeps it (internal version 706, one data file), made from a schema
// model and rows, and native backups of it. Rows are read once, in a stream; memory does not grow
// with the data. What comes out is deterministic: the same model, rows and options give the same
// bytes.
//
// Rows lie as the model says: compressed by row or page, in several partitions, with vardecimal,
// sparse columns and row overflow. Rows go to partitions by their row_count, the rest to the last.
//
// Limits, each an error that names it: 1,024 columns, 8,060 bytes a row without values that may
// leave it, no sequences, no XML or spatial indexes. Clustered columnstores are written, row groups
// beside delta stores and a delete bitmap; nonclustered indexes of any kind are described in the
// catalog but have no pages. Not thread-safe. Throws Error, IoError.

#include <memory>
#include <string>
#include <vector>

#include "backup/writer/backup_writer.h"
#include "catalog/model.h"
#include "catalog/writer/columnstore_options.h"
#include "catalog/writer/row_source.h"
#include "storage/writer/data_file_writer.h"
#include "storage/writer/table_builder.h"

namespace gantry::catalog {

struct DatabaseWriterOptions {
    std::string directory = ".";                         // for the temporary file
    backup::LocalTime time{2024, 3, 1, 9, 30, 0};        // of everything that bears a time
    uint64_t seed = 1;                                   // of the GUIDs
    std::map<int32_t, storage::RowOddities> oddities;    // by object id
    std::map<int32_t, ColumnstoreOptions> columnstores;  // by object id
};

class WrittenDatabase final : public backup::ExtentSource {
  public:
    WrittenDatabase(const Database& database, const RowSources& rows,
                    const DatabaseWriterOptions& options);

    uint64_t extent_count() const override;
    void read(uint64_t first, std::span<uint8_t> out) const override;

    // What a full backup of it says of itself: names, versions, LSNs, files. Name, description,
    // user and machine are the caller's to change.
    const backup::BackupSetHeader& header() const { return header_; }
    const backup::LogGeometry& log() const { return log_; }
    uint64_t row_count() const { return row_count_; }

  private:
    backup::LogGeometry log_;
    storage::DataFileWriter file_;
    backup::BackupSetHeader header_;
    uint64_t row_count_ = 0;
};

struct BackupOptions {
    std::vector<std::string> paths;  // one: a file; several: stripes
    bool checksum = false;
    bool copy_only = false;
    bool compressed = false;
    std::string name;
    std::string description;
    std::string media_name;
    std::string media_description;
    int set_count = 1;  // the same backup so many times, one set after the other
};

void write_backup(const WrittenDatabase& database, const BackupOptions& options);

// Fills ids that are 0 (objects, constraints, schemas' default, columns, indexes) and gives every
// table without a clustered index its heap.
void assign_missing_ids(Database& database);

}  // namespace gantry::catalog
