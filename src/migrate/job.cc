#include "migrate/job.h"

#include <fmt/format.h>

#include <condition_variable>

#include "migrate/comparison.h"
#include "migrate/restore_statements.h"

namespace gantry::migrate {
namespace {

using Clock = std::chrono::steady_clock;

int64_t ms_since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

// "1801: Database 'x' already exists": the text and number of a server's error.
std::string error_text(const std::exception& error) {
    const auto* sql = dynamic_cast<const SqlError*>(&error);
    if (sql == nullptr) return error.what();
    return fmt::format("Msg {}: {}", sql->number(), sql->what());
}

std::string hint_of(const std::exception& error) {
    constexpr int k_cannot_open = 3201;
    const auto* sql = dynamic_cast<const SqlError*>(&error);
    if (sql == nullptr || sql->number() != k_cannot_open) return {};
    return "the server must see the file under the same path and be allowed to read it; or put the "
           "files into a blob container: --staging";
}

// RESTORE found the name taken, or another restore at work on it.
bool says_taken(const SqlError& error) {
    constexpr int k_numbers[] = {1801, 3101, 3102, 3154, 3159};
    return std::find(std::begin(k_numbers), std::end(k_numbers), error.number()) !=
           std::end(k_numbers);
}

}  // namespace

Job::Job(const Plan& plan, size_t index, Target& target, MigrationState& state, Staging& staging,
         const OpenFile& open, const RunOptions& options, MigrationProgress& progress)
    : plan_(plan),
      database_(plan.databases[index]),
      index_(index),
      target_(target),
      state_(state),
      staging_(staging),
      open_(open),
      options_(options),
      progress_(progress) {
    result_.record.target_name = database_.target_name;
    result_.record.source_name = database_.name;
    result_.record.fingerprint = database_.fingerprint;
}

DatabaseResult Job::run() {
    if (!database_.problem.empty()) {
        result_.outcome = Outcome::not_possible;
        result_.error = database_.problem;
        result_.hint = database_.hint;
        return std::move(result_);
    }
    try {
        move();
    } catch (const Stopped& error) {
        result_.outcome = Outcome::stopped;
        result_.error = error.what();
    } catch (const std::exception& error) {
        const auto* ours = dynamic_cast<const Error*>(&error);
        result_.outcome = options_.stop.stop_requested() ? Outcome::stopped : Outcome::failed;
        result_.error = error_text(error);
        if (ours != nullptr) result_.hint = ours->hint();
        if (result_.hint.empty()) result_.hint = hint_of(error);
    }
    if (result_.outcome == Outcome::failed) show(Phase::done, 0, "failed: " + result_.error);
    return std::move(result_);
}

void Job::move() {
    check_stop();
    if (pass_over_verified()) return;
    Found found = look();
    if (found == Found::half) {
        show(Phase::restoring, 0, "what an earlier run left half-done is looked at");
        found = settle();
    }
    // The backup is decoded while the target restores.
    SourceReader source(database_, open_, options_, plan_.target.product);
    if (found == Found::nothing) restore();
    const Clock::time_point start = Clock::now();
    show(Phase::comparing, 0, "comparing");
    Comparison comparison(source, target_, database_.target_name, options_.stop);
    result_.tables = comparison.run([this](double share) { show(Phase::comparing, share * 100); });
    result_.record.verify_ms = ms_since(start);
    result_.record.equal = comparison.equal();
    result_.record.stage = Stage::verified;
    if (const auto there = target_.database(database_.target_name)) {
        result_.record.compatibility_level = there->compatibility_level;
    }
    state_.save_verified(result_.record, result_.tables);
    result_.outcome = result_.record.equal ? Outcome::equal : Outcome::different;
    show(Phase::done, 100, result_.record.equal ? "done: equal" : "done: there are differences");
}

// A database of an earlier run that is there and was equal needs nothing.
bool Job::pass_over_verified() {
    if (options_.compare_again) return false;
    const std::optional<DatabaseRecord> before = state_.database(database_.target_name);
    if (!before || before->stage != Stage::verified || !before->equal ||
        before->fingerprint != database_.fingerprint) {
        return false;
    }
    const auto there = target_.database(database_.target_name);
    if (!there || there->state != "ONLINE") return false;
    result_.record = *before;
    result_.tables = state_.tables(database_.target_name);
    result_.outcome = Outcome::equal;
    result_.done_before = true;
    show(Phase::done, 100, "done by an earlier run: equal");
    return true;
}

Job::Found Job::look() {
    const std::optional<DatabaseRecord> before = state_.database(database_.target_name);
    const auto there = target_.database(database_.target_name);
    if (!there) {
        // That this migration began it stays known: a restore whose client was killed may be under
        // way on the server, and makes it appear later.
        if (before && before->fingerprint != database_.fingerprint) {
            state_.forget(database_.target_name);
        }
        return Found::nothing;
    }
    if (!before) {
        throw SqlError(
            1801, 16, 1,
            fmt::format("Database '{}' already exists on the target.", database_.target_name),
            "this migration did not make it: drop it, or move under another name with "
            "--as OLD=NEW");
    }
    if (before->fingerprint != database_.fingerprint) {
        throw Error(fmt::format("database {} on the target was made from other backups by an "
                                "earlier run",
                                database_.target_name),
                    "drop it, or move under another name with --as OLD=NEW");
    }
    result_.record = *before;
    // Only the end of the last step brings it online.
    return there->state == "ONLINE" ? Found::restored : Found::half;
}

// Waits for a restore that still runs; what stands still is removed.
Job::Found Job::settle() {
    constexpr int k_idle_looks = 3;
    for (int idle = 0;;) {
        const auto there = target_.database(database_.target_name);
        if (!there) return Found::nothing;
        if (there->state == "ONLINE") return Found::restored;
        if (target_.running(database_.target_name)) {
            idle = 0;
            show_running(Phase::restoring);
        } else if (++idle >= k_idle_looks) {
            remove_half();
            return Found::nothing;
        }
        if (!pause()) throw Stopped();
    }
}

// The server may need a while to notice that its client has gone.
void Job::remove_half() {
    constexpr int k_tries = 60;
    for (int tries = 1;; ++tries) {
        try {
            target_.drop(database_.target_name);
            state_.forget(database_.target_name);
            show(Phase::restoring, 0, "removed what an earlier run left half-done");
            return;
        } catch (const SqlError&) {
            const auto there = target_.database(database_.target_name);
            if (!there) return;
            if (tries >= k_tries) throw;
        }
        if (!pause()) throw Stopped();
    }
}

void Job::restore() {
    const auto devices = staging_.bring(
        database_, options_.stop, [this](double share) { show(Phase::staging, share * 100); });
    constexpr int k_tries = 5;
    for (int tries = 1;; ++tries) {
        check_stop();
        try {
            return restore_once(devices);
        } catch (const IoError& error) {
            // The connection broke: the server goes on, or it gives up; both are seen there.
            if (tries >= k_tries) throw;
            show(Phase::restoring, 0, fmt::format("{}; looking again", error.what()));
            reach_target();
        } catch (const SqlError& error) {
            if (!says_taken(error) || tries >= k_tries) {
                give_up();
                throw;
            }
        }
        const Found found = look();
        if (found == Found::restored) break;
        if (found == Found::half && settle() == Found::restored) break;
    }
    result_.record.stage = Stage::restored;
    state_.save(result_.record);
}

// What is online is this migration's own all the same: its server may have died between the end of
// the restore and the answer.
void Job::give_up() {
    const Found found = look();
    if (found == Found::restored) return;
    if (found == Found::half) remove_half();
    state_.forget(database_.target_name);
}

void Job::restore_once(const std::vector<std::vector<std::string>>& devices) {
    const Clock::time_point start = Clock::now();
    result_.record.stage = Stage::started;
    state_.save(result_.record);
    const std::vector<std::string> statements =
        restore_statements(database_, plan_.target.managed_rules, devices);
    show(Phase::restoring, 0, "restoring");
    std::mutex mutex;
    std::condition_variable_any wake;
    const std::jthread watch([&](std::stop_token ended) {
        std::unique_lock lock(mutex);
        while (!wake.wait_for(lock, ended, options_.poll, [&] { return ended.stop_requested(); }) &&
               !ended.stop_requested()) {
            try {
                show_running(Phase::restoring);
            } catch (const Error&) {
                // Only a look: what is wrong is told by the restore itself.
            }
        }
    });
    for (steps_done_ = 0; steps_done_ < statements.size(); ++steps_done_)
        target_.execute(statements[steps_done_], options_.stop);
    result_.record.restore_ms = ms_since(start);
    result_.record.stage = Stage::restored;
    state_.save(result_.record);
    show(Phase::restoring, 100,
         fmt::format("restored in {:.1f} s", double(result_.record.restore_ms) / 1000));
}

void Job::reach_target() {
    const Clock::time_point start = Clock::now();
    for (;;) {
        if (!pause()) throw Stopped();
        try {
            target_.database(database_.target_name);
            return;
        } catch (const Error&) {
            if (Clock::now() - start > options_.reconnect_max) throw;
        }
    }
}

// False when stopped.
bool Job::pause() {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, options_.stop, options_.poll, [] { return false; });
    return !options_.stop.stop_requested();
}

void Job::show(Phase phase, double percent, std::string text) {
    JobProgress progress;
    progress.database = index_;
    progress.phase = phase;
    progress.percent = percent;
    progress.text = std::move(text);
    progress_.show(progress);
}

void Job::show_running(Phase phase) {
    const std::optional<RunningRestore> running = target_.running(database_.target_name);
    if (!running) return;
    JobProgress progress;
    progress.database = index_;
    progress.phase = phase;
    const double steps = double(std::max<size_t>(database_.steps.size(), 1));
    progress.percent = (double(steps_done_) * 100 + running->percent) / steps;
    progress.left = std::chrono::seconds(running->left_ms / 1000);
    progress_.show(progress);
}

void Job::check_stop() const {
    if (options_.stop.stop_requested()) throw Stopped();
}

}  // namespace gantry::migrate
