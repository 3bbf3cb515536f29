// Numbers: money arithmetic, ROUND and its kin, division of decimals, new uniqueidentifiers.

#include <cmath>
#include <cstring>

#include "boundary.h"
#include "types/convert.h"

extern "C" {
#include <utils/builtins.h>
#include <utils/timestamp.h>
}

using namespace gantry;
using namespace gantry::extension;
using types::Decimal;
using types::Int128;
using types::Value;

namespace {

[[noreturn]] void throw_overflow(std::string_view type) {
    throw SqlError(8115, 16, 2, "Arithmetic overflow error converting expression to data type " +
                                    std::string(type) + ".");
}

Datum money_result(Int128 value) {
    if (value > INT64_MAX || value < INT64_MIN) throw_overflow("money");
    return Int64GetDatum(int64(value));
}
Datum smallmoney_result(Int128 value) {
    if (value > INT32_MAX || value < INT32_MIN) throw_overflow("smallmoney");
    return Int32GetDatum(int32(value));
}

// Half away from zero.
Int128 divide_round(Int128 value, Int128 divisor) {
    Int128 half = divisor / 2;
    return (value < 0 ? value - half : value + half) / divisor;
}

Int128 divide(Int128 a, Int128 b) {
    if (b == 0) throw SqlError(8134, "Divide by zero error encountered.");
    return a * 10000 / b;
}

// ROUND: a length below zero rounds to the left of the point; function != 0 cuts.
Decimal round_decimal(const Decimal& value, int32 length, bool cut) {
    if (length >= value.scale) return value;
    int drop = value.scale - std::max(length, -40);
    if (drop > 38) return {0, value.precision, value.scale};
    Int128 unit = types::power_of_ten(drop);
    Int128 whole = cut ? value.unscaled / unit : divide_round(value.unscaled, unit);
    // One digit more than the type has is an overflow, as ROUND(748.58, -3) is.
    if (types::digit_count(whole) + drop > types::k_max_precision && whole != 0) {
        throw_overflow("numeric");
    }
    return {whole * unit, value.precision, value.scale};
}

double round_double(double value, int32 length, bool cut) {
    if (length > 300 || length < -308 || !std::isfinite(value)) return length > 0 ? value : 0.0;
    double unit = std::pow(10.0, std::abs(length));
    double scaled = length >= 0 ? value * unit : value / unit;
    if (!std::isfinite(scaled)) return value;
    scaled = cut ? std::trunc(scaled) : std::round(scaled);
    return length >= 0 ? scaled / unit : scaled * unit;
}

}  // namespace

GANTRY_FUNCTION(money_add) {
    return money_result(Int128(PG_GETARG_INT64(0)) + PG_GETARG_INT64(1));
}
GANTRY_FUNCTION(money_subtract) {
    return money_result(Int128(PG_GETARG_INT64(0)) - PG_GETARG_INT64(1));
}
GANTRY_FUNCTION(money_multiply) {
    return money_result(divide_round(Int128(PG_GETARG_INT64(0)) * PG_GETARG_INT64(1), 10000));
}
GANTRY_FUNCTION(money_divide) {
    return money_result(divide(PG_GETARG_INT64(0), PG_GETARG_INT64(1)));
}
GANTRY_FUNCTION(money_modulo) {
    if (PG_GETARG_INT64(1) == 0) throw SqlError(8134, "Divide by zero error encountered.");
    return money_result(Int128(PG_GETARG_INT64(0)) % PG_GETARG_INT64(1));
}
GANTRY_FUNCTION(money_negate) { return money_result(-Int128(PG_GETARG_INT64(0))); }
GANTRY_FUNCTION(smallmoney_add) {
    return smallmoney_result(Int128(PG_GETARG_INT32(0)) + PG_GETARG_INT32(1));
}
GANTRY_FUNCTION(smallmoney_subtract) {
    return smallmoney_result(Int128(PG_GETARG_INT32(0)) - PG_GETARG_INT32(1));
}
GANTRY_FUNCTION(smallmoney_multiply) {
    return smallmoney_result(
        divide_round(Int128(PG_GETARG_INT32(0)) * PG_GETARG_INT32(1), 10000));
}
GANTRY_FUNCTION(smallmoney_divide) {
    return smallmoney_result(divide(PG_GETARG_INT32(0), PG_GETARG_INT32(1)));
}
GANTRY_FUNCTION(smallmoney_negate) { return smallmoney_result(-Int128(PG_GETARG_INT32(0))); }

