#include "boundary.h"

#include <algorithm>

#include <cstring>
#include <exception>

#include "types/collation.h"

extern "C" {
#include <miscadmin.h>
#include <utils/guc.h>

PG_MODULE_MAGIC;
void _PG_init(void);
}

namespace gantry::extension {
namespace {

// What is left of an exception when its object is gone.
struct Failure {
    char message[2048];
    char detail[64];
    char hint[256];
    bool sql;
};

void copy(char* to, size_t size, std::string_view from) {
    size_t length = std::min(from.size(), size - 1);
    // Not in the middle of a character.
    while (length < from.size() && length > 0 && (uint8_t(from[length]) & 0xC0) == 0x80) --length;
    std::memcpy(to, from.data(), length);
    to[length] = '\0';
}

char* dateformat = nullptr;
int datefirst = 7;

}  // namespace

Datum guarded(Body body, FunctionCallInfo fcinfo) {
    static Failure failure;
    try {
        return body(fcinfo);
    } catch (const SqlError& e) {
        copy(failure.message, sizeof failure.message, e.what());
        snprintf(failure.detail, sizeof failure.detail, "%d %d %d", e.number(), e.severity(),
                 e.state());
        copy(failure.hint, sizeof failure.hint, e.hint());
        failure.sql = true;
    } catch (const std::exception& e) {
        copy(failure.message, sizeof failure.message, e.what());
        failure.hint[0] = '\0';
        failure.sql = false;
    }
    if (failure.sql) {
        ereport(ERROR, (errcode(MAKE_SQLSTATE('G', 'T', '0', '0', '0')),
                        errmsg("%s", failure.message), errdetail("%s", failure.detail),
                        failure.hint[0] != '\0' ? errhint("%s", failure.hint) : 0));
    }
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("%s", failure.message)));
    return Datum(0);
}

Datum make_text(std::string_view text) {
    struct varlena* v = static_cast<struct varlena*>(palloc(text.size() + VARHDRSZ));
    SET_VARSIZE(v, text.size() + VARHDRSZ);
    if (!text.empty()) std::memcpy(VARDATA(v), text.data(), text.size());
    return PointerGetDatum(v);
}

types::DateOrder current_date_order() {
    if (dateformat == nullptr) return types::DateOrder::mdy;
    return types::date_order_by_name(dateformat).value_or(types::DateOrder::mdy);
}
int current_datefirst() {
    return datefirst;
}

}  // namespace gantry::extension

extern "C" void _PG_init(void) {
    using namespace gantry::extension;
    DefineCustomStringVariable("gantry.dateformat", "Order of date parts in text (SET DATEFORMAT).",
                               nullptr, &dateformat, "mdy", PGC_USERSET, 0, nullptr, nullptr,
                               nullptr);
    DefineCustomIntVariable("gantry.datefirst", "First day of the week (SET DATEFIRST).", nullptr,
                            &datefirst, 7, 1, 7, PGC_USERSET, 0, nullptr, nullptr, nullptr);
    // Preloaded by the postmaster, the collation every backend needs is compiled once, before the
    // fork: a backend of its own would spend 100 ms on it.
    if (process_shared_preload_libraries_in_progress) {
        try {
            gantry::types::compare("a\xC3\xA9", "b", gantry::types::k_default_collation);
            gantry::types::hash("\xC3\xA9", gantry::types::k_default_collation);
            gantry::types::collation_by_name("Latin1_General_BIN2");
        } catch (const std::exception& e) {
            ereport(WARNING, (errmsg("gantry_pg: %s", e.what())));
        }
    }
}
