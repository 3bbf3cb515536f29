// String functions of T-SQL.

#include <algorithm>

#include "base/utf.h"
#include "boundary.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/functions_text.h"

extern "C" {
#include <utils/builtins.h>
}

using namespace gantry;
using namespace gantry::extension;

namespace {

uint16_t page_arg(FunctionCallInfo fcinfo) {
    uint16_t page = types::code_page_of(collation_arg(fcinfo));
    return page == 0 ? 1252 : page;
}

template <typename T>
Datum optional_text(FunctionCallInfo fcinfo, const std::optional<T>& text) {
    return text ? make_text(*text) : null_result(fcinfo);
}

// Text of an argument of any type, as CONCAT shows it.
std::string shown(FunctionCallInfo fcinfo, int n) {
    return types::to_text(value_arg(fcinfo, n));
}

}  // namespace

GANTRY_FUNCTION(fn_len) { return Int32GetDatum(int32(types::len(text_arg(fcinfo, 0)))); }

GANTRY_FUNCTION(fn_datalength) {
    types::Value value = value_arg(fcinfo, 0);
    types::TypeId id = value.type().id;
    int64_t size = 0;
    if (types::is_unicode(id)) {
        size = int64_t(utf16_length(value.text())) * 2;
    } else if (types::is_character(id)) {
        size = int64_t(types::code_page_length(value.text(), page_arg(fcinfo)));
    } else if (types::is_binary(id) && id != types::TypeId::rowversion) {
        size = int64_t(value.bytes().size());
    } else if (id == types::TypeId::clr) {
        size = int64_t(value.bytes().size());
    } else if (id == types::TypeId::decimal) {
        size = types::decimal_type(value.decimal().precision, 0).length;
    } else if (id == types::TypeId::time) {
        size = value.type().scale <= 2 ? 3 : value.type().scale <= 4 ? 4 : 5;
    } else if (id == types::TypeId::datetime2 || id == types::TypeId::datetimeoffset) {
        size = (value.type().scale <= 2 ? 6 : value.type().scale <= 4 ? 7 : 8) +
               (id == types::TypeId::datetimeoffset ? 2 : 0);
    } else {
        size = value.type().length;
    }
    return Int32GetDatum(int32(size));
}

