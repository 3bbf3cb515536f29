// Final steps of aggregates whose state is PostgreSQL's own 128-bit sum (int8_avg_accum).

#include "boundary.h"

extern "C" {
#include <utils/builtins.h>
#include <utils/numeric.h>
}

using namespace gantry;
using namespace gantry::extension;

namespace {

// numeric result of a PostgreSQL final function; false when there were no rows.
bool final_of(PGFunction function, FunctionCallInfo fcinfo, Datum& out) {
    LOCAL_FCINFO(call, 1);
    InitFunctionCallInfoData(*call, nullptr, 1, InvalidOid, fcinfo->context, nullptr);
    call->args[0] = fcinfo->args[0];
    out = function(call);
    return !call->isnull;
}

Datum as_int8(Datum numeric, const char* type) {
    Datum cut = DirectFunctionCall2(numeric_trunc, numeric, Int32GetDatum(0));
    static const char* k_limit = "9223372036854775807";
    Datum limit = DirectFunctionCall3(numeric_in, CStringGetDatum(k_limit),
                                      ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
    Datum absolute = DirectFunctionCall1(numeric_abs, cut);
    if (DatumGetBool(DirectFunctionCall2(numeric_gt, absolute, limit))) {
        throw SqlError(8115, 16, 2,
                       std::string("Arithmetic overflow error converting expression to data type ") +
                           type + ".");
    }
    return DirectFunctionCall1(numeric_int8, cut);
}

}  // namespace

GANTRY_FUNCTION(int8_sum_final) {
    Datum sum = 0;
    if (PG_ARGISNULL(0) || !final_of(numeric_poly_sum, fcinfo, sum)) return null_result(fcinfo);
    return as_int8(sum, "bigint");
}
GANTRY_FUNCTION(int8_avg_final) {
    Datum average = 0;
    if (PG_ARGISNULL(0) || !final_of(numeric_poly_avg, fcinfo, average)) {
        return null_result(fcinfo);
    }
    return as_int8(average, "bigint");
}
// Not strict: the sum of no rows is NULL.
GANTRY_FUNCTION(money_add_small) {
    if (PG_ARGISNULL(1)) return PG_ARGISNULL(0) ? null_result(fcinfo) : PG_GETARG_DATUM(0);
    int64 sum = PG_ARGISNULL(0) ? 0 : PG_GETARG_INT64(0);
    if (__builtin_add_overflow(sum, int64(PG_GETARG_INT32(1)), &sum)) {
        throw SqlError(8115, 16, 2,
                       "Arithmetic overflow error converting expression to data type money.");
    }
    return Int64GetDatum(sum);
}
