#include "instance/usage_sampler.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "instance/sizing.h"

namespace gantry::instance {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr auto k_interval = std::chrono::seconds(15);
constexpr int k_samples_between_trims = 240;  // an hour

int64_t ms_since_boot() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

// For PostgreSQL and for a datetime: milliseconds, UTC.
std::string time_text(system_clock::time_point time) {
    const auto ms = std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
    const time_t seconds = time_t(ms / 1000);
    tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", parts.tm_year + 1900,
                       parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                       ms % 1000);
}

// PostgreSQL moved its counters of writes twice.
const char* io_query(int version) {
    if (version >= 170000) {
        return "SELECT (SELECT coalesce(sum(blks_read), 0) FROM pg_stat_database), (SELECT "
               "buffers_written FROM pg_stat_checkpointer) + (SELECT buffers_clean FROM "
               "pg_stat_bgwriter) + (SELECT coalesce(sum(writes), 0) FROM pg_stat_io WHERE "
               "backend_type = 'client backend')::bigint, (SELECT wal_bytes FROM pg_stat_wal)";
    }
    return "SELECT (SELECT coalesce(sum(blks_read), 0) FROM pg_stat_database), (SELECT "
           "buffers_checkpoint + buffers_clean + buffers_backend FROM pg_stat_bgwriter), (SELECT "
           "wal_bytes FROM pg_stat_wal)";
}

int64_t integer(const std::optional<std::string>& text) {
    return text ? std::strtoll(text->c_str(), nullptr, 10) : 0;
}

}  // namespace

UsageSampler::UsageSampler(Sources sources) : sources_(std::move(sources)) {
    last_.start = last_.end = started_;
    last_.processes = process_usage(sources_.cluster.server_pid());
    thread_ = std::thread([this] { run(); });
}

UsageSampler::~UsageSampler() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

void UsageSampler::run() {
    auto next = std::chrono::steady_clock::now() + k_interval;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_until(lock, next, [this] { return stopping_; })) return;
        }
        next += k_interval;
        sample();
    }
}

UsageSample UsageSampler::measure(const UsageSample& since) const {
    UsageSample out;
    out.start = since.end;
    out.end = system_clock::now();
    out.processes = process_usage(sources_.cluster.server_pid());
    out.storage = measure_storage(sources_.cluster_dir);
    const auto used = [](const ProcessUsage& usage) {
        return double(usage.user_ms + usage.kernel_ms);
    };
    const InstanceConfig config = sources_.config.get();
    const int cores = std::min(effective_vcores(config), machine_size().cores);
    const double passed_ms = std::chrono::duration<double, std::milli>(out.end - out.start).count();
    // Less than before after a restart of PostgreSQL, whose processes are new.
    const double spent_ms = std::max(0.0, used(out.processes) - used(since.processes));
    if (passed_ms > 0) {
        out.cpu_percent = std::min(100.0, spent_ms * 100 / (passed_ms * std::max(1, cores)));
    }
    return out;
}

UsageSample UsageSampler::now() const {
    UsageSample since;
    {
        std::lock_guard lock(mutex_);
        since = last_;
    }
    return measure(since);
}

void UsageSampler::sample() {
    const UsageSample taken = now();
    {
        std::lock_guard lock(mutex_);
        last_ = taken;
    }
    // The last room of a disk is for what clients do.
    const session::StorageGate* gate = gate_;
    if (gate != nullptr && gate->level() == session::StorageLevel::critical) return;
    try {
        const PostgresqlIo io = read_io();
        const PostgresqlIo before = io_.value_or(io);
        // Counters begin anew after a crash.
        const auto grown = [](int64_t now, int64_t then) {
            return std::max<int64_t>(0, now - then);
        };
        write(taken, {grown(io.requests, before.requests), grown(io.bytes_read, before.bytes_read),
                      grown(io.bytes_written, before.bytes_written)});
        io_ = io;
    } catch (const Error& error) {
        connection_.reset();
        log::debug("usage_not_written", {{"why", error.what()}});
    }
}

UsageSampler::PostgresqlIo UsageSampler::read_io() {
    if (connection_ == nullptr) {
        connection_ = std::make_unique<pg::Connection>(sources_.conninfo);
        connection_->execute("SET statement_timeout = '10s'; SET synchronous_commit = off");
    }
    const int version = int(integer(connection_->query("SHOW server_version_num").value()));
    const pg::Result row = connection_->query(io_query(version));
    constexpr int64_t k_page_bytes = 8192;
    const int64_t read = integer(row[0][0]);
    const int64_t written = integer(row[0][1]);
    const int64_t log_bytes = integer(row[0][2]);
    return {read + written + log_bytes / k_page_bytes, read * k_page_bytes,
            written * k_page_bytes + log_bytes};
}

void UsageSampler::write(const UsageSample& sample, const PostgresqlIo& io) {
    const InstanceConfig config = sources_.config.get();
    const int64_t reserved_mb =
        config.storage_mb > 0 ? config.storage_mb : int64_t(sample.storage.disk_total_bytes >> 20);
    connection_->query(
        "INSERT INTO gantry.resource_stats (start_time, end_time, vcores, cpu_percent, "
        "reserved_mb, used_mb, io_requests, bytes_read, bytes_written) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (end_time) DO NOTHING",
        {time_text(sample.start), time_text(sample.end), std::to_string(effective_vcores(config)),
         fmt::format("{:.2f}", sample.cpu_percent), std::to_string(reserved_mb),
         fmt::format("{:.2f}", double(sample.storage.used_bytes()) / (1 << 20)),
         std::to_string(io.requests), std::to_string(io.bytes_read),
         std::to_string(io.bytes_written)});
    if (--samples_until_trim_ > 0) return;
    samples_until_trim_ = k_samples_between_trims;
    connection_->execute(
        "DELETE FROM gantry.resource_stats WHERE end_time < (now() AT TIME ZONE 'UTC') - "
        "interval '14 days'");
}

std::string UsageSampler::sys_info() const {
    const InstanceConfig config = sources_.config.get();
    const ProcessUsage usage = process_usage(sources_.cluster.server_pid());
    const int vcores = effective_vcores(config);
    const int64_t memory_kb = effective_memory_mb(config) * 1024;
    const int64_t boot_ms = ms_since_boot();
    const auto age_ms =
        std::chrono::duration_cast<milliseconds>(system_clock::now() - started_).count();
    rlimit stack{};
    getrlimit(RLIMIT_STACK, &stack);
    const nlohmann::json row = {
        {"name", config.name},
        {"lim", config.memory_mb > 0 ? config.memory_mb : int64_t(INT32_MAX)},
        {"ms", boot_ms},
        {"cpus", vcores},
        {"mem", memory_kb},
        {"used", int64_t(usage.memory_kb())},
        {"workers", effective_max_sessions(config)},
        {"startms", boot_ms - age_ms},
        {"start", time_text(started_)},
        {"bound", config.vcores > 0 && config.vcores < machine_size().cores},
        {"kernel", int64_t(usage.kernel_ms)},
        {"user", int64_t(usage.user_ms)},
        {"stack", int64_t(std::min<uint64_t>(stack.rlim_cur, 8 << 20))}};
    return nlohmann::json::array({row}).dump();
}

}  // namespace gantry::instance
