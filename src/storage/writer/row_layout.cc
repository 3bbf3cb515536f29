#include "storage/writer/row_layout.h"

#include <algorithm>

#include "base/error.h"
#include "storage/record.h"

namespace gantry::storage {
namespace {

constexpr uint8_t k_index_status = uint8_t(RecordType::index) << 1;

// The variable section: count, end offsets, data. Trailing empty fields have no entry, as in rows
// that SQL Server writes.
class VariableSection {
  public:
    explicit VariableSection(size_t capacity) { fields_.reserve(capacity); }

    void put(size_t number, const Field& field) {
        if (fields_.size() <= number) fields_.resize(number + 1);
        fields_[number] = field;
    }
    bool empty() {
        while (!fields_.empty() && fields_.back().bytes.empty())
            fields_.pop_back();
        return fields_.empty();
    }
    void append_to(Bytes& out) const {
        size_t at = out.size();
        size_t header = 2 + 2 * fields_.size();
        size_t total = header;
        for (const Field& field : fields_)
            total += field.bytes.size();
        out.resize(at + total);
        uint8_t* p = out.data();
        store_le<uint16_t>(p + at, uint16_t(fields_.size()));
        size_t end = at + header;
        for (size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            if (!field.bytes.empty()) std::memcpy(p + end, field.bytes.data(), field.bytes.size());
            end += field.bytes.size();
            store_le<uint16_t>(p + at + 2 + 2 * i,
                               uint16_t(end | (field.complex ? k_variable_complex : 0)));
        }
    }

