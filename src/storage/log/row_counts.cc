#include "storage/log/row_counts.h"

#include "storage/log/apply.h"
#include "storage/record.h"

namespace gantry::storage::log {

namespace {

constexpr size_t k_rowset_at = 0x30;
constexpr size_t k_count_kind_at = 0x30;
constexpr size_t k_count_rowset_at = 0x38;
constexpr uint32_t k_kind_rows = 1;
constexpr size_t k_sets_max = 1 << 20;

// A row in its own place; index rows too, whose rowsets nobody asks for.
bool is_counted(ByteSpan row) {
    if (row.empty()) return true;
    if (row[0] & 1) return (row[0] >> 2 & 7) != 4 && (row[0] >> 2 & 7) != 2;
    RecordType type = record_type(row[0]);
    return type != RecordType::forwarded && type != RecordType::forwarding_stub;
}

}  // namespace

int64_t RowCounts::rows_of(const RecordView& r) {
    Context context = r.cx();
    if (context != Context::heap && context != Context::clustered &&
        context != Context::index_leaf && context != Context::mark_as_ghost) {
        return 0;
    }
    switch (r.op()) {
        case Operation::insert_rows: {
            if (!elements_.parse(r)) return 0;
            int64_t rows = 0;
            for (size_t i = 0; i < inserted_row_count(elements_.size()); ++i)
                rows += is_counted(elements_[i]);
            return rows;
        }
        case Operation::delete_rows:
            return elements_.parse(r) && is_counted(elements_[0]) ? -1 : 0;
        default:
            return 0;
    }
}

void RowCounts::follow(const RecordView& r, int by) {
    switch (r.op()) {
        case Operation::insert_rows:
        case Operation::delete_rows: {
            int64_t rows = rows_of(r);
            if (rows == 0 || deltas_.size() > k_sets_max) return;
            // Rows that a split carries to another page are logged for rowset 0.
            deltas_[r.u64(k_rowset_at)] += by * rows;
            return;
        }
        case Operation::count_delta:
            if (r.u32(k_count_kind_at) == k_kind_rows) deltas_.erase(r.u64(k_count_rowset_at));
            return;
        default:
            return;
    }
}

}  // namespace gantry::storage::log
