#include "storage/log/open_changes.h"

#include <algorithm>

namespace gantry::storage::log {

namespace {
constexpr size_t k_split_to_at = 0x30;
constexpr size_t k_split_count_at = 0x36;
}  // namespace

void OpenChanges::shift(PageId page, uint32_t from_slot, int by) {
    auto found = by_page_.find(page);
    if (found == by_page_.end()) return;
    for (uint32_t i : found->second) {
        OpenChange& change = changes_[i];
        if (!change.undone && change.slot >= from_slot) {
            change.slot = uint32_t(std::max(0, int(change.slot) + by));
        }
    }
}

// Rows [slot, slot + count) of the record's page now lie on `to` from `to_slot` on.
void OpenChanges::move_split(const RecordView& record, PageId to, uint32_t to_slot) {
    auto found = by_page_.find(record.page());
    if (found == by_page_.end()) return;
    uint32_t first = record.slot(), count = record.u16(k_split_count_at);
    std::vector<uint32_t> stay, go;
    for (uint32_t i : found->second) {
        OpenChange& change = changes_[i];
        if (change.slot < first || change.slot - first >= count) {
            if (change.slot >= first) change.slot -= count;
            stay.push_back(i);
            continue;
        }
        change.page = to;
        change.slot = to_slot + (change.slot - first);
        go.push_back(i);
    }
    found->second = std::move(stay);
    auto& there = by_page_[to];
    there.insert(there.end(), go.begin(), go.end());
}

void OpenChanges::drop_last(Transaction& transaction, Compensation& out) {
    OpenChange& change = changes_[transaction.changes.back()];
    change.undone = true;
    if (change.made_ghost) out = Compensation::ghost;
    transaction.changes.pop_back();
}

// Did the server write this record while rolling back? Then what it undid is done with.
OpenChanges::Compensation OpenChanges::compensates(const RecordView& record,
                                                   Transaction& transaction) {
    bool skips = !transaction.last.is_null() && record.previous() != transaction.last;
    if (!skips && !applier_.lacks_old_value(record)) return Compensation::none;
    Compensation out = Compensation::change;
    auto& list = transaction.changes;
    if (skips) {
        while (!list.empty() && changes_[list.back()].lsn > record.previous())
            drop_last(transaction, out);
    } else if (!list.empty()) {
        drop_last(transaction, out);
    }
    return out;
}

void OpenChanges::note_insert(const RecordView& record) {
    constexpr size_t k_pages_max = 1 << 16;
    if (inserts_.size() >= k_pages_max) inserts_.clear();
    inserts_[record.page()] = record.slot();
}

OpenChange OpenChanges::make_change(const RecordView& record, const LogPosition& position) const {
    OpenChange change;
    change.position = position;
    change.lsn = record.lsn();
    change.transaction = record.transaction();
    change.page = record.page();
    change.slot = record.slot();
    change.made_ghost =
        record.op() == Operation::delete_rows && record.cx() == Context::mark_as_ghost;
    if (record.op() == Operation::delete_split) {
        change.moved_to = record.page_at(k_split_to_at);
        auto base = inserts_.find(change.moved_to);
        change.moved_slot = base == inserts_.end() ? 0 : base->second;
    }
    return change;
}

// How a record moves the rows of its page.
void OpenChanges::follow_slots(const RecordView& record, Compensation compensation) {
    switch (record.op()) {
        case Operation::insert_rows:
            // A ghost that becomes a row again is in its slot already.
            if (compensation == Compensation::ghost) return;
            if (elements_.parse(record)) {
                shift(record.page(), record.slot(), int(inserted_row_count(elements_.size())));
            }
            return note_insert(record);
        case Operation::delete_rows:
            if (record.cx() == Context::mark_as_ghost) return;
            return shift(record.page(), record.slot() + 1u, -1);
        case Operation::expunge_rows:
            return shift(record.page(), record.slot() + 1u, -1);
        case Operation::delete_split: {
            PageId to = record.page_at(k_split_to_at);
            auto base = inserts_.find(to);
            return move_split(record, to, base == inserts_.end() ? 0 : base->second);
        }
        default:
            return;
    }
}

void OpenChanges::follow(const RecordView& record, const LogPosition& position) {
    if (open_.empty()) return;
    bool transactional = (record.flags() & k_flag_transactional) != 0;
    bool of_page = kind_of(record.operation()) != OperationKind::control;
    Transaction* transaction = nullptr;
    Compensation compensation = Compensation::none;
    if (transactional && open_.contains(record.transaction())) {
        transaction = &transactions_[record.transaction()];
        if (of_page) compensation = compensates(record, *transaction);
    }
    if (of_page && record.has_page_fields() && !keeps_slots(record.context())) {
        follow_slots(record, compensation);
    }
    if (transaction == nullptr) return;
    transaction->last = record.lsn();
    if (!of_page || compensation != Compensation::none) return;
    uint32_t index = uint32_t(changes_.size());
    changes_.push_back(make_change(record, position));
    transaction->changes.push_back(index);
    by_page_[record.page()].push_back(index);
}

void OpenChanges::moved_by_undo(size_t index, int slot_change, uint32_t slot) {
    OpenChange& done = changes_[index];
    done.undone = true;
    if (slot_change < 0) {
        shift(done.page, slot + uint32_t(-slot_change), slot_change);
    } else if (slot_change > 0) {
        shift(done.page, slot, slot_change);
    }
    if (done.moved_to.is_null()) return;
    // The rows of a split came back.
    auto found = by_page_.find(done.moved_to);
    if (found == by_page_.end()) return;
    std::vector<uint32_t> stay;
    auto& here = by_page_[done.page];
    for (uint32_t i : by_page_[done.moved_to]) {
        OpenChange& change = changes_[i];
        bool moved = !change.undone && change.lsn < done.lsn && change.slot >= done.moved_slot &&
                     change.slot - done.moved_slot < uint32_t(std::max(0, slot_change));
        // The insert that put them there is undone next, where it was made.
        if (moved && change.transaction != done.transaction) {
            change.page = done.page;
            change.slot = slot + (change.slot - done.moved_slot);
            here.push_back(i);
        } else {
            stay.push_back(i);
        }
    }
    by_page_[done.moved_to] = std::move(stay);
}

}  // namespace gantry::storage::log
