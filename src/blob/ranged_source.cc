#include "blob/ranged_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "base/error.h"
#include "base/spool_space.h"

namespace gantry::blob {

namespace {

constexpr size_t k_announced_max = size_t(1) << 20;   // ranges
constexpr auto k_idle_max = std::chrono::seconds(2);  // of a worker

RangedOptions with_budget(RangedOptions options) {
    if (!options.budget) options.budget = std::make_shared<DiskBudget>(spool_directory());
    return options;
}

}  // namespace

RangedSource::RangedSource(std::unique_ptr<RangeReader> reader, RangedOptions options)
    : reader_(std::move(reader)),
      size_(reader_->size()),
      options_(with_budget(std::move(options))),
      chunk_count_((size_ + options_.chunk_bytes - 1) / options_.chunk_bytes),
      file_(size_, options_.budget->directory(), "what is read of " + reader_->name()),
      chunks_(std::make_unique<Chunk[]>(chunk_count_)),
      read_ahead_(std::max<uint64_t>(1, options_.read_ahead_bytes / options_.chunk_bytes)) {
    GANTRY_ASSERT(std::has_single_bit(options_.chunk_bytes));
    options_.budget->add(this);
    on_stop_.emplace(options_.stop, [this] {
        stop_.request_stop();
        std::lock_guard lock(mutex_);
        arrived_.notify_all();
    });
}

RangedSource::~RangedSource() {
    on_stop_.reset();
    stop_.request_stop();
    workers_.clear();
    options_.budget->remove(this);
    options_.budget->give_back(bytes_held_);
}

// -- reading -----------------------------------------------------------------------------------

size_t RangedSource::read_at(uint64_t offset, std::span<uint8_t> out) const {
    if (offset >= size_) return 0;
    size_t count = size_t(std::min<uint64_t>(out.size(), size_ - offset));
    uint64_t part = begin_part();
    try {
        need(offset, count);
    } catch (...) {
        end_part(part);
        throw;
    }
    std::memcpy(out.data(), file_.data() + offset, count);
    end_part(part);
    return count;
}

// The epoch is told before the state is looked at, and drop_locked() does both the other way
// round: one of them sees the other.
bool RangedSource::touch(uint64_t index) const {
    Chunk& chunk = chunks_[index];
    uint32_t now = touch_epoch_.load(std::memory_order_acquire);
    uint32_t seen = chunk.epoch.load(std::memory_order_relaxed);
    while (seen < now && !chunk.epoch.compare_exchange_weak(seen, now)) {
    }
    return chunk.state.load() == present;
}

void RangedSource::need(uint64_t offset, uint64_t size) const {
    if (offset >= size_ || size == 0) return;
    uint64_t first = offset / options_.chunk_bytes;
    uint64_t last = (offset + std::min(size, size_ - offset) - 1) / options_.chunk_bytes;
    for (uint64_t chunk = first; chunk <= last; ++chunk) {
        if (touch(chunk) && chunks_[chunk].touched.load(std::memory_order_relaxed)) continue;
        fetch_now(chunk, last);
        return;
    }
}

// Also for chunks that are there and were not touched since.
void RangedSource::fetch_now(uint64_t first, uint64_t last) const {
    std::unique_lock lock(mutex_);
    for (uint64_t at = first; at <= last;) {
        if (touch(at)) {
            touch_first_locked(at);
            ++at;
            continue;
        }
        throw_if_ended_locked();
        demand_locked({at, last - at + 1});
        arrived_.wait(lock);
    }
}

void RangedSource::touch_first_locked(uint64_t index) const {
    Chunk& chunk = chunks_[index];
    if (chunk.touched.exchange(true)) return;
    end_announcement_locked(index);
    if (other_workers_.running == 0 && fetches_announced_locked()) start_workers_locked(false);
    if (here_and_there_) return;
    std::optional<ChunkRange> ahead = read_ahead_.touched(index);
    if (!ahead || ahead->first >= chunk_count_) return;
    ahead->count = std::min(ahead->count, chunk_count_ - ahead->first);
    (chunk.finished ? again_ : ahead_).push_back(*ahead);
    start_workers_locked(false);
    work_.notify_all();
}

bool RangedSource::fetches_announced_locked() const {
    return !announced_.empty() && unread_announced_ < options_.announced_bytes;
}

// Of a chunk that was fetched because of it.
void RangedSource::end_announcement_locked(uint64_t index) const {
    Chunk& chunk = chunks_[index];
    if (!chunk.announced) return;
    chunk.announced = false;
    const bool waits = !fetches_announced_locked();
    unread_announced_ -= bytes_of({index, 1});
    if (waits && fetches_announced_locked()) work_.notify_all();
}

void RangedSource::demand_locked(ChunkRange chunks) const {
    if (chunks_[chunks.first].state.load() == fetching) return;
    for (uint64_t i = chunks.first; i < chunks.first + chunks.count; ++i)
        chunks_[i].demanded = chunks_[i].state.load() != present;
    for (const ChunkRange& other : demands_) {
        if (chunks.first >= other.first && chunks.first < other.first + other.count) return;
    }
    demands_.push_back(chunks);
    start_workers_locked(true);
    work_.notify_all();
}

void RangedSource::throw_if_ended_locked() const {
    if (options_.stop.stop_requested()) {
        throw IoError(fmt::format("reading {} was stopped", name()));
    }
    if (failure_) std::rethrow_exception(failure_);
}

void RangedSource::will_need(uint64_t offset, uint64_t size) const {
    if (offset >= size_ || size == 0) return;
    uint64_t first = offset / options_.chunk_bytes;
    uint64_t last = (offset + std::min(size, size_ - offset) - 1) / options_.chunk_bytes;
    std::lock_guard lock(mutex_);
    for (uint64_t chunk = first; chunk <= last; ++chunk) {
        chunks_[chunk].wanted = true;
        chunks_[chunk].finished = false;
    }
    if (!announced_.empty()) {
        ChunkRange& before = announced_.back();
        uint64_t end = before.first + before.count;
        if (first >= before.first && first <= end) {
            before.count = std::max(end, last + 1) - before.first;
            return;
        }
    }
    if (announced_.size() >= k_announced_max) return;
    announced_.push_back({first, last - first + 1});
    start_workers_locked(false);
    work_.notify_all();  // one might be the worker for demands
}

// -- fetching ----------------------------------------------------------------------------------

// One of them is for those who wait: the others may be far into what nobody needs yet.
void RangedSource::start_workers_locked(bool demanded) const {
    const int count = std::max(options_.connections, 1);
    const bool apart = count > 1;
    if (demanded && apart && demand_worker_.running == 0) return start_worker_locked(true);
    if (demanded && demand_worker_.idle + other_workers_.idle > 0) return;
    // Read-ahead and what was announced make requests for several.
    while (other_workers_.running < count - int(apart)) {
        start_worker_locked(false);
        if (demanded) return;
    }
}

// Workers that are noted as ended want the lock no more.
void RangedSource::start_worker_locked(bool demands_only) const {
    for (std::thread::id id : ended_) {
        std::erase_if(workers_, [&](const std::jthread& one) { return one.get_id() == id; });
    }
    ended_.clear();
    ++(demands_only ? demand_worker_ : other_workers_).running;
    workers_.emplace_back([this, demands_only] { work(demands_only); });
}

void RangedSource::work(bool demands_only) const {
    while (std::optional<Run> run = wait_for_run(demands_only))
        fetch(*run);
}

// Nothing when the worker is to end.
std::optional<RangedSource::Run> RangedSource::wait_for_run(bool demands_only) const {
    const std::stop_token stop = stop_.get_token();
    Workers& kind = demands_only ? demand_worker_ : other_workers_;
    std::unique_lock lock(mutex_);
    std::optional<Run> run;
    ++kind.idle;
    work_.wait_for(lock, stop, k_idle_max, [&] {
        if (!run && !stop.stop_requested()) run = next_run_locked(demands_only);
        return run.has_value();
    });
    --kind.idle;
    if (!run) {
        --kind.running;
        ended_.push_back(std::this_thread::get_id());
    }
    return run;
}

std::optional<RangedSource::Run> RangedSource::next_run_locked(bool demands_only) const {
    if (failure_) return std::nullopt;
    std::optional<Run> run = take_run_locked(demands_, Why::demanded);
    if (run) add_wanted_locked(*run);
    if (run || demands_only) return run;
    run = take_run_locked(ahead_, Why::read_ahead);
    if (!run) run = take_run_locked(again_, Why::read_again);
    if (run || !fetches_announced_locked()) return run;
    return take_run_locked(announced_, Why::announced);
}

std::optional<RangedSource::Run> RangedSource::take_run_locked(std::deque<ChunkRange>& queue,
                                                               Why why) const {
    const uint64_t count_max = std::max<uint64_t>(1, options_.range_bytes / options_.chunk_bytes);
    auto is_wanted = [&](uint64_t chunk) {
        // What came for another reason meanwhile may have been read and dropped since.
        const Chunk& at = chunks_[chunk];
        if (why == Why::demanded && !at.demanded) return false;
        if (why == Why::announced && !at.wanted) return false;
        if (why == Why::read_ahead && at.finished) return false;
        return at.state.load() == absent;
    };
    for (; !queue.empty(); queue.pop_front()) {
        ChunkRange& range = queue.front();
        while (range.count > 0 && !is_wanted(range.first)) {
            ++range.first;
            --range.count;
        }
        if (range.count == 0) continue;
        Run run{{range.first, 0}, why};
        while (range.count > 0 && run.chunks.count < count_max && is_wanted(range.first)) {
            chunks_[range.first].state = fetching;
            chunks_[range.first].announced = why == Why::announced;
            ++range.first;
            --range.count;
            ++run.chunks.count;
        }
        if (why == Why::announced) unread_announced_ += bytes_of(run.chunks);
        return run;
    }
    return std::nullopt;
}

// Who needs the beginning of what was announced needs the rest soon, and gets his bytes as early:
// one request instead of one for each of his steps, while the others are busy with what is before.
void RangedSource::add_wanted_locked(Run& run) const {
    constexpr uint64_t k_bytes_max = uint64_t(8) << 20;  // who needs its end waits for all of it
    const uint64_t bytes_max = std::min(k_bytes_max, options_.range_bytes);
    if (options_.budget->left() < 4 * bytes_max) return;
    while (bytes_of(run.chunks) < bytes_max && unread_announced_ < options_.announced_bytes) {
        const uint64_t next = run.chunks.first + run.chunks.count;
        if (next == chunk_count_ || !chunks_[next].wanted) return;
        if (chunks_[next].state.load() != absent) return;
        chunks_[next].state = fetching;
        chunks_[next].announced = true;
        unread_announced_ += bytes_of({next, 1});
        ++run.chunks.count;
    }
}

// What is left in `run` has not come.
void RangedSource::fetch(Run run) const {
    const uint64_t bytes = bytes_of(run.chunks);
    const bool demanded = run.why == Why::demanded;
    bool reserved = false;
    std::exception_ptr failure;
    try {
        reserved = reserve(bytes, demanded);
        if (reserved) {
            receive(run);
        } else if (demanded) {
            throw_no_spool_space(options_.budget->directory(), size_ - bytes_held_,
                                 options_.budget->left(), "what is read of " + name());
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (run.chunks.count == 0) return;
    if (reserved) options_.budget->give_back(bytes_of(run.chunks));
    give_up(run.chunks, failure);
}

// A network's pieces are short and lie across pages, each of which the file system would take in
// with two writes. Larger ones than this want memory in one piece, which costs it more again.
void RangedSource::receive(Run& run) const {
    constexpr uint64_t k_write = uint64_t(64) << 10;
    uint64_t at = run.chunks.first * options_.chunk_bytes;
    const uint64_t end = at + bytes_of(run.chunks);
    Bytes block;
    block.reserve(std::min(k_write, end - at));
    auto write_block = [&] {
        file_.write(at, block);
        at += block.size();
        block.clear();
        if (at % options_.chunk_bytes != 0 && at != end) return;
        arrived_whole({run.chunks.first, 1});
        run.chunks = {run.chunks.first + 1, run.chunks.count - 1};
    };
    auto take = [&](ByteSpan piece) {
        while (!piece.empty()) {
            const uint64_t chunk_end = (at / options_.chunk_bytes + 1) * options_.chunk_bytes;
            const uint64_t whole = std::min({k_write, chunk_end - at, end - at});
            const size_t count = std::min<size_t>(piece.size(), whole - block.size());
            block.insert(block.end(), piece.begin(), piece.begin() + ptrdiff_t(count));
            piece = piece.subspan(count);
            if (block.size() == whole) write_block();
        }
    };
    reader_->read(at, end - at, take, stop_.get_token());
}

// Another part that ends may give its room: whoever needs bytes waits for that, a while.
bool RangedSource::reserve(uint64_t bytes, bool demanded) const {
    constexpr int k_tries = 50;
    constexpr auto k_pause = std::chrono::milliseconds(200);
    for (int tries = k_tries;; --tries) {
        if (options_.budget->reserve(bytes, demanded)) return true;
        std::unique_lock lock(mutex_);
        const uint64_t oldest = oldest_part_locked();
        if (!demanded || parts_.size() < 2 || tries == 0) return false;
        part_ended_.wait_for(lock, stop_.get_token(), k_pause,
                             [&] { return oldest_part_locked() != oldest; });
        if (stop_.stop_requested()) return false;
    }
}

void RangedSource::settle_locked(ChunkRange chunks, State state) const {
    for (uint64_t i = chunks.first; i < chunks.first + chunks.count; ++i) {
        Chunk& chunk = chunks_[i];
        chunk.used = 0;
        chunk.touched = false;
        if (state == absent) end_announcement_locked(i);
        if (state == present) chunk.demanded = false;
        chunk.state = state;
    }
    arrived_.notify_all();
}

void RangedSource::arrived_whole(ChunkRange chunks) const {
    std::lock_guard lock(mutex_);
    bytes_fetched_ += bytes_of(chunks);
    if (options_.fetched) *options_.fetched += bytes_of(chunks);
    bytes_held_ += bytes_of(chunks);
    settle_locked(chunks, present);
}

void RangedSource::give_up(ChunkRange chunks, std::exception_ptr failure) const {
    std::lock_guard lock(mutex_);
    settle_locked(chunks, absent);
    if (failure && !failure_ && !stop_.stop_requested()) failure_ = failure;
}

uint64_t RangedSource::bytes_of(ChunkRange chunks) const {
    uint64_t begin = chunks.first * options_.chunk_bytes;
    return std::min(chunks.count * options_.chunk_bytes, size_ - begin);
}

}  // namespace gantry::blob
