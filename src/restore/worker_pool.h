#pragma once
// Threads with a PostgreSQL connection each, for one restore. run() hands them tasks in order and
// waits; meanwhile it calls `tick`, `watch` more often, and looks at the stop token. When a task or
// `watch` throws, or the stop token is used, running statements are cancelled, tasks not begun are dropped, and the first
// error is rethrown from run() (Stopped when it was the token).

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "pg/connection.h"
#include "restore/restore.h"

namespace gantry::restore {

class WorkerPool {
  public:
    struct Worker {
        pg::Connection& connection;
        const std::atomic<bool>& cancelled;

        // Throws Stopped: to be called in long loops.
        void check() const {
            if (cancelled.load(std::memory_order_relaxed)) throw Stopped();
        }
    };
    using Task = std::function<void(Worker&)>;

    WorkerPool(const ConnectionFactory& connect, int count, const std::string& setup_sql,
               std::stop_token stop, std::function<void()> tick, std::chrono::milliseconds period,
               std::function<void()> watch);

    void run(std::vector<Task> tasks);
    size_t size() const { return connections_.size(); }

  private:
    std::vector<std::unique_ptr<pg::Connection>> connections_;
    std::stop_token stop_;
    std::function<void()> tick_;
    std::chrono::milliseconds period_;
    std::function<void()> watch_;
};

}  // namespace gantry::restore
