#pragma once
// A SQL Server database read from its backup or data files: the schema model and the rows.
//
//   auto image = DatabaseImage::open({"northwind.bak"});
//   for (const Table& table : image->model().tables)
//       for (const RowRange& range : image->split(table, 8))   // one for each worker
//           image->scan(table, range, [&](const RowView& row) { ... row[i].data ... });
//
// Thread-safe after open: any number of threads may split and scan. Each scan keeps its own scratch
// memory; a RowView and what it points to is valid only inside the visitor.
//
// Files may be given in any order and mix: stripes, several sets in one file, full, differential
// and log backups. What makes the latest state, or the one to stop at, is taken (backup/chain.h);
// the log is replayed and what was open at its end taken back (backup/recovery.h).
//
// Errors: FormatError with SQL Server's number (3241 no backup, 3132 stripe missing, 4038 no such
// set, 3117 differential or log alone, 3136 differential of another base, 3154 several databases,
// 3203 and 3256 cut short, 3183 damaged page, 3201 cannot open, 3456 log cannot be replayed, 4305
// log missing, 4330 other recovery fork, 4335 stop point too early, 4329 mark not found), and
// IoError.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "backup/backup_header.h"
#include "catalog/model.h"
#include "catalog/row_scanner.h"
#include "catalog/table_size.h"
#include "storage/log/log_record.h"
#include "storage/page_source.h"

namespace gantry {
class ByteSource;
}

namespace gantry::backup {
class MediaSet;
class RecoveredPages;
struct Chain;
struct ChainSet;
}  // namespace gantry::backup

namespace gantry::catalog {

struct OpenOptions {
    // HEADERONLY Position (RESTORE ... WITH FILE) in the only media set: that full backup alone.
    // 0: of all sets given, those that make the latest state (backup/chain.h).
    uint16_t set_position = 0;
    bool verify_checksums = true;  // of pages, as they are read
    std::string database;          // which one, when backups of several are given
    // Point in time, of the server's clock; or a mark: name of a marked transaction or "lsn:N",
    // with it or before it, set at `mark_after` or later.
    std::optional<storage::log::LogTime> stop_at;
    std::string stop_at_mark, stop_before_mark;
    std::optional<storage::log::LogTime> mark_after;
    bool undo = true;  // false: transactions open at the end stay as the log has them
    // Called now and then while log is replayed; what it throws ends the opening.
    std::function<void(uint64_t done, uint64_t total)> look = {};
    // Called with the header of each set that is used, before its pages are read; what it throws
    // ends the opening.
    std::function<void(const backup::BackupSetHeader&)> check_set = {};
};

class DatabaseImage {
  public:
    // Paths of one database's backups, or of its data files (.mdf and .ndf) with or without its log
    // file (.ldf): without, they must be of a database that was shut down cleanly.
    static std::unique_ptr<DatabaseImage> open(const std::vector<std::string>& paths,
                                               const OpenOptions& options = {});
    static std::unique_ptr<DatabaseImage> open(std::vector<std::unique_ptr<ByteSource>> sources,
                                               const OpenOptions& options = {});
    // A planned chain (backup/chain.h) without a problem, of media that the caller keeps as long as
    // this. Of the options those that name a point in time count, and checksums and undo.
    static std::unique_ptr<DatabaseImage> open(std::vector<backup::MediaSet>& media,
                                               const std::vector<backup::ChainSet>& sets,
                                               const backup::Chain& chain,
                                               const OpenOptions& options = {});
    // Over pages from anywhere. The boot page's name is that of creation or attachment; `name`,
    // when given, is what the database is called.
    static std::unique_ptr<DatabaseImage> open(std::unique_ptr<storage::PageSource> pages,
                                               const std::string& name = {});
    ~DatabaseImage();

    const Database& model() const;
    const storage::PageSource& pages() const;
    // The sets this was made from: the full backup, its differential, logs; empty for data files.
    const std::vector<backup::BackupSetHeader>& headers() const;
    // Of each of these, what its media say of themselves.
    const std::vector<std::vector<backup::MediaLabel>>& labels() const;
    // What the log did, and whether the stop point was met; null for data files without their log.
    const backup::RecoveredPages* recovery() const;

    // Indexes into table.columns of the columns that rows carry, in RowView's order: stored columns
    // but column sets, which are views of sparse columns.
    static std::vector<size_t> stored_columns(const Table& table);

    // Why a table's rows are not in the database's pages (it is memory-optimised or external), as
    // the end of a sentence about it; empty when they are.
    std::string why_not_in_pages(const Table& table) const;
    // Of backups of files: whether the table's rows or long values are, in whole or in part, in a
    // file or filegroup that no backup holds. They cannot be read then.
    bool lies_in_missing_files(const Table& table) const;

    // Parts of similar size in page order, at most about `target_parts` of them; none for an empty
    // table. Throws FormatError for a table whose rows are not in pages.
    std::vector<RowRange> split(const Table& table, size_t target_parts) const;

    // Parts of 4 MB or so: what one who reads needs at a time.
    std::vector<RowRange> split_in_parts(const Table& table) const;

    // Calls visit(const RowView&) for every row of the range; returns how many.
    template <typename Visit>
    uint64_t scan(const Table& table, const RowRange& range, Visit&& visit) const;

    // Pages by object id, indexes among them; empty tables are absent.
    std::unordered_map<int32_t, TableSize> table_sizes() const;

    // Where the pages come from afar: those of a range are wanted soon, behind what was announced
    // before. Who scans one says ReadingPart (base/byte_source.h) of pages().byte_sources() first.
    void will_need(const RowRange& range) const;

    // Decodes everything and counts; compare with table.row_count.
    uint64_t count_rows(const Table& table) const;

  private:
    friend class RowScanner;
    struct Impl;
    explicit DatabaseImage(std::unique_ptr<Impl> impl);
    const SystemCatalog& system_catalog() const;

    std::unique_ptr<Impl> impl_;
};

template <typename Visit>
uint64_t DatabaseImage::scan(const Table& table, const RowRange& range, Visit&& visit) const {
    RowScanner scanner(*this, table, range);
    uint64_t rows = 0;
    while (scanner.next()) {
        visit(scanner.row());
        ++rows;
    }
    return rows;
}

}  // namespace gantry::catalog
