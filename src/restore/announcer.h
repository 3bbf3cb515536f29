#pragma once
// Tells a RowSource which ranges come next, some way ahead of those that are being loaded, so that
// a backup which has to be fetched comes while the ranges before are loaded. Thread-safe.

#include <algorithm>
#include <mutex>
#include <vector>

#include "restore/row_source.h"

namespace gantry::restore {

class Announcer {
  public:
    explicit Announcer(const RowSource& source) : source_(source) {}

    // In the order in which they are loaded; before the first begin().
    void add(const catalog::Table& table, size_t part, uint64_t pages) {
        parts_.push_back({&table, part, pages});
    }
    // Loading starts; then once as each range starts.
    void begin() { announce(0); }
    void started(uint64_t pages) { announce(pages); }

  private:
    struct Part {
        const catalog::Table* table;
        size_t part;
        uint64_t pages;
    };

    void announce(uint64_t pages_started) {
        constexpr uint64_t k_pages_ahead = 16384;  // 128 MiB
        std::lock_guard lock(mutex_);
        ahead_ -= std::min(ahead_, pages_started);
        for (; next_ < parts_.size() && ahead_ < k_pages_ahead; ++next_) {
            source_.will_need(*parts_[next_].table, parts_[next_].part);
            ahead_ += parts_[next_].pages;
        }
    }

    const RowSource& source_;
    std::mutex mutex_;
    std::vector<Part> parts_;
    size_t next_ = 0;
    uint64_t ahead_ = 0;  // pages announced and not started
};

}  // namespace gantry::restore
