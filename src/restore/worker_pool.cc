#include "restore/worker_pool.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace gantry::restore {

WorkerPool::WorkerPool(const ConnectionFactory& connect, int count, const std::string& setup_sql,
                       std::stop_token stop, std::function<void()> tick,
                       std::chrono::milliseconds period, std::function<void()> watch)
    : stop_(std::move(stop)),
      tick_(std::move(tick)),
      period_(period),
      watch_(std::move(watch)) {
    for (int i = 0; i < count; ++i) {
        connections_.push_back(connect());
        connections_.back()->execute(setup_sql);
    }
}

void WorkerPool::run(std::vector<Task> tasks) {
    std::mutex mutex;
    std::condition_variable ended;
    std::exception_ptr first_error;
    std::atomic<bool> cancelled{false};
    std::atomic<size_t> next{0};
    size_t running = connections_.size();

    auto work = [&](pg::Connection& connection) {
        Worker worker{connection, cancelled};
        try {
            for (size_t i; !cancelled && (i = next++) < tasks.size();) tasks[i](worker);
        } catch (...) {
            std::lock_guard lock(mutex);
            if (!first_error) first_error = std::current_exception();
            cancelled = true;
        }
        std::lock_guard lock(mutex);
        --running;
        ended.notify_all();
    };

    auto watch_or_cancel = [&] {
        try {
            watch_();
        } catch (...) {
            std::lock_guard lock(mutex);
            if (!first_error) first_error = std::current_exception();
            cancelled = true;
        }
    };
    std::vector<std::jthread> threads;
    for (auto& connection : connections_) {
        threads.emplace_back([&work, &connection] { work(*connection); });
    }
    // A stop must be noticed soon, whatever the period of the display.
    constexpr std::chrono::milliseconds k_poll(50);
    auto next_tick = std::chrono::steady_clock::now() + period_;
    bool stopped = false;
    {
        std::unique_lock lock(mutex);
        while (running > 0) {
            ended.wait_for(lock, k_poll);
            if (stop_.stop_requested()) stopped = cancelled = true;
            bool cancel = cancelled && running > 0;
            lock.unlock();
            if (!cancel) watch_or_cancel();
            if (cancel) {
                for (auto& connection : connections_) connection->cancel();
            }
            if (std::chrono::steady_clock::now() >= next_tick) {
                tick_();
                next_tick = std::chrono::steady_clock::now() + period_;
            }
            lock.lock();
        }
    }
    threads.clear();
    if (stopped) throw Stopped();
    if (first_error) std::rethrow_exception(first_error);
}

}  // namespace gantry::restore
