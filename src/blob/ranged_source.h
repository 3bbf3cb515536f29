#pragma once
// A ByteSource over bytes that are fetched by range when they are needed, or a little before: by
// read-ahead behind whoever reads in order, and by what will_need() announced. A few threads of its
// own fetch, so that several requests are under way; who needs bytes waits for his alone, and
// several who need the same wait for one fetch. Threads start when there is work for them and end
// when there was none for a while: of a thousand open sources few have any.
//
// What was fetched lies in a file without a name that is mapped into memory (sparse_file.h), and
// counts against a DiskBudget. It is dropped again when used() says that all of a chunk was read,
// and where the budget is short, what was used longest ago: never what a part that is being read
// needed, nor what was needed outside any part (base/byte_source.h); a part begins when half of the
// budget is free or can be, or none is being read. Without anything to drop, need() is error 3257.
// Read-ahead passes over what was read to its end: another reader did that. Memory: about 20 bytes
// a chunk, and 64 KB a request under way; a chunk can be read when it is whole. Mapped pages are
// the page cache's.
//
// Errors of the reader are thrown by need() in the threads that wait for those bytes, and by all
// later calls that would have to fetch: a source that failed has failed. `stop` ends all waiting.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/byte_source.h"
#include "blob/disk_budget.h"
#include "blob/range_reader.h"
#include "blob/read_ahead.h"
#include "blob/sparse_file.h"

namespace gantry::blob {

struct RangedOptions {
    uint64_t chunk_bytes = uint64_t(256) << 10;  // what is fetched or not: a power of two
    uint64_t range_bytes = uint64_t(16) << 20;   // of one request at most
    int connections = 4;
    // In front of one reader in order.
    uint64_t read_ahead_bytes = uint64_t(64) << 20;
    // Fetched because announced, and not needed yet: no more of it is fetched meanwhile.
    uint64_t announced_bytes = uint64_t(96) << 20;
    std::shared_ptr<DiskBudget> budget = {};              // null: one of its own
    std::shared_ptr<std::atomic<uint64_t>> fetched = {};  // null, or gets all bytes that come
    std::stop_token stop = {};
};

class RangedSource final : public ByteSource, private DiskBudget::Holder {
  public:
    RangedSource(std::unique_ptr<RangeReader> reader, RangedOptions options);
    ~RangedSource() override;

    const std::string& name() const override { return reader_->name(); }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override;
    ByteSpan mapped() const override { return {file_.data(), size_}; }
    void release(uint64_t offset, uint64_t size) const override { file_.release(offset, size); }
    void read_here_and_there(bool on) const override { here_and_there_ = on; }
    bool fetches() const override { return true; }
    void need(uint64_t offset, uint64_t size) const override;
    void will_need(uint64_t offset, uint64_t size) const override;
    void used(uint64_t offset, uint64_t size, bool now) const override;
    uint64_t begin_part() const override;
    void end_part(uint64_t part) const override;
    void forget() const override;

    uint64_t bytes_fetched() const { return bytes_fetched_; }
    uint64_t bytes_held() const { return bytes_held_; }

  private:
    enum State : uint8_t { absent, fetching, present };
    struct Chunk {
        std::atomic<uint8_t> state{absent};
        std::atomic<bool> touched{false};  // since it was fetched
        // Under mutex_: somebody waits for it; an announcement is for it; it was fetched for that,
        // and not needed yet; it was read to its end and dropped.
        bool demanded = false;
        bool wanted = false;
        bool announced = false;
        bool finished = false;
        // The part clock when it was needed last; 0: never, k_for_good: outside any part.
        std::atomic<uint32_t> epoch{0};
        std::atomic<uint32_t> used{0};  // bytes
    };
    enum class Why : uint8_t { demanded, read_ahead, read_again, announced };
    struct Run {  // of one request
        ChunkRange chunks;
        Why why = Why::demanded;
    };
    static constexpr uint32_t k_for_good = UINT32_MAX;

    // Those named ..._locked want mutex_ held.
    bool touch(uint64_t chunk) const;
    void touch_first_locked(uint64_t chunk) const;
    bool fetches_announced_locked() const;
    void end_announcement_locked(uint64_t chunk) const;
    void fetch_now(uint64_t first, uint64_t last) const;
    void demand_locked(ChunkRange chunks) const;
    void throw_if_ended_locked() const;

    void start_workers_locked(bool demanded) const;
    void start_worker_locked(bool demands_only) const;
    void work(bool demands_only) const;
    std::optional<Run> wait_for_run(bool demands_only) const;
    std::optional<Run> next_run_locked(bool demands_only) const;
    std::optional<Run> take_run_locked(std::deque<ChunkRange>& queue, Why why) const;
    void add_wanted_locked(Run& run) const;
    void fetch(Run run) const;
    void receive(Run& run) const;
    bool reserve(uint64_t bytes, bool demanded) const;
    void arrived_whole(ChunkRange chunks) const;
    void give_up(ChunkRange chunks, std::exception_ptr failure) const;
    void settle_locked(ChunkRange chunks, State state) const;

    void wait_for_room(std::unique_lock<std::mutex>& lock) const;
    uint64_t droppable_bytes_locked() const;
    void evict(uint64_t bytes, bool unread_too) override;
    // Unless it was needed at `before` or later.
    bool drop_locked(uint64_t chunk, uint64_t before) const;
    bool finish_locked(uint64_t chunk, uint64_t before) const;
    void drop_finished_locked() const;
    uint64_t oldest_part_locked() const;
    uint64_t bytes_of(ChunkRange chunks) const;

    std::unique_ptr<RangeReader> reader_;
    uint64_t size_;
    RangedOptions options_;
    uint64_t chunk_count_;
    mutable SparseFile file_;
    std::unique_ptr<Chunk[]> chunks_;

    mutable std::mutex mutex_;
    mutable std::condition_variable_any arrived_;  // something was fetched, or failed
    mutable std::condition_variable_any work_;     // something is to be fetched
    mutable std::condition_variable_any part_ended_;
    mutable std::deque<ChunkRange> demands_;
    mutable std::deque<ChunkRange> ahead_;      // read-ahead
    mutable std::deque<ChunkRange> again_;      // of a reader of finished chunks
    mutable std::deque<ChunkRange> announced_;  // will_need()
    mutable uint64_t unread_announced_ = 0;     // bytes fetched for announced_, not touched yet
    mutable ReadAhead read_ahead_;
    mutable std::exception_ptr failure_;
    mutable std::map<uint32_t, std::thread::id> parts_;  // that are being read, and who reads
    mutable std::vector<uint64_t> finished_;             // chunks all of whose bytes were used

    mutable std::atomic<bool> here_and_there_{false};
    mutable std::atomic<uint32_t> clock_{1};
    mutable std::atomic<uint32_t> touch_epoch_{k_for_good};
    mutable std::atomic<uint64_t> bytes_fetched_{0};
    mutable std::atomic<uint64_t> bytes_held_{0};

    struct Workers {
        int running = 0;
        int idle = 0;
    };
    mutable Workers demand_worker_, other_workers_;  // the one for demands alone; the rest
    mutable std::vector<std::jthread> workers_;
    mutable std::vector<std::thread::id> ended_;  // of workers_
    std::stop_source stop_;
    std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace gantry::blob
