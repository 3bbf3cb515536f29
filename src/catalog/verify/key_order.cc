#include "catalog/verify/key_order.h"

#include <algorithm>

#include "storage/compressed_value.h"
#include "storage/record.h"

namespace gantry::catalog {

using storage::FieldView;
using storage::PageView;
using storage::RecordType;
using types::TypeId;

namespace {

const uint8_t k_bits[2] = {0, 1};
constexpr uint32_t k_child_pointer_size = 6;
constexpr int16_t k_address_size = 8;

}  // namespace

// A data or an index row behind its header: they differ in where the fixed part ends only.
struct KeyOrder::Parts {
    // False when a length does not fit into `area`.
    bool parse(ByteSpan area, uint32_t end_of_fixed);

    const uint8_t* base = nullptr;
    uint32_t fixed_end = 0;
    const uint8_t* bitmap = nullptr;
    uint32_t null_bits = 0;
    const uint8_t* ends = nullptr;  // of variable values
    uint32_t variable_count = 0;
    uint32_t variable_start = 0;
};

bool KeyOrder::Parts::parse(ByteSpan area, uint32_t end_of_fixed) {
    size_t at = end_of_fixed;
    if (at < 1 || at > area.size()) return false;
    base = area.data();
    fixed_end = end_of_fixed;
    if (base[0] & storage::k_record_has_null_bitmap) {
        if (at + 2 > area.size()) return false;
        null_bits = load_le<uint16_t>(base + at);
        bitmap = base + at + 2;
        at += 2 + (null_bits + 7) / 8;
    }
    if (!(base[0] & storage::k_record_has_variable)) return at <= area.size();
    if (at + 2 > area.size()) return false;
    variable_count = load_le<uint16_t>(base + at);
    ends = base + at + 2;
    at += 2 + 2 * variable_count;
    if (at > area.size()) return false;
    variable_start = uint32_t(at);
    for (uint32_t i = 0; i < variable_count; ++i) {
        size_t end = load_le<uint16_t>(ends + 2 * i) & 0x7FFFu;
        if (end < at || end > area.size()) return false;
        at = end;
    }
    return true;
}

KeyOrder::KeyOrder(bool clustered, storage::Compression compression,
                   const std::vector<RowsetColumn>& columns)
    : compression_(compression), clustered_(clustered) {
    std::vector<const RowsetColumn*> keys;
    for (const RowsetColumn& column : columns) {
        if (column.key_ordinal > 0) keys.push_back(&column);
    }
    std::sort(keys.begin(), keys.end(), [](const RowsetColumn* a, const RowsetColumn* b) {
        return a->key_ordinal < b->key_ordinal;
    });
    bool has_upper = true;
    bool is_compressed = compression_ != storage::Compression::none;
    for (const RowsetColumn* key : keys) {
        const storage::ColumnPlace& place = key->place;
        Column column;
        column.how = key_compare_of(place, key->collation);
        bool is_certain = column.how != KeyCompare::none && !key->dropped && !key->uniqueifier &&
                          !place.sparse && !place.unreadable && place.length != -1;
        // The address of a heap's row, whose parts are numbers.
        bool is_address = !clustered_ && key == keys.back() && place.type == TypeId::binary &&
                          place.length == k_address_size;
        bool is_next = size_t(key->key_ordinal) == columns_.size() + 1;
        if (!is_certain || is_address || !is_next) break;
        if (columns_.size() == k_key_columns_most) break;
        column.fixed_size =
            storage::fixed_size({place.type, place.length, place.precision, place.scale});
        column.descending = key->descending;
        column.leaf = {place.leaf_offset, place.null_bit, place.bit_position};
        column.upper = {key->upper_offset, key->upper_null_bit, key->upper_bit_position};
        column.place = place;
        // Not so: vardecimal, which has an encoding of its own, and what is encrypted.
        bool is_fixed = column.fixed_size != 0;
        if (!is_compressed && is_fixed != (place.leaf_offset > 0)) break;
        has_upper = has_upper && key->upper_offset != 0 && is_fixed == (key->upper_offset > 0);
        only_fixed_ = only_fixed_ && is_fixed && key->not_null && place.type != TypeId::bit;
        columns_.push_back(std::move(column));
        if (has_upper) upper_columns_ = columns_.size();
    }
}

storage::RowsetLayout KeyOrder::leaf_layout() const {
    storage::RowsetLayout out;
    out.compression = compression_;
    for (const Column& column : columns_)
        out.columns.push_back(column.place);
    return out;
}

void KeyOrder::read_value(const Parts& record, const Column& column, const Place& place,
                          FieldView& out) {
    out = {nullptr, 0, false};
    if (place.null_bit != 0 && record.bitmap != nullptr) {
        uint32_t bit = place.null_bit - 1u;
        if (bit >= record.null_bits) return;  // the row is older than the column
        if (record.bitmap[bit / 8] >> (bit % 8) & 1) {
            out.null = true;
            return;
        }
    }
    if (place.offset > 0) {
        auto offset = uint32_t(place.offset);
        if (offset + column.fixed_size > record.fixed_end) return;
        const uint8_t* at = record.base + offset;
        if (column.place.type == TypeId::bit) at = &k_bits[*at >> (place.bit_position & 7) & 1];
        out = {at, column.fixed_size, false};
        return;
    }
    auto index = uint32_t(-place.offset - 1);
    if (index >= record.variable_count) {
        out = {record.base, 0, false};
        return;
    }
    uint32_t start = index == 0 ? record.variable_start
                                : load_le<uint16_t>(record.ends + 2 * (index - 1)) & 0x7FFFu;
    uint32_t end = load_le<uint16_t>(record.ends + 2 * index);
    if (end & storage::k_variable_complex) return;
    out = {record.base + start, end - start, false};
}

bool KeyOrder::read_leaf(PageView page, uint32_t slot, Key& out) const {
    ByteSpan area = page.record_area(slot);
    if (area.size() < 4 || (area[0] & storage::k_record_compressed)) return false;
    RecordType type = storage::record_type(area[0]);
    if (!clustered_) return type == RecordType::index && read_row(area, page.pminlen(), false, out);
    if (!storage::is_live_row(type)) return false;
    uint32_t fixed_end = load_le<uint16_t>(area.data() + 2);
    if (!only_fixed_) return read_row(area, fixed_end, false, out);
    // The usual key needs nothing of what lies behind the fixed part.
    if (fixed_end > area.size()) return false;
    for (size_t i = 0; i < columns_.size(); ++i) {
        const Column& column = columns_[i];
        auto offset = uint32_t(column.leaf.offset);
        bool is_there = offset + column.fixed_size <= fixed_end;
        out.values[i] = {is_there ? area.data() + offset : nullptr, column.fixed_size, false};
    }
    return true;
}

bool KeyOrder::read_upper(PageView page, uint32_t slot, Key& out) const {
    ByteSpan area = page.record_area(slot);
    if (area.size() < 4 || (area[0] & storage::k_record_compressed)) return false;
    return storage::record_type(area[0]) == RecordType::index &&
           read_row(area, page.pminlen(), true, out);
}

bool KeyOrder::read_row(ByteSpan area, uint32_t fixed_end, bool upper, Key& out) const {
    Parts parts;
    if (!parts.parse(area, fixed_end)) return false;
    size_t count = upper ? upper_columns_ : columns_.size();
    if (upper) parts.fixed_end -= std::min(parts.fixed_end, k_child_pointer_size);
    for (size_t i = 0; i < count; ++i)
        read_value(parts, columns_[i], upper ? columns_[i].upper : columns_[i].leaf, out.values[i]);
    return true;
}

std::partial_ordering KeyOrder::compare(const Key& a, const Key& b, size_t count) const {
    for (size_t i = 0; i < count; ++i) {
        const Column& column = columns_[i];
        auto order = compare_key_values(column.how, column.fixed_size, a.values[i], b.values[i]);
        if (order != 0) return column.descending ? 0 <=> order : order;
    }
    return std::partial_ordering::equivalent;
}

}  // namespace gantry::catalog
