#include "instance/scaler.h"

#include <fmt/format.h>

#include <thread>

#include "base/log.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "instance/lock_file.h"
#include "instance/processors.h"
#include "pg/connection.h"
#include "session/environment.h"
#include "session/restore_tasks.h"

namespace gantry::instance {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// New requests are held back for so long while those that run come to their end; then they go on
// and it is tried again later.
constexpr milliseconds k_window{2000};
constexpr milliseconds k_between_windows{1500};
constexpr milliseconds k_look_interval{100};

InstanceConfig with_request(InstanceConfig config, const ScaleRequest& request) {
    InstanceSize size = size_of(config);
    if (request.vcores) size.vcores = *request.vcores;
    if (request.memory_mb) size.memory_mb = *request.memory_mb;
    if (request.storage_mb) size.storage_mb = *request.storage_mb;
    check_size(size);
    set_size(size, config);
    return config;
}

struct Difference {
    std::vector<std::string> lines;
    bool restart = false;
};

Difference compare(const InstanceConfig& before, const InstanceConfig& after) {
    const std::vector<size::Setting> old_settings = size_settings(before);
    const std::vector<size::Setting> new_settings = size_settings(after);
    Difference out;
    const auto note = [&](const std::string& name, const size::Setting* from,
                          const size::Setting* to) {
        const std::string a = from == nullptr ? "default" : from->value;
        const std::string b = to == nullptr ? "default" : to->value;
        if (a == b) return;
        out.lines.push_back(fmt::format("{} {} -> {}", name, a, b));
        out.restart = out.restart || needs_restart(name);
    };
    for (const size::Setting& setting : new_settings)
        note(setting.name, size::find_setting(old_settings, setting.name), &setting);
    for (const size::Setting& setting : old_settings) {
        if (size::find_setting(new_settings, setting.name) == nullptr)
            note(setting.name, &setting, nullptr);
    }
    return out;
}

}  // namespace

pg::ClusterOptions Scaler::options_of(const InstanceConfig& config) const {
    return cluster_options(parts_.data_dir, config, {});
}

void Scaler::check(const InstanceConfig& next) const {
    const size_t sessions = parts_.listener.connection_count();
    const auto sessions_max = size_t(effective_max_sessions(next));
    if (sessions > sessions_max) {
        throw Error(
            fmt::format("{} sessions are connected; that size serves {}", sessions, sessions_max),
            "give more memory, or set max_sessions in gantry.toml");
    }
    if (next.storage_mb == 0) return;
    const StorageUse use = measure_storage(paths_of(parts_.data_dir, next).cluster_dir);
    const auto used_mb = int64_t(use.used_bytes() >> 20);
    if (next.storage_mb <= used_mb) {
        throw Error(fmt::format("the instance uses {} of storage, {} is not enough",
                                megabytes_text(used_mb), megabytes_text(next.storage_mb)),
                    "drop what is not needed first");
    }
}

ScaleResult Scaler::scale(const ScaleRequest& request,
                          const std::function<void(const std::string&)>& waiting,
                          std::stop_token stop) {
    std::unique_lock scaling(scaling_, std::try_to_lock);
    if (!scaling.owns_lock()) {
        throw Error("the instance is being scaled already", "wait until that is done");
    }
    const InstanceConfig before = parts_.config.get();
    const InstanceConfig next = with_request(before, request);
    ScaleResult out;
    out.size = size_of(next);
    if (out.size == size_of(before)) return out;
    check(next);
    const Difference difference = compare(before, next);
    out.changes = difference.lines;
    if (difference.restart) {
        out.pause_ms = restart_when_quiet(next, request.timeout, waiting, stop);
        out.restarted = true;
    } else {
        parts_.cluster.reload(options_of(next));
    }
    parts_.config.update_file([&](InstanceConfig& file) { set_size(out.size, file); });
    apply(next);
    out.changed = true;
    log::info("instance_scaled", {{"vcores", std::to_string(next.vcores)},
                                  {"memory_mb", std::to_string(next.memory_mb)},
                                  {"storage_mb", std::to_string(next.storage_mb)},
                                  {"restarted", out.restarted ? "yes" : "no"},
                                  {"pause_ms", std::to_string(out.pause_ms)}});
    return out;
}

