// The CD record layout: CompressedRecord of compressed_rows.h.
// Facts: docs/formats/records.md. That the column count has its high byte first when it takes two,
// and that counts of long values for every 30 columns stand between the long region's offsets and
// its data, are from public notes of people who compared both with DBCC PAGE.

#include <algorithm>

#include "storage/compressed_rows.h"

namespace gantry::storage {

namespace {
constexpr size_t k_cluster_columns = 30;
constexpr uint8_t k_has_long_region = 0x20;
constexpr uint8_t k_two_byte_offsets = 0x01;
constexpr uint8_t k_nibble_null = 0;
constexpr uint8_t k_nibble_empty = 1;
constexpr uint8_t k_nibble_long = 10;
constexpr uint8_t k_nibble_true = 11;
constexpr uint8_t k_nibble_symbol = 12;
}  // namespace

bool CompressedRecord::parse(ByteSpan area) {
    columns_.clear();
    if (area.size() < 2 || !is_compressed(area[0])) return false;
    type_ = area[0] >> 2 & 7;
    size_t at = 1;
    size_t count = area[at++];
    if (count & 0x80) {
        if (at >= area.size()) return false;
        count = (count & 0x7F) << 8 | area[at++];
    }
    if (at + (count + 1) / 2 > area.size()) return false;
    columns_.resize(count);
    const uint8_t* nibbles = area.data() + at;
    at += (count + 1) / 2;
    // Lengths of the short data of every full cluster of 30 columns; only needed to jump.
    if (count > k_cluster_columns) at += (count - 1) / k_cluster_columns;
    size_t long_count = 0;
    for (size_t i = 0; i < count; ++i) {
        uint8_t code = i % 2 == 0 ? nibbles[i / 2] & 15 : nibbles[i / 2] >> 4;
        Column& column = columns_[i];
        if (code == k_nibble_null) {
            column.kind = Kind::null;
        } else if (code == k_nibble_empty) {
            column.kind = Kind::empty;
        } else if (code < k_nibble_long || code == k_nibble_symbol) {
            size_t size = code == k_nibble_symbol ? 1 : code - 1u;
            if (at > area.size() || size > area.size() - at) return false;
            column.kind = code == k_nibble_symbol ? Kind::symbol : Kind::bytes;
            column.bytes = area.subspan(at, size);
            at += size;
        } else if (code == k_nibble_long) {
            column.kind = Kind::bytes;
            ++long_count;
        } else if (code == k_nibble_true) {
            column.kind = Kind::bit_true;
        } else {
            return false;
        }
    }
    size_ = at;
    if (!(area[0] & k_has_long_region)) return long_count == 0 && at <= area.size();
    return parse_long(area, at, long_count);
}

// {u8 flags, u16 count, u16 end offsets, a byte for every full cluster: how many long values it
// has}, then the long values in column order.
bool CompressedRecord::parse_long(ByteSpan area, size_t at, size_t long_count) {
    if (at + 3 > area.size() || !(area[at] & k_two_byte_offsets)) return false;
    size_t count = load_le<uint16_t>(area.data() + at + 1);
    at += 3;
    const uint8_t* ends = area.data() + at;
    at += 2 * count;
    if (columns_.size() > k_cluster_columns) at += (columns_.size() - 1) / k_cluster_columns;
    if (count < long_count || at > area.size()) return false;
    ByteSpan data = area.subspan(at);
    size_t start = 0, k = 0;
    for (Column& column : columns_) {
        if (column.kind != Kind::bytes || column.bytes.data() != nullptr) continue;
        uint32_t end = load_le<uint16_t>(ends + 2 * k++);
        column.complex = (end & k_variable_complex) != 0;
        end &= 0x7FFF;
        if (end < start || end > data.size()) return false;
        column.bytes = data.subspan(start, end - start);
        start = end;
    }
    size_t last = count > 0 ? load_le<uint16_t>(ends + 2 * (count - 1)) & 0x7FFFu : 0u;
    size_ = at + std::max(last, start);
    return size_ <= area.size();
}

}  // namespace gantry::storage
