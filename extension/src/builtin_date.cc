// Date functions of T-SQL.

#include "boundary.h"
#include "types/convert.h"
#include "types/functions_date.h"

extern "C" {
#include <access/xact.h>
#include <pgtime.h>
#include <utils/builtins.h>
#include <utils/date.h>
#include <utils/timestamp.h>
}

using namespace gantry;
using namespace gantry::extension;
using types::DateTime;
using types::Value;

namespace {

// Text is taken as datetime2 where a date is wanted, as SQL Server does.
Value date_arg(FunctionCallInfo fcinfo, int n) {
    Value value = value_arg(fcinfo, n);
    if (types::is_date_time(value.type().id)) return value;
    bool text = types::is_character(value.type().id);
    types::ConvertOptions options;
    options.date_order = current_date_order();
    return types::convert(value, *types::type_by_name(text ? "datetime2" : "datetime"), options,
                          false);
}

types::DatePart part_arg(FunctionCallInfo fcinfo, std::string_view function) {
    return types::date_part_by_name(text_arg(fcinfo, 0), function);
}

// The statement's start as local time with its offset.
DateTime now_local() {
    TimestampTz now = GetCurrentStatementStartTimestamp();
    int offset_seconds = 0;
    struct pg_tm tm;
    fsec_t fraction = 0;
    timestamp2tm(now, &offset_seconds, &tm, &fraction, nullptr, nullptr);
    DateTime out;
    out.days = types::days_from_civil(tm.tm_year, tm.tm_mon, tm.tm_mday);
    out.ticks = ((int64_t(tm.tm_hour) * 60 + tm.tm_min) * 60 + tm.tm_sec) *
                    types::k_ticks_per_second +
                int64_t(fraction) * 10;
    out.offset = int16_t(-offset_seconds / 60);
    return out;
}
DateTime now_utc() {
    int64_t ticks = int64_t(types::k_days_to_2000) * types::k_ticks_per_day +
                    GetCurrentStatementStartTimestamp() * 10;
    return types::from_datetime2(ticks);
}

Datum make(std::string_view type, const DateTime& d) {
    types::SqlType target = *types::type_by_name(type);
    if (target.id == types::TypeId::datetime) {
        return datum_from_value({target, *types::to_datetime(d)});
    }
    if (target.id == types::TypeId::datetime2) {
        return datum_from_value({target, *types::to_datetime2(d, 7)});
    }
    return datum_from_value({target, *types::to_datetimeoffset(d, 7)});
}

int32 checked_int(int64_t value) {
    if (value > INT32_MAX || value < INT32_MIN) {
        throw SqlError(535, 16, 0,
                       "The datediff function resulted in an overflow. The number of dateparts "
                       "separating two date/time instances is too large. Try to use datediff with "
                       "a less precise datepart.");
    }
    return int32(value);
}

Datum parts(FunctionCallInfo fcinfo, std::string_view type, std::initializer_list<int> order,
            int scale_argument = -1) {
    int64_t v[8] = {1900, 1, 1, 0, 0, 0, 0, 0};
    int n = 0;
    for (int place : order) v[place] = PG_GETARG_INT32(n++);
    types::SqlType target = *types::type_by_name(type);
    if (scale_argument >= 0) {
        int32 scale = PG_GETARG_INT32(scale_argument);
        if (scale < 0 || scale > 7) {
            throw SqlError(1002, 15, 1, "Line 1: Specified scale is invalid.");
        }
        target.scale = uint8_t(scale);
    }
    return datum_from_value(
        types::from_parts(target, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]));
}

}  // namespace

