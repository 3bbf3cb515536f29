#include "catalog/verify/key_value.h"

#include <cmath>
#include <cstring>

namespace gantry::catalog {

using types::TypeId;
using Order = std::partial_ordering;

namespace {

constexpr uint32_t k_collation_bin2 = 0x800;
// Surrogates and what comes behind them sort differently by units and by code points.
constexpr uint32_t k_first_surrogate = 0xD800;
constexpr uint32_t k_ascii_end = 0x80;
constexpr uint32_t k_blank = 0x20;

template <typename T>
Order compare_as(const uint8_t* a, const uint8_t* b) {
    return load_le<T>(a) <=> load_le<T>(b);
}

Order compare_unsigned(const uint8_t* a, const uint8_t* b, size_t size) {
    switch (size) {
        case 1:
            return *a <=> *b;
        case 2:
            return compare_as<uint16_t>(a, b);
        case 4:
            return compare_as<uint32_t>(a, b);
        case 8:
            return compare_as<uint64_t>(a, b);
        default:
            for (size_t i = size; i-- > 0;) {
                if (a[i] != b[i]) return a[i] <=> b[i];
            }
            return Order::equivalent;
    }
}

Order compare_signed(const uint8_t* a, const uint8_t* b, size_t size) {
    switch (size) {
        case 2:
            return compare_as<int16_t>(a, b);
        case 4:
            return compare_as<int32_t>(a, b);
        case 8:
            return compare_as<int64_t>(a, b);
        default:
            return Order::unordered;
    }
}

bool is_all(const uint8_t* p, size_t size, uint8_t value) {
    for (size_t i = 0; i < size; ++i) {
        if (p[i] != value) return false;
    }
    return true;
}

// A sign byte, 1 for positive, and a magnitude.
Order compare_decimals(const uint8_t* a, const uint8_t* b, size_t size) {
    Order magnitudes = compare_unsigned(a + 1, b + 1, size - 1);
    if (a[0] > 1 || b[0] > 1) return Order::unordered;
    if (a[0] == b[0]) return a[0] == 1 ? magnitudes : 0 <=> magnitudes;
    // There may be a negative zero.
    if (is_all(a + 1, size - 1, 0) && is_all(b + 1, size - 1, 0)) return Order::equivalent;
    return a[0] <=> b[0];
}

template <typename Float, typename Bits>
Order compare_floats(const uint8_t* a, const uint8_t* b) {
    return std::bit_cast<Float>(load_le<Bits>(a)) <=> std::bit_cast<Float>(load_le<Bits>(b));
}

// The last six bytes come first, then the groups before them; the first two are little-endian
// numbers whose bytes count in the order they are stored in (SqlGuid's comparison).
Order compare_guids(const uint8_t* a, const uint8_t* b) {
    constexpr uint8_t k_order[16] = {10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3};
    for (uint8_t i : k_order) {
        if (a[i] != b[i]) return a[i] <=> b[i];
    }
    return Order::equivalent;
}

Order compare_bytes(ByteSpan a, ByteSpan b) {
    size_t both = std::min(a.size(), b.size());
    int order = both == 0 ? 0 : std::memcmp(a.data(), b.data(), both);
    if (order != 0) return order <=> 0;
    if (a.size() == b.size()) return Order::equivalent;
    // 0x01 = 0x0100 in comparisons; which of them comes first is not known.
    const ByteSpan& longer = a.size() > b.size() ? a : b;
    if (is_all(longer.data() + both, longer.size() - both, 0)) return Order::unordered;
    return a.size() <=> b.size();
}

Order compare_plain_text(ByteSpan a, ByteSpan b) {
    size_t longest = std::max(a.size(), b.size());
    for (size_t i = 0; i < longest; ++i) {
        uint32_t x = i < a.size() ? a[i] : k_blank;
        uint32_t y = i < b.size() ? b[i] : k_blank;
        if (x == y) continue;
        if (std::max(x, y) >= k_ascii_end || std::min(x, y) < k_blank) return Order::unordered;
        return x <=> y;
    }
    return Order::equivalent;
}

Order compare_wide_text(ByteSpan a, ByteSpan b) {
    // What is encrypted in its column (Always Encrypted) has an odd size.
    if (a.size() % 2 != 0 || b.size() % 2 != 0) return Order::unordered;
    size_t longest = std::max(a.size(), b.size());
    for (size_t i = 0; i < longest; i += 2) {
        uint32_t x = i < a.size() ? load_le<uint16_t>(a.data() + i) : k_blank;
        uint32_t y = i < b.size() ? load_le<uint16_t>(b.data() + i) : k_blank;
        if (x == y) continue;
        if (std::max(x, y) >= k_first_surrogate || std::min(x, y) < k_blank) {
            return Order::unordered;
        }
        return x <=> y;
    }
    return Order::equivalent;
}

}  // namespace

KeyCompare key_compare_of(const storage::ColumnPlace& place, uint32_t collation) {
    bool is_bin2 = (collation & k_collation_bin2) != 0;
    switch (place.type) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smalldatetime:
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
            return KeyCompare::unsigned_integer;
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::smallmoney:
        case TypeId::money:
        case TypeId::datetime:
            return KeyCompare::signed_integer;
        case TypeId::datetimeoffset:
            return KeyCompare::offset_time;
        case TypeId::decimal:
        case TypeId::numeric:
            return KeyCompare::decimal;
        case TypeId::real:
            return KeyCompare::real;
        case TypeId::float_:
            return KeyCompare::double_;
        case TypeId::binary:
        case TypeId::varbinary:
            return KeyCompare::bytes;
        case TypeId::uniqueidentifier:
            return KeyCompare::guid;
        case TypeId::char_:
        case TypeId::varchar:
            return is_bin2 ? KeyCompare::plain_text : KeyCompare::none;
        case TypeId::nchar:
        case TypeId::nvarchar:
            return is_bin2 ? KeyCompare::wide_text : KeyCompare::none;
        default:
            return KeyCompare::none;
    }
}

Order compare_key_values(KeyCompare how, uint32_t fixed_size, const storage::FieldView& a,
                         const storage::FieldView& b) {
    if (a.null || b.null) return b.null <=> a.null;
    if (a.data == nullptr || b.data == nullptr) return Order::unordered;
    if (fixed_size != 0 && (a.size != fixed_size || b.size != fixed_size)) return Order::unordered;
    switch (how) {
        case KeyCompare::unsigned_integer:
            return compare_unsigned(a.data, b.data, fixed_size);
        case KeyCompare::signed_integer:
            return compare_signed(a.data, b.data, fixed_size);
        case KeyCompare::decimal:
            return compare_decimals(a.data, b.data, fixed_size);
        case KeyCompare::real:
            return compare_floats<float, uint32_t>(a.data, b.data);
        case KeyCompare::double_:
            return compare_floats<double, uint64_t>(a.data, b.data);
        case KeyCompare::offset_time:
            return compare_unsigned(a.data, b.data, fixed_size - 2);
        case KeyCompare::bytes:
            return compare_bytes(a.bytes(), b.bytes());
        case KeyCompare::guid:
            return compare_guids(a.data, b.data);
        case KeyCompare::plain_text:
            return compare_plain_text(a.bytes(), b.bytes());
        case KeyCompare::wide_text:
            return compare_wide_text(a.bytes(), b.bytes());
        case KeyCompare::none:
            break;
    }
    return Order::unordered;
}

}  // namespace gantry::catalog
