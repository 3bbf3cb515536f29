#include "storage/writer/compressed_encoder.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "storage/compressed_value.h"
#include "storage/scsu.h"

namespace gantry::storage {

using types::TypeId;
using Kind = CompressedRecord::Kind;

namespace {

constexpr size_t k_cluster_columns = 30;
constexpr size_t k_short_bytes_max = 8;
constexpr size_t k_one_byte_count_max = 127;

// Big-endian in as few bytes as hold it, biased by half of their range.
void append_biased(int64_t value, Bytes& out) {
    if (value == 0) return;
    int size = 1;
    while (size < 8 &&
           (value < -(int64_t(1) << (8 * size - 1)) || value >= (int64_t(1) << (8 * size - 1)))) {
        ++size;
    }
    uint64_t raw = uint64_t(value) + (uint64_t(1) << (8 * size - 1));
    for (int i = size; i-- > 0;)
        out.push_back(uint8_t(raw >> (8 * i)));
}

int64_t signed_value(ByteSpan bytes) {
    uint64_t value = bytes.back() & 0x80 ? ~uint64_t(0) : 0;
    for (size_t i = bytes.size(); i-- > 0;)
        value = value << 8 | bytes[i];
    return int64_t(value);
}

void append_without_tail(ByteSpan value, uint8_t low, uint8_t high, Bytes& out) {
    size_t step = low == high ? 1 : 2;
    size_t size = value.size();
    while (size >= step && value[size - step] == low && value[size - 1] == high)
        size -= step;
    out.insert(out.end(), value.begin(), value.begin() + ptrdiff_t(size));
}

void append_without_head(ByteSpan value, Bytes& out) {
    auto first = std::find_if(value.begin(), value.end(), [](uint8_t b) { return b != 0; });
    out.insert(out.end(), first, value.end());
}

void append_text(ByteSpan utf16, Bytes& out) {
    Bytes scsu = scsu_encode(utf16);
    ByteSpan shorter = scsu.empty() ? utf16 : ByteSpan(scsu);
    out.insert(out.end(), shorter.begin(), shorter.end());
}

uint8_t descriptor_of(const CompressedField& field) {
    switch (field.kind) {
        case Kind::null:
            return 0;
        case Kind::empty:
            return 1;
        case Kind::bit_true:
            return 11;
        case Kind::symbol:
            return 12;
        case Kind::bytes:
            break;
    }
    bool is_long = field.complex || field.bytes.size() > k_short_bytes_max;
    return is_long ? uint8_t(10) : uint8_t(field.bytes.size() + 1);
}

bool is_short(const CompressedField& field) {
    uint8_t code = descriptor_of(field);
    return code == 12 || (code >= 2 && code < 10);
}

bool is_long(const CompressedField& field) {
    return descriptor_of(field) == 10;
}

void append_long_region(const CompressedFields& fields, Bytes& out) {
    size_t count = size_t(std::count_if(fields.begin(), fields.end(), is_long));
    if (count == 0) return;
    bool complex = std::any_of(fields.begin(), fields.end(),
                               [](const CompressedField& f) { return f.complex; });
    out.push_back(complex ? 0x03 : 0x01);
    out.push_back(uint8_t(count));
    out.push_back(uint8_t(count >> 8));
    size_t end = 0;
    for (const CompressedField& field : fields) {
        if (!is_long(field)) continue;
        end += field.bytes.size();
        uint32_t word = uint32_t(end) | (field.complex ? 0x8000u : 0u);
        out.push_back(uint8_t(word));
        out.push_back(uint8_t(word >> 8));
    }
    for (size_t last = k_cluster_columns; last < fields.size(); last += k_cluster_columns) {
        auto first = fields.begin() + ptrdiff_t(last - k_cluster_columns);
        out.push_back(uint8_t(std::count_if(first, first + k_cluster_columns, is_long)));
    }
    for (const CompressedField& field : fields) {
        if (is_long(field)) out.insert(out.end(), field.bytes.begin(), field.bytes.end());
    }
}

}  // namespace

void compress_decimal(const ValueShape& shape, ByteSpan value, Bytes& out) {
    unsigned __int128 magnitude = 0;
    for (size_t i = value.size(); i-- > 1;)
        magnitude = magnitude << 8 | value[i];
    if (magnitude == 0) return;
    std::array<uint8_t, 42> digits{};  // from the low end
    int count = 0;
    for (; magnitude != 0; magnitude /= 10)
        digits[size_t(count++)] = uint8_t(magnitude % 10);
    int exponent = count - 1 - int(shape.scale);
    out.push_back(uint8_t((value[0] != 0 ? 0x80 : 0) | (exponent + 64)));
    size_t start = out.size();
    uint32_t bits = 0, bit_count = 0;
    for (int at = count - 1; at >= 0; at -= 3) {
        uint32_t group = 0;
        for (int i = 0; i < 3; ++i)
            group = group * 10 + (at - i >= 0 ? digits[size_t(at - i)] : 0);
        bits = bits << 10 | group;
        for (bit_count += 10; bit_count >= 8; bit_count -= 8)
            out.push_back(uint8_t(bits >> (bit_count - 8)));
        bits &= (1u << bit_count) - 1;
    }
    if (bit_count > 0) out.push_back(uint8_t(bits << (8 - bit_count)));
    while (out.size() > start && out.back() == 0)
        out.pop_back();
}

void compress_value(const ValueShape& shape, ByteSpan value, Bytes& out) {
    switch (shape.type) {
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::smallmoney:
        case TypeId::datetime:
            append_biased(signed_value(value), out);
            return;
        case TypeId::decimal:
        case TypeId::numeric:
            compress_decimal(shape, value, out);
            return;
        case TypeId::real:
        case TypeId::float_:
        case TypeId::smalldatetime:
        case TypeId::rowversion:
            append_without_head(value, out);
            return;
        case TypeId::tinyint:
        case TypeId::binary:
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            append_without_tail(value, 0, 0, out);
            return;
        case TypeId::char_:
            append_without_tail(value, ' ', ' ', out);
            return;
        case TypeId::nchar: {
            Bytes trimmed;
            append_without_tail(value, ' ', 0, trimmed);
            append_text(trimmed, out);
            return;
        }
        case TypeId::nvarchar:
            if (shape.length != types::k_max_length) {
                append_text(value, out);
                return;
            }
            break;
        default:
            break;
    }
    out.insert(out.end(), value.begin(), value.end());
}

CompressedFields compress_row(const RowLayout& layout, const std::vector<Field>& fields) {
    CompressedFields out(layout.columns.size());
    for (size_t i = 0; i < out.size(); ++i) {
        const RecordColumn& column = layout.columns[i];
        const Field& field = fields[column.source];
        CompressedField& to = out[i];
        if (field.null) continue;
        if (column.place == FieldPlace::bit) {
            to.kind = field.bytes[0] != 0 ? Kind::bit_true : Kind::empty;
            continue;
        }
        to.complex = field.complex;
        if (field.complex) {
            to.bytes.assign(field.bytes.begin(), field.bytes.end());
        } else {
            compress_value(column.shape, field.bytes, to.bytes);
        }
        to.kind = to.bytes.empty() ? Kind::empty : Kind::bytes;
    }
    return out;
}

void build_compressed_record(uint8_t type, const CompressedFields& fields, Bytes& out) {
    out.clear();
    bool has_long = std::any_of(fields.begin(), fields.end(), is_long);
    out.push_back(uint8_t(0x01 | type << 2 | (has_long ? 0x20 : 0)));
    if (fields.size() > k_one_byte_count_max) out.push_back(uint8_t(0x80 | fields.size() >> 8));
    out.push_back(uint8_t(fields.size()));
    for (size_t i = 0; i < fields.size(); i += 2) {
        uint8_t high = i + 1 < fields.size() ? descriptor_of(fields[i + 1]) : uint8_t(0);
        out.push_back(uint8_t(descriptor_of(fields[i]) | high << 4));
    }
    for (size_t last = k_cluster_columns; last < fields.size(); last += k_cluster_columns) {
        size_t bytes = 0;
        for (size_t i = last - k_cluster_columns; i < last; ++i)
            bytes += is_short(fields[i]) ? fields[i].bytes.size() : 0;
        out.push_back(uint8_t(bytes));
    }
    for (const CompressedField& field : fields) {
        if (is_short(field)) out.insert(out.end(), field.bytes.begin(), field.bytes.end());
    }
    append_long_region(fields, out);
}

}  // namespace gantry::storage
