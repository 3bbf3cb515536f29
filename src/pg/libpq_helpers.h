#pragma once
// What connection.cc and wire_session.cc share about libpq. Not for other folders.

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "pg/error.h"

namespace gantry::pg {

struct ResultFree {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultFree>;

// Blocks until connected. IoError with libpq's words and a hint when it cannot.
PGconn* connect_or_throw(const std::string& conninfo);

Diagnostic diagnostic_of(const PGresult* result);

}  // namespace gantry::pg
