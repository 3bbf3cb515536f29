#pragma once
// What kind of date or time an expression is, as far as its text alone tells.

#include <cstdint>
#include <string_view>

namespace gantry::assess {

enum class DateKind : uint8_t {
    none,  // something else, or not known
    date,
    time,
    datetime,
    smalldatetime,
    datetime2,
    datetimeoffset,
};

// Of a type's name, in any case.
DateKind date_kind_of_type(std::string_view name);
// Of what a built-in function returns, whatever its arguments; name lower-cased.
DateKind date_kind_of_function(std::string_view name);
// datetime and smalldatetime.
bool is_old_date(DateKind kind);
// date, time, datetime2 and datetimeoffset.
bool is_new_date(DateKind kind);

}  // namespace gantry::assess
