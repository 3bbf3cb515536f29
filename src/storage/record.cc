#include "storage/record.h"

namespace gantry::storage {

bool FixedVarRecord::parse(ByteSpan area) {
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
        uint32_t bitmap_size = (column_count_ + 7) / 8;
        if (at + bitmap_size > area.size()) return false;
        bitmap_ = base_ + at;
        at += bitmap_size;
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
