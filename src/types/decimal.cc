#include "types/decimal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::types {
namespace {

using Unsigned = unsigned __int128;

constexpr std::array<Int128, 39> make_powers() {
    std::array<Int128, 39> out{};
    Int128 value = 1;
    for (int i = 0; i < 39; ++i) {
        out[size_t(i)] = value;
        if (i < 38) value *= 10;
    }
    return out;
}
constexpr std::array<Int128, 39> k_powers = make_powers();

[[noreturn]] void throw_overflow() {
    throw SqlError(8115, 16, 2,
                   "Arithmetic overflow error converting expression to data type numeric.");
}

Unsigned magnitude(Int128 value) {
    return value < 0 ? Unsigned(0) - Unsigned(value) : Unsigned(value);
}

// 256 bits in four limbs, least significant first: the product of two decimals.
struct Wide {
    std::array<uint64_t, 4> limbs{};

    static Wide product(Unsigned a, Unsigned b) {
        Wide out;
        const uint64_t x[2] = {uint64_t(a), uint64_t(a >> 64)};
        const uint64_t y[2] = {uint64_t(b), uint64_t(b >> 64)};
        for (size_t i = 0; i < 2; ++i) {
            Unsigned carry = 0;
            for (size_t j = 0; j < 2; ++j) {
                Unsigned sum = Unsigned(x[i]) * y[j] + out.limbs[i + j] + carry;
                out.limbs[i + j] = uint64_t(sum);
                carry = sum >> 64;
            }
            out.limbs[i + 2] = uint64_t(carry);
        }
        return out;
    }
    uint64_t divide(uint64_t divisor) {
        Unsigned rest = 0;
        for (size_t i = 4; i-- > 0;) {
            Unsigned part = rest << 64 | limbs[i];
            limbs[i] = uint64_t(part / divisor);
            rest = part % divisor;
        }
        return uint64_t(rest);
    }
    void divide_by_power(int power) {
        while (power > 0) {
            int step = std::min(power, 18);
            divide(uint64_t(k_powers[size_t(step)]));
            power -= step;
        }
    }
    void increment() {
        for (uint64_t& limb : limbs) {
            if (++limb != 0) return;
        }
    }
    // Nothing when 38 digits are not enough.
    std::optional<Int128> narrow() const {
        if (limbs[2] != 0 || limbs[3] != 0) return std::nullopt;
        Unsigned value = Unsigned(limbs[1]) << 64 | limbs[0];
        if (value >= Unsigned(k_powers[38])) return std::nullopt;
        return Int128(value);
    }
};

// value / 10^power, half away from zero or cut.
Int128 scale_down(Int128 value, int power, bool truncate) {
    if (power == 0) return value;
    if (power > 38) return 0;
    Int128 divisor = k_powers[size_t(power)];
    Int128 quotient = value / divisor;
    Int128 rest = value % divisor;
    if (!truncate) {
        Unsigned twice = magnitude(rest) * 2;
        if (twice >= Unsigned(divisor)) quotient += value < 0 ? -1 : 1;
    }
    return quotient;
}

std::optional<Int128> scale_up(Int128 value, int power) {
    if (power == 0 || value == 0) return value;
    if (power > 38) return std::nullopt;
    if (magnitude(value) >= Unsigned(k_powers[38] / k_powers[size_t(power)])) return std::nullopt;
    return value * k_powers[size_t(power)];
}

Decimal multiply(const Decimal& a, const Decimal& b, PrecisionScale type) {
    Wide product = Wide::product(magnitude(a.unscaled), magnitude(b.unscaled));
    int drop = a.scale + b.scale - type.scale;
    if (drop > 0) {
        product.divide_by_power(drop - 1);
        if (product.divide(10) >= 5) product.increment();
    }
    std::optional<Int128> value = product.narrow();
    if (!value || *value >= power_of_ten(type.precision)) throw_overflow();
    bool negative = a.negative() != b.negative();
    return {negative ? -*value : *value, uint8_t(type.precision), uint8_t(type.scale)};
}

}  // namespace

Int128 power_of_ten(int power) {
    return k_powers[size_t(power)];
}

int digit_count(Int128 value) {
    Unsigned m = magnitude(value);
    int count = 1;
    while (count < 39 && m >= Unsigned(k_powers[size_t(count)])) {
        if (++count == 39) break;
    }
    return count;
}

std::string int128_to_text(Int128 value) {
    char buffer[48];
    char* end = buffer + sizeof buffer;
    char* p = end;
    Unsigned m = magnitude(value);
    do {
        *--p = char('0' + int(m % 10));
        m /= 10;
    } while (m != 0);
    if (value < 0) *--p = '-';
    return std::string(p, end);
}

