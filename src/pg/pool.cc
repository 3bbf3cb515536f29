#include "pg/pool.h"

#include <fmt/core.h>

#include <chrono>

#include "base/log.h"

namespace gantry::pg {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto k_retry_pause = std::chrono::milliseconds(200);

}  // namespace

Pool::Lease& Pool::Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        release();
        pool_ = other.pool_;
        session_ = std::move(other.session_);
    }
    return *this;
}

void Pool::Lease::release() {
    if (session_ != nullptr) pool_->give_back(std::move(session_));
}

void Pool::Lease::discard() {
    if (session_ == nullptr) return;
    session_.reset();
    pool_->forget_lent();
}

Pool::Pool(PoolOptions options) : options_(std::move(options)) {
    spare_thread_ = std::jthread([this](std::stop_token stop) { keep_spares(stop); });
}

Pool::~Pool() {
    spare_thread_.request_stop();
    changed_.notify_all();
    spare_thread_.join();
    GANTRY_ASSERT(lent_ == 0);
}

std::unique_ptr<WireSession> Pool::open() {
    auto session = std::make_unique<WireSession>(options_.conninfo);
    if (!options_.setup_sql.empty()) session->execute(options_.setup_sql);
    return session;
}

Pool::Lease Pool::take() {
    auto deadline = Clock::now() + std::chrono::milliseconds(options_.wait_timeout_ms);
    std::unique_lock lock(mutex_);
    for (;;) {
        while (!idle_.empty()) {
            std::unique_ptr<WireSession> session = std::move(idle_.back());
            idle_.pop_back();
            changed_.notify_all();  // the spare thread may have to open another
            if (!session->healthy()) continue;
            ++lent_;
            return Lease(this, std::move(session));
        }
        if (lent_ + opening_ < options_.sessions_max) {
            ++opening_;
            lock.unlock();
            std::unique_ptr<WireSession> session;
            std::string reason;
            try {
                session = open();
            } catch (const Error& error) {
                reason = error.what();
            }
            lock.lock();
            --opening_;
            if (session != nullptr) {
                ++opened_total_;
                ++lent_;
                return Lease(this, std::move(session));
            }
            // PostgreSQL may be starting again after a crash: wait for it, within the timeout.
            if (Clock::now() + k_retry_pause >= deadline) throw IoError(reason);
            changed_.wait_for(lock, k_retry_pause);
            continue;
        }
        if (changed_.wait_until(lock, deadline) == std::cv_status::timeout && idle_.empty() &&
            lent_ + opening_ >= options_.sessions_max) {
            throw IoError(
                fmt::format("all {} sessions of PostgreSQL are in use", options_.sessions_max),
                "raise max_sessions in gantry.toml, or close idle connections");
        }
    }
}

void Pool::give_back(std::unique_ptr<WireSession> session) {
    bool good = false;
    try {
        if (!session->broken() && session->pending_syncs() == 0) {
            session->on_notice({});
            session->on_notification({});
            if (session->transaction_status() != TransactionStatus::idle) {
                session->execute("ROLLBACK");
            }
            session->execute("DISCARD ALL");
            if (!options_.setup_sql.empty()) session->execute(options_.setup_sql);
            good = true;
        }
    } catch (const Error&) {
        // Whatever it is, the session is closed and the next client gets a new one.
    }
    std::unique_lock lock(mutex_);
    --lent_;
    if (good && idle_.size() < options_.spare_max) idle_.push_back(std::move(session));
    changed_.notify_all();
    lock.unlock();
}

void Pool::forget_lent() {
    std::lock_guard lock(mutex_);
    --lent_;
    changed_.notify_all();
}

PoolStatus Pool::status() const {
    std::lock_guard lock(mutex_);
    return {lent_, idle_.size(), opened_total_};
}

void Pool::drop_idle() {
    std::vector<std::unique_ptr<WireSession>> dropped;
    {
        std::lock_guard lock(mutex_);
        dropped.swap(idle_);
    }
    changed_.notify_all();
}

void Pool::set_sessions_max(size_t count) {
    std::lock_guard lock(mutex_);
    options_.sessions_max = count;
    changed_.notify_all();
}

void Pool::keep_spares(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        bool wanted = idle_.size() < options_.spare_min &&
                      lent_ + idle_.size() + opening_ < options_.sessions_max;
        if (!wanted) {
            changed_.wait(lock, stop, [this] {
                return idle_.size() < options_.spare_min &&
                       lent_ + idle_.size() + opening_ < options_.sessions_max;
            });
            continue;
        }
        ++opening_;
        lock.unlock();
        std::unique_ptr<WireSession> session;
        try {
            session = open();
        } catch (const Error& error) {
            log::debug("pool_open_failed", {{"reason", error.what()}});
        }
        lock.lock();
        --opening_;
        if (session != nullptr) {
            ++opened_total_;
            idle_.push_back(std::move(session));
            changed_.notify_all();
        } else {
            // Not on every notification: PostgreSQL is down, and clients retry too.
            changed_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
        }
    }
}

}  // namespace gantry::pg
