#pragma once
// Who is connected to the instance and what runs: sessions of clients and background tasks such as
// a restore. What sys.dm_exec_sessions, sys.dm_exec_requests, sp_who and KILL go by.
//
//     auto task = environment.activity->start_task({"RESTORE DATABASE", "sales", id, login, text});
//     task->set_progress(done, total);        // from any thread
//     if (task->stop_token().stop_requested()) ...   // somebody said KILL
//
// An Activity is written by its owner, mostly through relaxed atomics, so that a statement pays a
// few stores; anybody may read it. Texts and the rarer facts are behind a mutex of its own.
// ActivityRegistry is thread-safe and shared: a task may outlive the listener with its sessions.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/context.h"
#include "session/resource_meter.h"
#include "session/unit_cache.h"

namespace gantry::session {

using SystemTime = std::chrono::system_clock::time_point;

// What does not change while the session lives.
struct ActivityIdentity {
    int32_t session_id = 0;
    bool is_background = false;
    std::string login;
    Bytes login_sid;
    std::string host, program, interface_name;
    uint32_t client_process_id = 0;
    uint32_t tds_version = 0;  // as the client sent it
    bool encrypted = false;
    int32_t packet_bytes = 0;
    std::string client_address, local_address;
    uint16_t client_port = 0;
    uint16_t local_port = 0;
    int32_t backend_pid = 0;  // of its PostgreSQL backend; 0: none of its own
    SystemTime login_time;
    std::string connection_id;  // a GUID's text
};

// What USE and SET change.
struct ActivityFacts {
    std::string database;
    int32_t database_id = 0;
    engine::SessionSettings settings;
    bool ansi_defaults = false;
    int16_t isolation_level = 2;  // as sys.dm_exec_sessions counts them
    int32_t lock_timeout_ms = -1;
    int64_t text_size = 0;
    Bytes context_info;
};

enum class ActivityWait : uint8_t { none, waitfor };

// One look at an Activity.
struct ActivityView {
    ActivityIdentity identity;
    ActivityFacts facts;
    bool running = false;
    bool killed = false;
    ActivityWait wait = ActivityWait::none;
    SystemTime request_start;               // of the last request
    std::optional<SystemTime> request_end;  // of the last one that ended
    SystemTime wait_start;
    std::string command;           // "SELECT", "RESTORE DATABASE"; "AWAITING COMMAND" when idle
    UnitPtr unit;                  // the batch or module that runs, or the last one that ran
    std::string text;              // instead of a unit: a task's
    uint32_t statement_begin = 0;  // bytes in the unit's text
    uint32_t statement_end = 0;
    double percent_complete = 0;
    std::optional<std::chrono::milliseconds> remaining;
    int32_t transaction_count = 0;
    uint64_t transaction_id = 0;
    int64_t row_count = 0;
    int32_t last_error = 0;
    int32_t nest_level = 0;
    uint64_t request_count = 0;
    Consumption used;             // by the session
    Consumption used_by_request;  // by the request that runs
};

class Activity {
  public:
    explicit Activity(ActivityIdentity identity);

    int32_t session_id() const { return identity_.session_id; }
    const ActivityIdentity& identity() const { return identity_; }
    // Its PostgreSQL backend now: another one after a restart (pause_gate.h).
    int32_t backend_pid() const { return backend_pid_.load(std::memory_order_relaxed); }

    // ---- The owner.
    void begin_request();
    void end_request();
    // `command` must live for ever. Offsets are those of the syntax tree.
    void statement(const char* command, uint32_t begin, uint32_t end) {
        command_.store(command, std::memory_order_relaxed);
        begin_.store(begin, std::memory_order_relaxed);
        end_.store(end, std::memory_order_relaxed);
    }
    void set_backend_pid(int32_t pid) {
        backend_pid_.store(pid, std::memory_order_relaxed);
        meter_.set_backend(pid);
    }
    // This thread works for it. A task's threads are not told.
    void watch_this_thread() { meter_.watch_this_thread(); }
    void set_unit(UnitPtr unit);
    UnitPtr unit() const;
    void set_text(std::string text);
    void set_facts(ActivityFacts facts);
    void set_wait(ActivityWait wait);
    void set_counters(int32_t transaction_count, uint64_t transaction_id, int64_t row_count,
                      int32_t last_error, int32_t nest_level);
    // How far the request is. The time left is reckoned from the time it took so far.
    void set_progress(uint64_t done, uint64_t total);

