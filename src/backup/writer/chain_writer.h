#pragma once
// A database that lives on after it was written: transactions change its pages and its log, and
// full, differential and log backups are taken of it at any time, as a server would. For tests of
// recovery; small databases only, all pages are in memory. One virtual log file, one data file and
// those that are added.
// Not thread-safe. Throws IoError; asserts when the log outgrows its file.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backup/writer/backup_writer.h"
#include "storage/writer/log_writer.h"

namespace gantry::backup {

class ChainWriter {
  public:
    // A copy of the database; `header` is that of a full backup of it.
    ChainWriter(const ExtentSource& database, const BackupSetHeader& header,
                const LogGeometry& log);

    // One more data file of whole extents, with its filegroup. Before anything is written.
    void add_file(DatabaseFile file, const FileGroup& group, Bytes pages);

    storage::LoggedPages& transactions() { return transactions_; }
    uint8_t* page(storage::PageId id);

    // Copies the pages as they are for the next full backup or differential; without it they are
    // copied when that is written. What happens in between is only in its log.
    void copy_pages();
    void write_full(const std::string& path, LocalTime start, LocalTime finish);
    void write_differential(const std::string& path, LocalTime start, LocalTime finish);
    // Of some files: type F or P, and their differentials G or Q over the last backup of each.
    void write_files(const std::string& path, char type, const std::vector<uint32_t>& files,
                     LocalTime start, LocalTime finish);
    void write_log(const std::string& path, LocalTime start, LocalTime finish);
    // What a restore does: from here on another recovery path.
    void fork();

    // The data file and the log file as they would lie on disk if the server stopped now, without
    // shutting the database down.
    void write_data_file(const std::string& path) const;
    void write_log_file(const std::string& path);

    Lsn end() const { return writer_.end(); }

  private:
    struct Copy {
        std::map<uint32_t, Bytes> pages;  // by file
        Lsn checkpoint;
        Lsn first;
    };
    struct Base {
        Guid set;
        Lsn checkpoint;
    };
    void write_pages(const std::string& path, char type, const std::vector<uint32_t>& files,
                     LocalTime start, LocalTime finish);
    BackupSetContents contents(char type, Lsn first, LocalTime start, LocalTime finish);
    void write(const std::string& path, const BackupSetContents& contents);
    Copy take_copy();
    Guid new_guid();

    std::map<uint32_t, Bytes> pages_;  // by file
    BackupSetHeader header_;
    LogGeometry geometry_;
    storage::LogWriter writer_;
    storage::LoggedPages transactions_;
    std::optional<Copy> copy_;
    std::map<uint32_t, Base> bases_;  // the last backup of each file
    Base last_full_;
    Lsn log_from_;
    uint8_t guids_ = 0;
};

}  // namespace gantry::backup