  private:
    std::vector<Field> fields_;
};

void place_bit(RecordColumn& column, uint16_t& fixed_end, int16_t& byte_at, uint8_t& next_bit) {
    if (byte_at == 0 || next_bit == 8) {
        byte_at = int16_t(fixed_end++);
        next_bit = 0;
    }
    column.offset = byte_at;
    column.bit_position = next_bit++;
}

void place_keys(RowLayout& layout) {
    for (uint32_t i = 0; i < layout.columns.size(); ++i) {
        if (layout.columns[i].key_ordinal > 0) layout.keys.push_back(i);
    }
    std::sort(layout.keys.begin(), layout.keys.end(), [&](uint32_t a, uint32_t b) {
        return layout.columns[a].key_ordinal < layout.columns[b].key_ordinal;
    });
    for (uint32_t index : layout.keys) {
        RecordColumn& column = layout.columns[index];
        if (column.place == FieldPlace::variable) {
            column.index_offset = int16_t(-int(++layout.index_variable_count));
        } else {
            column.index_offset = int16_t(layout.index_fixed_end);
            layout.index_fixed_end = uint16_t(layout.index_fixed_end + column.fixed_size);
        }
        if (column.indexed_null_bit) column.index_null_bit = ++layout.index_null_bits;
    }
}

// {u16 5, u16 count, ids, ends, data} of the sparse columns that have a value.
Bytes sparse_vector(const RowLayout& layout, const std::vector<Field>& fields) {
    std::vector<const RecordColumn*> there;
    for (const RecordColumn& column : layout.columns) {
        if (column.place == FieldPlace::sparse && !fields[column.source].null) {
            there.push_back(&column);
        }
    }
    Bytes out;
    if (there.empty()) return out;
    std::sort(there.begin(), there.end(), [](const RecordColumn* a, const RecordColumn* b) {
        return a->column_id < b->column_id;
    });
    size_t count = there.size();
    out.resize(4 + 4 * count);
    store_le<uint16_t>(out.data(), k_complex_sparse_vector);
    store_le<uint16_t>(out.data() + 2, uint16_t(count));
    for (size_t i = 0; i < count; ++i) {
        const Field& field = fields[there[i]->source];
        out.insert(out.end(), field.bytes.begin(), field.bytes.end());
        store_le<uint16_t>(out.data() + 4 + 2 * i, uint16_t(there[i]->column_id));
        store_le<uint16_t>(out.data() + 4 + 2 * (count + i),
                           uint16_t(out.size() | (field.complex ? k_variable_complex : 0)));
    }
    return out;
}

uint32_t variable_overhead(uint32_t count) {
    return count == 0 ? 0 : 2 + 2 * count;
}

}  // namespace

RowLayout make_row_layout(std::vector<RecordColumn> columns) {
    RowLayout layout;
    layout.columns = std::move(columns);
    int16_t bit_byte = 0;
    uint8_t next_bit = 0;
    uint16_t null_bit = 0;
    for (RecordColumn& column : layout.columns) {
        if (column.place != FieldPlace::sparse) column.null_bit = ++null_bit;
        switch (column.place) {
            case FieldPlace::fixed:
                column.offset = int16_t(layout.fixed_end);
                layout.fixed_end = uint16_t(layout.fixed_end + column.fixed_size);
                break;
            case FieldPlace::bit:
                place_bit(column, layout.fixed_end, bit_byte, next_bit);
                break;
            case FieldPlace::variable:
                column.offset = int16_t(-int(++layout.variable_count));
                break;
            case FieldPlace::sparse:
                layout.has_sparse = true;
                break;
        }
    }
    layout.null_bits = null_bit;
    place_keys(layout);
    return layout;
}

uint32_t RowLayout::longest_row() const {
    uint32_t size = fixed_end + 2 + uint32_t(columns.size() + 7) / 8;
    size += variable_overhead(variable_count);
    for (const RecordColumn& column : columns)
        size += column.variable_max;
    return size;
}

uint32_t RowLayout::longest_index_row() const {
    if (keys.empty()) return 0;
    uint32_t size = index_fixed_end + 6u;
    if (index_null_bits > 0) size += 2 + (index_null_bits + 7u) / 8;
    size += variable_overhead(index_variable_count);
    for (uint32_t index : keys)
        size += columns[index].variable_max;
    return std::max(size, 15u);
}

void build_record(const RowLayout& layout, const std::vector<Field>& fields, Bytes& out,
                  const Rid* back_pointer) {
    size_t null_bytes = (layout.null_bits + 7u) / 8;
    // Rows of sparse columns alone have neither null bitmap nor column count.
    bool has_bitmap = layout.null_bits > 0;
    out.clear();
    out.resize(layout.fixed_end + (has_bitmap ? 2 + null_bytes : 0));
    uint8_t* p = out.data();
    p[0] = has_bitmap ? k_record_has_null_bitmap : uint8_t(0);
    store_le<uint16_t>(p + 2, layout.fixed_end);
    if (has_bitmap) store_le<uint16_t>(p + layout.fixed_end, layout.null_bits);
    uint8_t* bitmap = p + layout.fixed_end + 2;
    VariableSection variable(layout.variable_count);
    for (const RecordColumn& column : layout.columns) {
        const Field& field = fields[column.source];
        if (column.place == FieldPlace::sparse) continue;
        if (field.null) {
            bitmap[(column.null_bit - 1) / 8] |= uint8_t(1 << ((column.null_bit - 1) % 8));
            continue;
        }
        switch (column.place) {
            case FieldPlace::fixed:
                GANTRY_ASSERT(field.bytes.size() == column.fixed_size);
                std::memcpy(p + column.offset, field.bytes.data(), column.fixed_size);
                break;
            case FieldPlace::bit:
                if (field.bytes[0] != 0) p[column.offset] |= uint8_t(1 << column.bit_position);
                break;
            case FieldPlace::variable:
                variable.put(size_t(-column.offset - 1), field);
                break;
            case FieldPlace::sparse:
                break;
        }
    }
    Bytes vector = sparse_vector(layout, fields);
    if (!vector.empty()) variable.put(layout.variable_count, {vector, false, true});
    uint8_t back[10];
    if (back_pointer != nullptr) {
        store_le<uint16_t>(back, k_back_pointer_kind);
        store_rid(back + 2, *back_pointer);
        p[0] |= uint8_t(RecordType::forwarded) << 1;
        variable.put(layout.variable_count + (vector.empty() ? 0u : 1u), {back, false, true});
    }
    if (variable.empty()) return;
    p[0] |= k_record_has_variable;
    variable.append_to(out);
}

void build_index_record(const RowLayout& layout, const std::vector<Field>& key, uint32_t child_page,
                        uint16_t child_file, Bytes& out) {
    out.clear();
    out.resize(layout.index_fixed_end + 6u);
    uint8_t* p = out.data();
    p[0] = k_index_status;
    store_le<uint32_t>(p + layout.index_fixed_end, child_page);
    store_le<uint16_t>(p + layout.index_fixed_end + 4, child_file);
    size_t bitmap_at = out.size() + 2;
    if (layout.index_null_bits > 0) {
        p[0] |= k_record_has_null_bitmap;
        out.resize(bitmap_at + (layout.index_null_bits + 7u) / 8);
        p = out.data();
        store_le<uint16_t>(p + bitmap_at - 2, layout.index_null_bits);
    }
    VariableSection variable(layout.index_variable_count);
    for (size_t i = 0; i < layout.keys.size(); ++i) {
        const RecordColumn& column = layout.columns[layout.keys[i]];
        const Field& field = key[i];
        if (field.null) {
            if (column.index_null_bit > 0) {
                uint16_t bit = uint16_t(column.index_null_bit - 1);
                p[bitmap_at + bit / 8] |= uint8_t(1 << (bit % 8));
            }
        } else if (column.index_offset < 0) {
            variable.put(size_t(-column.index_offset - 1), field);
        } else {
            std::memcpy(p + column.index_offset, field.bytes.data(), field.bytes.size());
        }
    }
    if (variable.empty()) return;
    p[0] |= k_record_has_variable;
    variable.append_to(out);
}

}  // namespace gantry::storage
