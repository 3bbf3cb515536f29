#pragma once
// Transaction log being written: records into framed blocks, and pages changed by the records that
// describe it, so that log and pages agree. For the backup writer and tests of replay.
// Not thread-safe. Facts: docs/formats/log.md; values as in logs of 2012.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/log/apply.h"
#include "storage/log/log_block.h"

namespace gantry::storage {

// Records into blocks. LSNs count on from block to block.
class LogWriter {
  public:
    // The first block's LSN; its slot is 1.
    explicit LogWriter(Lsn start) : start_(start), block_(start.block) {}

    // Where the next record of `size` bytes will be.
    Lsn next_lsn(size_t size) const;
    Lsn append(ByteSpan record);
    // Pads the current block to whole sectors and frames it.
    void end_block();

    Lsn start() const { return start_; }
    // Behind the last finished block.
    Lsn end() const { return {start_.vlf, block_, 1}; }
    // All finished blocks from `from` on, which must be where a block starts.
    ByteSpan bytes_from(Lsn from) const;

  private:
    bool fits(size_t size) const;

    Lsn start_;
    uint32_t block_;
    Bytes done_;
    Bytes records_;
    std::vector<uint32_t> places_;
};

// The fields of one record; what an operation has behind the page fields is put by hand.
struct LogRecord {
    log::Operation operation{};
    log::Context context = log::Context::null;
    log::TransactionId transaction = 0;  // 0: none
    Lsn previous;
    PageId page;
    uint16_t slot = 0;
    Lsn previous_page_lsn;
    std::vector<Bytes> elements;
    std::map<size_t, Bytes> fields;  // by offset, behind the page fields

    Bytes build(size_t fixed_length, bool has_elements) const;
};

// Transactions over pages that somebody holds.
class LoggedPages {
  public:
    // `page` gives the 8192 bytes of a page to change.
    LoggedPages(LogWriter& writer, std::function<uint8_t*(PageId)> page)
        : writer_(writer), page_(std::move(page)) {}

    log::TransactionId begin(std::string_view name, log::LogTime time);
    void commit(log::TransactionId id, log::LogTime time);
    void abort(log::TransactionId id, log::LogTime time);  // undoes everything first
    // Undoes what the transaction did after it had `kept` changes: ROLLBACK to a savepoint.
    void roll_back_to(log::TransactionId id, size_t kept);
    // First record of the oldest transaction that is open; null when none is.
    Lsn oldest_open() const;
    size_t change_count(log::TransactionId id) const { return transactions_.at(id).changes.size(); }

    void insert(log::TransactionId id, PageId page, uint16_t slot, ByteSpan row,
                log::Context context, uint64_t rowset = 0);
    void remove(log::TransactionId id, PageId page, uint16_t slot, log::Context context,
                uint64_t rowset = 0);
    void modify(log::TransactionId id, PageId page, uint16_t slot, uint16_t offset,
                uint16_t old_size, ByteSpan bytes, log::Context context);
    // A system transaction: rows from `slot` on go to the fresh page `to`.
    void split(PageId page, uint16_t slot, PageId to, log::LogTime time);
    void format(log::TransactionId id, PageId page, PageType type, uint16_t pminlen, uint64_t unit);
    // A record of any kind: `previous_page_lsn` is filled in, and it is applied when it can be.
    Lsn write(LogRecord record, size_t fixed_length, bool has_elements, bool apply = true);

  private:
    struct Change {
        Lsn lsn;
        Bytes record;
    };
    struct Transaction {
        Lsn first, last;
        std::vector<Change> changes;
    };
    void end_transaction(log::TransactionId id, log::Operation operation, log::LogTime time);
    Bytes row_at(PageId page, uint16_t slot);

    LogWriter& writer_;
    std::function<uint8_t*(PageId)> page_;
    std::map<log::TransactionId, Transaction> transactions_;
    log::TransactionId next_id_ = 0x400;
    log::Applier applier_;
};

}  // namespace gantry::storage
