#pragma once
// How many rows a log adds to each rowset (partition). The catalog's counts are written at
// checkpoints only (LOP_COUNT_DELTA), so what came later is counted here, as a server counts it in
// memory. Rows of LOBs, of upper index levels and forwarded rows are none.

#include <unordered_map>

#include "storage/log/log_record.h"

namespace gantry::storage::log {

class RowCounts {
  public:
    // In LSN order; `by` is -1 for a record that is undone.
    void follow(const RecordView& record, int by = 1);
    // By rowset id.
    const std::unordered_map<uint64_t, int64_t>& deltas() const { return deltas_; }

  private:
    int64_t rows_of(const RecordView& record);

    std::unordered_map<uint64_t, int64_t> deltas_;
    Elements elements_;
};

}  // namespace gantry::storage::log
