#pragma once
// Segments as a columnstore keeps them, for databases that tests write. The same layouts that
// segment.h reads; not tuned for size. Pure.

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace gantry::storage::columnstore {

struct PackedSegmentOptions {
    uint32_t repeat_min = 64;  // rows of one id that become a run
    bool wide_runs = false;    // 16 bytes each; ids past 31 bits force it
};

// Data ids, none negative unless in packed values, as runs and packed values.
Bytes write_packed_segment(std::span<const int64_t> ids, const PackedSegmentOptions& options = {});

struct ValuePageOptions {
    uint32_t repeat_min = 64;
    bool compress = true;
    size_t page_size_max = 32768;  // of the values and their offsets
};

// Values (nothing: NULL) on pages. Pages whose values have one size and no NULL have no offsets.
Bytes write_value_page_segment(std::span<const std::optional<Bytes>> values,
                               const ValuePageOptions& options = {});

// One chunk of at most 64 KB of XPRESS: literals only, so that it is longer than the bytes.
Bytes xpress_literals(ByteSpan bytes);

// The blob as COLUMNSTORE_ARCHIVE keeps it; every second block is stored as it is.
Bytes write_archive(ByteSpan blob);

}  // namespace gantry::storage::columnstore
