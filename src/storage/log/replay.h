#pragma once
// Recovery: redo of everything a log says that pages do not know yet, then undo of the transactions
// open at its end. What SQL Server does when it restores.
//
//   Replay replay(redone);                       // a PageOverlay over the backup's pages
//   replay.scan(reader, from, to, stop);         // where it ends, who is open
//   replay.redo(reader);
//   replay.undo(reader, undone);                 // an overlay over `redone`, or `redone` itself
//
// A record is applied when its page's LSN is the one before the record; it is passed over when the
// page is there already. Anything else breaks the page: asking for it is an error 3456 that names
// LSN, operation and page. Formatting the page again heals it. The rest of the database stays
// readable; broken_in_use() tells what is not.
//
// Boot page, file headers and the maps of free and changed extents hold no rows, and servers change
// them without a record now and then: a chain that does not hold there is passed over and counted,
// as is a PFS page's fullness.
//
// One thread. Time is linear in the log; memory holds one word a changed page and one entry for
// each change of an open transaction.

#include <functional>
#include <memory>
#include <set>

#include "storage/log/open_changes.h"
#include "storage/log/page_overlay.h"
#include "storage/log/row_counts.h"
#include "storage/log/transactions.h"

namespace gantry::storage::log {

struct ReplayCounts {
    uint64_t records = 0;       // looked at
    uint64_t page_records = 0;  // of pages
    uint64_t redone = 0;        // of those, pages did not know yet
    uint64_t undone = 0;        // changes taken back
    uint64_t passed_over = 0;   // of pages without rows whose chain does not hold
    uint64_t open_transactions = 0;
};

class Replay {
  public:
    // `database` is named in errors.
    Replay(PageOverlay& pages, std::string database)
        : pages_(pages), database_(std::move(database)) {}

    // Files of which there are no pages: what the log says of them is passed over.
    void set_absent_files(std::set<uint16_t> files) { absent_files_ = std::move(files); }

    // Called now and then with how much of both passes is done. What it throws ends the work.
    void set_look(std::function<void(uint64_t done, uint64_t total)> look) {
        look_ = std::move(look);
    }

    // First pass over records [from, to). Throws 3203 when the log ends before `to`; a null `to` is
    // wherever it ends.
    void scan(LogReader& reader, Lsn from, Lsn to, const StopPoint& stop);
    bool stopped() const { return stopped_; }
    // The first LSN not replayed.
    Lsn end() const { return end_; }
    LogTime last_commit() const { return last_commit_; }

    // Second pass: up to end(). May be called for parts, in order: `until` cuts the part. Nobody
    // else may move the reader in between.
    void redo(LogReader& reader, Lsn until = {});
    // Takes back what was open at end(), newest first, in `target`.
    void undo(LogReader& reader, PageOverlay& target);

    const ReplayCounts& counts() const { return counts_; }
    // Operations in no list that change no page: a line for each.
    const std::vector<std::string>& notes() const { return notes_; }
    // Rows added since the catalog's counts were written, by rowset id.
    const std::unordered_map<uint64_t, int64_t>& row_deltas() const { return rows_.deltas(); }

  private:
    void look(const LogReader& reader, bool second_pass);
    void redo_record(const RecordView& record);
    bool changes_page(const RecordView& record);
    void note_unknown(const RecordView& record);
    void break_page(const RecordView& record, const std::string& why);
    std::string describe(const RecordView& record, const std::string& why) const;
    void undo_change(LogReader& reader, size_t index, PageOverlay& target);

    PageOverlay& pages_;
    std::string database_;
    std::function<void(uint64_t done, uint64_t total)> look_;
    uint64_t looked_at_ = 0;  // bytes passed at the last look
    Lsn from_, end_;
    bool stopped_ = false;
    // Record of the reader's block to go on with, counted from 1; 0: the next block.
    uint32_t resume_ = 0;
    LogTime last_commit_;
    std::unique_ptr<OpenChanges> open_;
    Applier applier_;
    RowCounts rows_;
    std::set<uint16_t> absent_files_;
    std::set<uint8_t> unknown_;
    std::vector<std::string> notes_;
    ReplayCounts counts_;
};

// What is wrong with the broken pages that are in use, as the allocation pages say, in page order.
std::vector<std::string> broken_in_use(const PageOverlay& pages);

}  // namespace gantry::storage::log
