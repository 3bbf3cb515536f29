#include "session/errors.h"

#include <fmt/core.h>

#include "session/constraint_errors.h"
#include "session/storage_gate.h"
#include "types/pg_errors.h"

namespace gantry::session {

namespace {

using pg::Diagnostic;

SqlError deadlock() {
    return SqlError(1205, 13, 51,
                    "Transaction was deadlocked on lock resources with another process and has "
                    "been chosen as the deadlock victim. Rerun the transaction.");
}

}  // namespace

SqlError to_sql_error(const pg::PgError& error, const StatementNames& names,
                      const engine::CatalogSnapshot* snapshot) {
    const Diagnostic& d = error.diagnostic();
    if (d.sqlstate == types::k_sqlstate_gantry) {
        auto detail = types::parse_detail(d.detail);
        if (detail) return SqlError(detail->number, detail->severity, detail->state, d.message);
    }
    if (auto violation = constraint_error(d, names, snapshot)) return *violation;
    if (d.sqlstate == "40P01") return deadlock();
    if (d.sqlstate == "53400") return sort_full();  // temp_file_limit
    if (const types::SqlStateError* known = types::find_sqlstate(d.sqlstate)) {
        std::string text(known->text.empty() ? std::string_view(d.message) : known->text);
        return SqlError(known->number, known->severity, 1, text);
    }
    return SqlError(50000, 16, 1, fmt::format("PostgreSQL error {}: {}", d.sqlstate, d.message),
                    d.hint);
}

bool is_compile_error(int number) {
    switch (number) {
        case 137:
        case 195:
        case 201:
        case 206:
        case 207:
        case 208:
        case 209:
        case 213:
        case 4104:
        case 8117:
        case 8120:
        case 40510:
            return true;
        default:
            return false;
    }
}

Reach reach_of(int number, int severity) {
    if (severity >= 20) return Reach::transaction;
    switch (number) {
        case 241:   // text to datetime
        case 242:
        case 244:   // integer from text
        case 245:
        case 248:
        case 235:   // money from text
        case 295:
        case 8114:  // text to number
        case 8169:  // text to uniqueidentifier
        case 9803:
        case 1204:
        case 1205:
        case 3960:
        case 3998:
            return Reach::transaction;
        case 217:
        case 701:
        case 3609:
        case 3915:
        case 3916:
            return Reach::batch;
        default:
            break;
    }
    if (is_compile_error(number)) return Reach::scope;
    return Reach::statement;
}

}  // namespace gantry::session
