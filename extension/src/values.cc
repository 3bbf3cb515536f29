// Datums to Values and back, and what PostgreSQL's catalog says of types and collations.

#include <array>
#include <bit>
#include <cstring>
#include <unordered_map>

#include "boundary.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/pg_binary.h"
#include "types/sql_variant.h"

extern "C" {
#include <catalog/namespace.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <lib/stringinfo.h>
#include <nodes/nodeFuncs.h>
#include <nodes/primnodes.h>
#include <utils/builtins.h>
#include <utils/date.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
}

namespace gantry::extension {
namespace {

using types::SqlType;
using types::TypeId;
using types::Value;

struct OwnType {
    const char* name;
    TypeId id;
    int32_t user_type;
};

constexpr std::array k_own_types = {
    OwnType{"nvarchar", TypeId::nvarchar, 0},
    OwnType{"varchar", TypeId::varchar, 0},
    OwnType{"nchar", TypeId::nchar, 0},
    OwnType{"char", TypeId::char_, 0},
    OwnType{"money", TypeId::money, 0},
    OwnType{"smallmoney", TypeId::smallmoney, 0},
    OwnType{"smalldatetime", TypeId::smalldatetime, 0},
    OwnType{"datetime", TypeId::datetime, 0},
    OwnType{"time", TypeId::time, 0},
    OwnType{"datetime2", TypeId::datetime2, 0},
    OwnType{"datetimeoffset", TypeId::datetimeoffset, 0},
    OwnType{"uniqueidentifier", TypeId::uniqueidentifier, 0},
    OwnType{"rowversion", TypeId::rowversion, 0},
    OwnType{"binary", TypeId::binary, 0},
    OwnType{"varbinary", TypeId::varbinary, 0},
    OwnType{"xml", TypeId::xml, 0},
    OwnType{"sql_variant", TypeId::sql_variant, 0},
    OwnType{"hierarchyid", TypeId::clr, types::k_hierarchyid},
    OwnType{"geometry", TypeId::clr, types::k_geometry},
    OwnType{"geography", TypeId::clr, types::k_geography},
};

// Oids of our types in this database; looked up again when one is missing.
Oid own_oid(size_t index) {
    static std::array<Oid, k_own_types.size()> oids{};
    if (oids[index] == InvalidOid) {
        Oid schema = get_namespace_oid("sys", true);
        oids[index] = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
                                      CStringGetDatum(k_own_types[index].name),
                                      ObjectIdGetDatum(schema));
    }
    return oids[index];
}

TypeId native_id(Oid oid) {
    switch (oid) {
        case BOOLOID: return TypeId::bit;
        case INT2OID: return TypeId::smallint;
        case INT4OID: return TypeId::int_;
        case INT8OID: return TypeId::bigint;
        case FLOAT4OID: return TypeId::real;
        case FLOAT8OID: return TypeId::float_;
        case NUMERICOID: return TypeId::decimal;
        case DATEOID: return TypeId::date;
        case TEXTOID:
        case VARCHAROID:
        case BPCHAROID:
        case NAMEOID:
        case UNKNOWNOID: return TypeId::nvarchar;
        case BYTEAOID: return TypeId::varbinary;
        default: return TypeId::none;
    }
}

SqlType full_type(TypeId id, int32_t user_type) {
    SqlType type;
    type.id = id;
    type.user_type = user_type;
    if (id != TypeId::clr) type = *types::type_by_name(types::base_type_name(type));
    if (types::is_character(id) || types::is_binary(id) || id == TypeId::clr) {
        type.length = types::k_max_length;
    }
    if (id == TypeId::rowversion) type.length = 8;
    if (id == TypeId::decimal) {
        type.precision = 38;
        type.scale = 0;
    }
    return type;
}

void apply_typmod(SqlType& type, int32 typmod) {
    if (typmod < 0) return;
    switch (type.id) {
        case TypeId::decimal:
            type.precision = uint8_t(((typmod - VARHDRSZ) >> 16) & 0xFFFF);
            type.scale = uint8_t((typmod - VARHDRSZ) & 0x7FF);
            break;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: type.scale = uint8_t(typmod); break;
        case TypeId::nvarchar:
        case TypeId::nchar: type.length = int16_t(typmod * 2); break;
        case TypeId::varchar:
        case TypeId::char_:
        case TypeId::binary:
        case TypeId::varbinary: type.length = int16_t(typmod); break;
        default: break;
    }
}

Value numeric_value(Datum datum) {
    bytea* sent = DatumGetByteaPP(DirectFunctionCall1(numeric_send, datum));
    ByteSpan bytes{reinterpret_cast<const uint8_t*>(VARDATA_ANY(sent)),
                   size_t(VARSIZE_ANY_EXHDR(sent))};
    if (bytes.size() < 8) throw FormatError("numeric cut short");
    int scale = std::min<int>(load_be<uint16_t>(bytes.data() + 6), types::k_max_precision);
    std::optional<types::Decimal> d;
    for (; scale >= 0 && !d; --scale) {
        d = types::decode_pg_numeric(bytes, types::k_max_precision, scale);
    }
    if (!d) {
        throw SqlError(8115, 16, 2,
                       "Arithmetic overflow error converting expression to data type numeric.");
    }
    return Value::of_decimal(*d);
}

Datum numeric_datum(const types::Decimal& value) {
    Bytes bytes;
    types::append_pg_numeric(value.unscaled, value.scale, bytes);
    StringInfoData buffer;
    buffer.data = reinterpret_cast<char*>(bytes.data());
    buffer.len = int(bytes.size());
    buffer.maxlen = buffer.len;
    buffer.cursor = 0;
    return DirectFunctionCall3(numeric_recv, PointerGetDatum(&buffer), ObjectIdGetDatum(InvalidOid),
                               Int32GetDatum(-1));
}

Datum fixed_datum(ByteSpan bytes) {
    void* p = palloc(bytes.size());
    std::memcpy(p, bytes.data(), bytes.size());
    return PointerGetDatum(p);
}

// Fixed types of 10 and 16 bytes.
types::DateTimeOffset offset_at(Datum datum) {
    const uint8_t* p = reinterpret_cast<const uint8_t*>(DatumGetPointer(datum));
    return {load_le<int64_t>(p), load_le<int16_t>(p + 8)};
}

}  // namespace

