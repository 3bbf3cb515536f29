#include "storage/writer/row_writer.h"

#include <algorithm>

#include "base/error.h"

namespace gantry::storage {
namespace {

// A large value above this never stays in the row.
constexpr size_t k_in_row_value_max = 8000;
// What stands in the row instead.
constexpr size_t k_overflow_root_size = 24;
constexpr size_t k_large_root_size_max = 72;

}  // namespace

RowWriter::RowWriter(DataFileWriter& file, AllocationUnit& unit, AllocationUnit* lob_unit,
                     AllocationUnit* overflow_unit, const RowLayout& layout,
                     const RowOddities& oddities)
    : layout_(layout), table_(file, unit, layout, oddities) {
    bool has_lobs = false, overflows = false;
    uint32_t sources = 0;
    for (uint32_t i = 0; i < layout.columns.size(); ++i) {
        const RecordColumn& column = layout.columns[i];
        sources = std::max(sources, column.source + 1);
        if (column.column_id == 0) uniqueifier_ = int(i);
        if (column.lob == LongValue::text_pointer) text_columns_.push_back(i);
        if (column.lob == LongValue::large_value || column.lob == LongValue::overflow) {
            large_columns_.push_back(i);
        }
        has_lobs = has_lobs || column.lob == LongValue::text_pointer ||
                   column.lob == LongValue::large_value;
        overflows = overflows || column.lob == LongValue::overflow;
        if (column.vardecimal) decimal_columns_.push_back(i);
    }
    row_.resize(sources);
    pointers_.resize(layout.columns.size());
    if (has_lobs) {
        GANTRY_ASSERT(lob_unit != nullptr);
        lobs_ = std::make_unique<LobWriter>(file, *lob_unit);
    }
    if (overflows) {
        GANTRY_ASSERT(overflow_unit != nullptr);
        overflow_ = std::make_unique<LobWriter>(file, *overflow_unit);
    }
    fixed_size_ = layout.fixed_end + 2 + uint32_t(layout.columns.size() + 7) / 8;
    if (layout.variable_count > 0) fixed_size_ += 2 + 2 * layout.variable_count;
}

void RowWriter::number_equal_keys() {
    key_.clear();
    for (uint32_t index : layout_.keys) {
        const RecordColumn& column = layout_.columns[index];
        if (column.column_id == 0) continue;
        const Field& field = row_[column.source];
        key_.push_back(field.null ? 1 : 0);
        uint32_t size = uint32_t(field.bytes.size());
        for (int i = 0; i < 4; ++i)
            key_.push_back(uint8_t(size >> (8 * i)));
        key_.insert(key_.end(), field.bytes.begin(), field.bytes.end());
    }
    equal_keys_ = row_count_ > 0 && key_ == previous_key_ ? equal_keys_ + 1 : 0;
    std::swap(key_, previous_key_);
    Field& number = row_[layout_.columns[size_t(uniqueifier_)].source];
    number = {};
    if (equal_keys_ == 0) {
        number.null = true;
    } else {
        store_le<uint32_t>(equal_number_, equal_keys_);
        number.bytes = equal_number_;
    }
}

void RowWriter::move_large_values() {
    for (uint32_t index : text_columns_) {
        Field& field = row_[layout_.columns[index].source];
        if (field.null) continue;
        lobs_->write_text(field.bytes, pointers_[index]);
        field.bytes = pointers_[index];
        field.complex = true;
    }
    if (large_columns_.empty()) return;
    size_t size = fixed_size_;
    for (const RecordColumn& column : layout_.columns) {
        if (column.place == FieldPlace::variable) size += row_[column.source].bytes.size();
        if (column.place == FieldPlace::sparse) size += 4 + row_[column.source].bytes.size();
    }
    auto move = [&](uint32_t index) {
        Field& field = row_[layout_.columns[index].source];
        size -= field.bytes.size();
        if (layout_.columns[index].lob == LongValue::overflow) {
            overflow_->write_overflow(field.bytes, pointers_[index]);
        } else {
            lobs_->write_large_value(field.bytes, pointers_[index]);
        }
        field.bytes = pointers_[index];
        field.complex = true;
        size += field.bytes.size();
    };
    for (uint32_t index : large_columns_) {
        const Field& field = row_[layout_.columns[index].source];
        if (!field.null && field.bytes.size() > k_in_row_value_max) move(index);
    }
    while (size > k_row_size_max) {
        // The longest that is still in the row goes next.
        int longest = -1;
        size_t length = 0;
        for (uint32_t index : large_columns_) {
            const Field& field = row_[layout_.columns[index].source];
            bool overflows = layout_.columns[index].lob == LongValue::overflow;
            size_t root = overflows ? k_overflow_root_size : k_large_root_size_max;
            if (!field.complex && field.bytes.size() > std::max(length, root)) {
                longest = int(index);
                length = field.bytes.size();
            }
        }
        if (longest < 0) return;  // the builder refuses the row
        move(uint32_t(longest));
    }
}

void RowWriter::pack_decimals() {
    for (uint32_t index : decimal_columns_) {
        Field& field = row_[layout_.columns[index].source];
        if (field.null) continue;
        pointers_[index].clear();
        compress_decimal(layout_.columns[index].shape, field.bytes, pointers_[index]);
        field.bytes = pointers_[index];
    }
}

Rid RowWriter::add(std::span<const Field> fields) {
    GANTRY_ASSERT(fields.size() + (uniqueifier_ >= 0 ? 1 : 0) >= row_.size());
    size_t count = std::min(row_.size(), fields.size());
    for (size_t i = 0; i < count; ++i)
        row_[i] = fields[i];
    if (uniqueifier_ >= 0) number_equal_keys();
    pack_decimals();
    if (lobs_ || overflow_) move_large_values();
    Rid rid = table_.add(row_);
    ++row_count_;
    return rid;
}

void RowWriter::finish() {
    table_.finish();
    if (lobs_) lobs_->finish();
    if (overflow_) overflow_->finish();
}

}  // namespace gantry::storage
