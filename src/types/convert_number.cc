// Conversions to numbers.

#include <cmath>
#include <cstdlib>

#include "base/utf.h"
#include "types/convert_internal.h"

namespace gantry::types {
namespace {

struct IntegerLimits {
    int64_t low;
    int64_t high;
};

IntegerLimits limits_of(TypeId id) {
    switch (id) {
        case TypeId::tinyint: return {0, 255};
        case TypeId::smallint: return {INT16_MIN, INT16_MAX};
        case TypeId::int_: return {INT32_MIN, INT32_MAX};
        default: return {INT64_MIN, INT64_MAX};
    }
}

[[noreturn]] void throw_overflow(std::string_view from, std::string_view to) {
    throw SqlError(8115, 16, 2,
                   fmt::format("Arithmetic overflow error converting {} to data type {}.", from,
                               to));
}

[[noreturn]] void throw_no_number(const Value& value, const SqlType& target) {
    throw SqlError(8114, 16, 5,
                   fmt::format("Error converting data type {} to {}.", name_of(value),
                               error_name(target.id)));
}

[[noreturn]] void throw_conversion_failed(const Value& value, const SqlType& target) {
    throw SqlError(245, fmt::format("Conversion failed when converting the {} value '{}' to data "
                                    "type {}.",
                                    name_of(value), value.text(), base_type_name(target)));
}

enum class ParseInteger { ok, malformed, overflow };

ParseInteger parse_integer(std::string_view text, int64_t& out) {
    text = trim_blanks(text);
    out = 0;
    if (text.empty()) return ParseInteger::ok;  // '' is 0
    bool negative = text[0] == '-';
    if (text[0] == '-' || text[0] == '+') text = trim_blanks(text.substr(1));
    if (text.empty()) return ParseInteger::malformed;
    uint64_t value = 0;
    bool overflow = false;
    for (char c : text) {
        if (c < '0' || c > '9') return ParseInteger::malformed;
        overflow |= __builtin_mul_overflow(value, uint64_t(10), &value);
        overflow |= __builtin_add_overflow(value, uint64_t(c - '0'), &value);
    }
    uint64_t limit = uint64_t(INT64_MAX) + (negative ? 1 : 0);
    if (overflow || value > limit) return ParseInteger::overflow;
    out = int64_t(negative ? 0 - value : value);
    return ParseInteger::ok;
}

[[noreturn]] void throw_text_overflow(const Value& value, const SqlType& target) {
    switch (target.id) {
        case TypeId::bigint: throw_overflow("expression", "bigint");
        case TypeId::int_:
            throw SqlError(248, fmt::format("The conversion of the {} value '{}' overflowed an int "
                                            "column.",
                                            name_of(value), value.text()));
        default:
            throw SqlError(244, 16, 1,
                           fmt::format("The conversion of the {} value '{}' overflowed an {} "
                                       "column. Use a larger integer column.",
                                       name_of(value), value.text(),
                                       target.id == TypeId::tinyint ? "INT1" : "INT2"));
    }
}

int64_t integer_from_text(const Value& value, const SqlType& target) {
    int64_t out = 0;
    switch (parse_integer(value.text(), out)) {
        case ParseInteger::ok: break;
        case ParseInteger::overflow: throw_text_overflow(value, target);
        case ParseInteger::malformed:
            if (target.id == TypeId::bigint) throw_no_number(value, target);
            throw_conversion_failed(value, target);
    }
    IntegerLimits limits = limits_of(target.id);
    if (out < limits.low || out > limits.high) throw_text_overflow(value, target);
    return out;
}

int64_t checked_double(const Value& value, double number, const SqlType& target) {
    IntegerLimits limits = limits_of(target.id);
    double whole = std::trunc(number);
    // 2^63 itself is no bigint; every smaller limit is exact in a double.
    bool fits = whole >= double(limits.low) &&
                (target.id == TypeId::bigint ? whole < 9223372036854775808.0
                                             : whole <= double(limits.high));
    if (!fits) {
        if (value.type().id == TypeId::datetime) {
            throw_overflow("expression", base_type_name(target));
        }
        throw SqlError(232, 16, 3,
                       fmt::format("Arithmetic overflow error for type {}, value = {:f}.",
                                   base_type_name(target), number));
    }
    return int64_t(whole);
}

// Days since 1900-01-01 with the part of the day: what datetime is as a number.
double days_of(const Value& value) {
    DateTime d = value.date_time();
    return double(d.days - k_days_to_1900) + double(d.ticks) / double(k_ticks_per_day);
}

bool is_double(TypeId id) {
    return id == TypeId::real || id == TypeId::float_;
}
bool is_money(TypeId id) {
    return id == TypeId::money || id == TypeId::smallmoney;
}
bool is_decimal(TypeId id) {
    return id == TypeId::decimal || id == TypeId::numeric;
}
bool is_binary_bytes(TypeId id) {
    return id == TypeId::binary || id == TypeId::varbinary || id == TypeId::image;
}

std::string shortest(double value) {
    return fmt::format("{}", value);
}

}  // namespace

uint64_t big_endian_tail(ByteSpan bytes, size_t size) {
    if (bytes.size() > size) bytes = bytes.last(size);
    uint64_t out = 0;
    for (uint8_t b : bytes) out = out << 8 | b;
    return out;
}

Value convert_to_integer(const Value& value, const SqlType& target) {
    TypeId from = value.type().id;
    IntegerLimits limits = limits_of(target.id);
    int64_t number = 0;
    if (is_character(from)) {
        number = integer_from_text(value, target);
    } else if (is_double(from)) {
        number = checked_double(value, value.real(), target);
    } else if (is_decimal(from)) {
        std::optional<int64_t> whole = to_int64(value.decimal());
        if (!whole || *whole < limits.low || *whole > limits.high) {
            throw_overflow("numeric", base_type_name(target));
        }
        number = *whole;
    } else if (is_money(from)) {
        int64_t money = value.integer();
        number = (money + (money < 0 ? -5000 : 5000)) / 10000;
        if (number < limits.low || number > limits.high) {
            throw_overflow("expression", base_type_name(target));
        }
    } else if (is_date_time(from)) {
        number = checked_double(value, std::floor(days_of(value) + 0.5), target);
    } else if (is_binary_bytes(from)) {
        size_t size = target.id == TypeId::bigint ? 8 : target.id == TypeId::int_ ? 4
                      : target.id == TypeId::smallint ? 2 : 1;
        uint64_t raw = big_endian_tail(value.bytes(), size);
        number = size == 8   ? int64_t(raw)
                 : size == 4 ? int64_t(int32_t(uint32_t(raw)))
                 : size == 2 ? int64_t(int16_t(uint16_t(raw)))
                             : int64_t(raw);
    } else {
        number = value.integer();
        if (number < limits.low || number > limits.high) {
            if (target.id == TypeId::tinyint || target.id == TypeId::smallint) {
                throw SqlError(220, 16, 1,
                               fmt::format("Arithmetic overflow error for data type {}, value = "
                                           "{}.",
                                           base_type_name(target), number));
            }
            throw_overflow("expression", base_type_name(target));
        }
    }
    return {target, number};
}

Value convert_to_bit(const Value& value, const SqlType& target) {
    TypeId from = value.type().id;
    bool bit = false;
    if (is_character(from)) {
        std::string_view text = trim_blanks(value.text());
        if (ascii_iequals(text, "true")) {
            bit = true;
        } else if (!ascii_iequals(text, "false")) {
            int64_t number = 0;
            if (parse_integer(text, number) == ParseInteger::malformed) {
                throw_conversion_failed(value, target);
            }
            bit = text.find_first_of("123456789") != std::string_view::npos;
        }
    } else if (is_double(from)) {
        bit = value.real() != 0;
    } else if (is_decimal(from)) {
        bit = value.decimal().unscaled != 0;
    } else if (is_binary_bytes(from)) {
        for (uint8_t b : value.bytes()) bit |= b != 0;
    } else if (is_date_time(from)) {
        bit = days_of(value) != 0;
    } else {
        bit = value.integer() != 0;
    }
    return {target, int64_t(bit)};
}

Value convert_to_decimal(const Value& value, const SqlType& target) {
    TypeId from = value.type().id;
    std::optional<Decimal> out;
    if (is_character(from)) {
        std::optional<Decimal> parsed = parse_decimal(value.text());
        if (!parsed) throw_no_number(value, target);
        out = try_rescale(*parsed, target.precision, target.scale);
    } else if (is_double(from)) {
        out = decimal_from_double(value.real(), target.precision, target.scale);
    } else if (is_decimal(from)) {
        out = try_rescale(value.decimal(), target.precision, target.scale);
    } else if (is_money(from)) {
        out = try_rescale({value.integer(), 19, 4}, target.precision, target.scale);
    } else if (is_date_time(from)) {
        out = decimal_from_double(days_of(value), target.precision, target.scale);
    } else if (is_binary_bytes(from)) {
        // precision, scale, sign byte, unused byte, magnitude: what decimal to binary gives.
        const Bytes& b = value.bytes();
        if (b.size() < 5 || b.size() > 20 || b[1] > 38) throw_no_number(value, target);
        Int128 m = 0;
        for (size_t i = b.size(); i-- > 4;) {
            if (m > (Int128(1) << 118)) throw_no_number(value, target);
            m = m << 8 | b[i];
        }
        out = try_rescale({b[3] == 0 ? -m : m, 38, b[1]}, target.precision, target.scale);
    } else {
        out = try_rescale(decimal_from_int(value.integer()), target.precision, target.scale);
    }
    if (!out) throw_overflow(is_money(from) ? "money" : error_name(from), "numeric");
    return {target, *out};
}

Value convert_to_money(const Value& value, const SqlType& target) {
    TypeId from = value.type().id;
    std::optional<Decimal> d;
    if (is_character(from)) {
        std::optional<int64_t> parsed = parse_money(value.text());
        if (!parsed) {
            throw SqlError(235, 16, 0,
                           "Cannot convert a char value to money. The char value has incorrect "
                           "syntax.");
        }
        d = Decimal{*parsed, 19, 4};
    } else if (is_double(from)) {
        d = decimal_from_double(value.real(), 38, 4);
    } else if (is_decimal(from)) {
        d = try_rescale(value.decimal(), 38, 4);
    } else if (is_money(from)) {
        d = Decimal{value.integer(), 19, 4};
    } else if (is_date_time(from)) {
        d = decimal_from_double(days_of(value), 38, 4);
    } else if (is_binary_bytes(from)) {
        size_t size = target.id == TypeId::money ? 8 : 4;
        uint64_t raw = big_endian_tail(value.bytes(), size);
        d = Decimal{size == 8 ? int64_t(raw) : int64_t(int32_t(uint32_t(raw))), 19, 4};
    } else {
        d = try_rescale(decimal_from_int(value.integer()), 38, 4);
    }
    IntegerLimits limits = limits_of(target.id == TypeId::money ? TypeId::bigint : TypeId::int_);
    if (!d || d->unscaled < limits.low || d->unscaled > limits.high) {
        throw_overflow("expression", base_type_name(target));
    }
    return {target, int64_t(d->unscaled)};
}

Value convert_to_float(const Value& value, const SqlType& target) {
    TypeId from = value.type().id;
    double number = 0;
    if (is_character(from)) {
        std::optional<double> parsed = parse_float(value.text());
        if (!parsed) throw_no_number(value, target);
        number = *parsed;
    } else if (is_double(from)) {
        number = value.real();
    } else if (is_decimal(from)) {
        number = to_double(value.decimal());
    } else if (is_money(from)) {
        number = double(value.integer()) / 10000.0;
    } else if (is_date_time(from)) {
        number = days_of(value);
    } else {
        number = double(value.integer());
    }
    if (target.id == TypeId::real) {
        double narrow = double(float(number));
        if (std::isinf(narrow)) {
            throw SqlError(232, 16, 2,
                           fmt::format("Arithmetic overflow error for type real, value = {}.",
                                       shortest(number)));
        }
        number = narrow;
    }
    return {target, number};
}

std::optional<int64_t> parse_money(std::string_view text) {
    text = trim_blanks(text);
    if (text.empty()) return 0;
    static constexpr std::string_view k_signs[] = {"$", "£", "¥", "€", "¤", "¢", "₩", "₽", "₹"};
    bool negative = false;
    bool currency = false;
    bool sign = false;
    while (!text.empty()) {
        if (!sign && (text[0] == '-' || text[0] == '+')) {
            negative = text[0] == '-';
            sign = true;
            text = trim_blanks(text.substr(1));
            continue;
        }
        bool found = false;
        for (std::string_view s : k_signs) {
            if (!currency && text.starts_with(s)) {
                text = trim_blanks(text.substr(s.size()));
                currency = found = true;
                break;
            }
        }
        if (!found) break;
    }
    std::string digits;
    for (char c : text) {
        if (c == ',') continue;
        digits += c;
    }
    if (digits.empty() || digits[0] == '-' || digits[0] == '+') return std::nullopt;
    std::optional<Decimal> parsed = parse_decimal(digits);
    if (!parsed) return std::nullopt;
    std::optional<Decimal> d = try_rescale(*parsed, 38, 4);
    if (!d) return std::nullopt;
    Int128 value = negative ? -d->unscaled : d->unscaled;
    if (value > INT64_MAX || value < INT64_MIN) return std::nullopt;
    return int64_t(value);
}

std::optional<double> parse_float(std::string_view text) {
    text = trim_blanks(text);
    if (text.empty()) return 0.0;
    size_t i = text[0] == '-' || text[0] == '+' ? 1 : 0;
    bool digits = false;
    auto digit_run = [&] {
        size_t start = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        return i > start;
    };
    digits = digit_run();
    if (i < text.size() && text[i] == '.') {
        ++i;
        digits |= digit_run();
    }
    if (!digits) return std::nullopt;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
        digit_run();  // "1e" is taken as 1
    }
    if (i != text.size()) return std::nullopt;
    double value = std::strtod(std::string(text).c_str(), nullptr);
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace gantry::types
