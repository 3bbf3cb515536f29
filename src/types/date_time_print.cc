// Dates to text: the styles of CONVERT.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "types/date_time.h"

namespace gantry::types {
namespace {

constexpr std::array<std::string_view, 12> k_months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> k_weekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

// A value taken apart, with the digits its type shows.
struct Parts {
    CivilDate date;
    int hour, minute, second;
    int64_t ticks;  // of the second
    int digits;
    bool legacy;  // datetime, smalldatetime: three digits, ':' before them in old styles
};

Parts take_apart(const DateTime& value, const SqlType& type) {
    Parts p{};
    p.legacy = type.id == TypeId::datetime || type.id == TypeId::smalldatetime;
    p.digits = p.legacy ? 3 : type.scale;
    p.date = civil_from_days(value.days);
    int64_t ticks = p.legacy ? round_ticks(value.ticks, 3) : value.ticks;
    int64_t seconds = ticks / k_ticks_per_second;
    p.ticks = ticks % k_ticks_per_second;
    p.hour = int(seconds / 3600);
    p.minute = int(seconds / 60 % 60);
    p.second = int(seconds % 60);
    return p;
}

std::string fraction(const Parts& p, char separator) {
    if (p.digits == 0) return {};
    std::string digits = fmt::format("{:07}", p.ticks);
    return separator + digits.substr(0, size_t(p.digits));
}

std::string half_day_time(const Parts& p, bool seconds) {
    int hour = p.hour % 12 == 0 ? 12 : p.hour % 12;
    const char* half = p.hour < 12 ? "AM" : "PM";
    if (!seconds) return fmt::format("{:2}:{:02}{}", hour, p.minute, half);
    return fmt::format("{:2}:{:02}:{:02}{}{}", hour, p.minute, p.second,
                       fraction(p, p.legacy ? ':' : '.'), half);
}

std::string clock(const Parts& p, bool with_fraction, char separator = '.') {
    return fmt::format("{:02}:{:02}:{:02}{}", p.hour, p.minute, p.second,
                       with_fraction ? fraction(p, separator) : "");
}

std::string iso_clock(const Parts& p) {
    bool show = !p.legacy || p.ticks != 0;
    return clock(p, show);
}

// The date of a style, and the time; either may be empty.
struct Shape {
    std::string date;
    std::string time;
    char between = ' ';
};

Shape shape_of(const Parts& p, int style) {
    auto [y, m, d] = p.date;
    int yy = y % 100;
    std::string_view mon = k_months[size_t(m - 1)].substr(0, 3);
    switch (style) {
        case 0: case 100: return {fmt::format("{} {:2} {:04}", mon, d, y), half_day_time(p, false)};
        case 1: return {fmt::format("{:02}/{:02}/{:02}", m, d, yy), {}};
        case 101: return {fmt::format("{:02}/{:02}/{:04}", m, d, y), {}};
        case 2: return {fmt::format("{:02}.{:02}.{:02}", yy, m, d), {}};
        case 102: return {fmt::format("{:04}.{:02}.{:02}", y, m, d), {}};
        case 3: return {fmt::format("{:02}/{:02}/{:02}", d, m, yy), {}};
        case 103: return {fmt::format("{:02}/{:02}/{:04}", d, m, y), {}};
        case 4: return {fmt::format("{:02}.{:02}.{:02}", d, m, yy), {}};
        case 104: return {fmt::format("{:02}.{:02}.{:04}", d, m, y), {}};
        case 5: return {fmt::format("{:02}-{:02}-{:02}", d, m, yy), {}};
        case 105: return {fmt::format("{:02}-{:02}-{:04}", d, m, y), {}};
        case 6: return {fmt::format("{:02} {} {:02}", d, mon, yy), {}};
        case 106: return {fmt::format("{:02} {} {:04}", d, mon, y), {}};
        case 7: return {fmt::format("{} {:02}, {:02}", mon, d, yy), {}};
        case 107: return {fmt::format("{} {:02}, {:04}", mon, d, y), {}};
        case 8: case 24: case 108: return {{}, clock(p, false)};
        case 9: case 109:
            return {fmt::format("{} {:2} {:04}", mon, d, y), half_day_time(p, true)};
        case 10: return {fmt::format("{:02}-{:02}-{:02}", m, d, yy), {}};
        case 110: return {fmt::format("{:02}-{:02}-{:04}", m, d, y), {}};
        case 11: return {fmt::format("{:02}/{:02}/{:02}", yy, m, d), {}};
        case 111: return {fmt::format("{:04}/{:02}/{:02}", y, m, d), {}};
        case 12: return {fmt::format("{:02}{:02}{:02}", yy, m, d), {}};
        case 112: return {fmt::format("{:04}{:02}{:02}", y, m, d), {}};
        case 13: case 113:
            return {fmt::format("{:02} {} {:04}", d, mon, y), clock(p, true, p.legacy ? ':' : '.')};
        case 14: case 114: return {{}, clock(p, true, p.legacy ? ':' : '.')};
        case 20: case 120: return {fmt::format("{:04}-{:02}-{:02}", y, m, d), clock(p, false)};
        case 21: case 25: case 121:
            return {fmt::format("{:04}-{:02}-{:02}", y, m, d), clock(p, true)};
        case 22:
            return {fmt::format("{:02}/{:02}/{:02}", m, d, yy),
                    fmt::format("{:2}:{:02}:{:02} {}", p.hour % 12 == 0 ? 12 : p.hour % 12,
                                p.minute, p.second, p.hour < 12 ? "AM" : "PM")};
        case 23: return {fmt::format("{:04}-{:02}-{:02}", y, m, d), {}};
        case 126: case 127:
            return {fmt::format("{:04}-{:02}-{:02}", y, m, d), iso_clock(p), 'T'};
        default:
            throw SqlError(281, fmt::format("{} is not a valid style number when converting from "
                                            "datetime to a character string.",
                                            style));
    }
}

// The Kuwaiti algorithm's tabular Islamic calendar (civil epoch, 30-year cycle), styles 130, 131.
CivilDate hijri_from_days(int32_t days) {
    int64_t since_epoch = int64_t(days) - 227014;  // 0622-07-16 Julian is day 1
    int64_t year = (30 * since_epoch + 10646) / 10631;
    auto year_start = [](int64_t y) { return (y - 1) * 354 + (3 + 11 * y) / 30; };
    int64_t day_of_year = since_epoch - year_start(year);
    int64_t month = std::min<int64_t>(12, (2 * day_of_year + 1) / 59 + 1);
    while (month > 1 && day_of_year < (59 * (month - 1) + 1) / 2) --month;
    int64_t day = day_of_year - (59 * (month - 1) + 1) / 2 + 1;
    return {int32_t(year), int32_t(month), int32_t(day)};
}

std::string offset_text(int16_t offset, bool space) {
    int minutes = offset < 0 ? -offset : offset;
    return fmt::format("{}{}{:02}:{:02}", space ? " " : "", offset < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

}  // namespace

std::string_view month_name(int month) {
    return k_months[size_t(month - 1)];
}
std::string_view weekday_name(int weekday) {
    return k_weekdays[size_t(weekday)];
}

std::string print_date_time(const DateTime& value, const SqlType& type, int style) {
    DateTime shown = value;
    bool offset_type = type.id == TypeId::datetimeoffset;
    if (offset_type && style == 127) {
        shown = from_datetime2(int64_t(value.days) * k_ticks_per_day + value.ticks -
                               int64_t(value.offset) * k_ticks_per_minute);
    }
    Parts p = take_apart(shown, type);
    Shape shape;
    if (style == 130 || style == 131) {
        CivilDate hijri = hijri_from_days(shown.days);
        static constexpr std::string_view k_hijri[] = {
            "محرم", "صفر", "ربيع الاول", "ربيع الثانى", "جمادى الاولى", "جمادى الثانية",
            "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة"};
        shape.date = style == 130
                         ? fmt::format("{:2} {} {:04}", hijri.day,
                                       k_hijri[size_t(hijri.month - 1)], hijri.year)
                         : fmt::format("{:2}/{:02}/{:04}", hijri.day, hijri.month, hijri.year);
        shape.time = half_day_time(p, true);
    } else {
        shape = shape_of(p, style);
    }
    if (type.id == TypeId::date) shape.time.clear();
    if (type.id == TypeId::time) {
        shape.date.clear();
        if (shape.time.starts_with(' ')) shape.time.erase(0, 1);
    }
    std::string out = shape.date;
    if (!shape.date.empty() && !shape.time.empty()) out += shape.between;
    out += shape.time;
    if (offset_type && !shape.time.empty()) {
        out += style == 127 ? "Z" : offset_text(value.offset, style != 126);
    }
    return out;
}

}  // namespace gantry::types
