// binary, varbinary, hierarchyid, uniqueidentifier, datetimeoffset, sql_variant: order, hash, wire.

#include <algorithm>
#include <cstring>

#include "boundary.h"
#include "types/sql_variant.h"

extern "C" {
#include <common/hashfn.h>
#include <libpq/pqformat.h>
#include <utils/builtins.h>
}

using namespace gantry;
using namespace gantry::extension;

namespace {

// As if the shorter were padded with zeros.
int compare_padded(ByteSpan a, ByteSpan b) {
    size_t common = std::min(a.size(), b.size());
    int result = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
    if (result != 0) return result;
    auto zero = [](uint8_t byte) { return byte == 0; };
    if (!std::all_of(a.begin() + long(common), a.end(), zero)) return 1;
    if (!std::all_of(b.begin() + long(common), b.end(), zero)) return -1;
    return 0;
}

int binary_order(FunctionCallInfo fcinfo) {
    struct varlena* a = PG_GETARG_VARLENA_PP(0);
    struct varlena* b = PG_GETARG_VARLENA_PP(1);
    int result = compare_padded(as_bytes({VARDATA_ANY(a), size_t(VARSIZE_ANY_EXHDR(a))}),
                                as_bytes({VARDATA_ANY(b), size_t(VARSIZE_ANY_EXHDR(b))}));
    PG_FREE_IF_COPY(a, 0);
    PG_FREE_IF_COPY(b, 1);
    return result;
}

int variant_order(FunctionCallInfo fcinfo) {
    return types::compare_variants(bytes_of(PG_GETARG_DATUM(0)), bytes_of(PG_GETARG_DATUM(1)));
}

types::Guid guid_at(FunctionCallInfo fcinfo, int n) {
    types::Guid guid;
    std::memcpy(guid.bytes.data(), PG_GETARG_POINTER(n), 16);
    return guid;
}
int guid_order(FunctionCallInfo fcinfo) {
    return types::compare(guid_at(fcinfo, 0), guid_at(fcinfo, 1));
}

int64_t utc_at(FunctionCallInfo fcinfo, int n) {
    return load_le<int64_t>(reinterpret_cast<const uint8_t*>(PG_GETARG_POINTER(n)));
}
int offset_order(FunctionCallInfo fcinfo) {
    int64_t a = utc_at(fcinfo, 0);
    int64_t b = utc_at(fcinfo, 1);
    return a < b ? -1 : a > b ? 1 : 0;
}

ByteSpan without_trailing_zeros(ByteSpan bytes) {
    while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
    return bytes;
}

}  // namespace

