#pragma once
// How far a restore is. The restoring threads count into Counters; its caller's thread shows them
// to a ProgressSink every `interval()`.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::restore {

struct Counters {
    std::atomic<uint64_t> bytes_done{0};  // of pages decoded
    std::atomic<uint64_t> rows_done{0};
    std::atomic<uint64_t> tables_done{0};
    std::atomic<uint64_t> parts_done{0};  // indexes, constraints of the current step
};

struct Progress {
    std::string database;
    int step = 0;
    int step_count = 0;
    std::string step_name;
    uint64_t bytes_done = 0, bytes_total = 0;
    uint64_t rows_done = 0, rows_total = 0;
    uint64_t tables_done = 0, tables_total = 0;
    uint64_t parts_done = 0, parts_total = 0;  // of a step that is not loading
    // What is told of the whole statement lies between these.
    int percent_begin = 0, percent_end = 99;
    std::chrono::milliseconds elapsed{0};  // of the whole restore
    std::chrono::milliseconds step_elapsed{0};
};

class ProgressSink {
  public:
    virtual ~ProgressSink() = default;

    // How often show() is called while a step runs.
    virtual std::chrono::milliseconds interval() const = 0;
    virtual void begin_step(const Progress& progress) = 0;
    virtual void show(const Progress& progress) = 0;
    virtual void warning(std::string_view text) = 0;
};

// For callers that show nothing.
class NoProgress : public ProgressSink {
  public:
    std::chrono::milliseconds interval() const override { return std::chrono::hours(1); }
    void begin_step(const Progress&) override {}
    void show(const Progress&) override {}
    void warning(std::string_view) override {}
};

// Of the whole statement, 0 to 99: loading counts most, then building indexes.
int percent_of(const Progress& progress);

// Seconds left by the bytes loaded so far; nothing before 1 % or 10 s, when it would be a guess.
std::chrono::seconds time_left(const Progress& progress, bool& known);

}  // namespace gantry::restore