uint32_t collation_id(Oid collation) {
    static Oid last_oid = InvalidOid;
    static uint32_t last_id = types::k_default_collation;
    if (collation == last_oid) return last_id;
    static std::unordered_map<Oid, uint32_t> known;
    auto [at, added] = known.try_emplace(collation, types::k_default_collation);
    if (added && OidIsValid(collation) && collation != DEFAULT_COLLATION_OID) {
        char* name = get_collation_name(collation);
        if (name != nullptr) {
            at->second = types::collation_by_name(name).value_or(types::k_default_collation);
        }
    }
    last_oid = collation;
    last_id = at->second;
    return last_id;
}

SqlType sql_type_of(Oid oid, int32 typmod, uint32_t collation) {
    TypeId id = native_id(oid);
    int32_t user_type = 0;
    for (size_t i = 0; id == TypeId::none && i < k_own_types.size(); ++i) {
        if (own_oid(i) != oid) continue;
        id = k_own_types[i].id;
        user_type = k_own_types[i].user_type;
    }
    if (id == TypeId::none) {
        Oid base = getBaseType(oid);
        if (base != oid && OidIsValid(base)) return sql_type_of(base, typmod, collation);
        throw Error("a value of a type that is none of T-SQL's was given to a function of sys");
    }
    SqlType type = full_type(id, user_type);
    if (oid != TEXTOID && oid != VARCHAROID && oid != BPCHAROID) apply_typmod(type, typmod);
    if (types::is_character(id)) type.collation = collation;
    return type;
}

Oid oid_of(TypeId id, int32_t user_type) {
    for (size_t i = 0; i < k_own_types.size(); ++i) {
        if (k_own_types[i].id == id && k_own_types[i].user_type == user_type) return own_oid(i);
    }
    switch (id) {
        case TypeId::bit: return BOOLOID;
        case TypeId::tinyint:
        case TypeId::smallint: return INT2OID;
        case TypeId::int_: return INT4OID;
        case TypeId::bigint: return INT8OID;
        case TypeId::real: return FLOAT4OID;
        case TypeId::float_: return FLOAT8OID;
        case TypeId::decimal:
        case TypeId::numeric: return NUMERICOID;
        case TypeId::date: return DATEOID;
        default: return InvalidOid;
    }
}

