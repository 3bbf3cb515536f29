// nvarchar, varchar, nchar, char: text in and out, lengths, order, hash, LIKE, concatenation.
// All four are varlenas of WTF-8; operators are nvarchar's.

#include <cstring>

#include "base/utf.h"
#include "boundary.h"
#include "types/collation.h"
#include "types/convert.h"

extern "C" {
#include <catalog/pg_type.h>
#include <common/hashfn.h>
#include <lib/hyperloglog.h>
#include <libpq/pqformat.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/memutils.h>
#include <utils/sortsupport.h>
}

using namespace gantry;
using namespace gantry::extension;

namespace {

enum class Kind { nvarchar, varchar, nchar, character };

bool is_fixed(Kind kind) {
    return kind == Kind::nchar || kind == Kind::character;
}
bool is_utf16(Kind kind) {
    return kind == Kind::nvarchar || kind == Kind::nchar;
}

uint16_t page_of(uint32_t collation) {
    uint16_t page = types::code_page_of(collation);
    return page == 0 ? 1252 : page;
}

size_t length_of(Kind kind, std::string_view text, uint32_t collation) {
    return is_utf16(kind) ? utf16_length(text) : types::code_page_length(text, page_of(collation));
}

// The text cut or padded to `limit`; nothing to do leaves `changed` false.
std::string fit(Kind kind, std::string_view text, size_t limit, uint32_t collation, bool cut,
                bool& changed) {
    changed = false;
    // A character never takes fewer UTF-8 bytes than UTF-16 units or code page bytes.
    if (text.size() <= limit && !is_fixed(kind)) return {};
    size_t length = length_of(kind, text, collation);
    if (length <= limit) {
        if (!is_fixed(kind) || length == limit) return {};
        changed = true;
        return std::string(text).append(limit - length, ' ');
    }
    std::string_view kept = is_utf16(kind)
                                ? types::cut_utf16(text, limit)
                                : types::cut_code_page(text, limit, page_of(collation));
    if (!cut && text.find_first_not_of(' ', kept.size()) != std::string_view::npos) {
        throw SqlError(8152, 16, 30, "String or binary data would be truncated.");
    }
    changed = true;
    std::string out(kept);
    if (is_fixed(kind)) out.append(limit - length_of(kind, out, collation), ' ');
    return out;
}

Datum input(FunctionCallInfo fcinfo, Kind kind) {
    std::string_view text = PG_GETARG_CSTRING(0);
    int32 limit = PG_GETARG_INT32(2);
    bool changed = false;
    std::string fitted;
    if (limit >= 0) {
        fitted = fit(kind, text, size_t(limit), types::k_default_collation, false, changed);
    }
    return make_text(changed ? std::string_view(fitted) : text);
}

// Length coercion: (value, typmod, is explicit).
Datum coerce(FunctionCallInfo fcinfo, Kind kind) {
    int32 limit = PG_GETARG_INT32(1);
    if (limit < 0) return PG_GETARG_DATUM(0);
    Datum original = PG_GETARG_DATUM(0);
    std::string_view text = text_of(original);
    bool changed = false;
    std::string fitted =
        fit(kind, text, size_t(limit), collation_arg(fcinfo), PG_GETARG_BOOL(2), changed);
    return changed ? make_text(fitted) : original;
}

// Detoasted copies are freed: a btree calls this in a long-lived context.
int compare_args(FunctionCallInfo fcinfo) {
    struct varlena* a = PG_GETARG_VARLENA_PP(0);
    struct varlena* b = PG_GETARG_VARLENA_PP(1);
    int result = types::compare({VARDATA_ANY(a), size_t(VARSIZE_ANY_EXHDR(a))},
                                {VARDATA_ANY(b), size_t(VARSIZE_ANY_EXHDR(b))},
                                collation_arg(fcinfo));
    PG_FREE_IF_COPY(a, 0);
    PG_FREE_IF_COPY(b, 1);
    return result;
}

struct SortState {
    uint32_t collation;
    hyperLogLogState distinct;  // how many different abbreviations there are
};

int sort_compare(Datum x, Datum y, SortSupport ssup) {
    auto* state = static_cast<SortState*>(ssup->ssup_extra);
    struct varlena* a = PG_DETOAST_DATUM_PACKED(x);
    struct varlena* b = PG_DETOAST_DATUM_PACKED(y);
    int result = types::compare({VARDATA_ANY(a), size_t(VARSIZE_ANY_EXHDR(a))},
                                {VARDATA_ANY(b), size_t(VARSIZE_ANY_EXHDR(b))}, state->collation);
    if (PointerGetDatum(a) != x) pfree(a);
    if (PointerGetDatum(b) != y) pfree(b);
    return result;
}

Datum sort_abbreviate(Datum original, SortSupport ssup) {
    auto* state = static_cast<SortState*>(ssup->ssup_extra);
    struct varlena* v = PG_DETOAST_DATUM_PACKED(original);
    uint64_t key = types::abbreviated_key({VARDATA_ANY(v), size_t(VARSIZE_ANY_EXHDR(v))},
                                          state->collation);
    if (PointerGetDatum(v) != original) pfree(v);
    addHyperLogLog(&state->distinct, hash_bytes_uint32(uint32(key ^ (key >> 32))));
    return UInt64GetDatum(key);
}

// Texts with one long common prefix: abbreviating them is work for nothing.
bool sort_abort(int count, SortSupport ssup) {
    auto* state = static_cast<SortState*>(ssup->ssup_extra);
    return count >= 1000 && estimateHyperLogLog(&state->distinct) < count * 0.02;
}

char32_t escape_of(std::string_view text) {
    if (text.empty()) return 0;
    size_t at = 0;
    char32_t c = next_code_point(text, at);
    if (at != text.size()) {
        throw SqlError(506, 16, 1,
                       "The invalid escape character \"" + std::string(text) +
                           "\" was specified in a LIKE predicate.");
    }
    return c;
}

}  // namespace