    // ---- Anybody.
    void mark_killed() { killed_.store(true, std::memory_order_relaxed); }
    bool is_killed() const { return killed_.load(std::memory_order_relaxed); }
    ActivityView view() const;

  private:
    const ActivityIdentity identity_;
    std::atomic<int32_t> backend_pid_{identity_.backend_pid};
    ResourceMeter meter_;
    std::atomic<const char*> command_{nullptr};
    std::atomic<uint32_t> begin_{0};
    std::atomic<uint32_t> end_{0};
    std::atomic<int64_t> request_start_;  // microseconds of the system's clock
    std::atomic<int64_t> request_end_{0};
    std::atomic<int64_t> wait_start_{0};
    std::atomic<int64_t> estimated_end_{0};
    std::atomic<uint64_t> request_count_{0};
    std::atomic<bool> running_{false};
    std::atomic<bool> killed_{false};
    std::atomic<ActivityWait> wait_{ActivityWait::none};
    std::atomic<float> percent_{0};
    std::atomic<int32_t> transaction_count_{0};
    std::atomic<uint64_t> transaction_id_{0};
    std::atomic<int64_t> row_count_{0};
    std::atomic<int32_t> last_error_{0};
    std::atomic<int32_t> nest_level_{0};

    mutable std::mutex mutex_;  // guards what follows
    ActivityFacts facts_;
    UnitPtr unit_;
    std::string text_;
};

using ActivityPtr = std::shared_ptr<Activity>;  // its session, and whoever looks at it just then

class ActivityRegistry;

struct TaskRequest {
    const char* command = "";  // at most 32 characters, lives for ever
    std::string database;
    int32_t database_id = 0;
    std::string login;
    Bytes login_sid;
    std::string text;  // the statement; secrets are masked when it is shown
};

// A background task; it is gone from the views with this.
class BackgroundTask {
  public:
    BackgroundTask(std::shared_ptr<ActivityRegistry> registry, ActivityPtr activity,
                   std::stop_source stop);
    ~BackgroundTask();
    BackgroundTask(const BackgroundTask&) = delete;
    BackgroundTask& operator=(const BackgroundTask&) = delete;

    int32_t session_id() const { return activity_->session_id(); }
    void set_progress(uint64_t done, uint64_t total) { activity_->set_progress(done, total); }
    // "RESTORE DATABASE" becomes "DB STARTUP", say. `command` lives for ever.
    void set_command(const char* command) { activity_->statement(command, 0, 0); }
    // Asked to stop by KILL; the owner may ask, too.
    std::stop_token stop_token() const { return stop_.get_token(); }
    void request_stop() { stop_.request_stop(); }
    bool is_killed() const { return activity_->is_killed(); }

  private:
    std::shared_ptr<ActivityRegistry> registry_;
    ActivityPtr activity_;
    std::stop_source stop_;
};

enum class KillOutcome : uint8_t { killed, not_found, already_ending };

class ActivityRegistry : public std::enable_shared_from_this<ActivityRegistry> {
  public:
    // Sessions of clients have the numbers below; gantry.toml allows fewer clients.
    static constexpr int32_t k_first_task_id = 20001;

    // `end` makes the session's thread end; it must be quick and not come back here. Called under
    // the registry's lock, so that the session still is there.
    ActivityPtr add_session(ActivityIdentity identity, std::function<void()> end);
    void remove(int32_t session_id);
    std::unique_ptr<BackgroundTask> start_task(TaskRequest request);

    // Ends a session and closes its connection, or asks a task to stop. Does not wait for it.
    KillOutcome kill(int32_t session_id);
    ActivityPtr find(int32_t session_id) const;
    std::vector<ActivityPtr> all() const;  // by session_id

  private:
    struct Entry {
        ActivityPtr activity;
        std::function<void()> end;
        std::stop_source stop{std::nostopstate};
    };

    mutable std::mutex mutex_;
    std::map<int32_t, Entry> entries_;
};

}  // namespace gantry::session
