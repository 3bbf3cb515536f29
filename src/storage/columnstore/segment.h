#pragma once
// One column of one row group: runs over rows, and what they point at: packed data ids, or pages of
// values. A borrowed view of the plain blob (archive.h expands archived ones), checked once when it
// is made. Facts: docs/formats/columnstore.md.

#include <vector>

#include "base/bytes.h"
#include "storage/columnstore/bit_pack.h"
#include "storage/columnstore/fault.h"

namespace gantry::storage::columnstore {

constexpr uint32_t k_rows_max = 1048576;  // of a row group

constexpr uint32_t k_blob_version = 1;
constexpr uint32_t k_blob_segment = 1;
constexpr uint32_t k_blob_numeric_dictionary = 2;
constexpr uint32_t k_blob_string_dictionary = 3;

// Rows one after the other: all with one value, or each with the next of the packed ones.
struct Run {
    int64_t value = 0;  // repeated: the data id; else the index of the first packed value.
                        // Over value pages always a ValueAddress's bits
    uint32_t count = 0;
    bool reads = false;  // consecutive values, one for each row
};

// Where a run over value pages begins.
struct ValueAddress {
    uint32_t page = 0;
    uint32_t slot = 0;

    static ValueAddress of(int64_t bits) {
        return {uint32_t(bits & 0x7FFF), uint32_t(bits >> 15 & 0x7FFF)};
    }
};

class Segment {
  public:
    // The blob must outlive this. Throws FormatError when runs do not cover exactly `row_count`
    // rows or anything lies outside of the blob.
    Segment(ByteSpan blob, uint32_t row_count, const SegmentName& name);

    const std::vector<Run>& runs() const { return runs_; }
    bool has_value_pages() const { return value_pages_at_ != 0; }
    const BitPack& packed() const { return packed_; }
    // Offset of the store of value pages (value_pages.h).
    size_t value_pages_at() const { return value_pages_at_; }

  private:
    bool parse_runs(ByteSpan bytes, bool wide, uint32_t row_count);
    void check_reads(const SegmentName& name) const;

    std::vector<Run> runs_;
    BitPack packed_;
    size_t value_pages_at_ = 0;
};

}  // namespace gantry::storage::columnstore
