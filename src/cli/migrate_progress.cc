#include "cli/migrate_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <mutex>

#include "cli/command_line.h"
#include "cli/text_table.h"
#include "restore/console_progress.h"

namespace gantry::cli {
namespace {

using migrate::JobProgress;
using migrate::Phase;
using Clock = std::chrono::steady_clock;

const char* phase_name(Phase phase) {
    switch (phase) {
        case Phase::waiting:
            return "waiting";
        case Phase::staging:
            return "uploading";
        case Phase::restoring:
            return "restoring";
        case Phase::comparing:
            return "comparing";
        default:
            return "done";
    }
}

// A log: each step, and how far a long one is.
class Lines : public migrate::MigrationProgress {
  public:
    explicit Lines(const migrate::Plan& plan)
        : plan_(plan),
          shown_(plan.databases.size()),
          told_(shown_.size(), Clock::now()),
          started_(Clock::now()) {}

    void show(const JobProgress& progress) override {
        const std::lock_guard lock(mutex_);
        JobProgress& before = shown_[progress.database];
        const bool tenth = before.phase != progress.phase ||
                           int(before.percent / 10) != int(progress.percent / 10);
        before = progress;
        const Clock::time_point now = Clock::now();
        Clock::time_point& told = told_[progress.database];
        if (progress.text.empty() && (!tenth || now - told < k_quiet)) return;
        told = now;
        const std::string name = printable(plan_.databases[progress.database].target_name);
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_);
        std::string line = fmt::format("{:>5} s  {}: ", elapsed.count(), name);
        if (progress.text.empty()) {
            line += fmt::format("{} {:.0f} %", phase_name(progress.phase), progress.percent);
            if (progress.left.count() > 0) {
                line += ", " + restore::human_duration(progress.left) + " left";
            }
        } else {
            line += printable(progress.text);
        }
        fmt::print(stderr, "{}\n", line);
    }

  private:
    static constexpr auto k_quiet = std::chrono::seconds(10);

    const migrate::Plan& plan_;
    std::mutex mutex_;
    std::vector<JobProgress> shown_;
    std::vector<Clock::time_point> told_;  // when the last line of each was
    Clock::time_point started_;
};

class Block : public migrate::MigrationProgress {
  public:
    explicit Block(const migrate::Plan& plan)
        : plan_(plan), shown_(plan.databases.size()), phase_since_(shown_.size(), Clock::now()) {}
    ~Block() override { draw(); }

    void show(const JobProgress& progress) override {
        const std::lock_guard lock(mutex_);
        JobProgress& before = shown_[progress.database];
        if (before.phase != progress.phase) phase_since_[progress.database] = Clock::now();
        const std::string text = progress.text.empty() ? before.text : progress.text;
        const bool phase_changed = before.phase != progress.phase;
        before = progress;
        if (!phase_changed) before.text = text;
        constexpr auto k_pause = std::chrono::milliseconds(200);
        if (!phase_changed && Clock::now() - drawn_ < k_pause) return;
        draw();
    }

  private:
    std::string line(size_t i) const {
        const migrate::PlannedDatabase& database = plan_.databases[i];
        const JobProgress& progress = shown_[i];
        std::string out =
            fmt::format("{:<30} {:<10}", printable(database.target_name).substr(0, 30),
                        phase_name(progress.phase));
        if (progress.phase == Phase::restoring || progress.phase == Phase::comparing ||
            progress.phase == Phase::staging) {
            const double seconds =
                std::chrono::duration<double>(Clock::now() - phase_since_[i]).count();
            out += fmt::format(" {:>5.1f} %", progress.percent);
            if (progress.phase != Phase::comparing && progress.percent > 0 && seconds > 0) {
                out += fmt::format("  {:.1f} MB/s", double(database.backup_bytes) *
                                                        progress.percent / 100 / seconds / 1e6);
            }
            const auto left = progress.left.count() > 0 || progress.percent < 1
                                  ? progress.left
                                  : std::chrono::seconds(int64_t(
                                        seconds * (100 - progress.percent) / progress.percent));
            if (left.count() > 0) out += "  " + restore::human_duration(left) + " left";
        } else if (progress.phase == Phase::done) {
            out += " " + printable(progress.text);
        }
        return out.substr(0, 100);
    }

    void draw() {
        std::string out;
        if (lines_ > 0) out += fmt::format("\x1b[{}A", lines_);
        for (size_t i = 0; i < shown_.size(); ++i)
            out += "\x1b[2K" + line(i) + "\n";
        lines_ = shown_.size();
        drawn_ = Clock::now();
        std::fwrite(out.data(), 1, out.size(), stderr);
    }

    const migrate::Plan& plan_;
    std::mutex mutex_;
    std::vector<JobProgress> shown_;
    std::vector<Clock::time_point> phase_since_;
    Clock::time_point drawn_{};
    size_t lines_ = 0;
};

}  // namespace

std::unique_ptr<migrate::MigrationProgress> migration_progress(const migrate::Plan& plan) {
    if (is_terminal(STDERR_FILENO)) return std::make_unique<Block>(plan);
    return std::make_unique<Lines>(plan);
}

}  // namespace gantry::cli