GANTRY_FUNCTION(nvarchar_in) { return input(fcinfo, Kind::nvarchar); }
GANTRY_FUNCTION(varchar_in) { return input(fcinfo, Kind::varchar); }
GANTRY_FUNCTION(nchar_in) { return input(fcinfo, Kind::nchar); }
GANTRY_FUNCTION(char_in) { return input(fcinfo, Kind::character); }

GANTRY_FUNCTION(nvarchar_coerce) { return coerce(fcinfo, Kind::nvarchar); }
GANTRY_FUNCTION(varchar_coerce) { return coerce(fcinfo, Kind::varchar); }
GANTRY_FUNCTION(nchar_coerce) { return coerce(fcinfo, Kind::nchar); }
GANTRY_FUNCTION(char_coerce) { return coerce(fcinfo, Kind::character); }

GANTRY_FUNCTION(length_typmod_in) {
    int count = 0;
    int32* numbers = ArrayGetIntegerTypmods(PG_GETARG_ARRAYTYPE_P(0), &count);
    if (count != 1 || numbers[0] < 0 || numbers[0] > 8000) {
        throw SqlError(131, 15, 2,
                       "The size given to the type exceeds the maximum allowed for any data type "
                       "(8000).");
    }
    return Int32GetDatum(numbers[0]);
}

GANTRY_FUNCTION(scale_typmod_in) {
    int count = 0;
    int32* numbers = ArrayGetIntegerTypmods(PG_GETARG_ARRAYTYPE_P(0), &count);
    if (count != 1 || numbers[0] < 0 || numbers[0] > 7) {
        throw SqlError(1002, 15, 1, "Line 1: Specified scale is invalid.");
    }
    return Int32GetDatum(numbers[0]);
}

GANTRY_FUNCTION(typmod_out) {
    int32 typmod = PG_GETARG_INT32(0);
    char* out = static_cast<char*>(palloc(16));
    if (typmod >= 0) {
        snprintf(out, 16, "(%d)", typmod);
    } else {
        out[0] = '\0';
    }
    PG_RETURN_CSTRING(out);
}

