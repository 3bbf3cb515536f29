#include "storage/log/transactions.h"

#include <algorithm>

#include "base/utf.h"

namespace gantry::storage::log {

std::optional<Lsn> parse_lsn_mark(const std::string& mark) {
    if (mark.size() < 5 || (mark.compare(0, 4, "lsn:") != 0 && mark.compare(0, 4, "LSN:") != 0)) {
        return std::nullopt;
    }
    std::string digits = mark.substr(4);
    if (digits.size() > 25 ||
        !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    // vlf, block in ten digits, slot in five.
    digits.insert(0, 25 - digits.size(), '0');
    uint64_t vlf = std::stoull(digits.substr(0, 10));
    uint64_t block = std::stoull(digits.substr(10, 10));
    uint64_t slot = std::stoull(digits.substr(20));
    if (vlf > UINT32_MAX || block > UINT32_MAX || slot > UINT16_MAX) return std::nullopt;
    return Lsn{uint32_t(vlf), uint32_t(block), uint16_t(slot)};
}

TransactionScan::TransactionScan(StopPoint stop) : stop_(std::move(stop)) {
    mark_lsn_ = parse_lsn_mark(stop_.mark);
    if (!mark_lsn_) mark_text_ = utf8_to_utf16le(stop_.mark);
}

std::unordered_set<TransactionId> TransactionScan::open() const {
    std::unordered_set<TransactionId> out;
    for (const auto& [id, marked] : active_)
        out.insert(id);
    return out;
}

// The name of a transaction begun WITH MARK is an element of its records.
bool TransactionScan::carries_mark(const RecordView& record) {
    if (mark_text_.empty() || !elements_.parse(record)) return false;
    for (size_t i = 0; i < elements_.size(); ++i) {
        ByteSpan e = elements_[i];
        while (e.size() >= 2 && e[e.size() - 1] == 0 && e[e.size() - 2] == 0)
            e = e.first(e.size() - 2);
        if (std::equal(e.begin(), e.end(), mark_text_.begin(), mark_text_.end())) return true;
    }
    return false;
}

// False when the commit is past the stop.
bool TransactionScan::commit(const RecordView& record) {
    LogTime time = commit_time(record);
    if (stop_.time && *stop_.time < time) {
        stop_at_ = record.lsn();
        return false;
    }
    auto found = active_.find(record.transaction());
    bool marked = found != active_.end() && found->second;
    if (!marked && !mark_text_.empty()) marked = carries_mark(record);
    if (stop_.mark_after && time < *stop_.mark_after) marked = false;
    if (marked && stop_.before_mark) {
        stop_at_ = record.lsn();
        return false;
    }
    last_commit_ = time;
    if (found != active_.end()) active_.erase(found);
    if (marked) {
        stop_at_ = record.lsn();
        ++stop_at_.slot;
    }
    return true;
}

bool TransactionScan::take(const RecordView& record) {
    if (stopped()) return false;
    if (mark_lsn_) {
        bool past = stop_.before_mark ? record.lsn() >= *mark_lsn_ : record.lsn() > *mark_lsn_;
        if (past) {
            stop_at_ = record.lsn();
            return false;
        }
    }
    ++record_count_;
    if (!(record.flags() & k_flag_transactional)) return true;
    TransactionId id = record.transaction();
    switch (record.op()) {
        case Operation::begin_transaction:
            active_[id] = !mark_text_.empty() && carries_mark(record);
            last_seen_ = id;
            return true;
        case Operation::commit_transaction:
            if (id == last_seen_) last_seen_ = 0;
            return commit(record);
        case Operation::abort_transaction:
        case Operation::forget_transaction:
            if (id == last_seen_) last_seen_ = 0;
            active_.erase(id);
            return true;
        default:
            // One that began before this log does.
            if (id != last_seen_ && id != 0) {
                active_.emplace(id, false);
                last_seen_ = id;
            }
            return true;
    }
}

}  // namespace gantry::storage::log