// What keeps PostgreSQL from being restarted now; empty: nothing that is known.
std::string Scaler::in_the_way() const {
    session::Environment& environment = parts_.listener.environment();
    const std::vector<session::PauseGate::Holder> holders = environment.pause.holders();
    if (!holders.empty()) {
        std::string text = fmt::format("session {} has {}", holders[0].id, holders[0].why);
        if (holders.size() > 1) text += fmt::format(", {} more hold it up", holders.size() - 1);
        return text;
    }
    if (parts_.restores != nullptr) {
        const auto live = parts_.restores->live();
        if (!live.empty()) {
            return fmt::format("a restore of {} is running", live[0]->order().database);
        }
    }
    // Restores of other programs hold an advisory lock as long as they live.
    pg::Connection connection(parts_.pool.conninfo());
    auto count = connection
                     .query(
                         "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
                         "granted AND pid <> pg_backend_pid()")
                     .value();
    return count && *count != "0" ? "a restore is running" : "";
}

int Scaler::restart_when_quiet(const InstanceConfig& next, std::chrono::seconds timeout,
                               const std::function<void(const std::string&)>& waiting,
                               std::stop_token stop) {
    session::PauseGate& gate = parts_.listener.environment().pause;
    const auto deadline = Clock::now() + timeout;
    auto next_word = Clock::now();
    bool checkpoint_done = false;
    std::string reason;
    while (!stop.stop_requested()) {
        reason = in_the_way();
        if (reason.empty()) {
            if (!std::exchange(checkpoint_done, true)) {
                // Now, so that the shutdown has little left to write.
                pg::Connection(parts_.pool.conninfo()).execute("CHECKPOINT");
            }
            const auto closed_at = Clock::now();
            if (gate.close(k_window)) {
                try {
                    restart(next);
                } catch (...) {
                    gate.open(true);
                    throw;
                }
                gate.open(true);
                return int(
                    std::chrono::duration_cast<milliseconds>(Clock::now() - closed_at).count());
            }
            reason = "requests are running";
        }
        if (Clock::now() >= deadline) break;
        if (Clock::now() >= next_word) {
            waiting(reason);
            next_word = Clock::now() + std::chrono::seconds(1);
        }
        std::this_thread::sleep_for(reason == "requests are running" ? k_between_windows
                                                                     : k_look_interval);
    }
    throw NotQuiet(fmt::format("there was no quiet moment within {} seconds, the size is as it "
                               "was: {}",
                               timeout.count(), reason),
                   "try again later, or with a longer --timeout");
}

// Behind the closed gate. When PostgreSQL does not start with the new settings the old ones are
// back before the error is thrown.
void Scaler::restart(const InstanceConfig& next) {
    parts_.pool.drop_idle();
    parts_.pool.set_sessions_max(size_t(effective_max_sessions(next)));
    try {
        parts_.cluster.restart(options_of(next));
    } catch (const Error&) {
        parts_.pool.set_sessions_max(size_t(effective_max_sessions(parts_.config.get())));
        throw;
    }
    parts_.pool.drop_idle();
}

void Scaler::apply(const InstanceConfig& next) {
    parts_.config.update([&](InstanceConfig& config) { set_size(size_of(next), config); });
    parts_.pool.set_sessions_max(size_t(effective_max_sessions(next)));
    parts_.listener.set_connections_max(size_t(effective_max_sessions(next)));
    parts_.storage.set_quota(next.storage_mb);
    bind_to_processors(int(next.vcores), parts_.data_dir, parts_.cluster.server_pid());
    if (parts_.restores != nullptr) {
        parts_.restores->set_budget(session::restore_budget(
            std::min(effective_vcores(next), machine_size().cores), effective_memory_mb(next)));
    }
}

ScaleResult scale_stopped(const std::string& data_dir, const ScaleRequest& request) {
    LockFile lock(data_dir);  // no server starts meanwhile
    const InstanceConfig before = load_config(data_dir);
    const InstanceConfig next = with_request(before, request);
    ScaleResult out;
    out.size = size_of(next);
    out.changed = !(out.size == size_of(before));
    if (!out.changed) return out;
    out.changes = compare(before, next).lines;
    save_config(next, data_dir);
    return out;
}

}  // namespace gantry::instance
