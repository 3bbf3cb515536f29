#pragma once
// Date and time values: the encodings of docs/decisions/0001-values-in-postgresql.md, conversions
// between them, parsing and printing. Pure functions, thread-safe.
//
// Encodings, all signed integers whose order is the order of the values:
//   date            days since 0001-01-01 (PostgreSQL's wire form counts from 2000-01-01:
//                   pg_binary.h converts)
//   time            100 ns since midnight
//   datetime2       100 ns since 0001-01-01
//   datetimeoffset  100 ns since 0001-01-01 in UTC, and minutes of offset
//   datetime        days since 1900-01-01 << 32 | 1/300 s since midnight
//   smalldatetime   minutes since 1900-01-01

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "types/sql_type.h"

namespace gantry::types {

constexpr int64_t k_ticks_per_second = 10'000'000;
constexpr int64_t k_ticks_per_minute = 60 * k_ticks_per_second;
constexpr int64_t k_ticks_per_day = 86'400 * k_ticks_per_second;
constexpr int32_t k_days_to_1900 = 693'595;  // 0001-01-01 .. 1900-01-01
constexpr int32_t k_days_to_2000 = 730'119;  // 0001-01-01 .. 2000-01-01
constexpr int32_t k_max_day = 3'652'058;     // 9999-12-31
constexpr int32_t k_min_datetime_day = 639'905;  // 1753-01-01

// The form every other one converts through: a local date and time of day, and the offset.
struct DateTime {
    int32_t days = 0;        // since 0001-01-01, 0..k_max_day
    int64_t ticks = 0;       // 100 ns since midnight
    int16_t offset = 0;      // minutes east of UTC; 0 unless a datetimeoffset
};

struct DateTimeOffset {
    int64_t utc = 0;  // 100 ns since 0001-01-01 UTC
    int16_t offset = 0;
    bool operator==(const DateTimeOffset& other) const { return utc == other.utc; }
};

struct CivilDate {
    int32_t year;
    int32_t month;  // 1..12
    int32_t day;    // 1..31
};

int32_t days_from_civil(int32_t year, int32_t month, int32_t day);
CivilDate civil_from_days(int32_t days);
bool is_valid_date(int32_t year, int32_t month, int32_t day);  // years 1..9999
int days_in_month(int32_t year, int32_t month);
int weekday_of(int32_t days);  // 0 = Monday .. 6 = Sunday

// --- encodings ---------------------------------------------------------------------------------
int64_t datetime_from_parts(int32_t days_since_1900, uint32_t ticks_300);
int32_t datetime_days(int64_t datetime);       // since 1900-01-01
uint32_t datetime_ticks(int64_t datetime);     // 1/300 s

DateTime from_datetime(int64_t datetime);
DateTime from_smalldatetime(int32_t minutes);
DateTime from_datetime2(int64_t value);
DateTime from_datetimeoffset(const DateTimeOffset& value);  // local time, with its offset

// Rounded as SQL Server rounds (datetime to 1/300 s: .000 .003 .007; smalldatetime to the minute;
// the others to `scale` digits). Nothing when outside the type's range.
std::optional<int64_t> to_datetime(const DateTime& value);
std::optional<int32_t> to_smalldatetime(const DateTime& value);
std::optional<int64_t> to_datetime2(const DateTime& value, int scale);
std::optional<int64_t> to_time(const DateTime& value, int scale);
std::optional<DateTimeOffset> to_datetimeoffset(const DateTime& value, int scale);
// Rounds 100 ns units to `scale` decimal digits of a second, half up.
int64_t round_ticks(int64_t ticks, int scale);

// --- text --------------------------------------------------------------------------------------
enum class DateOrder : uint8_t { mdy, dmy, ymd, ydm, myd, dym };
std::optional<DateOrder> date_order_by_name(std::string_view name);  // SET DATEFORMAT

struct DateParseOptions {
    DateOrder order = DateOrder::mdy;
    int two_digit_year_cutoff = 2049;
    int style = 0;  // of CONVERT: 0 takes the documented literal formats
};

// What a text holds; a part that is missing is midnight or 1900-01-01.
struct ParsedDateTime {
    DateTime value;
    bool has_date = false;
    bool has_time = false;
    bool has_offset = false;
    int fraction_digits = 0;
};

enum class DateParse : uint8_t { ok, malformed, out_of_range };
// Text to date/time as CAST(varchar AS `target`) does. `target` chooses the rules: datetime and
// smalldatetime honour DATEFORMAT for 'yyyy-mm-dd' and take three digits of a fraction.
DateParse parse_date_time(std::string_view text, TypeId target, const DateParseOptions& options,
                          ParsedDateTime& out);

// CONVERT(varchar, value, style) for a value of type `type` (its scale decides the fraction).
// Throws SqlError 281 for a style that is none.
std::string print_date_time(const DateTime& value, const SqlType& type, int style);

// Month names in English, as SQL Server's us_english.
std::string_view month_name(int month);
std::string_view weekday_name(int weekday);  // 0 = Monday

}  // namespace gantry::types