GANTRY_FUNCTION(fn_dateadd) {
    Value value = date_arg(fcinfo, 2);
    return datum_from_value(
        types::dateadd(part_arg(fcinfo, "dateadd"), PG_GETARG_INT64(1), value));
}
GANTRY_FUNCTION(fn_datediff) {
    return Int32GetDatum(checked_int(types::datediff(part_arg(fcinfo, "datediff"),
                                                     date_arg(fcinfo, 1), date_arg(fcinfo, 2))));
}
GANTRY_FUNCTION(fn_datediff_big) {
    return Int64GetDatum(types::datediff(part_arg(fcinfo, "datediff_big"), date_arg(fcinfo, 1),
                                         date_arg(fcinfo, 2)));
}
GANTRY_FUNCTION(fn_datepart) {
    return Int32GetDatum(int32(types::datepart(part_arg(fcinfo, "datepart"), date_arg(fcinfo, 1),
                                               current_datefirst())));
}
GANTRY_FUNCTION(fn_datename) {
    return make_text(types::datename(part_arg(fcinfo, "datename"), date_arg(fcinfo, 1),
                                     current_datefirst()));
}
GANTRY_FUNCTION(fn_year) {
    return Int32GetDatum(int32(types::datepart(types::DatePart::year, date_arg(fcinfo, 0))));
}
GANTRY_FUNCTION(fn_month) {
    return Int32GetDatum(int32(types::datepart(types::DatePart::month, date_arg(fcinfo, 0))));
}
GANTRY_FUNCTION(fn_day) {
    return Int32GetDatum(int32(types::datepart(types::DatePart::day, date_arg(fcinfo, 0))));
}
GANTRY_FUNCTION(fn_datetrunc) {
    return datum_from_value(types::datetrunc(part_arg(fcinfo, "datetrunc"), date_arg(fcinfo, 1),
                                             current_datefirst()));
}
GANTRY_FUNCTION(fn_eomonth) {
    int64_t months = PG_NARGS() > 1 ? PG_GETARG_INT32(1) : 0;
    return datum_from_value(types::eomonth(date_arg(fcinfo, 0), months));
}
GANTRY_FUNCTION(fn_datefromparts) { return parts(fcinfo, "date", {0, 1, 2}); }
GANTRY_FUNCTION(fn_timefromparts) { return parts(fcinfo, "time", {3, 4, 5, 6}, 4); }
GANTRY_FUNCTION(fn_datetimefromparts) {
    return parts(fcinfo, "datetime", {0, 1, 2, 3, 4, 5, 6});
}
GANTRY_FUNCTION(fn_smalldatetimefromparts) {
    return parts(fcinfo, "smalldatetime", {0, 1, 2, 3, 4});
}
GANTRY_FUNCTION(fn_datetime2fromparts) {
    return parts(fcinfo, "datetime2", {0, 1, 2, 3, 4, 5, 6}, 7);
}
GANTRY_FUNCTION(fn_datetimeoffsetfromparts) {
    int64_t offset = int64_t(PG_GETARG_INT32(7)) * 60 + PG_GETARG_INT32(8);
    types::SqlType target = *types::type_by_name("datetimeoffset");
    int32 scale = PG_GETARG_INT32(9);
    if (scale < 0 || scale > 7) throw SqlError(1002, 15, 1, "Line 1: Specified scale is invalid.");
    target.scale = uint8_t(scale);
    return datum_from_value(types::from_parts(
        target, PG_GETARG_INT32(0), PG_GETARG_INT32(1), PG_GETARG_INT32(2), PG_GETARG_INT32(3),
        PG_GETARG_INT32(4), PG_GETARG_INT32(5), PG_GETARG_INT32(6), offset));
}
GANTRY_FUNCTION(fn_switchoffset) {
    Value value = types::convert(date_arg(fcinfo, 0), *types::type_by_name("datetimeoffset"));
    return datum_from_value(types::switch_offset(value, text_arg(fcinfo, 1)));
}
GANTRY_FUNCTION(fn_todatetimeoffset) {
    return datum_from_value(types::to_datetime_offset(date_arg(fcinfo, 0), text_arg(fcinfo, 1)));
}
GANTRY_FUNCTION(fn_isdate) {
    Value value = value_arg(fcinfo, 0);
    types::ConvertOptions options;
    options.date_order = current_date_order();
    types::SqlType datetime = *types::type_by_name("datetime");
    bool date = types::is_character(value.type().id)
                    ? !types::convert(value, datetime, options, true).is_null()
                    : value.type().id == types::TypeId::datetime ||
                          value.type().id == types::TypeId::smalldatetime;
    return Int32GetDatum(date ? 1 : 0);
}

GANTRY_FUNCTION(fn_getdate) { return make("datetime", now_local()); }
GANTRY_FUNCTION(fn_getutcdate) { return make("datetime", now_utc()); }
GANTRY_FUNCTION(fn_sysdatetime) { return make("datetime2", now_local()); }
GANTRY_FUNCTION(fn_sysutcdatetime) { return make("datetime2", now_utc()); }
GANTRY_FUNCTION(fn_sysdatetimeoffset) { return make("datetimeoffset", now_local()); }

// datetime and smalldatetime plus and minus: both sides are days since 1900-01-01 and 1/300 s.
static int64_t legacy_ticks(const Value& value) {
    int64_t day = 86'400 * 300;
    if (value.type().id == types::TypeId::datetime) {
        return types::datetime_days(value.integer()) * day + types::datetime_ticks(value.integer());
    }
    if (value.type().id == types::TypeId::smalldatetime) return value.integer() * 18'000;
    double days = value.type().id == types::TypeId::float_ ? value.real()
                                                           : double(value.integer());
    if (!(days > -4e6 && days < 4e6)) {
        throw SqlError(8115, 16, 2,
                       "Arithmetic overflow error converting expression to data type datetime.");
    }
    return int64_t(__builtin_llround(days * double(day)));
}

static Datum legacy_sum(FunctionCallInfo fcinfo, int sign) {
    Value left = value_arg(fcinfo, 0);
    Value right = value_arg(fcinfo, 1);
    int64_t day = 86'400 * 300;
    int64_t total = legacy_ticks(left) + sign * legacy_ticks(right);
    int64_t days = total >= 0 ? total / day : -((-total + day - 1) / day);
    if (days < -53690 || days > types::k_max_day - types::k_days_to_1900) {
        throw SqlError(517, 16, 3, "Adding a value to a 'datetime' column caused an overflow.");
    }
    Value sum(*types::type_by_name("datetime"),
              types::datetime_from_parts(int32_t(days), uint32_t(total - days * day)));
    types::SqlType target = sql_type_of(result_type(fcinfo), -1, 0);
    return datum_from_value(types::convert(sum, target));
}
GANTRY_FUNCTION(fn_datetime_add) { return legacy_sum(fcinfo, 1); }
GANTRY_FUNCTION(fn_datetime_subtract) { return legacy_sum(fcinfo, -1); }
