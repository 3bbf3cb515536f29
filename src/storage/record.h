#pragma once
// FixedVar records: the ordinary row format, and the header of index rows. A borrowed view that is
// checked once when it is parsed; the accessors then cannot leave the record.
// Facts: docs/formats/records.md.

#include <utility>

#include "base/bytes.h"
#include "storage/page.h"

namespace gantry::storage {

enum class RecordType : uint8_t {
    primary = 0,
    forwarded = 1,
    forwarding_stub = 2,
    index = 3,
    blob = 4,
    ghost_index = 5,
    ghost_data = 6,
    ghost_version = 7,
};

constexpr uint8_t k_record_compressed = 0x01;  // a CD record, in compressed rowsets only
constexpr uint8_t k_record_has_null_bitmap = 0x10;
constexpr uint8_t k_record_has_variable = 0x20;
constexpr uint8_t k_record_has_version_tag = 0x40;
constexpr uint16_t k_variable_complex = 0x8000;
constexpr uint32_t k_version_tag_size = 14;
// First word of the back pointer that a forwarded record carries as its last variable column.
constexpr uint16_t k_back_pointer_kind = 0x400;

inline RecordType record_type(uint8_t status) {
    return RecordType(status >> 1 & 7);
}
// True for the records a table scan returns.
inline bool is_live_row(RecordType type) {
    return type == RecordType::primary || type == RecordType::forwarded;
}

struct VariableField {
    ByteSpan bytes;
    bool complex = false;  // a LOB or row-overflow pointer, a sparse vector, ...
    bool present = false;  // false: the record's offset array is shorter
};

class FixedVarRecord {
  public:
    // `area` starts at the record and ends where records may end. False when a length or offset
    // does not fit; then nothing else may be called.
    bool parse(ByteSpan area);

    RecordType type() const { return record_type(base_[0]); }
    const uint8_t* base() const { return base_; }
    uint32_t fixed_end() const { return fixed_end_; }
    uint32_t column_count() const { return column_count_; }
    uint32_t variable_count() const { return variable_count_; }
    // Bytes of the record without its version tag.
    uint32_t size() const { return size_; }

    // Records of tables whose columns are all sparse have neither a bitmap nor a column count.
    bool has_null_bitmap() const { return bitmap_ != nullptr; }
    // `null_bit` counts from 1; bits past the record's columns are "not there" (null_bit_present).
    bool null_bit_present(uint32_t null_bit) const { return null_bit <= column_count_; }
    bool is_null(uint32_t null_bit) const {
        return bitmap_ != nullptr && (bitmap_[(null_bit - 1) / 8] >> ((null_bit - 1) % 8) & 1) != 0;
    }
    // Null bits of the first 64 columns, column 1 in bit 0.
    uint64_t null_word() const {
        uint64_t word = 0;
        if (bitmap_ == nullptr) return word;
        // Mostly one to three bytes: quicker than a call of memcpy.
        uint32_t size = bitmap_size_ < 8 ? bitmap_size_ : 8;
        for (uint32_t i = 0; i < size; ++i)
            word |= uint64_t(bitmap_[i]) << (8 * i);
        return word;
    }
    // Of index < variable_count(): {where the value starts, where it ends and k_variable_complex}.
    std::pair<uint32_t, uint32_t> variable_bounds(uint32_t index) const {
        return {index == 0 ? variable_start_ : end_offset(index - 1) & 0x7FFFu, end_offset(index)};
    }
    VariableField variable(uint32_t index) const {
        VariableField out;
        if (index >= variable_count_) return out;
        auto [start, end] = variable_bounds(index);
        out.complex = (end & k_variable_complex) != 0;
        out.bytes = {base_ + start, (end & 0x7FFFu) - start};
        out.present = true;
        return out;
    }

  private:
    uint32_t end_offset(uint32_t index) const { return load_le<uint16_t>(ends_ + 2 * index); }

    const uint8_t* base_ = nullptr;
    const uint8_t* bitmap_ = nullptr;
    const uint8_t* ends_ = nullptr;
    uint32_t bitmap_size_ = 0;
    uint32_t fixed_end_ = 0;
    uint32_t column_count_ = 0;
    uint32_t variable_count_ = 0;
    uint32_t variable_start_ = 0;
    uint32_t size_ = 0;
};

inline bool FixedVarRecord::parse(ByteSpan area) {
    if (area.size() < 4) return false;
    base_ = area.data();
    bitmap_ = ends_ = nullptr;
    variable_count_ = variable_start_ = column_count_ = 0;
    uint8_t status = base_[0];
    fixed_end_ = load_le<uint16_t>(base_ + 2);
    if (fixed_end_ < 4 || fixed_end_ > area.size()) return false;
    uint32_t at = fixed_end_;
    if (status & k_record_has_null_bitmap) {
        if (at + 2 > area.size()) return false;
        column_count_ = load_le<uint16_t>(base_ + at);
        at += 2;
        bitmap_size_ = (column_count_ + 7) / 8;
        if (at + bitmap_size_ > area.size()) return false;
        bitmap_ = base_ + at;
        at += bitmap_size_;
    }
    if (status & k_record_has_variable) {
        if (at + 2 > area.size()) return false;
        variable_count_ = load_le<uint16_t>(base_ + at);
        at += 2;
        ends_ = base_ + at;
        if (at + 2 * variable_count_ > area.size()) return false;
        at += 2 * variable_count_;
        variable_start_ = at;
        for (uint32_t i = 0; i < variable_count_; ++i) {
            uint32_t end = end_offset(i) & 0x7FFFu;
            if (end < at) return false;
            at = end;
        }
        if (at > area.size()) return false;
        // The back pointer is no column of the table.
        if (variable_count_ > 0 && type() == RecordType::forwarded) {
            VariableField last = variable(variable_count_ - 1);
            if (last.complex && last.bytes.size() >= 2 &&
                load_le<uint16_t>(last.bytes.data()) == k_back_pointer_kind) {
                --variable_count_;
            }
        }
    }
    size_ = at;
    return true;
}

}  // namespace gantry::storage
