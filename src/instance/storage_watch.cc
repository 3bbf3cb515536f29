#include "instance/storage_watch.h"

#include <fmt/core.h>

#include "base/log.h"

namespace gantry::instance {
namespace {

using session::StorageLevel;
using session::StorageState;
using Clock = std::chrono::steady_clock;

constexpr int k_idle_ms = 10'000;
constexpr auto k_sweep_interval = std::chrono::seconds(10);
constexpr auto k_log_interval = std::chrono::seconds(1);
constexpr uint64_t k_plenty = 3;
constexpr auto k_try_for = std::chrono::seconds(120);
constexpr size_t k_tables_max = 500;

const char* level_name(StorageLevel level) {
    switch (level) {
        case StorageLevel::free:
            return "free";
        case StorageLevel::full:
            return "full";
        case StorageLevel::critical:
            return "critical";
    }
    return "";
}

int milliseconds_since(Clock::time_point start) {
    return int(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

}  // namespace

StorageWatch::StorageWatch(session::StorageGate& gate, std::string cluster_dir,
                           std::string conninfo, int64_t quota_mb)
    : gate_(gate),
      cluster_dir_(std::move(cluster_dir)),
      conninfo_(std::move(conninfo)),
      quota_mb_(quota_mb) {
    look();  // before the first client
    thread_ = std::thread([this] { run(); });
}

StorageWatch::~StorageWatch() {
    stop();
}

void StorageWatch::stop() {
    gate_.stop();
    if (thread_.joinable()) thread_.join();
}

void StorageWatch::run() {
    int pause_ms = next_look_ms(gate_.state(), cost_ms_);
    for (;;) {
        // Somebody who grows wakes us, but not before this much has passed.
        if (!gate_.wait(pause_ms, false)) return;
        if (!gate_.wait(k_idle_ms - pause_ms, true)) return;
        look();
        gate_.round_done();
        pause_ms = std::min(next_look_ms(gate_.state(), cost_ms_), k_idle_ms);
    }
}

void StorageWatch::look() {
    try {
        StorageState state = measure();
        tell(state);  // what grows is cancelled now, not when there is room again
        // Also while room inside of files is being used up: it is counted anew.
        let_log_grow();
        if (state.level == StorageLevel::free && reusable_bytes_ == 0) return;
        connect();
        if (state.by_disk) {
            shrink_log();
        } else {
            make_room();
        }
        tell(measure());
    } catch (const Error& error) {
        // PostgreSQL is down, or starts again: the next look finds it.
        connection_.reset();
        log::debug("storage_watch", {{"why", error.what()}});
    }
}

StorageState StorageWatch::measure() {
    const auto start = Clock::now();
    const uint64_t quota_bytes = uint64_t(quota_mb_.load()) << 20;
    const StorageUse use =
        quota_bytes > 0 ? measure_storage(cluster_dir_) : measure_disk(cluster_dir_);
    cost_ms_ = milliseconds_since(start);
    log_bytes_ = use.log_bytes;
    disk_has_plenty_ = use.disk_free_bytes >= k_plenty * disk_reserve(use.disk_total_bytes);
    StorageState raw = storage_state(use, quota_bytes, 0);
    if (raw.level == StorageLevel::free) reusable_bytes_ = 0;
    return storage_state(use, quota_bytes, reusable_bytes_);
}

void StorageWatch::tell(const StorageState& state) {
    gate_.set(state);
    if (state.level == told_) return;
    told_ = state.level;
    const std::string used = std::to_string(state.used_bytes >> 20);
    const std::string quota = std::to_string(state.quota_bytes >> 20);
    if (state.level == StorageLevel::free) {
        log::info("storage_free", {{"used_mb", used}, {"quota_mb", quota}});
    } else {
        log::warning("storage_full", {{"level", level_name(state.level)},
                                      {"of", state.by_disk ? "disk" : "quota"},
                                      {"used_mb", used},
                                      {"quota_mb", quota},
                                      {"left_mb", std::to_string(state.free_bytes >> 20)}});
    }
}

void StorageWatch::connect() {
    if (connection_ != nullptr) return;
    connection_ = std::make_unique<pg::Connection>(conninfo_);
    connection_->execute(
        "SET statement_timeout = '20s'; SET lock_timeout = '2s'; "
        // An autovacuum that is in our way ends after this.
        "SET deadlock_timeout = '50ms'; "
        "SET search_path = pg_catalog, gantry_instance");
}

// A disk that others fill too. What can be given back at once is log that no crash needs any more:
// PostgreSQL keeps up to max_wal_size of it for reuse.
void StorageWatch::shrink_log() {
    const auto now = Clock::now();
    if (now < next_sweep_) return;
    next_sweep_ = now + k_log_interval;
    if (!log_is_small_) {
        connection_->execute("ALTER SYSTEM SET max_wal_size = '64MB'");
        connection_->execute("ALTER SYSTEM SET min_wal_size = '32MB'");
        connection_->execute("SELECT pg_reload_conf()");
        log_is_small_ = true;
    }
    connection_->execute("CHECKPOINT");
}

// When there is plenty again, so that it does not go to and fro.
void StorageWatch::let_log_grow() {
    if (!log_is_small_ || !disk_has_plenty_) return;
    connect();
    connection_->execute("ALTER SYSTEM RESET max_wal_size");
    connection_->execute("ALTER SYSTEM RESET min_wal_size");
    connection_->execute("SELECT pg_reload_conf()");
    log_is_small_ = false;
}

void StorageWatch::make_room() {
    if (!has_free_space_map_) {
        has_free_space_map_ = true;
        try {
            connection_->execute(
                "CREATE EXTENSION IF NOT EXISTS pg_freespacemap SCHEMA "
                "gantry_instance");
        } catch (const pg::PgError& error) {
            // Without it only what vacuum gives back to the disk counts.
            log::info("no_free_space_map", {{"why", error.what()}});
        }
    }
    vacuum(*connection_);
    // Deleting and vacuuming write log of their own; a checkpoint gives back what is beyond
    // max_wal_size, an eighth of the quota or 64 MB.
    measure();
    if (log_bytes_ > std::max<uint64_t>((uint64_t(quota_mb_.load()) << 20) / 8, 80 << 20)) {
        connection_->execute("CHECKPOINT");
    }
    count_reusable(*connection_);
}

// Those PostgreSQL itself knows of, now and then.
void StorageWatch::note_dead_rows(pg::Executor& executor) {
    const auto now = Clock::now();
    if (now < next_sweep_) return;
    next_sweep_ = now + k_sweep_interval;
    executor.execute("CHECKPOINT");  // log that is not needed any more
    const pg::Result dead = executor.query(
        "SELECT format('%I.%I', schemaname, relname) FROM pg_stat_all_tables "
        "WHERE n_dead_tup > 1000 AND n_dead_tup > n_live_tup / 20 "
        "ORDER BY n_dead_tup DESC LIMIT 20");
    for (const pg::Row& row : dead.rows)
        tables_[row[0].value_or("")] = now + k_sweep_interval;
    next_retry_ = {};
}

void StorageWatch::vacuum(pg::Executor& executor) {
    const auto start = Clock::now();
    const std::vector<std::string> freed = gate_.take_freed();
    for (const std::string& table : freed) {
        if (tables_.size() < k_tables_max) tables_[table] = start + k_try_for;
    }
    note_dead_rows(executor);
    std::erase_if(tables_, [&](const auto& entry) { return entry.second < start; });
    const bool due = !freed.empty() || gate_.is_asked() || next_retry_ == Clock::time_point{};
    if (tables_.empty() || !due) return;
    if (start < next_retry_) {
        if (!gate_.is_asked()) return;
        // Half of the time at most is spent on it, but whoever waits gets an answer that holds.
        std::this_thread::sleep_until(std::min(next_retry_, start + std::chrono::seconds(1)));
    }
    next_count_ = {};
    for (const auto& [table, until] : tables_) {
        try {
            executor.execute("VACUUM " + table);
        } catch (const pg::PgError& error) {
            log::debug("vacuum_skipped", {{"table", table}, {"why", error.what()}});
        }
    }
    next_retry_ = Clock::now() + std::chrono::milliseconds(milliseconds_since(start));
}

// Pages that are at least half empty. It reads free space maps: not too often.
void StorageWatch::count_reusable(pg::Executor& executor) {
    const auto start = Clock::now();
    if (start < next_count_) return;
    try {
        auto sum = executor
                       .query(
                           "SELECT coalesce(sum(f.avail), 0) FROM pg_class c, "
                           "LATERAL gantry_instance.pg_freespace(c.oid::regclass) f "
                           "WHERE c.relkind IN ('r', 't', 'm', 'i') AND c.relpersistence = 'p' "
                           "AND c.relpages > 64 AND f.avail >= 4096")
                       .value();
        reusable_bytes_ = sum ? std::strtoull(sum->c_str(), nullptr, 10) : 0;
    } catch (const pg::PgError& error) {
        log::debug("free_space_not_counted", {{"why", error.what()}});
        reusable_bytes_ = 0;
    }
    const int cost = milliseconds_since(start);
    next_count_ = Clock::now() + std::chrono::milliseconds(std::max(100, cost * 20));
}

}  // namespace gantry::instance
