// RangedSource, dropping: what of the bytes that were fetched need not stay.

#include <algorithm>
#include <chrono>
#include <functional>

#include "blob/ranged_source.h"

namespace gantry::blob {

void RangedSource::used(uint64_t offset, uint64_t size, bool now) const {
    if (offset >= size_) return;
    const uint64_t end = offset + std::min(size, size_ - offset);
    while (offset < end) {
        uint64_t index = offset / options_.chunk_bytes;
        uint64_t stop = std::min(end, (index + 1) * options_.chunk_bytes);
        uint64_t whole = bytes_of({index, 1});
        uint64_t before = chunks_[index].used.fetch_add(uint32_t(stop - offset));
        bool finished = before < whole && before + (stop - offset) >= whole;
        offset = stop;
        if (!finished) continue;
        std::lock_guard lock(mutex_);
        if (now) {
            if (chunks_[index].state.load() == present) finish_locked(index, UINT64_MAX);
        } else {
            finished_.push_back(index);
        }
    }
}

uint64_t RangedSource::begin_part() const {
    std::unique_lock lock(mutex_);
    wait_for_room(lock);
    uint32_t part = ++clock_;
    parts_.emplace(part, std::this_thread::get_id());
    touch_epoch_ = part;
    return part;
}

// All that is needed while a part is being read stays until it ends. Parts that begin and end
// beside a slow one would fill the disk so, and what the slow one still needs had no room: half of
// it is kept for those that have begun.
void RangedSource::wait_for_room(std::unique_lock<std::mutex>& lock) const {
    constexpr auto k_pause = std::chrono::milliseconds(200);
    constexpr auto k_longest = std::chrono::minutes(1);
    const auto start = std::chrono::steady_clock::now();
    const auto own = [id = std::this_thread::get_id()](const auto& part) {
        return part.second == id;
    };
    while (!parts_.empty() && std::none_of(parts_.begin(), parts_.end(), own)) {
        const uint64_t left = options_.budget->left();
        const uint64_t wanted = (options_.budget->used() + left) / 2;
        if (left >= wanted || left + droppable_bytes_locked() >= wanted) return;
        if (std::chrono::steady_clock::now() - start > k_longest) return;
        part_ended_.wait_for(lock, k_pause);
        if (stop_.stop_requested()) return;
    }
}

void RangedSource::end_part(uint64_t part) const {
    std::lock_guard lock(mutex_);
    parts_.erase(uint32_t(part));
    if (parts_.empty()) touch_epoch_ = k_for_good;
    drop_finished_locked();
    part_ended_.notify_all();
}

// What is on its way comes and stays until the next time.
void RangedSource::forget() const {
    std::lock_guard lock(mutex_);
    if (!parts_.empty()) return;
    ahead_.clear();
    again_.clear();
    announced_.clear();
    finished_.clear();
    for (uint64_t i = 0; i < chunk_count_; ++i) {
        chunks_[i].wanted = chunks_[i].finished = false;
        if (chunks_[i].state.load() != present) continue;
        chunks_[i].epoch = 0;
        drop_locked(i, UINT64_MAX);
    }
}

uint64_t RangedSource::oldest_part_locked() const {
    return parts_.empty() ? k_for_good : parts_.begin()->first;
}

uint64_t RangedSource::droppable_bytes_locked() const {
    const uint64_t oldest = oldest_part_locked();
    uint64_t out = 0;
    for (uint64_t i = 0; i < chunk_count_; ++i)
        if (chunks_[i].state.load() == present && chunks_[i].epoch.load() < oldest)
            out += bytes_of({i, 1});
    return out;
}

void RangedSource::drop_finished_locked() const {
    const uint64_t oldest = oldest_part_locked();
    std::erase_if(finished_, [&](uint64_t index) {
        Chunk& chunk = chunks_[index];
        if (chunk.state.load() != present || chunk.epoch.load() == k_for_good) return true;
        return finish_locked(index, oldest);
    });
}

bool RangedSource::finish_locked(uint64_t index, uint64_t before) const {
    const bool dropped = drop_locked(index, before);
    if (dropped) {
        chunks_[index].wanted = false;
        chunks_[index].finished = true;
    }
    return dropped;
}

bool RangedSource::drop_locked(uint64_t index, uint64_t before) const {
    Chunk& chunk = chunks_[index];
    chunk.state = absent;
    const uint64_t size = bytes_of({index, 1});
    if (chunk.epoch.load() >= before || !file_.punch(index * options_.chunk_bytes, size)) {
        chunk.state = present;
        return false;
    }
    chunk.epoch = 0;
    end_announcement_locked(index);
    bytes_held_ -= size;
    options_.budget->give_back(size);
    return true;
}

void RangedSource::evict(uint64_t bytes, bool unread_too) {
    std::lock_guard lock(mutex_);
    const uint64_t oldest = oldest_part_locked();
    std::vector<std::pair<uint32_t, uint64_t>> candidates;
    for (uint64_t i = 0; i < chunk_count_; ++i) {
        uint32_t epoch = chunks_[i].epoch.load();
        if (chunks_[i].state.load() != present || epoch >= oldest) continue;
        if (epoch > 0 || unread_too) candidates.emplace_back(epoch, i);
    }
    // By what they give, not by their number: the last chunk is short, and one that is touched
    // meanwhile stays.
    auto later = std::greater<std::pair<uint32_t, uint64_t>>();
    std::make_heap(candidates.begin(), candidates.end(), later);
    const uint64_t held = bytes_held_;
    while (!candidates.empty() && bytes_held_ + bytes > held) {
        std::pop_heap(candidates.begin(), candidates.end(), later);
        drop_locked(candidates.back().second, oldest);
        candidates.pop_back();
    }
}

}  // namespace gantry::blob
