#include "types/functions_date.h"

#include <algorithm>
#include <cmath>

#include "base/utf.h"
#include "types/convert_internal.h"

namespace gantry::types {
namespace {

struct PartName {
    std::string_view name;
    DatePart part;
};
constexpr PartName k_part_names[] = {
    {"year", DatePart::year}, {"yy", DatePart::year}, {"yyyy", DatePart::year},
    {"quarter", DatePart::quarter}, {"qq", DatePart::quarter}, {"q", DatePart::quarter},
    {"month", DatePart::month}, {"mm", DatePart::month}, {"m", DatePart::month},
    {"dayofyear", DatePart::dayofyear}, {"dy", DatePart::dayofyear}, {"y", DatePart::dayofyear},
    {"day", DatePart::day}, {"dd", DatePart::day}, {"d", DatePart::day},
    {"week", DatePart::week}, {"wk", DatePart::week}, {"ww", DatePart::week},
    {"weekday", DatePart::weekday}, {"dw", DatePart::weekday}, {"w", DatePart::weekday},
    {"hour", DatePart::hour}, {"hh", DatePart::hour},
    {"minute", DatePart::minute}, {"mi", DatePart::minute}, {"n", DatePart::minute},
    {"second", DatePart::second}, {"ss", DatePart::second}, {"s", DatePart::second},
    {"millisecond", DatePart::millisecond}, {"ms", DatePart::millisecond},
    {"microsecond", DatePart::microsecond}, {"mcs", DatePart::microsecond},
    {"nanosecond", DatePart::nanosecond}, {"ns", DatePart::nanosecond},
    {"tzoffset", DatePart::tzoffset}, {"tz", DatePart::tzoffset},
    {"iso_week", DatePart::iso_week}, {"isowk", DatePart::iso_week}, {"isoww", DatePart::iso_week},
};

std::string_view canonical_name(DatePart part) {
    for (const PartName& p : k_part_names) {
        if (p.part == part) return p.name;
    }
    return "";
}

[[noreturn]] void throw_not_supported(DatePart part, std::string_view function,
                                      const Value& value) {
    throw SqlError(9810, 16, 3,
                   fmt::format("The datepart {} is not supported by date function {} for data "
                               "type {}.",
                               canonical_name(part), function, base_type_name(value.type())));
}

[[noreturn]] void throw_add_overflow(const Value& value) {
    throw SqlError(517, 16, 3,
                   fmt::format("Adding a value to a '{}' column caused an overflow.",
                               base_type_name(value.type())));
}

bool has_date(TypeId id) {
    return id != TypeId::time;
}
bool has_time(TypeId id) {
    return id != TypeId::date;
}

// 100 ns in one unit of a part below the day; 0 for others.
int64_t ticks_of(DatePart part) {
    switch (part) {
        case DatePart::hour: return 60 * k_ticks_per_minute;
        case DatePart::minute: return k_ticks_per_minute;
        case DatePart::second: return k_ticks_per_second;
        case DatePart::millisecond: return 10'000;
        case DatePart::microsecond: return 10;
        default: return 0;
    }
}

Value rebuild(const Value& like, const DateTime& d) {
    const SqlType& type = like.type();
    switch (type.id) {
        case TypeId::date: return {type, int64_t(d.days)};
        case TypeId::time: return {type, *to_time(d, type.scale)};
        case TypeId::datetime2:
            if (auto v = to_datetime2(d, type.scale)) return {type, *v};
            break;
        case TypeId::datetimeoffset:
            if (auto v = to_datetimeoffset(d, type.scale)) return {type, *v};
            break;
        case TypeId::datetime:
            if (auto v = to_datetime(d)) return {type, *v};
            break;
        default:
            if (auto v = to_smalldatetime(d)) return {type, int64_t(*v)};
            break;
    }
    throw_add_overflow(like);
}

DateTime add_months(const Value& value, int64_t months) {
    DateTime d = value.date_time();
    CivilDate c = civil_from_days(d.days);
    if (months > 120'000 || months < -120'000) throw_add_overflow(value);
    int64_t total = int64_t(c.year) * 12 + c.month - 1 + months;
    int32_t year = int32_t(total / 12);
    int32_t month = int32_t(total % 12) + 1;
    if (total < 12 || year > 9999) throw_add_overflow(value);
    int32_t day = std::min(c.day, days_in_month(year, month));
    d.days = days_from_civil(year, month, day);
    return d;
}

DateTime add_ticks(const Value& value, __int128 ticks) {
    DateTime d = value.date_time();
    __int128 total = __int128(d.days) * k_ticks_per_day + d.ticks + ticks;
    if (value.type().id == TypeId::time) {
        __int128 day = k_ticks_per_day;
        total = ((total % day) + day) % day;
        return {k_days_to_1900, int64_t(total), 0};
    }
    if (total < 0 || total >= __int128(k_max_day + 1) * k_ticks_per_day) throw_add_overflow(value);
    d.days = int32_t(total / k_ticks_per_day);
    d.ticks = int64_t(total % k_ticks_per_day);
    return d;
}

int32_t first_of_year(int32_t year) {
    return days_from_civil(year, 1, 1);
}

// Weeks of DATEPART(week): January 1 is in week 1, weeks start on DATEFIRST.
int64_t week_of(int32_t days, int datefirst) {
    int32_t first = first_of_year(civil_from_days(days).year);
    int shift = (weekday_of(first) + 8 - datefirst) % 7;
    return (days - first + shift) / 7 + 1;
}

int64_t iso_week_of(int32_t days) {
    int32_t thursday = days - weekday_of(days) + 3;
    int32_t first = first_of_year(civil_from_days(thursday).year);
    return (thursday - first) / 7 + 1;
}

}  // namespace

DatePart date_part_by_name(std::string_view name, std::string_view function) {
    for (const PartName& p : k_part_names) {
        if (ascii_iequals(p.name, name)) return p.part;
    }
    throw SqlError(155, 15, 1,
                   fmt::format("'{}' is not a recognized {} option.", name, function));
}

Value dateadd(DatePart part, int64_t number, const Value& value) {
    TypeId id = value.type().id;
    int64_t unit = ticks_of(part);
    bool below_day = unit != 0 || part == DatePart::nanosecond;
    if (part == DatePart::tzoffset || part == DatePart::iso_week) {
        throw_not_supported(part, "dateadd", value);
    }
    if (below_day ? !has_time(id) : !has_date(id)) throw_not_supported(part, "dateadd", value);
    bool legacy = id == TypeId::datetime || id == TypeId::smalldatetime;
    if (legacy && (part == DatePart::microsecond || part == DatePart::nanosecond)) {
        throw_not_supported(part, "dateadd", value);
    }
    switch (part) {
        case DatePart::year:
        case DatePart::quarter:
        case DatePart::month: {
            int64_t factor = part == DatePart::year ? 12 : part == DatePart::quarter ? 3 : 1;
            number = std::clamp<int64_t>(number, -200'000, 200'000);
            return rebuild(value, add_months(value, number * factor));
        }
        case DatePart::week: unit = 7 * k_ticks_per_day; break;
        case DatePart::dayofyear:
        case DatePart::day:
        case DatePart::weekday: unit = k_ticks_per_day; break;
        case DatePart::nanosecond: {
            __int128 ticks = (__int128(number) + (number < 0 ? -50 : 50)) / 100;
            return rebuild(value, add_ticks(value, ticks));
        }
        default: break;
    }
    return rebuild(value, add_ticks(value, __int128(number) * unit));
}

int64_t datediff(DatePart part, const Value& start, const Value& end) {
    DateTime a = start.date_time();
    DateTime b = end.date_time();
    CivilDate ca = civil_from_days(a.days);
    CivilDate cb = civil_from_days(b.days);
    auto units = [&](int64_t unit) {
        auto count = [unit](const DateTime& d) {
            return (__int128(d.days) * k_ticks_per_day + d.ticks) / unit;
        };
        __int128 difference = count(b) - count(a);
        return int64_t(difference);
    };
    switch (part) {
        case DatePart::year: return cb.year - ca.year;
        case DatePart::quarter:
            return (cb.year * 4 + (cb.month - 1) / 3) - (ca.year * 4 + (ca.month - 1) / 3);
        case DatePart::month: return (cb.year * 12 + cb.month) - (ca.year * 12 + ca.month);
        // Weeks start on Sunday whatever DATEFIRST is; day 0 is a Monday.
        case DatePart::week: return (b.days + 1) / 7 - (a.days + 1) / 7;
        case DatePart::iso_week: return b.days / 7 - a.days / 7;
        case DatePart::dayofyear:
        case DatePart::day:
        case DatePart::weekday: return b.days - a.days;
        case DatePart::nanosecond: {
            __int128 difference = __int128(units(1)) * 100;
            if (difference > INT64_MAX || difference < INT64_MIN) return INT64_MAX;
            return int64_t(difference);
        }
        case DatePart::tzoffset: throw_not_supported(part, "datediff", start);
        default: return units(ticks_of(part));
    }
}

int64_t datepart(DatePart part, const Value& value, int datefirst) {
    TypeId id = value.type().id;
    DateTime d = value.date_time();
    bool of_time = ticks_of(part) != 0 || part == DatePart::nanosecond;
    if (of_time ? !has_time(id) : (!has_date(id) && part != DatePart::tzoffset)) {
        throw_not_supported(part, "datepart", value);
    }
    CivilDate c = civil_from_days(d.days);
    int64_t seconds = d.ticks / k_ticks_per_second;
    int64_t fraction = d.ticks % k_ticks_per_second;
    bool legacy = id == TypeId::datetime || id == TypeId::smalldatetime;
    if (legacy) fraction = round_ticks(fraction, 3);
    switch (part) {
        case DatePart::year: return c.year;
        case DatePart::quarter: return (c.month - 1) / 3 + 1;
        case DatePart::month: return c.month;
        case DatePart::dayofyear: return d.days - first_of_year(c.year) + 1;
        case DatePart::day: return c.day;
        case DatePart::week: return week_of(d.days, datefirst);
        case DatePart::iso_week: return iso_week_of(d.days);
        case DatePart::weekday: return (weekday_of(d.days) + 8 - datefirst) % 7 + 1;
        case DatePart::hour: return seconds / 3600;
        case DatePart::minute: return seconds / 60 % 60;
        case DatePart::second: return seconds % 60;
        case DatePart::millisecond: return fraction / 10'000;
        case DatePart::microsecond: return fraction / 10;
        case DatePart::nanosecond: return fraction * 100;
        case DatePart::tzoffset:
            if (id != TypeId::datetimeoffset) {
                if (legacy || id == TypeId::date) throw_not_supported(part, "datepart", value);
                return 0;
            }
            return d.offset;
    }
    return 0;
}

std::string datename(DatePart part, const Value& value, int datefirst) {
    switch (part) {
        case DatePart::month: return std::string(month_name(int(datepart(part, value))));
        case DatePart::weekday:
            datepart(part, value);  // a time has no weekday
            return std::string(weekday_name(weekday_of(value.date_time().days)));
        case DatePart::tzoffset: {
            int64_t offset = datepart(part, value);
            int64_t minutes = offset < 0 ? -offset : offset;
            return fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
        }
        default: return std::to_string(datepart(part, value, datefirst));
    }
}

Value datetrunc(DatePart part, const Value& value, int datefirst) {
    DateTime d = value.date_time();
    CivilDate c = civil_from_days(d.days);
    switch (part) {
        case DatePart::year: d.days = first_of_year(c.year); break;
        case DatePart::quarter:
            d.days = days_from_civil(c.year, (c.month - 1) / 3 * 3 + 1, 1);
            break;
        case DatePart::month: d.days = days_from_civil(c.year, c.month, 1); break;
        case DatePart::week: d.days -= (weekday_of(d.days) + 8 - datefirst) % 7; break;
        case DatePart::iso_week: d.days -= weekday_of(d.days); break;
        case DatePart::dayofyear:
        case DatePart::day: break;
        default: {
            int64_t unit = ticks_of(part);
            if (unit == 0 || !has_time(value.type().id)) {
                throw_not_supported(part, "datetrunc", value);
            }
            d.ticks -= d.ticks % unit;
            return rebuild(value, d);
        }
    }
    if (!has_date(value.type().id)) throw_not_supported(part, "datetrunc", value);
    d.ticks = 0;
    return rebuild(value, d);
}

Value eomonth(const Value& value, int64_t months) {
    SqlType date = *type_by_name("date");
    Value as_date(date, int64_t(value.date_time().days));
    CivilDate c = civil_from_days(add_months(as_date, months).days);
    return {date, int64_t(days_from_civil(c.year, c.month, days_in_month(c.year, c.month)))};
}

Value from_parts(const SqlType& target, int64_t year, int64_t month, int64_t day, int64_t hour,
                 int64_t minute, int64_t second, int64_t fraction, int64_t offset_minutes) {
    auto within = [](int64_t v, int64_t low, int64_t high) { return v >= low && v <= high; };
    int scale = target.id == TypeId::datetime ? 3 : target.scale;
    int64_t units = 1;
    for (int i = 0; i < scale; ++i) units *= 10;
    bool valid = within(year, 1, 9999) && within(month, 1, 12) && within(day, 1, 31) &&
                 is_valid_date(int32_t(year), int32_t(month), int32_t(day)) &&
                 within(hour, 0, 23) && within(minute, 0, 59) && within(second, 0, 59) &&
                 within(fraction, 0, units - 1) && within(offset_minutes, -840, 840);
    if (valid) {
        DateTime d;
        d.days = days_from_civil(int32_t(year), int32_t(month), int32_t(day));
        d.ticks = ((hour * 60 + minute) * 60 + second) * k_ticks_per_second +
                  fraction * (k_ticks_per_second / units);
        d.offset = int16_t(offset_minutes);
        try {
            return rebuild(Value::null(target), d);
        } catch (const SqlError&) {
        }
    }
    throw SqlError(289, 16, 1,
                   fmt::format("Cannot construct data type {}, some of the arguments have values "
                               "which are not valid.",
                               base_type_name(target)));
}

std::optional<int16_t> parse_offset(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        return std::nullopt;
    }
    int digits[4] = {text[1] - '0', text[2] - '0', text[4] - '0', text[5] - '0'};
    for (int d : digits) {
        if (d < 0 || d > 9) return std::nullopt;
    }
    int minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    if (minutes > 840 || digits[2] > 5) return std::nullopt;
    return int16_t(text[0] == '-' ? -minutes : minutes);
}

namespace {
int16_t checked_offset(std::string_view text, std::string_view function) {
    std::optional<int16_t> offset = parse_offset(text);
    if (!offset) {
        throw SqlError(9812, 16, 0,
                       fmt::format("The timezone provided to builtin function {} is invalid.",
                                   function));
    }
    return *offset;
}
}  // namespace

Value switch_offset(const Value& value, std::string_view offset) {
    DateTimeOffset d = value.as<DateTimeOffset>();
    d.offset = checked_offset(offset, "switchoffset");
    return {value.type(), d};
}

Value to_datetime_offset(const Value& value, std::string_view offset) {
    SqlType type = *type_by_name("datetimeoffset");
    if (value.type().id == TypeId::datetime2 || value.type().id == TypeId::datetimeoffset) {
        type.scale = value.type().scale;
    }
    DateTime d = value.date_time();
    d.offset = checked_offset(offset, "todatetimeoffset");
    return rebuild(Value::null(type), d);
}

}  // namespace gantry::types
