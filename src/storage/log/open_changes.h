#pragma once
// What must be undone: the changes of transactions that are open where the log ends, with the place
// each changed row has by now. Rows of B-trees move: inserts and deletes shift slots, splits carry
// rows to another page. Following the log record by record, whether or not a page needs it, keeps
// every place right without looking for keys.
//
// Compensation records undo what the log itself has rolled back already: their previous LSN leads
// past the record they undid. Facts: docs/formats/log.md.

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/log/apply.h"
#include "storage/log/log_reader.h"

namespace gantry::storage::log {

struct OpenChange {
    LogPosition position;  // of its record
    Lsn lsn;
    TransactionId transaction = 0;
    PageId page;  // where the row is now
    uint32_t slot = 0;
    bool undone = false;
    bool made_ghost = false;  // a delete that left the row in its slot
    // Of LOP_DELETE_SPLIT: where the rows went.
    PageId moved_to;
    uint32_t moved_slot = 0;
};

class OpenChanges {
  public:
    explicit OpenChanges(std::unordered_set<TransactionId> open) : open_(std::move(open)) {}

    bool empty() const { return open_.empty(); }

    // Every record in LSN order, page operations and others.
    void follow(const RecordView& record, const LogPosition& position);

    // Newest last.
    std::vector<OpenChange>& changes() { return changes_; }
    // After changes()[index] has been undone: rows of earlier changes on its page have moved.
    void moved_by_undo(size_t index, int slot_change, uint32_t slot);

  private:
    struct Transaction {
        Lsn last;  // its newest record
        std::vector<uint32_t> changes;
    };
    void shift(PageId page, uint32_t from_slot, int by);
    void move_split(const RecordView& record, PageId to, uint32_t to_slot);
    // What the log itself has taken back with a record.
    enum class Compensation : uint8_t { none, change, ghost };
    Compensation compensates(const RecordView& record, Transaction& transaction);
    void drop_last(Transaction& transaction, Compensation& out);
    void follow_slots(const RecordView& record, Compensation compensation);
    void note_insert(const RecordView& record);
    OpenChange make_change(const RecordView& record, const LogPosition& position) const;

    std::unordered_set<TransactionId> open_;
    std::unordered_map<TransactionId, Transaction> transactions_;
    std::vector<OpenChange> changes_;
    std::unordered_map<PageId, std::vector<uint32_t>> by_page_;
    // Slot of the newest insert on a page: where a split's rows start.
    std::unordered_map<PageId, uint32_t> inserts_;
    Applier applier_;
    Elements elements_;
};

}  // namespace gantry::storage::log