// (a, b, precision, scale) of the bound result type.
GANTRY_FUNCTION(fn_decimal_divide) {
    Decimal a = value_arg(fcinfo, 0).decimal();
    Decimal b = value_arg(fcinfo, 1).decimal();
    int32 precision = PG_GETARG_INT32(2);
    int32 scale = PG_GETARG_INT32(3);
    if (precision < 1 || precision > types::k_max_precision || scale < 0 || scale > precision) {
        throw SqlError(183, 15, 1, "The scale must be less than or equal to the precision.");
    }
    Decimal quotient =
        types::divide(a, b, {precision, scale});
    return datum_from_value(Value::of_decimal(quotient));
}

GANTRY_FUNCTION(fn_round_numeric) {
    bool cut = PG_NARGS() > 2 && PG_GETARG_INT32(2) != 0;
    Decimal value = value_arg(fcinfo, 0).decimal();
    return datum_from_value(Value::of_decimal(round_decimal(value, PG_GETARG_INT32(1), cut)));
}
GANTRY_FUNCTION(fn_round_float) {
    bool cut = PG_NARGS() > 2 && PG_GETARG_INT32(2) != 0;
    return Float8GetDatum(round_double(PG_GETARG_FLOAT8(0), PG_GETARG_INT32(1), cut));
}
GANTRY_FUNCTION(fn_round_integer) {
    bool cut = PG_NARGS() > 2 && PG_GETARG_INT32(2) != 0;
    Value value = value_arg(fcinfo, 0);
    Decimal rounded =
        round_decimal(types::decimal_from_int(value.integer()), PG_GETARG_INT32(1), cut);
    Value out = types::convert(Value::of_decimal(rounded), value.type());
    return datum_from_value(out);
}
GANTRY_FUNCTION(fn_round_money) {
    bool cut = PG_NARGS() > 2 && PG_GETARG_INT32(2) != 0;
    Value value = value_arg(fcinfo, 0);
    Decimal rounded = round_decimal({value.integer(), 19, 4}, PG_GETARG_INT32(1), cut);
    return datum_from_value(types::convert(Value::of_decimal(rounded), value.type()));
}

GANTRY_FUNCTION(fn_abs) {
    Value value = value_arg(fcinfo, 0);
    std::string_view name = types::base_type_name(value.type());
    int64_t number = value.integer();
    bool narrow = value.type().id != types::TypeId::bigint &&
                  value.type().id != types::TypeId::money;
    if (number == (narrow ? int64_t(INT32_MIN) : INT64_MIN)) throw_overflow(name);
    return datum_from_value({value.type(), number < 0 ? -number : number});
}

// POWER keeps the type of its first argument.
GANTRY_FUNCTION(fn_power_float) {
    double result = std::pow(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1));
    if (std::isnan(result)) throw SqlError(3623, 16, 1, "An invalid floating point operation occurred.");
    if (std::isinf(result)) throw SqlError(232, 16, 3, "Arithmetic overflow error for type float.");
    return Float8GetDatum(result);
}
GANTRY_FUNCTION(fn_power_any) {
    Value value = value_arg(fcinfo, 0);
    double base = types::convert(value, types::float_type()).real();
    double result = std::pow(base, PG_GETARG_FLOAT8(1));
    if (std::isnan(result)) throw SqlError(3623, 16, 1, "An invalid floating point operation occurred.");
    types::SqlType target = value.type();
    if (target.id == types::TypeId::decimal) {
        target = types::decimal_type(38, value.decimal().scale);
    }
    return datum_from_value(types::convert(Value::of_float(result), target));
}

GANTRY_FUNCTION(fn_newid) {
    uint8_t bytes[16];
    if (!pg_strong_random(bytes, sizeof bytes)) throw Error("no random bytes");
    bytes[7] = uint8_t((bytes[7] & 0x0F) | 0x40);  // version 4, in the group kept little-endian
    bytes[8] = uint8_t((bytes[8] & 0x3F) | 0x80);
    types::Guid guid;
    std::memcpy(guid.bytes.data(), bytes, 16);
    return datum_from_value({*types::type_by_name("uniqueidentifier"), guid});
}

// Grows in SQL Server's order: time in the groups that are compared first.
GANTRY_FUNCTION(fn_newsequentialid) {
    static uint64_t last = 0;
    uint64_t now = uint64_t(GetCurrentTimestamp());
    last = now > last ? now : last + 1;
    types::Guid guid;
    if (!pg_strong_random(guid.bytes.data(), 8)) throw Error("no random bytes");
    for (size_t i = 0; i < 6; ++i) guid.bytes[10 + i] = uint8_t(last >> (56 - 8 * i));
    guid.bytes[8] = uint8_t(last >> 8);
    guid.bytes[9] = uint8_t(last);
    return datum_from_value({*types::type_by_name("uniqueidentifier"), guid});
}
