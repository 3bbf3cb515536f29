#include "blob/chunk_pipeline.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "blob/digest.h"
#include "blob/error.h"

namespace gantry::blob {
namespace {

class Pipeline {
  public:
    Pipeline(unsigned workers, const ChunkWork& work, std::stop_token outer)
        : work_(work), free_(workers + 1), outer_(outer, [this] { stop_.request_stop(); }) {
        for (unsigned i = 0; i < workers; ++i)
            threads_.emplace_back([this] { run(); });
    }
    ~Pipeline() {
        stop_.request_stop();
        threads_.clear();  // joins
    }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    // A buffer to fill; waits for one. False when all ends.
    bool take_buffer(Bytes& buffer) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop_.get_token(), [this] { return free_ != 0; })) return false;
        --free_;
        if (!spare_.empty()) {
            buffer = std::move(spare_.back());
            spare_.pop_back();
        }
        return true;
    }
    void give(Chunk chunk) {
        std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(chunk));
        changed_.notify_all();
    }
    // All that was given is done; throws what went wrong.
    void finish() {
        {
            std::lock_guard lock(mutex_);
            all_given_ = true;
            changed_.notify_all();
        }
        threads_.clear();
        if (error_) std::rethrow_exception(error_);
        if (stop_.stop_requested()) throw BlobError(BlobFault::cancelled, "cancelled");
    }

  private:
    void run() {
        for (;;) {
            Chunk chunk;
            {
                std::unique_lock lock(mutex_);
                bool more = changed_.wait(lock, stop_.get_token(),
                                          [this] { return !waiting_.empty() || all_given_; });
                if (!more || waiting_.empty()) return;
                chunk = std::move(waiting_.front());
                waiting_.pop_front();
            }
            try {
                work_(chunk, stop_.get_token());
            } catch (...) {
                std::lock_guard lock(mutex_);
                if (!error_) error_ = std::current_exception();
                stop_.request_stop();
                return;
            }
            std::lock_guard lock(mutex_);
            spare_.push_back(std::move(chunk.bytes));
            ++free_;
            changed_.notify_all();
        }
    }

    const ChunkWork& work_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Chunk> waiting_;
    std::vector<Bytes> spare_;
    unsigned free_;
    bool all_given_ = false;
    std::exception_ptr error_;
    std::stop_source stop_;
    std::stop_callback<std::function<void()>> outer_;
    std::vector<std::jthread> threads_;
};

}  // namespace

Bytes work_in_chunks(const LocalFile& file, uint64_t chunk_bytes, unsigned workers,
                     const ChunkWork& work, std::stop_token stop) {
    Md5 whole;
    Pipeline pipeline(workers, work, std::move(stop));
    Chunk chunk;
    while (chunk.offset < file.size() && pipeline.take_buffer(chunk.bytes)) {
        chunk.bytes.resize(std::min(chunk_bytes, file.size() - chunk.offset));
        file.read(chunk.offset, chunk.bytes);
        whole.add(chunk.bytes);
        Chunk next{chunk.index + 1, chunk.offset + chunk.bytes.size(), {}};
        pipeline.give(std::move(chunk));
        chunk = std::move(next);
    }
    pipeline.finish();
    return whole.finish();
}

}  // namespace gantry::blob