GANTRY_FUNCTION(fn_left) {
    return make_text(types::left(text_arg(fcinfo, 0), PG_GETARG_INT32(1)));
}
GANTRY_FUNCTION(fn_right) {
    return make_text(types::right(text_arg(fcinfo, 0), PG_GETARG_INT32(1)));
}
GANTRY_FUNCTION(fn_substring) {
    return make_text(
        types::substring(text_arg(fcinfo, 0), PG_GETARG_INT32(1), PG_GETARG_INT32(2)));
}
GANTRY_FUNCTION(fn_substring_binary) {
    int64_t start = PG_GETARG_INT32(1);
    int64_t length = PG_GETARG_INT32(2);
    if (length < 0) {
        throw SqlError(537, 16, 3, "Invalid length parameter passed to the substring function.");
    }
    std::string_view bytes = text_arg(fcinfo, 0);
    int64_t from = std::clamp<int64_t>(start - 1, 0, int64_t(bytes.size()));
    int64_t to = std::clamp<int64_t>(start - 1 + length, from, int64_t(bytes.size()));
    return make_text(bytes.substr(size_t(from), size_t(to - from)));
}
GANTRY_FUNCTION(fn_charindex) {
    int64_t start = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : 1;
    return Int32GetDatum(int32(types::charindex(text_arg(fcinfo, 0), text_arg(fcinfo, 1), start,
                                                collation_arg(fcinfo))));
}
GANTRY_FUNCTION(fn_patindex) {
    return Int32GetDatum(int32(
        types::patindex(text_arg(fcinfo, 0), text_arg(fcinfo, 1), collation_arg(fcinfo))));
}
GANTRY_FUNCTION(fn_replace) {
    return make_text(types::replace(text_arg(fcinfo, 0), text_arg(fcinfo, 1), text_arg(fcinfo, 2),
                                    collation_arg(fcinfo)));
}
GANTRY_FUNCTION(fn_stuff) {
    // A NULL replacement is an empty one.
    if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2)) return null_result(fcinfo);
    std::string_view with = PG_ARGISNULL(3) ? std::string_view() : text_arg(fcinfo, 3);
    return optional_text(fcinfo, types::stuff(text_arg(fcinfo, 0), PG_GETARG_INT32(1),
                                              PG_GETARG_INT32(2), with));
}
GANTRY_FUNCTION(fn_replicate) {
    return optional_text(fcinfo, types::replicate(text_arg(fcinfo, 0), PG_GETARG_INT32(1)));
}
GANTRY_FUNCTION(fn_space) {
    return optional_text(fcinfo, types::replicate(" ", PG_GETARG_INT32(0)));
}
GANTRY_FUNCTION(fn_reverse) { return make_text(types::reverse(text_arg(fcinfo, 0))); }
GANTRY_FUNCTION(fn_upper) {
    return make_text(types::upper(text_arg(fcinfo, 0), collation_arg(fcinfo)));
}
GANTRY_FUNCTION(fn_lower) {
    return make_text(types::lower(text_arg(fcinfo, 0), collation_arg(fcinfo)));
}
GANTRY_FUNCTION(fn_ltrim) { return make_text(types::ltrim(text_arg(fcinfo, 0))); }
GANTRY_FUNCTION(fn_rtrim) { return make_text(types::rtrim(text_arg(fcinfo, 0))); }
GANTRY_FUNCTION(fn_trim) {
    std::string_view set = PG_NARGS() > 1 ? text_arg(fcinfo, 1) : std::string_view(" ");
    return make_text(types::trim(text_arg(fcinfo, 0), set));
}
GANTRY_FUNCTION(fn_ascii) {
    std::optional<int> code = types::ascii(text_arg(fcinfo, 0), page_arg(fcinfo));
    return code ? Int32GetDatum(*code) : null_result(fcinfo);
}
GANTRY_FUNCTION(fn_char) {
    return optional_text(fcinfo, types::character(PG_GETARG_INT32(0), page_arg(fcinfo)));
}
GANTRY_FUNCTION(fn_unicode) {
    std::optional<int> code = types::unicode(text_arg(fcinfo, 0));
    return code ? Int32GetDatum(*code) : null_result(fcinfo);
}
GANTRY_FUNCTION(fn_nchar) { return optional_text(fcinfo, types::nchar(PG_GETARG_INT32(0))); }
GANTRY_FUNCTION(fn_str) {
    int64_t length = PG_NARGS() > 1 ? PG_GETARG_INT32(1) : 10;
    int64_t decimals = PG_NARGS() > 2 ? PG_GETARG_INT32(2) : 0;
    return make_text(types::str(PG_GETARG_FLOAT8(0), length, decimals));
}
GANTRY_FUNCTION(fn_quotename) {
    std::string_view quote = PG_NARGS() > 1 ? text_arg(fcinfo, 1) : std::string_view();
    return optional_text(fcinfo, types::quotename(text_arg(fcinfo, 0), quote));
}
GANTRY_FUNCTION(fn_parsename) {
    return optional_text(fcinfo, types::parsename(text_arg(fcinfo, 0), PG_GETARG_INT32(1)));
}
GANTRY_FUNCTION(fn_soundex) { return make_text(types::soundex(text_arg(fcinfo, 0))); }
GANTRY_FUNCTION(fn_difference) {
    return Int32GetDatum(types::difference(text_arg(fcinfo, 0), text_arg(fcinfo, 1)));
}
GANTRY_FUNCTION(fn_translate) {
    return make_text(types::translate(text_arg(fcinfo, 0), text_arg(fcinfo, 1),
                                      text_arg(fcinfo, 2), collation_arg(fcinfo)));
}

GANTRY_FUNCTION(fn_concat) {
    std::string out;
    for (int i = 0; i < PG_NARGS(); ++i) {
        if (!PG_ARGISNULL(i)) out += shown(fcinfo, i);
    }
    return make_text(out);
}
GANTRY_FUNCTION(fn_concat_ws) {
    std::string separator = PG_ARGISNULL(0) ? std::string() : shown(fcinfo, 0);
    std::string out;
    bool first = true;
    for (int i = 1; i < PG_NARGS(); ++i) {
        if (PG_ARGISNULL(i)) continue;
        if (!first) out += separator;
        out += shown(fcinfo, i);
        first = false;
    }
    return make_text(out);
}

GANTRY_FUNCTION(fn_isnumeric) {
    if (PG_ARGISNULL(0)) return Int32GetDatum(0);
    types::Value value = value_arg(fcinfo, 0);
    if (types::is_numeric(value.type().id)) return Int32GetDatum(1);
    if (!types::is_character(value.type().id)) return Int32GetDatum(0);
    return Int32GetDatum(types::is_numeric_text(value.text()) ? 1 : 0);
}
