#pragma once
// The border between PostgreSQL's C and our C++.
//
// A function is written as GANTRY_FUNCTION(name) { ... }: its body may throw; what it throws
// becomes ereport(ERROR) with SQLSTATE GT000 after the stack of C++ objects is gone. The other
// way round, PostgreSQL's longjmp does not run destructors: a body takes its arguments first, then
// works in C++ alone, and allocates its result (palloc) last, when only out of memory can fail.
//
// One backend is one thread: caches are plain statics.

#include <string>
#include <string_view>

#include "base/error.h"
#include "types/value.h"

extern "C" {
#include <postgres.h>

#include <fmgr.h>
}

namespace gantry::extension {

using Body = Datum (*)(FunctionCallInfo);
// Runs the body and turns exceptions into ereport(ERROR).
Datum guarded(Body body, FunctionCallInfo fcinfo);

// A varlena argument without copying it where that is possible.
inline std::string_view text_of(Datum datum) {
    struct varlena* v = PG_DETOAST_DATUM_PACKED(datum);
    return {VARDATA_ANY(v), size_t(VARSIZE_ANY_EXHDR(v))};
}
inline std::string_view text_arg(FunctionCallInfo fcinfo, int n) {
    return text_of(PG_GETARG_DATUM(n));
}
inline ByteSpan bytes_of(Datum datum) {
    return as_bytes(text_of(datum));
}
// A new varlena.
Datum make_text(std::string_view text);
inline Datum make_bytes(ByteSpan bytes) {
    return make_text(as_text(bytes));
}
// A NULL result.
inline Datum null_result(FunctionCallInfo fcinfo) {
    fcinfo->isnull = true;
    return Datum(0);
}

// Our id of a PostgreSQL collation object; the default for one that bears no SQL Server name.
uint32_t collation_id(Oid collation);
inline uint32_t collation_arg(FunctionCallInfo fcinfo) {
    return collation_id(fcinfo->fncollation);
}

// The T-SQL type of a PostgreSQL type and modifier, and back. type_id none: no type of ours.
types::SqlType sql_type_of(Oid type, int32 typmod, uint32_t collation);
Oid oid_of(types::TypeId id, int32_t user_type = 0);
int32 typmod_of(const types::SqlType& type);

types::Value value_from_datum(Datum datum, const types::SqlType& type, Oid oid);
Datum datum_from_value(const types::Value& value);

// Type of argument `n`, from the call's expression or the function's declaration.
Oid argument_type(FunctionCallInfo fcinfo, int n);
Oid result_type(FunctionCallInfo fcinfo);
types::Value value_arg(FunctionCallInfo fcinfo, int n);
// What SET DATEFORMAT and SET DATEFIRST said (settings gantry.dateformat, gantry.datefirst).
types::DateOrder current_date_order();
int current_datefirst();

}  // namespace gantry::extension

#define GANTRY_FUNCTION(name)                                                        \
    extern "C" {                                                                     \
    PG_FUNCTION_INFO_V1(name);                                                       \
    }                                                                                \
    static Datum name##_body(FunctionCallInfo fcinfo);                               \
    extern "C" Datum name(PG_FUNCTION_ARGS) {                                        \
        return ::gantry::extension::guarded(name##_body, fcinfo);                    \
    }                                                                                \
    static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