std::string to_text(const Decimal& value) {
    std::string digits = int128_to_text(value.unscaled < 0 ? -value.unscaled : value.unscaled);
    if (value.scale > 0) {
        if (digits.size() <= value.scale) digits.insert(0, value.scale + 1 - digits.size(), '0');
        digits.insert(digits.size() - value.scale, 1, '.');
    }
    return value.unscaled < 0 ? "-" + digits : digits;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    auto blank = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    Int128 value = 0;
    int digits = 0;
    int fraction = -1;
    bool any = false;
    for (char c : text) {
        if (c == '.' && fraction < 0) {
            fraction = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any = true;
        // Digits of a fraction past the 38th are beyond what any decimal keeps.
        if (value >= k_powers[37]) {
            if (fraction < 0) return std::nullopt;
            continue;
        }
        value = value * 10 + (c - '0');
        if (value != 0) ++digits;
        if (fraction >= 0) {
            if (fraction == 38) return std::nullopt;
            ++fraction;
        }
    }
    if (!any) return std::nullopt;
    int scale = std::max(fraction, 0);
    int precision = std::clamp(std::max(digits, scale), 1, k_max_precision);
    return Decimal{negative ? -value : value, uint8_t(precision), uint8_t(scale)};
}

std::optional<Decimal> try_rescale(const Decimal& value, int precision, int scale, bool truncate) {
    Int128 unscaled = value.unscaled;
    if (scale < value.scale) {
        unscaled = scale_down(unscaled, value.scale - scale, truncate);
    } else {
        std::optional<Int128> up = scale_up(unscaled, scale - value.scale);
        if (!up) return std::nullopt;
        unscaled = *up;
    }
    if (magnitude(unscaled) >= Unsigned(power_of_ten(precision))) return std::nullopt;
    return Decimal{unscaled, uint8_t(precision), uint8_t(scale)};
}

Decimal rescale(const Decimal& value, int precision, int scale) {
    std::optional<Decimal> out = try_rescale(value, precision, scale);
    if (!out) {
        throw SqlError(8115, 16, 8,
                       "Arithmetic overflow error converting numeric to data type numeric.");
    }
    return *out;
}

Decimal decimal_from_int(int64_t value) {
    return {value, 19, 0};
}

std::optional<Decimal> decimal_from_double(double value, int precision, int scale) {
    if (!std::isfinite(value) || std::fabs(value) >= 1e39) return std::nullopt;
    // 17 digits are all a double knows; what follows is zero, as SQL Server fills it.
    std::string digits = fmt::format("{:.16e}", std::fabs(value));
    size_t e = digits.find('e');
    int exponent = std::atoi(digits.c_str() + e + 1);
    Int128 mantissa = 0;
    for (char c : digits.substr(0, e)) {
        if (c != '.') mantissa = mantissa * 10 + (c - '0');
    }
    int shift = exponent - 16 + scale;
    if (shift < 0) {
        mantissa = -shift > 38 ? 0 : scale_down(mantissa, -shift, false);
    } else {
        std::optional<Int128> up = scale_up(mantissa, shift);
        if (!up) return std::nullopt;
        mantissa = *up;
    }
    if (mantissa >= power_of_ten(precision)) return std::nullopt;
    return Decimal{value < 0 ? -mantissa : mantissa, uint8_t(precision), uint8_t(scale)};
}

double to_double(const Decimal& value) {
    if (value.scale == 0) return double(value.unscaled);
    return std::strtod(to_text(value).c_str(), nullptr);
}

std::optional<int64_t> to_int64(const Decimal& value) {
    Int128 whole = value.unscaled / power_of_ten(value.scale);
    if (whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
    return int64_t(whole);
}

PrecisionScale result_type(Arithmetic op, PrecisionScale a, PrecisionScale b) {
    int precision = 0;
    int scale = 0;
    int integral = std::max(a.precision - a.scale, b.precision - b.scale);
    switch (op) {
        case Arithmetic::add:
        case Arithmetic::subtract:
            scale = std::max(a.scale, b.scale);
            precision = scale + integral + 1;
            if (precision > k_max_precision) {
                scale = std::max(0, std::min(scale, k_max_precision - integral));
            }
            return {std::min(precision, k_max_precision), scale};
        case Arithmetic::modulo:
            scale = std::max(a.scale, b.scale);
            precision = std::min(a.precision - a.scale, b.precision - b.scale) + scale;
            return {std::min(precision, k_max_precision), scale};
        case Arithmetic::multiply:
            precision = a.precision + b.precision + 1;
            scale = a.scale + b.scale;
            break;
        case Arithmetic::divide:
            scale = std::max(6, a.scale + b.precision + 1);
            precision = a.precision - a.scale + b.scale + scale;
            break;
    }
    if (precision > k_max_precision) {
        int whole = precision - scale;
        if (whole < 32) {
            scale = std::min(scale, k_max_precision - whole);
        } else {
            scale = std::min(scale, 6);
        }
        precision = k_max_precision;
    }
    return {precision, scale};
}

PrecisionScale common_type(PrecisionScale a, PrecisionScale b) {
    int scale = std::max(a.scale, b.scale);
    int integral = std::max(a.precision - a.scale, b.precision - b.scale);
    int precision = scale + integral;
    if (precision > k_max_precision) {
        scale = std::max(0, std::min(scale, k_max_precision - integral));
        precision = k_max_precision;
    }
    return {precision, scale};
}

// SQL Server cuts the digits of a quotient that do not fit the scale.
Decimal divide(const Decimal& a, const Decimal& b, PrecisionScale type) {
    if (b.unscaled == 0) throw SqlError(8134, "Divide by zero error encountered.");
    Unsigned divisor = magnitude(b.unscaled);
    Unsigned quotient = magnitude(a.unscaled) / divisor;
    Unsigned rest = magnitude(a.unscaled) % divisor;
    int shift = type.scale + b.scale - a.scale;
    for (int i = 0; i < shift; ++i) {
        int digit = 0;  // of 10 * rest / divisor, without leaving 128 bits
        Unsigned sum = 0;
        for (int k = 0; k < 10; ++k) {
            sum += rest;
            if (sum >= divisor) {
                sum -= divisor;
                ++digit;
            }
        }
        rest = sum;
        if (quotient >= Unsigned(k_powers[37])) throw_overflow();
        quotient = quotient * 10 + Unsigned(digit);
    }
    if (shift < 0) quotient /= Unsigned(power_of_ten(std::min(38, -shift)));
    if (quotient >= Unsigned(power_of_ten(type.precision))) throw_overflow();
    bool negative = a.negative() != b.negative();
    Int128 value = Int128(quotient);
    return {negative ? -value : value, uint8_t(type.precision), uint8_t(type.scale)};
}

Decimal calculate(Arithmetic op, const Decimal& a, const Decimal& b) {
    PrecisionScale type = result_type(op, {a.precision, a.scale}, {b.precision, b.scale});
    if (op == Arithmetic::multiply) return multiply(a, b, type);
    if (op == Arithmetic::divide) return divide(a, b, type);
    int scale = std::max(a.scale, b.scale);
    std::optional<Int128> x = scale_up(a.unscaled, scale - a.scale);
    std::optional<Int128> y = scale_up(b.unscaled, scale - b.scale);
    if (!x || !y) throw_overflow();
    Decimal out{0, k_max_precision, uint8_t(scale)};
    if (op == Arithmetic::modulo) {
        if (*y == 0) throw SqlError(8134, "Divide by zero error encountered.");
        out.unscaled = *x % *y;
    } else {
        out.unscaled = op == Arithmetic::add ? *x + *y : *x - *y;
    }
    std::optional<Decimal> fitted = try_rescale(out, type.precision, type.scale);
    if (!fitted) throw_overflow();
    return *fitted;
}

Decimal negate(const Decimal& value) {
    return {-value.unscaled, value.precision, value.scale};
}

int compare(const Decimal& a, const Decimal& b) {
    if (a.scale == b.scale) {
        return a.unscaled < b.unscaled ? -1 : a.unscaled > b.unscaled ? 1 : 0;
    }
    if (a.negative() != b.negative()) return a.negative() ? -1 : 1;
    // Whole parts first; then the fractions fit when scaled up.
    Int128 pa = power_of_ten(a.scale);
    Int128 pb = power_of_ten(b.scale);
    Int128 wa = a.unscaled / pa;
    Int128 wb = b.unscaled / pb;
    if (wa != wb) return wa < wb ? -1 : 1;
    int scale = std::max(a.scale, b.scale);
    Int128 fa = (a.unscaled % pa) * power_of_ten(scale - a.scale);
    Int128 fb = (b.unscaled % pb) * power_of_ten(scale - b.scale);
    return fa < fb ? -1 : fa > fb ? 1 : 0;
}

}  // namespace gantry::types
