#pragma once
// The first pass over a log: where replay stops, and which transactions are open there. Reads
// begin, commit and abort records; nothing is changed.
//
// A time is met by the first commit behind it, a mark by the transaction of that name (WITH MARK)
// or by its LSN. Facts: docs/formats/log.md.

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/log/log_reader.h"

namespace gantry::storage::log {

// At most one of time and mark.
struct StopPoint {
    std::optional<LogTime> time;        // transactions that committed later are not there
    std::string mark;                   // name of a marked transaction, or "lsn:NUMBER"
    bool before_mark = false;           // STOPBEFOREMARK: without the marked transaction
    std::optional<LogTime> mark_after;  // the mark must have been set then or later

    bool is_set() const { return time.has_value() || !mark.empty(); }
};

// "lsn:31000000044500001" as STOPATMARK takes it; nothing when it is no such text.
std::optional<Lsn> parse_lsn_mark(const std::string& mark);

class TransactionScan {
  public:
    explicit TransactionScan(StopPoint stop);

    // Records in LSN order. False: this record and those behind it are past the stop.
    bool take(const RecordView& record);

    // The first LSN that is not to be replayed; null when the stop was not met.
    Lsn stop_at() const { return stop_at_; }
    bool stopped() const { return !stop_at_.is_null(); }
    // Open where the scan ended.
    std::unordered_set<TransactionId> open() const;
    // Of the last commit before the end.
    LogTime last_commit() const { return last_commit_; }
    uint64_t record_count() const { return record_count_; }

  private:
    bool commit(const RecordView& record);
    bool carries_mark(const RecordView& record);

    StopPoint stop_;
    std::optional<Lsn> mark_lsn_;
    Bytes mark_text_;  // UTF-16
    Lsn stop_at_;
    LogTime last_commit_;
    uint64_t record_count_ = 0;
    Elements elements_;
    std::unordered_map<TransactionId, bool> active_;  // value: began under the mark's name
    TransactionId last_seen_ = 0;
};

}  // namespace gantry::storage::log
