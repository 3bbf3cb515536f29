// PostgreSQL's binary numeric (src/backend/utils/adt/numeric.c, numeric_send): int16 number of
// base-10000 digits, int16 weight of the first, uint16 sign, uint16 display scale, the digits.

#include <algorithm>

#include "types/pg_binary.h"

namespace gantry::types {
namespace {

using Unsigned = unsigned __int128;

constexpr uint16_t k_positive = 0x0000;
constexpr uint16_t k_negative = 0x4000;
constexpr int k_max_groups = 24;  // 38 digits, unaligned on both sides

// Splits `value` into `count` base-10000 digits, the last one least significant.
template <typename T>
void put_groups(T value, int count, uint16_t* groups) {
    for (int i = count; i-- > 0;) {
        groups[i] = uint16_t(value % 10000);
        value /= 10000;
    }
}

void put_groups_128(Unsigned value, int count, uint16_t* groups) {
    constexpr uint64_t k_chunk = 10'000'000'000'000'000ull;  // four groups
    while (count > 4) {
        put_groups(uint64_t(value % k_chunk), 4, groups + count - 4);
        value /= k_chunk;
        count -= 4;
    }
    put_groups(uint64_t(value % k_chunk), count, groups);
}

}  // namespace

void append_pg_numeric(Int128 unscaled, int scale, Bytes& out) {
    bool negative = unscaled < 0;
    Unsigned magnitude = negative ? Unsigned(0) - Unsigned(unscaled) : Unsigned(unscaled);
    uint16_t groups[k_max_groups];
    int whole_groups = 0;
    int fraction_groups = (scale + 3) / 4;
    int pad = fraction_groups * 4 - scale;
    if (magnitude <= UINT64_MAX / 1000) {
        // The common case: one aligned 64-bit number.
        uint64_t aligned = uint64_t(magnitude) * uint64_t(power_of_ten(pad));
        whole_groups = std::max(5 - fraction_groups, 0);
        put_groups(aligned, whole_groups + fraction_groups, groups);
    } else {
        Unsigned divisor = Unsigned(power_of_ten(scale));
        Unsigned whole = magnitude / divisor;
        Unsigned fraction = magnitude % divisor;
        whole_groups = 10;
        put_groups_128(whole, whole_groups, groups);
        if (scale > 36) {
            Unsigned tail_divisor = Unsigned(power_of_ten(scale - 36));
            put_groups_128(fraction / tail_divisor, 9, groups + whole_groups);
            groups[whole_groups + 9] =
                uint16_t(fraction % tail_divisor * Unsigned(power_of_ten(pad)));
        } else {
            put_groups_128(fraction * Unsigned(power_of_ten(pad)), fraction_groups,
                           groups + whole_groups);
        }
    }
    int first = 0;
    int last = whole_groups + fraction_groups;
    while (first < last && groups[first] == 0) ++first;
    while (last > first && groups[last - 1] == 0) --last;
    int count = last - first;
    size_t at = out.size();
    out.resize(at + 8 + size_t(count) * 2);
    uint8_t* p = out.data() + at;
    store_be(p, int16_t(count));
    store_be(p + 2, int16_t(count == 0 ? 0 : whole_groups - 1 - first));
    store_be(p + 4, negative && count != 0 ? k_negative : k_positive);
    store_be(p + 6, uint16_t(scale));
    for (int i = 0; i < count; ++i) store_be(p + 8 + i * 2, groups[first + i]);
}

std::optional<Decimal> decode_pg_numeric(ByteSpan bytes, int precision, int scale) {
    ByteReader in(bytes);
    int count = in.be<int16_t>();
    int weight = in.be<int16_t>();
    uint16_t sign = in.be<uint16_t>();
    in.be<uint16_t>();  // display scale: ours is the column's
    if (in.failed() || count < 0 || in.remaining() != size_t(count) * 2) return std::nullopt;
    if (sign != k_positive && sign != k_negative) return std::nullopt;
    Decimal value{0, k_max_precision, 0};
    Int128 whole = 0;
    for (int i = 0; i <= weight; ++i) {
        if (whole >= power_of_ten(34)) return std::nullopt;
        whole = whole * 10000 + (i < count ? in.be<uint16_t>() : 0);
    }
    // The fraction to `scale` digits; the digit after them rounds.
    Int128 fraction = 0;
    int digits = weight < -1 ? (-1 - weight) * 4 : 0;
    bool round_up = false;
    if (digits > scale) return Decimal{0, uint8_t(precision), uint8_t(scale)};
    for (int i = std::max(weight + 1, 0); i < count && digits <= scale; ++i) {
        uint16_t group = in.be<uint16_t>();
        if (group > 9999) return std::nullopt;
        for (int unit = 1000; unit > 0 && digits <= scale; unit /= 10, ++digits) {
            int digit = group / unit % 10;
            if (digits == scale) {
                round_up = digit >= 5;
            } else {
                fraction = fraction * 10 + digit;
            }
        }
    }
    if (digits < scale) fraction *= power_of_ten(scale - digits);
    std::optional<Decimal> scaled =
        try_rescale({whole, k_max_precision, 0}, k_max_precision, scale);
    if (!scaled) return std::nullopt;
    value.unscaled = scaled->unscaled + fraction + (round_up ? 1 : 0);
    if (value.unscaled >= power_of_ten(precision)) return std::nullopt;
    if (sign == k_negative) value.unscaled = -value.unscaled;
    value.precision = uint8_t(precision);
    value.scale = uint8_t(scale);
    return value;
}

std::optional<Int128> decimal_from_storage(ByteSpan storage) {
    if (storage.size() < 5 || storage.size() > 17 || storage.size() % 4 != 1) return std::nullopt;
    Unsigned magnitude = 0;
    for (size_t i = storage.size() - 4; i >= 1; i -= 4) {
        magnitude = magnitude << 32 | load_le<uint32_t>(storage.data() + i);
        if (i == 1) break;
    }
    if (magnitude >= Unsigned(power_of_ten(38))) return std::nullopt;
    return storage[0] == 0 ? -Int128(magnitude) : Int128(magnitude);
}

}  // namespace gantry::types
