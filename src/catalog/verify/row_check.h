#pragma once
// Every row of every table decoded, values outside of rows included: user tables as the reader sees
// them, system and internal tables by their physical columns. Threads share the work.

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "catalog/database_image.h"
#include "catalog/system_catalog.h"
#include "catalog/verify/findings.h"

namespace gantry {
class FormatError;
}

namespace gantry::catalog {

// A finding that names the page its message names.
Finding finding_of(CheckKind kind, const FormatError& error);

// A rowstore index that holds a row for every row of its table.
struct IndexFacts {
    int32_t object_id = 0;
    int32_t index_id = 0;
};

class RowCheck {
  public:
    RowCheck(const DatabaseImage& image, const SystemCatalog& catalog, size_t threads,
             Findings& findings);
    void run();

    uint64_t row_count() const { return rows_.load(); }
    // Every value of the rowset was read, those of dropped columns too.
    bool all_values_read(const Rowset& rowset) const { return whole_.contains(rowset.id); }
    std::vector<IndexFacts> full_indexes() const;

  private:
    struct Task {
        const Table* table = nullptr;  // with a range of it, or
        RowRange range;
        const Rowset* rowset = nullptr;
    };
    void add_tables();
    bool is_elsewhere(const std::vector<const Rowset*>& rowsets) const;
    void add_other_rowsets();
    void run_range(const Table& table, const RowRange& range);
    void run_rowset(const Rowset& rowset);
    void add_failure(const FormatError& error);
    void note_whole(int64_t rowset_id, bool whole);

    const DatabaseImage& image_;
    const SystemCatalog& catalog_;
    size_t threads_;
    Findings& findings_;
    std::vector<Task> tasks_;
    std::atomic<uint64_t> rows_{0};
    std::mutex mutex_;
    std::set<int64_t> whole_;
    std::set<int64_t> partial_;
};

}  // namespace gantry::catalog
