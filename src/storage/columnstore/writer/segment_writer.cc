#include "storage/columnstore/writer/segment_writer.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "storage/columnstore/segment.h"
#include "storage/xpress_huffman.h"

namespace gantry::storage::columnstore {

namespace {

constexpr uint32_t k_bookmark_distance = 512;
constexpr uint16_t k_unit = 8;

struct Piece {
    bool reads = false;
    size_t first = 0;
    size_t count = 0;
};

// Rows cut into repeated values and the stretches between them.
template <typename Equal>
std::vector<Piece> cut(size_t rows, uint32_t repeat_min, Equal equal) {
    std::vector<Piece> out;
    size_t at = 0;
    while (at < rows) {
        size_t end = at + 1;
        while (end < rows && equal(at, end))
            ++end;
        if (end - at >= repeat_min) {
            out.push_back({false, at, end - at});
        } else if (!out.empty() && out.back().reads) {
            out.back().count += end - at;
        } else {
            out.push_back({true, at, end - at});
        }
        at = end;
    }
    return out;
}

void write_header(ByteWriter& out, uint32_t layout, size_t rows, size_t run_units) {
    out.u32(k_blob_version);
    out.u32(k_blob_segment);
    out.u32(0);
    out.u32(0x7FFF);
    out.u32(layout);
    out.u32(uint32_t((rows + k_bookmark_distance - 1) / k_bookmark_distance));
    out.u32(k_bookmark_distance);
    out.u32(uint32_t(run_units));
    out.u16(k_unit);
}

// For each stretch of rows: the run that holds its first row, in words, and where that run ends.
void write_bookmarks(ByteWriter& out, const std::vector<Piece>& pieces, size_t rows,
                     uint32_t run_size) {
    size_t piece = 0;
    for (size_t row = 0; row < rows; row += k_bookmark_distance) {
        while (row >= pieces[piece].first + pieces[piece].count)
            ++piece;
        out.u32(uint32_t(piece * run_size / 4));
        out.u32(uint32_t(pieces[piece].first + pieces[piece].count));
    }
}

void write_run(ByteWriter& out, int64_t value, uint32_t count, bool wide, bool reads) {
    if (wide) {
        out.le<int64_t>(value);
        out.u32(count);
        out.u32(reads ? 1 : 0);
    } else {
        out.le<int32_t>(int32_t(value));
        out.u32(count);
    }
}

// Widths that fill a unit with one more value than the next wider one.
uint32_t packed_width(uint64_t range) {
    uint32_t bits = std::max(1, int(std::bit_width(range)));
    uint32_t per_unit = 64 / bits;
    return 64 / per_unit;
}

struct ValuePage {
    std::vector<const std::optional<Bytes>*> values;
    size_t size = 0;
};

Bytes page_values(const ValuePage& page, int& value_size) {
    bool fixed = true;
    for (const std::optional<Bytes>* value : page.values) {
        fixed = fixed && *value && (*value)->size() == (*page.values[0])->size();
        if (!fixed) break;
    }
    value_size = fixed ? int((*page.values[0])->size()) : -1;
    ByteWriter out;
    std::vector<uint16_t> offsets;
    for (const std::optional<Bytes>* value : page.values) {
        offsets.push_back(*value ? uint16_t(out.size()) : uint16_t(0xFFFE));
        if (*value) out.append(**value);
    }
    if (!fixed) {
        for (size_t i = offsets.size(); i-- > 0;)
            out.u16(offsets[i]);
    }
    return out.take();
}

Bytes write_page(const ValuePage& page, bool compress) {
    int value_size = 0;
    Bytes values = page_values(page, value_size);
    ByteWriter out;
    out.u32(9);
    out.u8(compress ? 1 : 0);
    out.u8(0);
    out.le<int16_t>(int16_t(value_size));
    out.u32(uint32_t(page.values.size()));
    if (compress) {
        out.u16(uint16_t(values.size() - 1));
        out.append(xpress_literals(values));
    } else {
        out.append(values);
    }
    return out.take();
}

}  // namespace

Bytes write_packed_segment(std::span<const int64_t> ids, const PackedSegmentOptions& options) {
    std::vector<Piece> pieces =
        cut(ids.size(), options.repeat_min, [&](size_t a, size_t b) { return ids[a] == ids[b]; });
    bool wide = options.wide_runs;
    int64_t lowest = INT64_MAX, highest = INT64_MIN;
    size_t packed_count = 0;
    for (const Piece& piece : pieces) {
        for (size_t i = piece.first; i < piece.first + piece.count; ++i) {
            if (!piece.reads) {
                GANTRY_ASSERT(ids[i] >= 0);
                wide = wide || ids[i] > INT32_MAX;
                break;
            }
            lowest = std::min(lowest, ids[i]);
            highest = std::max(highest, ids[i]);
            ++packed_count;
        }
    }
    uint32_t width = packed_count == 0 ? 0 : packed_width(uint64_t(highest) - uint64_t(lowest));
    uint32_t per_unit = packed_count == 0 ? 1 : 64 / width;
    size_t units = (packed_count + per_unit - 1) / per_unit;
    uint32_t run_size = wide ? 16 : 8;

    ByteWriter out;
    write_header(out, 3, ids.size(), (pieces.size() + 1) * run_size / k_unit);
    out.u16(uint16_t(width));
    out.u32(uint32_t(units));
    out.le<int64_t>(packed_count == 0 ? 0 : lowest);
    write_bookmarks(out, pieces, ids.size(), run_size);
    std::vector<uint64_t> packed(units);
    size_t next = 0;
    for (const Piece& piece : pieces) {
        int64_t value = piece.reads ? -1 - int64_t(next) : ids[piece.first];
        write_run(out, value, uint32_t(piece.count), wide, piece.reads);
        for (size_t i = 0; piece.reads && i < piece.count; ++i, ++next) {
            uint64_t stored = uint64_t(ids[piece.first + i]) - uint64_t(lowest);
            packed[next / per_unit] |= stored << (next % per_unit * width);
        }
    }
    write_run(out, 0, 0, wide, false);
    for (uint64_t unit : packed)
        out.u64(unit);
    return out.take();
}

Bytes write_value_page_segment(std::span<const std::optional<Bytes>> values,
                               const ValuePageOptions& options) {
    std::vector<Piece> pieces = cut(values.size(), options.repeat_min,
                                    [&](size_t a, size_t b) { return values[a] == values[b]; });
    std::vector<ValuePage> pages;
    std::vector<int64_t> addresses;
    size_t value_count = 0, longest = 0;
    for (const Piece& piece : pieces) {
        size_t last = piece.first + (piece.reads ? piece.count : 1);
        for (size_t i = piece.first; i < last; ++i) {
            size_t size = (values[i] ? values[i]->size() : 0) + 2;
            if (pages.empty() || pages.back().size + size > options.page_size_max) {
                pages.emplace_back();
            }
            if (i == piece.first) {
                int64_t address = int64_t(pages.size() - 1) |
                                  int64_t(pages.back().values.size()) << 15 |
                                  int64_t(1) << (piece.reads ? 31 : 30);
                addresses.push_back(int32_t(uint32_t(address)));
            }
            pages.back().values.push_back(&values[i]);
            pages.back().size += size;
            longest = std::max(longest, size - 2);
            ++value_count;
        }
    }
    ByteWriter out;
    write_header(out, 7, values.size(), pieces.size() + 1);
    write_bookmarks(out, pieces, values.size(), 8);
    for (size_t i = 0; i < pieces.size(); ++i) {
        write_run(out, addresses[i], uint32_t(pieces[i].count), false, pieces[i].reads);
    }
    write_run(out, 0, 0, false, false);
    out.u32(8);
    out.u32(uint32_t(value_count));
    out.u32(uint32_t(longest));
    out.u32(1);
    out.u32(4);
    out.u32(uint32_t(pages.size()));
    std::vector<Bytes> written;
    for (const ValuePage& page : pages) {
        written.push_back(write_page(page, options.compress));
        out.u32(uint32_t(written.back().size()));
    }
    for (const Bytes& page : written)
        out.append(page);
    return out.take();
}

Bytes xpress_literals(ByteSpan bytes) {
    GANTRY_ASSERT(bytes.size() <= k_xpress_chunk_max);
    // 256 symbols of eight bits: each literal is its own code.
    ByteWriter out;
    for (int i = 0; i < 128; ++i)
        out.u8(0x88);
    out.zeros(128);
    for (size_t i = 0; i < bytes.size(); i += 2) {
        uint8_t second = i + 1 < bytes.size() ? bytes[i + 1] : 0;
        out.u16(uint16_t(bytes[i] << 8 | second));
    }
    out.zeros(4);
    return out.take();
}

Bytes write_archive(ByteSpan blob) {
    ByteWriter out;
    out.u32(0);
    bool compress = true;
    for (size_t at = 0; at < blob.size(); at += k_xpress_chunk_max, compress = !compress) {
        ByteSpan block = blob.subspan(at, std::min(k_xpress_chunk_max, blob.size() - at));
        Bytes stored = compress ? xpress_literals(block) : Bytes(block.begin(), block.end());
        out.u32(uint32_t(block.size()));
        out.u32(uint32_t(stored.size()));
        out.append(stored);
    }
    return out.take();
}

}  // namespace gantry::storage::columnstore
