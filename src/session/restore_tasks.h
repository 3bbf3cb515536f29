#pragma once
// Restores as background tasks of the instance: who asked for one waits for it, and may go away
// while it goes on. Each task is a thread of its own, and within it a restore with its workers; a
// budget of workers, made from the instance's cores and memory, decides how many run side by side,
// the others wait in order of arrival ("pending").
//
// Made by instance::Server before the listener and stopped behind it: stop() cancels all tasks,
// which clean up, and returns when their threads have ended. Thread-safe. A RestoreTask is shared
// by the task's thread and everybody who looks at it.
//
// Errors: start() throws SqlError 3101 while a task of that database lives, and 701 when too many
// wait. What a task ended with is thrown from RestoreTask::report().

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "restore/restore.h"
#include "session/activity.h"

namespace gantry::session {

struct RestoreBudget {
    int workers = 4;           // of all tasks that run
    int workers_per_task = 2;  // of one, when there are as many free
};
// Each worker has a connection, rows on their way and memory for building an index. Tasks may have
// twice the cores together: one reads while another waits for PostgreSQL.
RestoreBudget restore_budget(int vcores, int64_t memory_mb);

struct RestoreOrder {
    std::string database;
    std::string command = "RESTORE DATABASE";  // as sys.dm_exec_requests has it
    // Where others see it, and KILL ends it; may be null. Shared with who set it up.
    std::shared_ptr<BackgroundTask> shown;
    // Runs in the task's thread.
    std::function<restore::RestoreReport(int workers, restore::ProgressSink&, std::stop_token)> run;
    // Told how it ended, in the task's thread, before anybody else; null: well. May be empty.
    std::function<void(const std::exception_ptr&)> ended;
};

class RestoreTask {
  public:
    enum class State : uint8_t { pending, running, done };
    struct View {
        State state = State::pending;
        int percent = 0;
        std::string step;  // "load rows"
        std::chrono::milliseconds elapsed{0};
    };

    explicit RestoreTask(RestoreOrder order);

    const RestoreOrder& order() const { return order_; }
    View view() const;
    // True when it is done, at the latest after `patience`.
    bool wait(std::chrono::milliseconds patience) const;
    // Asks it to end and clean up; wait() tells when it has. Idempotent.
    void cancel() { stop_.request_stop(); }
    bool is_cancelled() const { return stop_.stop_requested(); }
    // Of a task that is done: what it did, or throws what it ended with.
    const restore::RestoreReport& report() const;

  private:
    friend class RestoreTasks;
    class Sink;
    void run(int workers);
    void end(std::exception_ptr error);

    RestoreOrder order_;
    std::stop_source stop_;
    std::optional<std::stop_callback<std::function<void()>>> on_kill_;
    std::chrono::steady_clock::time_point started_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    View view_;
    restore::RestoreReport report_;
    std::exception_ptr error_;
};

using RestoreTaskPtr = std::shared_ptr<RestoreTask>;

class RestoreTasks {
  public:
    explicit RestoreTasks(const RestoreBudget& budget) : budget_(budget) {}
    ~RestoreTasks() { stop(); }
    RestoreTasks(const RestoreTasks&) = delete;
    RestoreTasks& operator=(const RestoreTasks&) = delete;

    RestoreTaskPtr start(RestoreOrder order);
    // Tasks that are not done, in order of arrival.
    std::vector<RestoreTaskPtr> live() const;
    // The live task of that database, if any; names compare as the instance's do.
    RestoreTaskPtr find(std::string_view database) const;
    // For an instance that changes its size; tasks that run keep what they have.
    void set_budget(const RestoreBudget& budget);
    void stop();

  private:
    struct Running {
        RestoreTaskPtr task;
        std::jthread thread;
    };
    void run(const RestoreTaskPtr& task);
    int admit(const RestoreTaskPtr& task);
    void leave(int workers);
    void reap();

    RestoreBudget budget_;
    mutable std::mutex mutex_;
    std::condition_variable_any room_;
    std::deque<RestoreTask*> waiting_;
    int workers_used_ = 0;
    bool stopping_ = false;
    std::list<Running> tasks_;
};

}  // namespace gantry::session
