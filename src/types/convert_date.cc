// Conversions to dates and times.

#include <cmath>

#include "types/convert_internal.h"

namespace gantry::types {
namespace {

bool is_legacy(TypeId id) {
    return id == TypeId::datetime || id == TypeId::smalldatetime;
}

[[noreturn]] void throw_out_of_range(const Value& value, const SqlType& target) {
    if (is_numeric(value.type().id)) {
        throw SqlError(8115, 16, 2,
                       fmt::format("Arithmetic overflow error converting expression to data type "
                                   "{}.",
                                   base_type_name(target)));
    }
    if (!is_legacy(target.id)) {
        throw SqlError(241, 16, 1,
                       "Conversion failed when converting date and/or time from character string.");
    }
    throw SqlError(242, 16, 3,
                   fmt::format("The conversion of a {} data type to a {} data type resulted in an "
                               "out-of-range value.",
                               name_of(value), base_type_name(target)));
}

DateTime parse(const Value& value, const SqlType& target, const ConvertOptions& options) {
    DateParseOptions parse_options;
    parse_options.order = options.date_order;
    parse_options.style = options.style < 0 ? 0 : options.style;
    if (parse_options.style == 130 || parse_options.style == 131) {
        throw SqlError(281, fmt::format("{} is not a valid style number when converting from {} to "
                                        "a date: dates of the Hijri calendar are not read.",
                                        parse_options.style, name_of(value)));
    }
    ParsedDateTime parsed;
    switch (parse_date_time(value.text(), target.id, parse_options, parsed)) {
        case DateParse::ok: return parsed.value;
        case DateParse::out_of_range: throw_out_of_range(value, target);
        case DateParse::malformed: break;
    }
    if (target.id == TypeId::smalldatetime) {
        throw SqlError(295, 16, 3,
                       "Conversion failed when converting character string to smalldatetime data "
                       "type.");
    }
    throw SqlError(241, 16, 1,
                   "Conversion failed when converting date and/or time from character string.");
}

DateTime from_days(const Value& value, double days, const SqlType& target) {
    if (!(days > -53691.0 && days < 2958464.0)) throw_out_of_range(value, target);
    double whole = std::floor(days);
    int64_t ticks_300 = std::llround((days - whole) * 86'400 * 300);
    return {int32_t(whole) + k_days_to_1900, ticks_300 * 100'000 / 3, 0};
}

DateTime from_number(const Value& value, const SqlType& target) {
    switch (value.type().id) {
        case TypeId::real:
        case TypeId::float_: return from_days(value, value.real(), target);
        case TypeId::decimal:
        case TypeId::numeric: return from_days(value, to_double(value.decimal()), target);
        case TypeId::money:
        case TypeId::smallmoney:
            return from_days(value, double(value.integer()) / 10000.0, target);
        default: return from_days(value, double(value.integer()), target);
    }
}

DateTime from_bytes(const Value& value, const SqlType& target) {
    Bytes bytes = bytes_of(value);
    if (target.id == TypeId::datetime) {
        uint64_t raw = big_endian_tail(bytes, 8);
        uint32_t ticks = uint32_t(raw);
        int32_t days = int32_t(uint32_t(raw >> 32));
        if (ticks >= 86'400 * 300 || days < -53690 || days > 2'958'463) {
            throw_out_of_range(value, target);
        }
        return from_datetime(datetime_from_parts(days, ticks));
    }
    if (target.id == TypeId::smalldatetime) {
        uint32_t raw = uint32_t(big_endian_tail(bytes, 4));
        if ((raw & 0xFFFF) >= 1440) throw_out_of_range(value, target);
        return {int32_t(raw >> 16) + k_days_to_1900, int64_t(raw & 0xFFFF) * k_ticks_per_minute, 0};
    }
    throw SqlError(529, fmt::format("Explicit conversion from data type {} to {} is not allowed.",
                                    name_of(value), base_type_name(target)));
}

template <typename T>
T checked(const std::optional<T>& converted, const Value& value, const SqlType& target) {
    if (!converted) throw_out_of_range(value, target);
    return *converted;
}

}  // namespace

Value convert_to_date_time(const Value& value, const SqlType& target,
                           const ConvertOptions& options) {
    TypeId from = value.type().id;
    DateTime d;
    if (is_character(from)) {
        d = parse(value, target, options);
    } else if (is_date_time(from)) {
        d = value.date_time();
    } else if (is_numeric(from)) {
        d = from_number(value, target);
    } else {
        d = from_bytes(value, target);
    }
    switch (target.id) {
        case TypeId::date: return {target, int64_t(d.days)};
        case TypeId::time: return {target, checked(to_time(d, target.scale), value, target)};
        case TypeId::datetime2:
            return {target, checked(to_datetime2(d, target.scale), value, target)};
        case TypeId::datetimeoffset:
            return {target, checked(to_datetimeoffset(d, target.scale), value, target)};
        case TypeId::datetime: return {target, checked(to_datetime(d), value, target)};
        default: return {target, int64_t(checked(to_smalldatetime(d), value, target))};
    }
}

}  // namespace gantry::types
