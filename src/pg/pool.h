#pragma once
// Warm WireSessions, so that a login does not wait for a backend to start. A session is lent to
// one client at a time and comes back as new: ROLLBACK if needed, then DISCARD ALL, which drops
// temporary objects, prepared statements, settings and locks. A session that is broken, or has
// unanswered requests, is closed instead.
//
// Thread-safe. A thread of the pool keeps `spare_min` idle sessions ready. Leases must be returned
// before the pool is destroyed.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "pg/wire_session.h"

namespace gantry::pg {

struct PoolOptions {
    std::string conninfo;
    size_t spare_min = 2;         // idle sessions kept ready
    size_t spare_max = 16;        // more idle ones are closed
    size_t sessions_max = 500;    // lent and idle together
    int wait_timeout_ms = 15000;  // take() waits this long at sessions_max, and for a restart
    std::string setup_sql;        // run on each new session and again after each reset
};

struct PoolStatus {
    size_t lent = 0;
    size_t idle = 0;
    uint64_t opened_total = 0;
};

class Pool {
  public:
    // A session on loan; gives it back when destroyed.
    class Lease {
      public:
        Lease() = default;
        Lease(Pool* pool, std::unique_ptr<WireSession> session)
            : pool_(pool), session_(std::move(session)) {}
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&& other) noexcept;
        ~Lease() { release(); }

        WireSession& operator*() const { return *session_; }
        WireSession* operator->() const { return session_.get(); }
        explicit operator bool() const { return session_ != nullptr; }
        // Gives it back now. Never throws.
        void release();
        // Closes it instead: no other client gets it.
        void discard();

      private:
        Pool* pool_ = nullptr;
        std::unique_ptr<WireSession> session_;
    };

    explicit Pool(PoolOptions options);
    ~Pool();

    // IoError when PostgreSQL cannot be reached, or all sessions are lent, until the timeout.
    Lease take();
    PoolStatus status() const;
    // Closes idle sessions, for instance after PostgreSQL was restarted.
    void drop_idle();
    // Leases that are out stay, also when there are more of them.
    void set_sessions_max(size_t count);
    const std::string& conninfo() const { return options_.conninfo; }

  private:
    void give_back(std::unique_ptr<WireSession> session);
    void forget_lent();
    std::unique_ptr<WireSession> open();
    void keep_spares(std::stop_token stop);

    PoolOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<std::unique_ptr<WireSession>> idle_;
    size_t lent_ = 0;
    size_t opening_ = 0;
    uint64_t opened_total_ = 0;
    std::jthread spare_thread_;
};

}  // namespace gantry::pg
