#include "storage/columnstore/segment.h"

#include <fmt/format.h>

namespace gantry::storage::columnstore {

namespace {

constexpr size_t k_type_at = 0x04;
constexpr size_t k_layout_at = 0x10;
constexpr size_t k_bookmark_count_at = 0x14;
constexpr size_t k_run_units_at = 0x1C;
constexpr size_t k_unit_size_at = 0x20;
constexpr size_t k_packed_width_at = 0x22;
constexpr size_t k_packed_units_at = 0x24;
constexpr size_t k_packed_base_at = 0x28;

constexpr uint32_t k_layout_packed = 3;
constexpr uint32_t k_layout_value_pages = 7;
// Both layouts have the same header up to the size of a unit; a segment over value pages has no
// fields of packed values and goes on with its bookmarks. (Where its bookmarks are thought to begin
// at 32 instead, their count comes out two too high.)
constexpr size_t k_packed_header = 0x30;
constexpr size_t k_value_pages_header = 0x22;
constexpr size_t k_unit = 8;

}  // namespace

Segment::Segment(ByteSpan blob, uint32_t row_count, const SegmentName& name) {
    if (blob.size() < k_packed_header) {
        fail(name, fmt::format("segment of {} bytes", blob.size()));
    }
    const uint8_t* p = blob.data();
    uint32_t version = load_le<uint32_t>(p);
    uint32_t type = load_le<uint32_t>(p + k_type_at);
    uint32_t layout = load_le<uint32_t>(p + k_layout_at);
    if (version != k_blob_version || type != k_blob_segment) {
        fail(name, fmt::format("segment of version {}, type {} is not known", version, type));
    }
    if (layout != k_layout_packed && layout != k_layout_value_pages) {
        fail(name, fmt::format("segment layout {} is not known", layout));
    }
    if (load_le<uint16_t>(p + k_unit_size_at) != k_unit) {
        fail(name,
             fmt::format("segment with units of {} bytes", load_le<uint16_t>(p + k_unit_size_at)));
    }
    uint64_t runs_at = (layout == k_layout_packed ? k_packed_header : k_value_pages_header) +
                       uint64_t(load_le<uint32_t>(p + k_bookmark_count_at)) * k_unit;
    uint64_t runs_size = uint64_t(load_le<uint32_t>(p + k_run_units_at)) * k_unit;
    if (runs_at + runs_size > blob.size()) {
        fail(name, fmt::format("bookmarks and runs end at {}, the segment at {}",
                               runs_at + runs_size, blob.size()));
    }
    ByteSpan run_bytes = blob.subspan(runs_at, runs_size);
    if (layout == k_layout_value_pages) {
        value_pages_at_ = runs_at + runs_size;
        if (!parse_runs(run_bytes, false, row_count)) {
            fail(name, fmt::format("runs over value pages do not cover {} rows", row_count));
        }
        return;
    }
    uint64_t packed_size = uint64_t(load_le<uint32_t>(p + k_packed_units_at)) * k_unit;
    uint32_t width = load_le<uint16_t>(p + k_packed_width_at);
    if (packed_size > blob.size() - runs_at - runs_size) {
        fail(name, fmt::format("{} bytes of packed values do not fit the segment", packed_size));
    }
    if (packed_size > 0 && (width == 0 || width > 64)) {
        fail(name, fmt::format("values packed into {} bits", width));
    }
    if (packed_size > 0) {
        packed_ = BitPack(blob.subspan(runs_at + runs_size, packed_size), width,
                          load_le<int64_t>(p + k_packed_base_at));
    }
    // Nothing in the blob says how wide a run is. The wrong width does not add up: half of a wide
    // value has a negative count or none, two narrow runs make one of no rows.
    if (!parse_runs(run_bytes, false, row_count) && !parse_runs(run_bytes, true, row_count)) {
        fail(name, fmt::format("runs do not cover {} rows", row_count));
    }
    check_reads(name);
}

// A run of 8 bytes: {i32 value, u32 rows}; of 16: {i64 value, u32 rows, u32 kind}. A negative value
// reads: -1 - value is the first packed value. False when the rows are not `row_count`.
bool Segment::parse_runs(ByteSpan bytes, bool wide, uint32_t row_count) {
    runs_.clear();
    const size_t size = wide ? 16 : 8;
    uint64_t rows = 0;
    for (size_t at = 0; at + size <= bytes.size(); at += size) {
        const uint8_t* p = bytes.data() + at;
        int64_t value = wide ? load_le<int64_t>(p) : load_le<int32_t>(p);
        uint32_t count = load_le<uint32_t>(p + size / 2);
        if (count == 0) {
            if (value != 0) return false;
            break;  // the terminator
        }
        rows += count;
        if (rows > row_count) return false;
        Run run;
        run.reads = value < 0;
        run.count = count;
        run.value = value;
        if (run.reads && !has_value_pages()) run.value = -1 - value;
        runs_.push_back(run);
    }
    return rows == row_count;
}

void Segment::check_reads(const SegmentName& name) const {
    for (const Run& run : runs_) {
        if (!run.reads) continue;
        uint64_t first = uint64_t(run.value);
        if (first > packed_.count() || run.count > packed_.count() - first) {
            fail(name, fmt::format("a run reads packed values {} to {} of {}", first,
                                   first + run.count, packed_.count()));
        }
    }
}

}  // namespace gantry::storage::columnstore
