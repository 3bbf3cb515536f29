#include "migrate/source_hash.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace gantry::migrate {
namespace {

struct Task {
    size_t table = 0;
    catalog::RowRange range;
};

class Work {
  public:
    Work(const catalog::DatabaseImage& image, const std::vector<ComparedTable>& tables,
         const SourceHashOptions& options)
        : image_(image), tables_(tables), options_(options), hashes_(tables.size()) {
        for (size_t i = 0; i < tables.size(); ++i) {
            if (!tables[i].why_not.empty()) continue;
            for (catalog::RowRange& range : image.split(*tables[i].table, options.threads * 4))
                tasks_.push_back({i, std::move(range)});
        }
        // The biggest first: the others fill up the ends.
        std::stable_sort(tasks_.begin(), tasks_.end(), [](const Task& a, const Task& b) {
            return a.range.page_count > b.range.page_count;
        });
    }

    std::vector<TableHash> run() {
        {
            std::vector<std::jthread> threads;
            for (size_t i = 1; i < options_.threads; ++i)
                threads.emplace_back([this] { work(); });
            work();
        }
        if (failure_) std::rethrow_exception(failure_);
        return std::move(hashes_);
    }

  private:
    void work() {
        try {
            RowHasher hasher(options_.xml);
            for (size_t i = next_++; i < tasks_.size() && !failed_; i = next_++)
                hash_range(tasks_[i], hasher);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
            failed_ = true;
        }
    }

    void hash_range(const Task& task, RowHasher& hasher) {
        constexpr uint64_t k_rows_between_looks = 4096;
        const ComparedTable& table = tables_[task.table];
        catalog::RowScanner scanner(image_, *table.table, task.range);
        TableHash out;
        uint64_t told = 0;
        const auto tell = [&] {
            if (options_.progress) options_.progress(out.rows - told);
            told = out.rows;
        };
        while (scanner.next()) {
            const catalog::RowView row = scanner.row();
            for (const ComparedColumn& column : table.columns) {
                const storage::FieldView& field = row[column.place];
                if (field.null) {
                    hasher.add_null();
                } else {
                    hasher.add(field.bytes(), column.type, column.form);
                }
            }
            if (!table.columns.empty()) out.sum += hasher.finish_row();
            if (++out.rows % k_rows_between_looks != 0) continue;
            tell();
            if (failed_) return;
            if (options_.stop.stop_requested()) throw Stopped();
        }
        tell();
        const std::lock_guard lock(mutex_);
        hashes_[task.table].add(out);
    }

    const catalog::DatabaseImage& image_;
    const std::vector<ComparedTable>& tables_;
    const SourceHashOptions& options_;
    std::vector<Task> tasks_;
    std::atomic<size_t> next_ = 0;
    std::atomic<bool> failed_ = false;
    std::mutex mutex_;
    std::vector<TableHash> hashes_;
    std::exception_ptr failure_;
};

}  // namespace

std::vector<TableHash> hash_tables(const catalog::DatabaseImage& image,
                                   const std::vector<ComparedTable>& tables,
                                   const SourceHashOptions& options) {
    return Work(image, tables, options).run();
}

}  // namespace gantry::migrate