#define GANTRY_ORDER(type, order)                                                          \
    GANTRY_FUNCTION(type##_lt) { return BoolGetDatum(order(fcinfo) < 0); }                  \
    GANTRY_FUNCTION(type##_le) { return BoolGetDatum(order(fcinfo) <= 0); }                 \
    GANTRY_FUNCTION(type##_eq) { return BoolGetDatum(order(fcinfo) == 0); }                 \
    GANTRY_FUNCTION(type##_ne) { return BoolGetDatum(order(fcinfo) != 0); }                 \
    GANTRY_FUNCTION(type##_ge) { return BoolGetDatum(order(fcinfo) >= 0); }                 \
    GANTRY_FUNCTION(type##_gt) { return BoolGetDatum(order(fcinfo) > 0); }                  \
    GANTRY_FUNCTION(type##_cmp) { return Int32GetDatum(order(fcinfo)); }                    \
    GANTRY_FUNCTION(type##_larger) { return PG_GETARG_DATUM(order(fcinfo) >= 0 ? 0 : 1); }  \
    GANTRY_FUNCTION(type##_smaller) { return PG_GETARG_DATUM(order(fcinfo) <= 0 ? 0 : 1); }

GANTRY_ORDER(binary, binary_order)
GANTRY_ORDER(variant, variant_order)
GANTRY_ORDER(guid, guid_order)
GANTRY_ORDER(dto, offset_order)

GANTRY_FUNCTION(binary_hash) {
    ByteSpan bytes = without_trailing_zeros(bytes_of(PG_GETARG_DATUM(0)));
    return hash_any(bytes.data(), int(bytes.size()));
}
GANTRY_FUNCTION(binary_hash_extended) {
    ByteSpan bytes = without_trailing_zeros(bytes_of(PG_GETARG_DATUM(0)));
    return hash_any_extended(bytes.data(), int(bytes.size()), uint64(PG_GETARG_INT64(1)));
}
GANTRY_FUNCTION(variant_hash) {
    uint64_t h = types::hash_variant(bytes_of(PG_GETARG_DATUM(0)));
    return UInt32GetDatum(uint32_t(h ^ (h >> 32)));
}
GANTRY_FUNCTION(variant_hash_extended) {
    uint64_t h = types::hash_variant(bytes_of(PG_GETARG_DATUM(0)));
    uint64_t seed = uint64_t(PG_GETARG_INT64(1));
    if (seed == 0) return UInt64GetDatum(uint32_t(h ^ (h >> 32)));
    return hash_any_extended(reinterpret_cast<unsigned char*>(&h), sizeof h, seed);
}
GANTRY_FUNCTION(dto_hash) {
    int64_t utc = utc_at(fcinfo, 0);
    return hash_any(reinterpret_cast<unsigned char*>(&utc), sizeof utc);
}
GANTRY_FUNCTION(dto_hash_extended) {
    int64_t utc = utc_at(fcinfo, 0);
    return hash_any_extended(reinterpret_cast<unsigned char*>(&utc), sizeof utc,
                             uint64(PG_GETARG_INT64(1)));
}

// datetimeoffset on the wire: int64 and int16, big-endian.
GANTRY_FUNCTION(dto_recv) {
    auto buffer = reinterpret_cast<StringInfo>(PG_GETARG_POINTER(0));
    int64_t utc = pq_getmsgint64(buffer);
    int16_t offset = int16_t(pq_getmsgint(buffer, 2));
    types::SqlType type = *types::type_by_name("datetimeoffset");
    return datum_from_value({type, types::DateTimeOffset{utc, offset}});
}
GANTRY_FUNCTION(dto_send) {
    uint8_t out[10];
    const uint8_t* p = reinterpret_cast<const uint8_t*>(PG_GETARG_POINTER(0));
    store_be(out, load_le<int64_t>(p));
    store_be(out + 8, load_le<int16_t>(p + 8));
    return make_bytes(out);
}

// Length of binary(n) and varbinary(n): (value, typmod, is explicit).
static Datum binary_fit(FunctionCallInfo fcinfo, bool fixed) {
    int32 limit = PG_GETARG_INT32(1);
    Datum original = PG_GETARG_DATUM(0);
    if (limit < 0) return original;
    ByteSpan bytes = bytes_of(original);
    size_t room = size_t(limit);
    if (bytes.size() == room || (!fixed && bytes.size() < room)) return original;
    if (bytes.size() > room && !PG_GETARG_BOOL(2) &&
        without_trailing_zeros(bytes).size() > room) {
        throw SqlError(8152, 16, 30, "String or binary data would be truncated.");
    }
    Bytes out(bytes.begin(), bytes.begin() + long(std::min(bytes.size(), room)));
    if (fixed) out.resize(room);
    return make_bytes(out);
}
GANTRY_FUNCTION(binary_coerce) { return binary_fit(fcinfo, true); }
GANTRY_FUNCTION(varbinary_coerce) { return binary_fit(fcinfo, false); }

GANTRY_FUNCTION(binary_concat) {
    std::string out(text_arg(fcinfo, 0));
    out += text_arg(fcinfo, 1);
    return make_text(out);
}

GANTRY_FUNCTION(variant_in) {
    std::string text = PG_GETARG_CSTRING(0);
    return datum_from_value(types::make_variant(types::Value::of_nvarchar(std::move(text), 0)));
}

// SQL_VARIANT_PROPERTY of what is asked most.
GANTRY_FUNCTION(variant_base_type) {
    types::SqlType type = types::variant_type(bytes_of(PG_GETARG_DATUM(0)));
    return make_text(types::base_type_name(type));
}
GANTRY_FUNCTION(variant_number_property) {
    types::SqlType type = types::variant_type(bytes_of(PG_GETARG_DATUM(0)));
    switch (PG_GETARG_INT32(1)) {
        case 0: return Int32GetDatum(type.precision);
        case 1: return Int32GetDatum(type.scale);
        default: return Int32GetDatum(type.length);
    }
}
