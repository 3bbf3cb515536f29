// The calendar and the encodings; parsing and printing are in date_time_text.cc.

#include "types/date_time.h"

#include <algorithm>
#include <array>

namespace gantry::types {
namespace {

constexpr int64_t k_ticks_300_per_day = 86'400 * 300;

int64_t divide_round(int64_t value, int64_t divisor) {  // of a non-negative value
    return (value + divisor / 2) / divisor;
}

// Carries a time of day that rounding made 24:00 into the next day.
bool normalise(int32_t& days, int64_t& ticks, int64_t ticks_per_day) {
    if (ticks >= ticks_per_day) {
        ticks -= ticks_per_day;
        ++days;
    }
    return days >= 0 && days <= k_max_day;
}

}  // namespace

int32_t days_from_civil(int32_t year, int32_t month, int32_t day) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", shifted to 0001-01-01 = 0.
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t year_of_era = y - era * 400;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 306;
}

CivilDate civil_from_days(int32_t days) {
    int32_t z = days + 306;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t day_of_era = z - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t m = (5 * day_of_year + 2) / 153;
    int32_t day = day_of_year - (153 * m + 2) / 5 + 1;
    int32_t month = m < 10 ? m + 3 : m - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

int days_in_month(int32_t year, int32_t month) {
    static constexpr std::array<int, 12> k_days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : k_days[size_t(month - 1)];
}

bool is_valid_date(int32_t year, int32_t month, int32_t day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

int weekday_of(int32_t days) {
    return days % 7;  // 0001-01-01 was a Monday
}

int64_t datetime_from_parts(int32_t days_since_1900, uint32_t ticks_300) {
    return int64_t(uint64_t(int64_t(days_since_1900)) << 32 | ticks_300);
}
int32_t datetime_days(int64_t datetime) {
    return int32_t(datetime >> 32);
}
uint32_t datetime_ticks(int64_t datetime) {
    return uint32_t(datetime);
}

DateTime from_datetime(int64_t datetime) {
    int64_t ticks_300 = std::min<int64_t>(datetime_ticks(datetime), k_ticks_300_per_day - 1);
    return {std::clamp(datetime_days(datetime) + k_days_to_1900, 0, k_max_day),
            divide_round(ticks_300 * 100'000, 3), 0};
}

DateTime from_smalldatetime(int32_t minutes) {
    uint32_t unsigned_minutes = uint32_t(std::max(minutes, 0));
    return {int32_t(unsigned_minutes / 1440) + k_days_to_1900,
            int64_t(unsigned_minutes % 1440) * k_ticks_per_minute, 0};
}

DateTime from_datetime2(int64_t value) {
    value = std::clamp<int64_t>(value, 0, (int64_t(k_max_day) + 1) * k_ticks_per_day - 1);
    return {int32_t(value / k_ticks_per_day), value % k_ticks_per_day, 0};
}

DateTime from_datetimeoffset(const DateTimeOffset& value) {
    DateTime out = from_datetime2(value.utc + int64_t(value.offset) * k_ticks_per_minute);
    out.offset = value.offset;
    return out;
}

std::optional<int64_t> to_datetime(const DateTime& value) {
    int64_t ticks = divide_round(value.ticks * 3, 100'000);
    int32_t days = value.days;
    if (!normalise(days, ticks, k_ticks_300_per_day) || days < k_min_datetime_day) {
        return std::nullopt;
    }
    return datetime_from_parts(days - k_days_to_1900, uint32_t(ticks));
}

std::optional<int32_t> to_smalldatetime(const DateTime& value) {
    // 29.998 seconds and less round down, 29.999 and more up: the datetime grid comes first.
    int64_t ticks = divide_round(value.ticks * 3, 100'000);
    int64_t minutes = divide_round(ticks, 300 * 60);
    int32_t days = value.days;
    if (!normalise(days, minutes, 1440)) return std::nullopt;
    int64_t since_1900 = days - k_days_to_1900;
    if (since_1900 < 0 || since_1900 > 65535) return std::nullopt;
    return int32_t(since_1900 * 1440 + minutes);
}

int64_t round_ticks(int64_t ticks, int scale) {
    static constexpr std::array<int64_t, 8> k_units = {10'000'000, 1'000'000, 100'000, 10'000,
                                                       1'000,      100,       10,      1};
    int64_t unit = k_units[size_t(std::clamp(scale, 0, 7))];
    return divide_round(ticks, unit) * unit;
}

std::optional<int64_t> to_datetime2(const DateTime& value, int scale) {
    int32_t days = value.days;
    int64_t ticks = round_ticks(value.ticks, scale);
    if (!normalise(days, ticks, k_ticks_per_day)) return std::nullopt;
    return int64_t(days) * k_ticks_per_day + ticks;
}

std::optional<int64_t> to_time(const DateTime& value, int scale) {
    int64_t ticks = round_ticks(value.ticks, scale);
    return ticks >= k_ticks_per_day ? ticks - k_ticks_per_day : ticks;
}

std::optional<DateTimeOffset> to_datetimeoffset(const DateTime& value, int scale) {
    if (value.offset < -840 || value.offset > 840) return std::nullopt;
    std::optional<int64_t> local = to_datetime2(value, scale);
    if (!local) return std::nullopt;
    int64_t utc = *local - int64_t(value.offset) * k_ticks_per_minute;
    if (utc < 0 || utc >= (int64_t(k_max_day) + 1) * k_ticks_per_day) return std::nullopt;
    return DateTimeOffset{utc, value.offset};
}

}  // namespace gantry::types
