// Every conversion: cast functions (pg_cast), sys.to_T and sys.try_to_T, text in and out of the
// types that need no code of their own. One C function serves all sources: it asks the call site
// for the argument's type.

#include <algorithm>

#include "base/utf.h"
#include "boundary.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/sql_variant.h"

extern "C" {
#include <utils/builtins.h>
#include <utils/lsyscache.h>
}

using namespace gantry;
using namespace gantry::extension;
using types::SqlType;
using types::TypeId;
using types::Value;

namespace {

// Targets whose PostgreSQL type does not say which T-SQL type they are.
SqlType target_of(FunctionCallInfo fcinfo) {
    struct Cache {
        Oid function;
        SqlType type;
    };
    static Cache last{};
    Oid function = fcinfo->flinfo->fn_oid;
    if (last.function == function && OidIsValid(function)) return last.type;
    SqlType type = sql_type_of(result_type(fcinfo), -1, 0);
    char* name = get_func_name(function);
    if (name != nullptr && std::string_view(name).ends_with("to_tinyint")) {
        type = *types::type_by_name("tinyint");
    }
    last = {function, type};
    return type;
}

// A value whose expression carries no length is max here; a variant takes it by its own length.
Value sized(Value value) {
    SqlType type = value.type();
    if (value.is_null() || type.length != types::k_max_length) return value;
    size_t size = 0;
    if (types::is_character(type.id)) {
        size = types::is_unicode(type.id)
                   ? utf16_length(value.text()) * 2
                   : types::code_page_length(value.text(), types::code_page_of(type.collation));
    } else if (types::is_binary(type.id)) {
        size = value.bytes().size();
    }
    if (size > 8000) return value;
    type.length = int16_t(std::max<size_t>(size, types::is_unicode(type.id) ? 2 : 1));
    value.set_type(type);
    return value;
}

Value convert_with(const Value& value, SqlType target, int style, bool is_try,
                   uint32_t collation) {
    if (target.id == TypeId::sql_variant) return types::make_variant(sized(value));
    if (types::is_character(target.id)) target.collation = collation;
    types::ConvertOptions options;
    options.style = style;
    options.date_order = current_date_order();
    return types::convert(value, target, options, is_try);
}

void set_length(SqlType& target, int64_t n) {
    bool units = target.id == TypeId::nvarchar || target.id == TypeId::nchar;
    target.length = n < 0 ? types::k_max_length : int16_t(units ? n * 2 : n);
}

Datum finish(FunctionCallInfo fcinfo, const Value& value) {
    return value.is_null() ? null_result(fcinfo) : datum_from_value(value);
}

Datum convert_plain(FunctionCallInfo fcinfo, bool is_try) {
    SqlType target = target_of(fcinfo);
    int style = PG_NARGS() > 1 ? PG_GETARG_INT32(1) : types::k_default_style;
    return finish(fcinfo, convert_with(value_arg(fcinfo, 0), target, style, is_try,
                                       collation_arg(fcinfo)));
}

// (value, length or scale [, style])
Datum convert_sized(FunctionCallInfo fcinfo, bool is_try) {
    SqlType target = target_of(fcinfo);
    int32 n = PG_GETARG_INT32(1);
    if (types::is_date_time(target.id)) {
        if (n < 0 || n > 7) throw SqlError(1002, 15, 1, "Line 1: Specified scale is invalid.");
        target.scale = uint8_t(n);
    } else {
        set_length(target, n);
    }
    int style = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : types::k_default_style;
    return finish(fcinfo, convert_with(value_arg(fcinfo, 0), target, style, is_try,
                                       collation_arg(fcinfo)));
}

Datum convert_decimal(FunctionCallInfo fcinfo, bool is_try) {
    int32 precision = PG_GETARG_INT32(1);
    int32 scale = PG_GETARG_INT32(2);
    if (precision < 1 || precision > types::k_max_precision || scale < 0 || scale > precision) {
        throw SqlError(183, 15, 1, "The scale must be less than or equal to the precision.");
    }
    SqlType target = types::decimal_type(uint8_t(precision), uint8_t(scale));
    return finish(fcinfo, convert_with(value_arg(fcinfo, 0), target, types::k_default_style,
                                       is_try, 0));
}

}  // namespace