Value value_from_datum(Datum datum, const SqlType& type, Oid oid) {
    switch (type.id) {
        case TypeId::bit: return {type, int64_t(DatumGetBool(datum))};
        case TypeId::tinyint:
        case TypeId::smallint: return {type, int64_t(DatumGetInt16(datum))};
        case TypeId::int_:
        case TypeId::smallmoney:
        case TypeId::smalldatetime: return {type, int64_t(DatumGetInt32(datum))};
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::datetime:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::rowversion: return {type, int64_t(DatumGetInt64(datum))};
        case TypeId::real: return {type, double(DatumGetFloat4(datum))};
        case TypeId::float_: return {type, DatumGetFloat8(datum)};
        case TypeId::decimal:
        case TypeId::numeric: return numeric_value(datum);
        case TypeId::date: {
            int64_t days = int64_t(DatumGetDateADT(datum)) + types::k_days_to_2000;
            if (days < 0 || days > types::k_max_day) {
                throw SqlError(517, "Adding a value to a 'date' column caused an overflow.");
            }
            return {type, days};
        }
        case TypeId::datetimeoffset: return {type, offset_at(datum)};
        case TypeId::uniqueidentifier: {
            types::Guid guid;
            std::memcpy(guid.bytes.data(), DatumGetPointer(datum), 16);
            return {type, guid};
        }
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::sql_variant:
        case TypeId::clr: {
            ByteSpan bytes = bytes_of(datum);
            return {type, Bytes(bytes.begin(), bytes.end())};
        }
        default: break;
    }
    if (oid == UNKNOWNOID) return {type, std::string(DatumGetCString(datum))};
    if (oid == NAMEOID) return {type, std::string(NameStr(*DatumGetName(datum)))};
    return {type, std::string(text_of(datum))};
}

Datum datum_from_value(const Value& value) {
    switch (value.type().id) {
        case TypeId::bit: return BoolGetDatum(value.integer() != 0);
        case TypeId::tinyint:
        case TypeId::smallint: return Int16GetDatum(int16(value.integer()));
        case TypeId::int_:
        case TypeId::smallmoney:
        case TypeId::smalldatetime: return Int32GetDatum(int32(value.integer()));
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::datetime:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::rowversion: return Int64GetDatum(value.integer());
        case TypeId::real: return Float4GetDatum(float(value.real()));
        case TypeId::float_: return Float8GetDatum(value.real());
        case TypeId::decimal:
        case TypeId::numeric: return numeric_datum(value.decimal());
        case TypeId::date:
            return DateADTGetDatum(DateADT(value.integer() - types::k_days_to_2000));
        case TypeId::datetimeoffset: {
            uint8_t bytes[10];
            store_le(bytes, value.as<types::DateTimeOffset>().utc);
            store_le(bytes + 8, value.as<types::DateTimeOffset>().offset);
            return fixed_datum(bytes);
        }
        case TypeId::uniqueidentifier: return fixed_datum(value.guid().bytes);
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::sql_variant:
        case TypeId::clr: return make_bytes(value.bytes());
        default: return make_text(value.text());
    }
}

int32 typmod_of(const SqlType& type) {
    if (type.length == types::k_max_length) return -1;
    switch (type.id) {
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: return type.scale;
        case TypeId::nvarchar:
        case TypeId::nchar: return type.length / 2;
        case TypeId::varchar:
        case TypeId::char_:
        case TypeId::binary:
        case TypeId::varbinary: return type.length;
        default: return -1;
    }
}

Oid argument_type(FunctionCallInfo fcinfo, int n) {
    Oid type = get_fn_expr_argtype(fcinfo->flinfo, n);
    if (OidIsValid(type)) return type;
    Oid* arguments = nullptr;
    int count = 0;
    get_func_signature(fcinfo->flinfo->fn_oid, &arguments, &count);
    return n < count ? arguments[n] : InvalidOid;
}

Oid result_type(FunctionCallInfo fcinfo) {
    return get_func_rettype(fcinfo->flinfo->fn_oid);
}

namespace {

// Per call site: the types of up to four arguments, so that rows do not look them up again.
struct ArgumentCache {
    bool known[4];
    Oid oid[4];
    SqlType type[4];
};

}  // namespace

Value value_arg(FunctionCallInfo fcinfo, int n) {
    auto* cache = static_cast<ArgumentCache*>(fcinfo->flinfo->fn_extra);
    if (cache == nullptr) {
        cache = static_cast<ArgumentCache*>(
            MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(ArgumentCache)));
        fcinfo->flinfo->fn_extra = cache;
    }
    if (n >= 4) {
        Oid oid = argument_type(fcinfo, n);
        return value_from_datum(PG_GETARG_DATUM(n), sql_type_of(oid, -1, collation_arg(fcinfo)),
                                oid);
    }
    if (!cache->known[n]) {
        cache->oid[n] = argument_type(fcinfo, n);
        int32 typmod = -1;
        Node* expression = fcinfo->flinfo->fn_expr;
        if (expression != nullptr && IsA(expression, FuncExpr)) {
            List* arguments = reinterpret_cast<FuncExpr*>(expression)->args;
            if (n < list_length(arguments)) {
                typmod = exprTypmod(static_cast<Node*>(list_nth(arguments, n)));
            }
        }
        cache->type[n] = sql_type_of(cache->oid[n], typmod, collation_arg(fcinfo));
        cache->known[n] = true;
    }
    return value_from_datum(PG_GETARG_DATUM(n), cache->type[n], cache->oid[n]);
}

}  // namespace gantry::extension