GANTRY_FUNCTION(nvarchar_lt) { return BoolGetDatum(compare_args(fcinfo) < 0); }
GANTRY_FUNCTION(nvarchar_le) { return BoolGetDatum(compare_args(fcinfo) <= 0); }
GANTRY_FUNCTION(nvarchar_eq) { return BoolGetDatum(compare_args(fcinfo) == 0); }
GANTRY_FUNCTION(nvarchar_ne) { return BoolGetDatum(compare_args(fcinfo) != 0); }
GANTRY_FUNCTION(nvarchar_ge) { return BoolGetDatum(compare_args(fcinfo) >= 0); }
GANTRY_FUNCTION(nvarchar_gt) { return BoolGetDatum(compare_args(fcinfo) > 0); }
GANTRY_FUNCTION(nvarchar_cmp) { return Int32GetDatum(compare_args(fcinfo)); }

GANTRY_FUNCTION(nvarchar_larger) {
    return compare_args(fcinfo) >= 0 ? PG_GETARG_DATUM(0) : PG_GETARG_DATUM(1);
}
GANTRY_FUNCTION(nvarchar_smaller) {
    return compare_args(fcinfo) <= 0 ? PG_GETARG_DATUM(0) : PG_GETARG_DATUM(1);
}

GANTRY_FUNCTION(nvarchar_hash) {
    uint64_t h = types::hash(text_arg(fcinfo, 0), collation_arg(fcinfo));
    return UInt32GetDatum(uint32_t(h ^ (h >> 32)));
}
GANTRY_FUNCTION(nvarchar_hash_extended) {
    uint64_t h = types::hash(text_arg(fcinfo, 0), collation_arg(fcinfo),
                             uint64_t(PG_GETARG_INT64(1)));
    // PostgreSQL wants the low half to be the plain hash when the seed is 0.
    uint64_t low = uint32_t(h ^ (h >> 32));
    return UInt64GetDatum((h & 0xFFFFFFFF00000000ull) | low);
}

GANTRY_FUNCTION(nvarchar_sortsupport) {
    auto ssup = reinterpret_cast<SortSupport>(PG_GETARG_POINTER(0));
    uint32_t collation = collation_id(ssup->ssup_collation);
    types::compare("a", "b", collation);  // opens the collator here, where it may throw
    types::hash("\xC3\xA9", collation);
    auto* state = static_cast<SortState*>(MemoryContextAlloc(ssup->ssup_cxt, sizeof(SortState)));
    state->collation = collation;
    ssup->ssup_extra = state;
    ssup->comparator = sort_compare;
    if (ssup->abbreviate) {
        ssup->comparator = ssup_datum_unsigned_cmp;
        ssup->abbrev_converter = sort_abbreviate;
        ssup->abbrev_abort = sort_abort;
        initHyperLogLog(&state->distinct, 10);
        ssup->abbrev_full_comparator = sort_compare;
    }
    PG_RETURN_VOID();
}

GANTRY_FUNCTION(nvarchar_like) {
    char32_t escape = PG_NARGS() > 2 ? escape_of(text_arg(fcinfo, 2)) : 0;
    return BoolGetDatum(types::like(text_arg(fcinfo, 0), text_arg(fcinfo, 1), escape,
                                    collation_arg(fcinfo)));
}
GANTRY_FUNCTION(varchar_like) {
    char32_t escape = PG_NARGS() > 2 ? escape_of(text_arg(fcinfo, 2)) : 0;
    return BoolGetDatum(types::like(text_arg(fcinfo, 0), text_arg(fcinfo, 1), escape,
                                    collation_arg(fcinfo), true));
}

GANTRY_FUNCTION(text_concat) {
    std::string_view a = text_arg(fcinfo, 0);
    std::string_view b = text_arg(fcinfo, 1);
    size_t size = a.size() + b.size() + VARHDRSZ;
    if (!AllocSizeIsValid(size)) throw SqlError(1105, 17, 2, "A string would pass 1 GB.");
    struct varlena* v = static_cast<struct varlena*>(palloc(size));
    SET_VARSIZE(v, size);
    std::memcpy(VARDATA(v), a.data(), a.size());
    std::memcpy(VARDATA(v) + a.size(), b.data(), b.size());
    return PointerGetDatum(v);
}

GANTRY_FUNCTION(collation_name_known) {
    std::string_view name = text_arg(fcinfo, 0);
    std::optional<uint32_t> id = types::collation_by_name(name);
    if (!id) {
        throw SqlError(448, 16, 3, "Invalid collation '" + std::string(name) + "'.");
    }
    return make_text(types::collation_name(*id));
}
