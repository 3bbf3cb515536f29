#include "cli/export_table.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/byte_source.h"

namespace gantry::cli {

namespace {

// What a thread collects before it writes, when it is its turn, and before it waits when not.
constexpr size_t k_write_bytes = 512 << 10;
constexpr size_t k_hold_bytes_max = 8 << 20;
constexpr size_t k_parts_ahead = 32;  // 128 MB

// Lets the parts of a table be written in their order, whichever thread made them.
class TurnWriter {
  public:
    explicit TurnWriter(ExportTarget& target) : target_(target) {}

    bool is_turn(size_t part) const { return turn_.load(std::memory_order_acquire) == part; }

    // Waits for the part's turn, writes and empties the text. False: another thread failed.
    bool write(size_t part, std::string& text) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return failed_ || is_turn(part); });
            if (failed_) return false;
        }
        target_.write(text);
        bytes_ += text.size();
        text.clear();
        return true;
    }
    void end(size_t part) {
        std::lock_guard lock(mutex_);
        turn_.store(part + 1, std::memory_order_release);
        changed_.notify_all();
    }
    void fail(std::exception_ptr error) {
        std::lock_guard lock(mutex_);
        if (!failed_) error_ = std::move(error);
        failed_ = true;
        changed_.notify_all();
    }
    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }
    // Of the thread whose turn it is, or after all ended.
    uint64_t bytes() const { return bytes_; }

  private:
    ExportTarget& target_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<size_t> turn_{0};
    std::atomic<uint64_t> bytes_{0};
    std::atomic<bool> failed_{false};
    std::exception_ptr error_;
};

struct Work {
    const catalog::DatabaseImage& image;
    const catalog::Table& table;
    const ExportStyle& style;
    std::vector<catalog::RowRange> parts;
    TurnWriter writer;
    ExportProgress& progress;
    std::atomic<size_t> next{0};
    std::atomic<size_t> announced{0};  // parts
    std::atomic<uint64_t> rows{0};
    std::atomic<uint64_t> replaced{0};
};

// Up to part `end`, each once. Their order hardly matters.
void announce(Work& work, size_t end) {
    end = std::min(end, work.parts.size());
    for (size_t part = work.announced; part < end;) {
        if (work.announced.compare_exchange_weak(part, part + 1)) {
            work.image.will_need(work.parts[part++]);
        }
    }
}

// False when another thread failed.
bool export_part(Work& work, size_t part, RowFormat& format, std::string& text) {
    announce(work, part + k_parts_ahead);
    const ReadingPart reading(work.image.pages().byte_sources());
    catalog::RowScanner scanner(work.image, work.table, work.parts[part]);
    uint64_t rows = 0;
    while (scanner.next()) {
        format.row(scanner.row(), text);
        ++rows;
        if (text.size() < k_write_bytes) continue;
        if (text.size() < k_hold_bytes_max && !work.writer.is_turn(part)) continue;
        if (!work.writer.write(part, text)) return false;
        work.progress.rows += rows;
        work.rows += rows;
        rows = 0;
    }
    format.end_part(text);
    if (!work.writer.write(part, text)) return false;
    work.writer.end(part);
    work.progress.rows += rows;
    work.rows += rows;
    work.progress.pages += work.parts[part].page_count;
    work.progress.bytes = work.writer.bytes();
    return true;
}

void export_parts(Work& work) {
    try {
        auto format = make_format(work.style, work.image.model(), work.table);
        std::string text;
        for (;;) {
            size_t part = work.next++;
            if (part >= work.parts.size() || !export_part(work, part, *format, text)) break;
        }
        work.replaced += format->replaced_count();
    } catch (...) {
        work.writer.fail(std::current_exception());
    }
}

}  // namespace

ExportResult export_table(const catalog::DatabaseImage& image, const catalog::Table& table,
                          const ExportStyle& style, size_t thread_count, ExportTarget& target,
                          ExportProgress& progress) {
    Work work{image, table, style, image.split_in_parts(table), TurnWriter(target), progress};
    uint64_t pages = 0;
    for (const catalog::RowRange& range : work.parts)
        pages += range.page_count;
    progress.pages_total += pages;

    auto format = make_format(style, image.model(), table);
    std::string text;
    format->heading(text);
    ExportResult result;
    result.bytes = text.size();
    target.write(text);
    {
        std::vector<std::jthread> others;
        thread_count = std::min(thread_count, work.parts.size());
        for (size_t i = 1; i < thread_count; ++i)
            others.emplace_back([&] { export_parts(work); });
        export_parts(work);
    }
    work.writer.rethrow();
    text.clear();
    format->ending(text);
    target.write(text);
    result.bytes += work.writer.bytes() + text.size();
    result.rows = work.rows;
    result.replaced_values = work.replaced;
    return result;
}

}  // namespace gantry::cli
