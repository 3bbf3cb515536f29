#pragma once
// What PostgreSQL answered in an ErrorResponse or NoticeResponse (protocol v3, "Error and Notice
// Message Fields"), and the exception that carries it. An ordinary value: no libpq memory inside.

#include <string>

#include "base/error.h"

namespace gantry::pg {

// Fields are empty (position 0) where PostgreSQL sent none.
struct Diagnostic {
    std::string severity;  // never translated: ERROR, FATAL, PANIC, WARNING, NOTICE, ...
    std::string sqlstate;  // five characters
    std::string message;
    std::string detail;
    std::string hint;
    std::string context;
    std::string schema;
    std::string table;
    std::string column;
    std::string data_type;
    std::string constraint;
    int position = 0;  // 1-based, in characters of the statement's text
};

// A statement failed; the connection is still good unless `fatal()`.
class PgError : public Error {
  public:
    explicit PgError(Diagnostic diagnostic)
        : Error(diagnostic.message, diagnostic.hint), diagnostic_(std::move(diagnostic)) {}

    const Diagnostic& diagnostic() const { return diagnostic_; }
    const std::string& sqlstate() const { return diagnostic_.sqlstate; }
    const std::string& detail() const { return diagnostic_.detail; }
    const std::string& constraint() const { return diagnostic_.constraint; }
    const std::string& schema() const { return diagnostic_.schema; }
    const std::string& table() const { return diagnostic_.table; }
    const std::string& column() const { return diagnostic_.column; }
    int position() const { return diagnostic_.position; }
    // PostgreSQL closes the connection after such an error.
    bool fatal() const {
        return diagnostic_.severity == "FATAL" || diagnostic_.severity == "PANIC";
    }

  private:
    Diagnostic diagnostic_;
};

}  // namespace gantry::pg
