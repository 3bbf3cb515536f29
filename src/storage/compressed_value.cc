#include "storage/compressed_value.h"

#include <algorithm>
#include <array>

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

// smalldatetime: u16 minutes and u16 days. SQL Server's documentation and public readers of real
// files have it little-endian without its low zero bytes: a date alone takes two bytes. A biased
// big-endian integer, as of datetime, would have the minutes last: told apart by the minutes of a
// day being few.
bool packed_smalldatetime(ByteSpan bytes, Arena& arena, ByteSpan& out) {
    constexpr uint16_t k_minutes_per_day = 1440;
    if (!zero_extended_low(bytes, 4, arena, out)) return false;
    if (load_le<uint16_t>(out.data()) < k_minutes_per_day) return true;
    return biased_integer(bytes, 4, arena, out) &&
           load_le<uint16_t>(out.data()) < k_minutes_per_day;
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

// An odd length says SCSU; text that SCSU did not shorten stays UTF-16.
bool unicode_text(ByteSpan bytes, Arena& arena, ByteSpan& out) {
    out = bytes;
    if (bytes.size() % 2 == 0) return true;
    uint8_t* p = arena.allocate(scsu_decoded_size_max(bytes.size()));
    size_t size = 0;
    if (!scsu_decode(bytes, p, size)) return false;
    arena.shrink_last(p + size);
    out = {p, size};
    return true;
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
        case TypeId::datetime:  // days above 1/300 seconds, as they lie in an ordinary row
            return biased_integer(bytes, size, arena, out);
        case TypeId::smalldatetime:
            return packed_smalldatetime(bytes, arena, out);
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
            return unicode_text(bytes, arena, out) && padded(out, size, ' ', 0, arena, out);
        case TypeId::nvarchar:
            out = bytes;
            // The catalog has 0 or -1 for max, which is not compressed.
            return s.length <= 0 || unicode_text(bytes, arena, out);
        default:
            out = bytes;
            return true;
    }
}

namespace {

// The mantissa d.ddd... in groups of three digits, ten bits each from the high end; zero bits at
// the end are left out. Appends its digits; false when a group is none.
bool mantissa_digits(ByteSpan bytes, std::array<uint8_t, 42>& digits, size_t& count) {
    count = 0;
    uint32_t bits = 0, bit_count = 0;
    auto add_group = [&](uint32_t group) {
        if (group > 999 || count + 3 > digits.size()) return false;
        digits[count++] = uint8_t(group / 100);
        digits[count++] = uint8_t(group / 10 % 10);
        digits[count++] = uint8_t(group % 10);
        return true;
    };
    for (uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        bit_count += 8;
        if (bit_count >= 10) {
            if (!add_group(bits >> (bit_count - 10) & 0x3FF)) return false;
            bit_count -= 10;
            bits &= (1u << bit_count) - 1;
        }
    }
    return bit_count == 0 || bits == 0 || add_group(bits << (10 - bit_count));
}

}  // namespace

bool expand_vardecimal(const ValueShape& s, ByteSpan bytes, Arena& arena, ByteSpan& out) {
    constexpr int k_digits_max = 38;
    uint32_t size = decimal_size(s.precision);
    uint8_t* p = arena.allocate(17);
    std::memset(p, 0, 17);
    p[0] = 1;
    out = {p, size};
    if (bytes.empty()) return true;
    std::array<uint8_t, 42> digits;
    size_t count = 0;
    if (!mantissa_digits(bytes.subspan(1), digits, count)) return false;
    size_t first = 0;  // the point is behind the first digit that is not 0
    while (first < count && digits[first] == 0)
        ++first;
    if (first == count) return true;
    int exponent = int(bytes[0] & 0x7F) - 64;
    int wanted = exponent + 1 + int(s.scale);  // digits of the number in units of 10^-scale
    if (wanted > k_digits_max) return false;
    unsigned __int128 value = 0;
    for (int i = 0; i < wanted; ++i) {
        size_t at = first + size_t(i);
        value = value * 10 + (at < count ? digits[at] : 0);
    }
    for (size_t at = first + size_t(std::max(wanted, 0)); at < count; ++at) {
        if (digits[at] != 0) return false;
    }
    store_le(p + 1, uint64_t(value));
    store_le(p + 9, uint64_t(value >> 64));
    p[0] = bytes[0] & 0x80 ? 1 : 0;
    for (uint32_t i = size; i < 17; ++i) {
        if (p[i] != 0) return false;
    }
    return true;
}

}  // namespace gantry::storage
