#include "storage/compressed_value.h"

#include <algorithm>

#include "storage/scsu.h"

namespace gantry::storage {

using types::TypeId;

namespace {

uint32_t time_size(uint8_t scale) {
    return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
}

uint32_t decimal_size(uint8_t precision) {
    return precision <= 9 ? 5 : precision <= 19 ? 9 : precision <= 28 ? 13 : 17;
}

// Big-endian, as few bytes as needed, biased by half of the range those bytes have.
bool biased_integer(ByteSpan bytes, uint32_t size, Arena& arena, ByteSpan& out) {
    if (bytes.size() > size) return false;
    int64_t value = 0;
    if (!bytes.empty()) {
        uint64_t raw = 0;
        for (uint8_t b : bytes)
            raw = raw << 8 | b;
        value = int64_t(raw - (uint64_t(1) << (8 * bytes.size() - 1)));
    }
    uint8_t* p = arena.allocate(8);
    store_le(p, value);
    out = {p, size};
    return true;
}

// Unsigned big-endian without leading zeros to `size` bytes big-endian (rowversion).
bool zero_extended_big_endian(ByteSpan bytes, uint32_t size, Arena& arena, ByteSpan& out) {
    if (bytes.size() > size) return false;
    uint8_t* p = arena.allocate(size);
    size_t zeros = size - bytes.size();
    std::memset(p, 0, zeros);
    if (!bytes.empty()) std::memcpy(p + zeros, bytes.data(), bytes.size());
    out = {p, size};
    return true;
}

// Little-endian without its high zero bytes.
bool zero_extended_high(ByteSpan bytes, uint32_t size, Arena& arena, ByteSpan& out) {
    if (bytes.size() > size) return false;
    uint8_t* p = arena.allocate(size);
    std::memset(p, 0, size);
    if (!bytes.empty()) std::memcpy(p, bytes.data(), bytes.size());
    out = {p, size};
    return true;
}

// Little-endian without its low zero bytes (IEEE mantissa).
bool zero_extended_low(ByteSpan bytes, uint32_t size, Arena& arena, ByteSpan& out) {
    if (bytes.size() > size) return false;
    uint8_t* p = arena.allocate(size);
    std::memset(p, 0, size);
    if (!bytes.empty()) std::memcpy(p + size - bytes.size(), bytes.data(), bytes.size());
    out = {p, size};
    return true;
}

// datetime and smalldatetime: one biased integer of days above the time, stored time first.
bool packed_date(ByteSpan bytes, uint32_t size, Arena& arena, ByteSpan& out) {
    ByteSpan wide;
    if (!biased_integer(bytes, size, arena, wide)) return false;
    out = wide;
    return true;
}

bool padded(ByteSpan bytes, uint32_t size, uint8_t low, uint8_t high, Arena& arena, ByteSpan& out) {
    if (bytes.size() > size) return false;
    if (bytes.size() == size) {
        out = bytes;
        return true;
    }
    uint8_t* p = arena.allocate(size);
    if (!bytes.empty()) std::memcpy(p, bytes.data(), bytes.size());
    for (size_t i = bytes.size(); i < size; ++i)
        p[i] = i % 2 == 0 ? low : high;
    out = {p, size};
    return true;
}

// An odd length says SCSU; compression that saved nothing leaves UTF-16.
ByteSpan unicode_text(ByteSpan bytes, Arena& arena) {
    if (bytes.size() % 2 == 0) return bytes;
    uint8_t* p = arena.allocate(scsu_decoded_size_max(bytes.size()));
    size_t size = scsu_decode(bytes, p);
    arena.shrink_last(p + size);
    return {p, size};
}

}  // namespace

uint32_t fixed_size(const ValueShape& s) {
    switch (s.type) {
        case TypeId::bit:
        case TypeId::tinyint:
            return 1;
        case TypeId::smallint:
            return 2;
        case TypeId::int_:
        case TypeId::real:
        case TypeId::smalldatetime:
        case TypeId::smallmoney:
            return 4;
        case TypeId::bigint:
        case TypeId::float_:
        case TypeId::money:
        case TypeId::datetime:
        case TypeId::rowversion:
            return 8;
        case TypeId::date:
            return 3;
        case TypeId::time:
            return time_size(s.scale);
        case TypeId::datetime2:
            return time_size(s.scale) + 3;
        case TypeId::datetimeoffset:
            return time_size(s.scale) + 5;
        case TypeId::uniqueidentifier:
            return 16;
        case TypeId::decimal:
        case TypeId::numeric:
            return decimal_size(s.precision);
        case TypeId::char_:
        case TypeId::nchar:
        case TypeId::binary:
            return s.length > 0 ? uint32_t(s.length) : 0;
        default:
            return 0;
    }
}

bool expand_compressed_value(const ValueShape& s, ByteSpan bytes, Arena& arena, ByteSpan& out) {
    uint32_t size = fixed_size(s);
    switch (s.type) {
        case TypeId::tinyint:
            return zero_extended_high(bytes, 1, arena, out);
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::smallmoney:
            return biased_integer(bytes, size, arena, out);
        case TypeId::datetime:
        case TypeId::smalldatetime:
            return packed_date(bytes, size, arena, out);
        case TypeId::real:
        case TypeId::float_:
            return zero_extended_low(bytes, size, arena, out);
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            return zero_extended_high(bytes, size, arena, out);
        case TypeId::rowversion:
            return zero_extended_big_endian(bytes, size, arena, out);
        case TypeId::decimal:
        case TypeId::numeric:
            return expand_vardecimal(s, bytes, arena, out);
        case TypeId::char_:
            return padded(bytes, size, ' ', ' ', arena, out);
        case TypeId::binary:
        case TypeId::uniqueidentifier:
            return padded(bytes, size, 0, 0, arena, out);
        case TypeId::nchar:
            return padded(unicode_text(bytes, arena), size, ' ', 0, arena, out);
        case TypeId::nvarchar:
            out = s.length == types::k_max_length ? bytes : unicode_text(bytes, arena);
            return true;
        default:
            out = bytes;
            return true;
    }
}

bool expand_vardecimal(const ValueShape& s, ByteSpan bytes, Arena& arena, ByteSpan& out) {
    uint32_t size = decimal_size(s.precision);
    uint8_t* p = arena.allocate(17);
    std::memset(p, 0, 17);
    p[0] = 1;
    out = {p, size};
    if (bytes.empty()) return true;
    bool positive = (bytes[0] & 0x80) != 0;
    int exponent = int(bytes[0] & 0x7F) - 64;
    // The mantissa d.ddd... in groups of three digits, ten bits each; the last may be cut.
    unsigned __int128 value = 0;
    int digits = 0;
    uint32_t bits = 0, bit_count = 0;
    auto add_group = [&](uint32_t group) {
        if (group > 999 || digits > 39) return false;
        value = value * 1000 + group;
        digits += 3;
        return true;
    };
    for (size_t i = 1; i < bytes.size(); ++i) {
        bits = bits << 8 | bytes[i];
        bit_count += 8;
        if (bit_count >= 10) {
            if (!add_group(bits >> (bit_count - 10) & 0x3FF)) return false;
            bit_count -= 10;
            bits &= (1u << bit_count) - 1;
        }
    }
    if (bit_count > 0 && bits != 0 && !add_group(bits << (10 - bit_count))) return false;
    // value * 10^(exponent + 1 - digits) in units of 10^-scale.
    int shift = exponent + 1 - digits + int(s.scale);
    for (; shift > 0; --shift) {
        if (value > ~(unsigned __int128)0 / 10) return false;
        value *= 10;
    }
    for (; shift < 0; ++shift) {
        if (value % 10 != 0) return false;
        value /= 10;
    }
    uint64_t low = uint64_t(value), high = uint64_t(value >> 64);
    store_le(p + 1, low);
    store_le(p + 9, high);
    p[0] = positive ? 1 : 0;
    for (uint32_t i = size; i < 17; ++i) {
        if (p[i] != 0) return false;
    }
    return true;
}

}  // namespace gantry::storage
