#include "restore/console_progress.h"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"

namespace gantry::restore {
namespace {

using std::chrono::milliseconds;

double per_second(uint64_t count, milliseconds elapsed) {
    return elapsed.count() > 0 ? double(count) * 1000 / double(elapsed.count()) : 0;
}

std::string human_bytes(uint64_t bytes) {
    if (bytes >= 1'000'000'000) return fmt::format("{:.1f} GB", double(bytes) / 1e9);
    return fmt::format("{:.1f} MB", double(bytes) / 1e6);
}

std::string left_text(const Progress& progress) {
    bool known = false;
    std::chrono::seconds left = time_left(progress, known);
    if (!known) return "";
    if (left.count() < 90) return fmt::format("left about {} s", left.count());
    return fmt::format("left about {} min", (left.count() + 30) / 60);
}

bool is_loading(const Progress& progress) { return progress.step_name == "load rows"; }

class TerminalProgress : public ProgressSink {
  public:
    explicit TerminalProgress(std::string source) : source_(std::move(source)) {}
    ~TerminalProgress() override { erase(); }

    milliseconds interval() const override { return milliseconds(250); }
    void begin_step(const Progress& progress) override { draw(progress); }
    void show(const Progress& progress) override { draw(progress); }
    void warning(std::string_view text) override {
        erase();
        fmt::print(stderr, "warning: {}\n", text);
    }

  private:
    void erase() {
        if (lines_ > 0) fmt::print(stderr, "\x1b[{}A\x1b[J", lines_);
        lines_ = 0;
    }
    void draw(const Progress& progress) {
        std::string block = render_block(progress, source_);
        erase();
        fmt::print(stderr, "{}", block);
        for (char c : block) lines_ += c == '\n';
        std::fflush(stderr);
    }

    std::string source_;
    int lines_ = 0;
};

class LogProgress : public ProgressSink {
  public:
    milliseconds interval() const override { return std::chrono::seconds(10); }
    void begin_step(const Progress& progress) override {
        log::info("restore.step", {{"database", progress.database},
                                   {"step", fmt::format("{}/{}", progress.step,
                                                        progress.step_count)},
                                   {"name", progress.step_name},
                                   {"rows", std::to_string(progress.rows_done)},
                                   {"elapsed_s", fmt::format("{:.1f}",
                                                             progress.elapsed.count() / 1e3)}});
    }
    void show(const Progress& progress) override {
        bool known = false;
        std::chrono::seconds left = time_left(progress, known);
        log::info("restore.progress",
                  {{"database", progress.database},
                   {"step", progress.step_name},
                   {"bytes", std::to_string(progress.bytes_done)},
                   {"bytes_total", std::to_string(progress.bytes_total)},
                   {"tables", fmt::format("{}/{}", progress.tables_done, progress.tables_total)},
                   {"rows", std::to_string(progress.rows_done)},
                   {"rows_per_s", fmt::format("{:.0f}", per_second(progress.rows_done,
                                                                   progress.step_elapsed))},
                   {"parts", fmt::format("{}/{}", progress.parts_done, progress.parts_total)},
                   {"left_s", known ? std::to_string(left.count()) : "unknown"}});
    }
    void warning(std::string_view text) override {
        log::warning("restore.warning", {{"text", std::string(text)}});
    }
};

}  // namespace

std::string human_count(uint64_t count) {
    if (count >= 1'000'000'000) return fmt::format("{:.1f} G", double(count) / 1e9);
    if (count >= 1'000'000) return fmt::format("{:.1f} M", double(count) / 1e6);
    if (count >= 10'000) return fmt::format("{:.1f} k", double(count) / 1e3);
    return std::to_string(count);
}

std::string human_duration(milliseconds duration) {
    int64_t seconds = duration.count() / 1000;
    if (seconds < 60) return fmt::format("{:.1f} s", double(duration.count()) / 1000);
    if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string render_block(const Progress& progress, const std::string& source) {
    std::string out =
        fmt::format("Restoring {} → {}    step {} of {}: {}\n", source, progress.database,
                    progress.step, progress.step_count, progress.step_name);
    if (is_loading(progress)) {
        uint64_t percent = progress.bytes_total ? progress.bytes_done * 100 / progress.bytes_total
                                                : 100;
        out += fmt::format("  read     {} / {}  {} %   {}/s   {}\n",
                           human_bytes(progress.bytes_done), human_bytes(progress.bytes_total),
                           percent,
                           human_bytes(uint64_t(per_second(progress.bytes_done,
                                                           progress.step_elapsed))),
                           left_text(progress));
        out += fmt::format("  tables   {} / {} done · {} rows · {} rows/s\n", progress.tables_done,
                           progress.tables_total, human_count(progress.rows_done),
                           human_count(uint64_t(per_second(progress.rows_done,
                                                           progress.step_elapsed))));
    } else if (progress.parts_total > 0) {
        out += fmt::format("  done     {} / {}   {}\n", progress.parts_done, progress.parts_total,
                           human_duration(progress.step_elapsed));
    }
    return out;
}

std::unique_ptr<ProgressSink> console_progress(const std::string& source) {
    if (isatty(STDERR_FILENO)) return std::make_unique<TerminalProgress>(source);
    return std::make_unique<LogProgress>();
}

}  // namespace gantry::restore
