#pragma once
// T-SQL date functions. Values keep their type: DATEADD on a datetime2(3) gives a datetime2(3).
// Errors: 517 (result out of range), 9810 (part not for this type), 155 (no such part), 289
// (cannot construct), 535 (difference too large for int). Pure, thread-safe.

#include "types/value.h"

namespace gantry::types {

enum class DatePart : uint8_t {
    year, quarter, month, dayofyear, day, week, weekday, hour, minute, second, millisecond,
    microsecond, nanosecond, tzoffset, iso_week,
};

// "year", "yy", "yyyy", ... in any case. Throws SqlError 155 naming `function`.
DatePart date_part_by_name(std::string_view name, std::string_view function);

Value dateadd(DatePart part, int64_t number, const Value& value);
// Boundaries crossed; always in the local time of each value.
int64_t datediff(DatePart part, const Value& start, const Value& end);
int64_t datepart(DatePart part, const Value& value, int datefirst = 7);
std::string datename(DatePart part, const Value& value, int datefirst = 7);
Value datetrunc(DatePart part, const Value& value, int datefirst = 7);
Value eomonth(const Value& value, int64_t months);  // a date
// A date and time of `target`; throws 289 when the parts make none. Fraction in 10^-scale seconds.
Value from_parts(const SqlType& target, int64_t year, int64_t month, int64_t day, int64_t hour,
                 int64_t minute, int64_t second, int64_t fraction, int64_t offset_minutes);
// The same instant with another offset; the same local time with an offset.
Value switch_offset(const Value& value, std::string_view offset);
Value to_datetime_offset(const Value& value, std::string_view offset);
std::optional<int16_t> parse_offset(std::string_view text);  // "+02:00"

}  // namespace gantry::types
