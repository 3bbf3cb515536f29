#include "catalog/added_default.h"

#include "storage/compressed_value.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

// Bytes before the value: base type, version, then metadata by type.
size_t header_size(TypeId base) {
    switch (base) {
        case TypeId::decimal:
        case TypeId::numeric:
        case TypeId::binary:
        case TypeId::varbinary:
            return 4;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar:
            return 8;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            return 3;
        default:
            return 2;
    }
}

bool is_integer_like(TypeId type) {
    switch (type) {
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
            return true;
        default:
            return false;
    }
}

// One-byte and two-byte characters, and binary: what may stand for what.
int string_kind(TypeId type) {
    switch (type) {
        case TypeId::char_:
        case TypeId::varchar:
            return 1;
        case TypeId::nchar:
        case TypeId::nvarchar:
            return 2;
        case TypeId::binary:
        case TypeId::varbinary:
            return 3;
        default:
            return 0;
    }
}

std::optional<Bytes> integer(ByteSpan value, bool is_signed, uint32_t size) {
    if (value.empty() || value.size() > 8) return std::nullopt;
    uint8_t fill = is_signed && value.back() & 0x80 ? 0xFF : 0;
    Bytes out(value.begin(), value.end());
    while (out.size() > size) {
        if (out.back() != fill) return std::nullopt;
        out.pop_back();
    }
    out.resize(size, fill);
    return out;
}

// {sign, magnitude} of another precision and perhaps a smaller scale.
std::optional<Bytes> decimal(ByteSpan value, uint8_t scale, uint32_t size, uint8_t wanted_scale) {
    if (value.size() < 2 || value.size() > 17 || scale > wanted_scale || wanted_scale > 38) {
        return std::nullopt;
    }
    unsigned __int128 magnitude = 0;
    for (size_t i = value.size(); i-- > 1;)
        magnitude = magnitude << 8 | value[i];
    for (; scale < wanted_scale; ++scale) {
        if (magnitude > ~(unsigned __int128)0 / 10) return std::nullopt;
        magnitude *= 10;
    }
    Bytes out(size);
    out[0] = value[0];
    for (uint32_t i = 1; i < size; ++i, magnitude >>= 8)
        out[i] = uint8_t(magnitude);
    if (magnitude != 0) return std::nullopt;
    return out;
}

std::optional<Bytes> string(ByteSpan value, const storage::ColumnPlace& place, uint32_t size) {
    Bytes out(value.begin(), value.end());
    if (size == 0) return out;
    if (out.size() > size) return std::nullopt;
    bool wide = place.type == TypeId::nchar;
    uint8_t blank = place.type == TypeId::binary ? uint8_t(0) : uint8_t(' ');
    for (size_t i = out.size(); i < size; ++i)
        out.push_back(wide && i % 2 == 1 ? uint8_t(0) : blank);
    return out;
}

}  // namespace

std::optional<Bytes> bytes_of_variant(ByteSpan variant, const storage::ColumnPlace& place) {
    if (variant.size() < 2) return std::nullopt;
    TypeId base = TypeId(variant[0]);
    size_t header = header_size(base);
    if (variant.size() < header) return std::nullopt;
    if (place.type == TypeId::sql_variant) return Bytes(variant.begin(), variant.end());
    ByteSpan value = variant.subspan(header);
    uint32_t size = storage::fixed_size({place.type, place.length, place.precision, place.scale});
    bool is_decimal = place.type == TypeId::decimal || place.type == TypeId::numeric;
    if (is_decimal && (base == TypeId::decimal || base == TypeId::numeric)) {
        return decimal(value, variant[3], size, place.scale);
    }
    if (is_integer_like(place.type) && is_integer_like(base)) {
        return integer(value, base != TypeId::tinyint, size);
    }
    int kind = string_kind(place.type);
    if (kind != 0 && kind == string_kind(base)) return string(value, place, size);
    if (base != place.type) return std::nullopt;
    bool has_scale = header == 3;
    if (has_scale && variant[2] != place.scale) return std::nullopt;
    if (size != 0 && value.size() != size) return std::nullopt;
    return Bytes(value.begin(), value.end());
}

}  // namespace gantry::catalog
