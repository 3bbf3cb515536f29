#include "storage/columnstore/value.h"

#include <algorithm>
#include <bit>

#include "types/sql_type.h"

namespace gantry::storage::columnstore {

using types::TypeId;

namespace {

constexpr int64_t k_days_max = 3652058;           // 9999-12-31 since 0001-01-01
constexpr int64_t k_datetime_days_min = -53690;   // 1753-01-01 since 1900-01-01
constexpr int64_t k_datetime_days_max = 2958463;  // 9999-12-31
constexpr int64_t k_datetime_ticks = 24 * 60 * 60 * 300;
constexpr int64_t k_minutes = 24 * 60;
constexpr uint8_t k_integer_digits_max = 18;

int64_t power_of_ten(uint32_t exponent) {
    int64_t out = 1;
    while (exponent-- > 0)
        out *= 10;
    return out;
}

// Times of a day; none when there is no such scale.
int64_t time_limit(uint8_t scale) {
    if (scale > 7) return 0;
    return 24 * 60 * 60 * power_of_ten(scale);
}

void store_low_bytes(int64_t value, uint32_t size, uint8_t* out) {
    uint8_t all[8];
    store_le<int64_t>(all, value);
    std::memcpy(out, all, size);
}

// Sign and magnitude of an integer in units of 10^-scale.
bool store_decimal(const ValueShape& shape, int64_t value, uint8_t* out) {
    uint64_t magnitude = value < 0 ? ~uint64_t(value) + 1 : uint64_t(value);
    if (shape.precision <= k_integer_digits_max &&
        magnitude >= uint64_t(power_of_ten(shape.precision))) {
        return false;
    }
    uint32_t size = fixed_size(shape);
    std::memset(out, 0, size);
    out[0] = value >= 0 ? 1 : 0;
    if (size - 1 < 8 && magnitude >> ((size - 1) * 8) != 0) return false;
    store_low_bytes(int64_t(magnitude), std::min<uint32_t>(8, size - 1), out + 1);
    return true;
}

// A datetime2 is its row bytes as one integer: days above the time. Where times take three or four
// bytes in rows, both that many bits and the full forty are read, as no description says which; a
// value that is valid one way is not the other.
bool store_datetime2(const ValueShape& shape, int64_t value, uint8_t* out) {
    uint32_t size = fixed_size(shape);
    uint32_t time_bits = (size - 3) * 8;
    for (uint32_t bits : {time_bits, 40u}) {
        int64_t days = value >> bits;
        int64_t time = value & ((int64_t(1) << bits) - 1);
        if (days < 0 || days > k_days_max || time >= time_limit(shape.scale)) continue;
        store_low_bytes(days << time_bits | time, size, out);
        return true;
    }
    return false;
}

// Kept as a double; in four bytes, or with nothing in the upper half, as its own bits. No double
// that was made of a float but 0 has zeros or ones in all of its upper half.
bool store_real(int64_t value, bool narrow_source, uint8_t* out) {
    int64_t upper = value >> 32;
    if (narrow_source || upper == 0 || upper == -1) {
        store_low_bytes(value, 4, out);
        return true;
    }
    double wide = std::bit_cast<double>(value);
    float narrow = float(wide);
    if (double(narrow) != wide) return false;
    store_le<uint32_t>(out, std::bit_cast<uint32_t>(narrow));
    return true;
}

bool store_in_range(int64_t value, int64_t first, int64_t last, uint32_t size, uint8_t* out) {
    if (value < first || value > last) return false;
    store_low_bytes(value, size, out);
    return true;
}

}  // namespace

bool is_kept_as_integer(const ValueShape& shape) {
    switch (shape.type) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::smallmoney:
        case TypeId::real:
        case TypeId::float_:
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetime:
        case TypeId::smalldatetime:
            return true;
        case TypeId::decimal:
        case TypeId::numeric:
            return shape.precision <= k_integer_digits_max;
        default:
            return false;
    }
}

bool store_integer(const ValueShape& shape, int64_t value, bool narrow_source, uint8_t* out) {
    switch (shape.type) {
        case TypeId::bit:
            return store_in_range(value, 0, 1, 1, out);
        case TypeId::tinyint:
            return store_in_range(value, 0, 255, 1, out);
        case TypeId::smallint:
            return store_in_range(value, INT16_MIN, INT16_MAX, 2, out);
        case TypeId::int_:
        case TypeId::smallmoney:
            return store_in_range(value, INT32_MIN, INT32_MAX, 4, out);
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::float_:
            store_le<int64_t>(out, value);
            return true;
        case TypeId::real:
            return store_real(value, narrow_source, out);
        case TypeId::date:
            return store_in_range(value, 0, k_days_max, 3, out);
        case TypeId::time:
            return store_in_range(value, 0, time_limit(shape.scale) - 1, fixed_size(shape), out);
        case TypeId::datetime2:
            return store_datetime2(shape, value, out);
        case TypeId::datetime: {
            int64_t days = value >> 32, ticks = value & 0xFFFFFFFF;
            store_le<int64_t>(out, value);
            return days >= k_datetime_days_min && days <= k_datetime_days_max &&
                   ticks < k_datetime_ticks;
        }
        case TypeId::smalldatetime:
            store_low_bytes(value, 4, out);
            return value >= INT32_MIN && value <= int64_t(UINT32_MAX) &&
                   (value & 0xFFFF) < k_minutes;
        case TypeId::decimal:
        case TypeId::numeric:
            return store_decimal(shape, value, out);
        default:
            return false;
    }
}

bool fit_bytes(const ValueShape& shape, ByteSpan bytes, Arena& arena, ByteSpan& out) {
    out = bytes;
    uint32_t size = fixed_size(shape);
    if (size == 0) {
        bool wide = shape.type == TypeId::nvarchar;
        bool known = wide || shape.type == TypeId::varchar || shape.type == TypeId::varbinary;
        bool is_max = shape.length == types::k_max_length;
        return known && (is_max || bytes.size() <= size_t(uint16_t(shape.length))) &&
               (!wide || bytes.size() % 2 == 0);
    }
    if (bytes.size() == size) return true;
    if (bytes.size() > size) {
        // A decimal in more bytes than its precision needs.
        bool decimal = shape.type == TypeId::decimal || shape.type == TypeId::numeric;
        for (uint8_t rest : bytes.subspan(size)) {
            if (!decimal || rest != 0) return false;
        }
        out = bytes.first(size);
        return true;
    }
    if (shape.type == TypeId::nchar && bytes.size() % 2 != 0) return false;
    if (bytes.empty() && shape.type != TypeId::char_ && shape.type != TypeId::nchar &&
        shape.type != TypeId::binary) {
        return false;
    }
    uint8_t* filled = arena.allocate(size);
    std::memset(filled, shape.type == TypeId::char_ ? ' ' : 0, size);
    if (!bytes.empty()) std::memcpy(filled, bytes.data(), bytes.size());
    if (shape.type == TypeId::nchar) {
        for (size_t i = bytes.size(); i < size; i += 2)
            filled[i] = ' ';
    }
    out = {filled, size};
    return true;
}

}  // namespace gantry::storage::columnstore
