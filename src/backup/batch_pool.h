#pragma once
// Threads that work on batches while these are still being found: a short queue, so that who finds
// them waits when he is too far ahead. For one finder. The first exception of the work ends it and
// is thrown to the finder.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gantry::backup {

template <typename Batch>
class BatchPool {
  public:
    BatchPool(size_t threads, std::function<void(const Batch&)> work) : work_(std::move(work)) {
        for (size_t i = 0; i < threads; ++i)
            threads_.emplace_back([this] { run(); });
    }
    ~BatchPool() { end(true); }
    BatchPool(const BatchPool&) = delete;
    BatchPool& operator=(const BatchPool&) = delete;

    void add(Batch batch) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return failure_ || queue_.size() < 4 * threads_.size(); });
        if (failure_) std::rethrow_exception(failure_);
        queue_.push_back(std::move(batch));
        more_.notify_one();
    }
    // Waits until all batches are done.
    void finish() {
        end(false);
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    void end(bool drop) {
        {
            std::lock_guard lock(mutex_);
            ended_ = true;
            if (drop) queue_.clear();
            more_.notify_all();
        }
        threads_.clear();
    }
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            more_.wait(lock, [&] { return ended_ || !queue_.empty(); });
            if (queue_.empty() || failure_) return;
            Batch batch = std::move(queue_.front());
            queue_.pop_front();
            room_.notify_one();
            lock.unlock();
            std::exception_ptr failure;
            try {
                work_(batch);
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            if (!failure) continue;
            if (!failure_) failure_ = failure;
            room_.notify_all();
            return;
        }
    }

    std::function<void(const Batch&)> work_;
    std::mutex mutex_;
    std::condition_variable more_, room_;
    std::deque<Batch> queue_;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;
};

}  // namespace gantry::backup
