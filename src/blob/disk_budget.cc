#include "blob/disk_budget.h"

#include <algorithm>

#include "base/spool_space.h"

namespace gantry::blob {

void DiskBudget::add(Holder* holder) {
    std::lock_guard lock(mutex_);
    holders_.push_back(holder);
}

void DiskBudget::remove(Holder* holder) {
    std::lock_guard lock(mutex_);
    std::erase(holders_, holder);
}

uint64_t DiskBudget::left() const {
    uint64_t used = used_;
    uint64_t own = bytes_max_ > used ? bytes_max_ - used : 0;
    return std::min(own, spool_bytes_left(directory_, used));
}

bool DiskBudget::reserve(uint64_t bytes, bool demanded) {
    // More than asked for, so that not every request has to look for something to drop.
    constexpr uint64_t k_evict_at_once = uint64_t(16) << 20;
    std::lock_guard lock(mutex_);
    for (bool evicted = false;; evicted = true) {
        if (bytes <= left()) {
            used_ += bytes;
            return true;
        }
        if (evicted) return false;
        for (Holder* holder : holders_) {
            uint64_t room = left();
            uint64_t wanted = std::max(bytes, std::min(k_evict_at_once, bytes_max_ / 8));
            if (room >= wanted) break;
            holder->evict(wanted - room, demanded);
        }
    }
}

}  // namespace gantry::blob
