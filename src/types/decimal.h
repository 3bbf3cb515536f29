#pragma once
// decimal(p,s) and numeric(p,s): a sign and up to 38 digits in an __int128, with SQL Server's
// precision and scale of results (documentation: "Precision, scale, and length"). Plain values,
// thread-safe. Overflow is SqlError 8115, division by zero 8134, text that is no number 8114.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gantry::types {

using Int128 = __int128;

constexpr int k_max_precision = 38;

struct Decimal {
    Int128 unscaled = 0;  // value * 10^scale; |unscaled| < 10^precision
    uint8_t precision = 18;
    uint8_t scale = 0;

    bool negative() const { return unscaled < 0; }
};

// 10^power for 0 <= power <= 38.
Int128 power_of_ten(int power);
// Decimal digits of |value|, at least 1.
int digit_count(Int128 value);
std::string int128_to_text(Int128 value);

// "-12.50": all `scale` digits are printed.
std::string to_text(const Decimal& value);
// Digits with an optional sign, point and surrounding blanks; precision and scale as written.
// Nothing when the text is no number or has more than 38 significant digits.
// With `exponent` also "1e3": what SQL Server takes as a literal float is not taken for decimal.
std::optional<Decimal> parse_decimal(std::string_view text);

// To decimal(precision, scale), rounding half away from zero. Nothing when it does not fit.
std::optional<Decimal> try_rescale(const Decimal& value, int precision, int scale,
                                   bool truncate = false);
Decimal rescale(const Decimal& value, int precision, int scale);  // throws 8115

Decimal decimal_from_int(int64_t value);  // precision 19, scale 0
// Nearest decimal(precision, scale); nothing when out of range or not finite.
std::optional<Decimal> decimal_from_double(double value, int precision, int scale);
double to_double(const Decimal& value);
// Truncates toward zero; nothing when it does not fit.
std::optional<int64_t> to_int64(const Decimal& value);

struct PrecisionScale {
    int precision;
    int scale;
};
enum class Arithmetic { add, subtract, multiply, divide, modulo };
// Result type of e1 op e2, with the 38-digit cap (scale kept at 6 at least).
PrecisionScale result_type(Arithmetic op, PrecisionScale a, PrecisionScale b);
// The type that holds both sides: UNION, CASE, COALESCE.
PrecisionScale common_type(PrecisionScale a, PrecisionScale b);

Decimal calculate(Arithmetic op, const Decimal& a, const Decimal& b);
// The quotient cut, not rounded, to a given type. Throws 8134 and 8115.
Decimal divide(const Decimal& a, const Decimal& b, PrecisionScale type);
Decimal negate(const Decimal& value);
int compare(const Decimal& a, const Decimal& b);  // -1, 0, 1, whatever their scales

}  // namespace gantry::types
