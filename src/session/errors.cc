#include "session/errors.h"

#include <fmt/core.h>

#include "types/pg_errors.h"

namespace gantry::session {

namespace {

using pg::Diagnostic;

// The value list of "Key (a, b)=(1, 2) already exists."; empty when it has another form.
std::string key_values(const std::string& detail) {
    size_t start = detail.find(")=(");
    if (start == std::string::npos) return {};
    size_t end = detail.find(") already", start);
    if (end == std::string::npos) end = detail.find(") is not", start);
    if (end == std::string::npos) end = detail.find(") conflicts", start);
    if (end == std::string::npos) return {};
    return detail.substr(start + 3, end - start - 3);
}

std::string qualified(const StatementNames& names, const Diagnostic& d) {
    if (!names.table.empty()) return names.schema + "." + names.table;
    return d.table;
}

SqlError unique(const Diagnostic& d, const StatementNames& names) {
    std::string text = fmt::format(
        "Violation of UNIQUE KEY constraint '{}'. Cannot insert duplicate key in object '{}'.",
        d.constraint, qualified(names, d));
    std::string values = key_values(d.detail);
    if (!values.empty()) text += fmt::format(" The duplicate key value is ({}).", values);
    return SqlError(2627, 14, 1, text);
}

SqlError not_null(const Diagnostic& d, const StatementNames& names) {
    std::string table = names.database.empty()
                            ? d.table
                            : names.database + "." + names.schema + "." + names.table;
    return SqlError(515, 16, 2,
                    fmt::format("Cannot insert the value NULL into column '{}', table '{}'; column "
                                "does not allow nulls. {} fails.", d.column, table,
                                names.verb.empty() ? "INSERT" : names.verb));
}

SqlError conflict(const Diagnostic& d, const StatementNames& names, std::string_view kind) {
    std::string verb = names.verb.empty() ? "INSERT" : names.verb;
    // PostgreSQL words it "... still referenced from table" when the referenced row goes.
    bool referenced = d.message.find("still referenced") != std::string::npos ||
                      d.detail.find("still referenced") != std::string::npos;
    std::string_view what = kind;
    if (kind == "FOREIGN KEY" && referenced) what = "REFERENCE";
    std::string_view by = what == "FOREIGN KEY" && verb == "MERGE" ? "FOREIGN KEY" : what;
    return SqlError(547, 16, 0,
                    fmt::format("The {} statement conflicted with the {} constraint \"{}\". The "
                                "conflict occurred in database \"{}\", table \"{}\".", verb, by,
                                d.constraint, names.database, qualified(names, d)));
}

SqlError deadlock() {
    return SqlError(1205, 13, 51,
                    "Transaction was deadlocked on lock resources with another process and has "
                    "been chosen as the deadlock victim. Rerun the transaction.");
}

}  // namespace

SqlError to_sql_error(const pg::PgError& error, const StatementNames& names) {
    const Diagnostic& d = error.diagnostic();
    if (d.sqlstate == types::k_sqlstate_gantry) {
        auto detail = types::parse_detail(d.detail);
        if (detail) return SqlError(detail->number, detail->severity, detail->state, d.message);
    }
    if (d.sqlstate == "23505") return unique(d, names);
    if (d.sqlstate == "23502") return not_null(d, names);
    if (d.sqlstate == "23503") return conflict(d, names, "FOREIGN KEY");
    if (d.sqlstate == "23514") return conflict(d, names, "CHECK");
    if (d.sqlstate == "40P01") return deadlock();
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
            return Reach::batch;
        default:
            break;
    }
    if (is_compile_error(number)) return Reach::scope;
    return Reach::statement;
}

}  // namespace gantry::session
