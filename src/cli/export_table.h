#pragma once
// Streams one table through a RowFormat into a target. Parts of the table are decoded on several
// threads and written in the order of their pages, so that the text is the same however many there
// are. Memory stays bounded: a thread that is ahead of its turn waits.

#include <atomic>

#include "cli/export_format.h"
#include "cli/export_target.h"

namespace gantry::cli {

// What another thread may look at while an export runs.
struct ExportProgress {
    std::atomic<uint64_t> rows{0};
    std::atomic<uint64_t> bytes{0};  // written
    std::atomic<uint64_t> pages{0};  // of finished parts
    std::atomic<uint64_t> pages_total{0};
};

struct ExportResult {
    uint64_t rows = 0;
    uint64_t bytes = 0;
    uint64_t replaced_values = 0;  // RowFormat::replaced_count()
};

// Does not finish() the target. Throws what a decoder, a format or the target threw.
ExportResult export_table(const catalog::DatabaseImage& image, const catalog::Table& table,
                          const ExportStyle& style, size_t thread_count, ExportTarget& target,
                          ExportProgress& progress);

}  // namespace gantry::cli