GANTRY_FUNCTION(to_plain) { return convert_plain(fcinfo, false); }
GANTRY_FUNCTION(try_to_plain) { return convert_plain(fcinfo, true); }
GANTRY_FUNCTION(to_sized) { return convert_sized(fcinfo, false); }
GANTRY_FUNCTION(try_to_sized) { return convert_sized(fcinfo, true); }
GANTRY_FUNCTION(to_decimal) { return convert_decimal(fcinfo, false); }
GANTRY_FUNCTION(try_to_decimal) { return convert_decimal(fcinfo, true); }

// pg_cast: (value, typmod of the target, is explicit).
GANTRY_FUNCTION(cast_any) {
    SqlType target = target_of(fcinfo);
    int32 typmod = PG_GETARG_INT32(1);
    if (typmod >= 0) target = sql_type_of(result_type(fcinfo), typmod, 0);
    if (types::is_character(target.id)) target.collation = collation_arg(fcinfo);
    Value value = value_arg(fcinfo, 0);
    bool is_explicit = PG_GETARG_BOOL(2);
    bool texts = types::is_character(value.type().id) && types::is_character(target.id);
    bool binaries = types::is_binary(value.type().id) && types::is_binary(target.id);
    if (!is_explicit && (texts || binaries)) return finish(fcinfo, types::assign(value, target));
    return finish(fcinfo, convert_with(value, target, types::k_default_style, false,
                                       target.collation));
}

// Scale of time, datetime2, datetimeoffset: (value, typmod, is explicit).
GANTRY_FUNCTION(scale_coerce) {
    int32 typmod = PG_GETARG_INT32(1);
    if (typmod < 0) return PG_GETARG_DATUM(0);
    Value value = value_arg(fcinfo, 0);
    SqlType target = value.type();
    target.scale = uint8_t(typmod);
    return datum_from_value(types::convert(value, target));
}

GANTRY_FUNCTION(value_in) {
    std::string text = PG_GETARG_CSTRING(0);
    int32 typmod = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : -1;
    SqlType target = sql_type_of(PG_GETARG_OID(1), typmod, 0);
    if (target.id == TypeId::rowversion || target.id == TypeId::clr ||
        types::is_binary(target.id)) {
        // "0x0AFF", and PostgreSQL's own "\x0aff".
        if (text.starts_with("\\x")) text[0] = '0';
        SqlType bytes = types::varbinary_type(types::k_max_length);
        Value value = types::convert(Value::of_varchar(text, types::k_default_collation), bytes, 1,
                                     false);
        return datum_from_value(types::convert(value, target));
    }
    Value value = Value::of_nvarchar(std::move(text), types::k_default_collation);
    return datum_from_value(convert_with(value, target, types::k_default_style, false, 0));
}

GANTRY_FUNCTION(value_out) {
    Oid type = argument_type(fcinfo, 0);
    Value value = value_from_datum(PG_GETARG_DATUM(0), sql_type_of(type, -1, 0), type);
    // Dates print so that they come back whole; money with all its digits; binary as 0x...
    int style = types::k_default_style;
    if (types::is_date_time(value.type().id)) style = 121;
    if (value.type().id == TypeId::money || value.type().id == TypeId::smallmoney) style = 2;
    if (types::is_binary(value.type().id) || value.type().id == TypeId::clr) style = 1;
    std::string text = types::convert(value, types::nvarchar_type(types::k_max_length, 0), style,
                                      false).text();
    return CStringGetDatum(pnstrdup(text.data(), text.size()));
}

// sys.raise(number, text, anything of the row): an error that a statement finds in its rows. The
// last argument keeps PostgreSQL from calling it while it plans.
GANTRY_FUNCTION(raise_error) {
    text* message = PG_GETARG_TEXT_PP(1);
    throw SqlError(PG_GETARG_INT32(0), 16, 1,
                   std::string(VARDATA_ANY(message), VARSIZE_ANY_EXHDR(message)));
}
