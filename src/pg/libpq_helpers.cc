#include "pg/libpq_helpers.h"

#include <cstdlib>

namespace gantry::pg {
namespace {

std::string trimmed(const char* text) {
    std::string out = text == nullptr ? "" : text;
    while (!out.empty() && (out.back() == '\n' || out.back() == ' '))
        out.pop_back();
    return out;
}

std::string field(const PGresult* result, int code) {
    const char* value = PQresultErrorField(result, code);
    return value == nullptr ? "" : value;
}

}  // namespace

PGconn* connect_or_throw(const std::string& conninfo) {
    PGconn* connection = PQconnectdb(conninfo.c_str());
    if (connection == nullptr) throw IoError("no memory for a connection to PostgreSQL");
    if (PQstatus(connection) != CONNECTION_OK) {
        std::string message = trimmed(PQerrorMessage(connection));
        PQfinish(connection);
        throw IoError("cannot connect to PostgreSQL: " + message);
    }
    return connection;
}

Diagnostic diagnostic_of(const PGresult* result) {
    Diagnostic out;
    out.severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (out.severity.empty()) out.severity = field(result, PG_DIAG_SEVERITY);
    out.sqlstate = field(result, PG_DIAG_SQLSTATE);
    out.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    out.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    out.hint = field(result, PG_DIAG_MESSAGE_HINT);
    out.context = field(result, PG_DIAG_CONTEXT);
    out.schema = field(result, PG_DIAG_SCHEMA_NAME);
    out.table = field(result, PG_DIAG_TABLE_NAME);
    out.column = field(result, PG_DIAG_COLUMN_NAME);
    out.data_type = field(result, PG_DIAG_DATATYPE_NAME);
    out.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    out.position = std::atoi(field(result, PG_DIAG_STATEMENT_POSITION).c_str());
    // An error that libpq made itself (lost connection) has no fields.
    if (out.message.empty()) out.message = trimmed(PQresultErrorMessage(result));
    return out;
}

}  // namespace gantry::pg
