#pragma once
// A connection to a SQL Server (2005 and later, or Gantry's own instance) as its client: run a
// batch, stream its rows. A thin layer over db-lib of FreeTDS
// (docs/decisions/0005-db-lib-as-tds-client.md).
//
//   Connection server(options);
//   server.query("SELECT name FROM sys.databases", [&](const Row& row) { use(row.text(0)); });
//
// A connection belongs to one thread at a time; only cancel() may be called from another one.
// Connections of different threads are independent. Rows are never kept: memory is one row.
//
// Errors: IoError when the server cannot be reached or the connection broke, TimeoutError,
// CancelledError, SqlError (number, severity, state, line, procedure) for what the server said.
// After a SqlError, TimeoutError or CancelledError the connection can be used again when
// is_open(). A password is never part of a message.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "tdsclient/row.h"

namespace gantry::tdsclient {

enum class Encryption : uint8_t {
    off,      // nothing is encrypted: the password is readable on the way
    request,  // encrypted when the server can
    require,  // the connection fails when the server cannot
};

struct ConnectOptions {
    std::string host;
    uint16_t port = 1433;
    std::string instance;  // a named instance, found by SQL Browser; the port is not used then
    std::string database;  // empty: the login's default
    std::string user, password;
    std::string application = "gantry";
    Encryption encryption = Encryption::require;
    bool trust_certificate = false;  // else it is checked, and that it is this host's
    std::string ca_file;             // PEM of trusted certificates; empty: the system's
    int connect_timeout_s = 15;
    int query_timeout_s = 0;  // of each wait for the server; 0: none

    // "server.example:1433", "server.example\SQL2019"
    std::string server_name() const;
};

class TimeoutError : public IoError {
  public:
    using IoError::IoError;
};

class CancelledError : public Error {
  public:
    using Error::Error;
};

// What the server says beside rows: PRINT, RAISERROR of severity 10 and below, notices.
struct ServerMessage {
    int number = 0, state = 0, severity = 0, line = 0;
    std::string text, procedure;
};

class Connection {
  public:
    explicit Connection(const ConnectOptions& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    using Visitor = std::function<void(const Row&)>;
    // Runs a batch to its end and visits each row of each of its result sets (row.result() counts
    // them). An exception of the visitor cancels the batch and goes on to the caller.
    void query(std::string_view batch, const Visitor& visit);
    void execute(std::string_view batch);
    // The first column of the first row as text; empty when there is no row or it is NULL.
    std::string scalar(std::string_view batch);
    // Makes `name` the current database.
    void use_database(std::string_view name);

    // From any thread: what runs now ends with CancelledError, within a second or so.
    void cancel();
    bool is_open() const;
    const std::string& server_name() const;
    // Of the last batch, those of severity 10 and below; bounded.
    const std::vector<ServerMessage>& messages() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// "[a]]b]"
std::string quote_name(std::string_view name);
// "N'it''s'"
std::string quote_literal(std::string_view text);

}  // namespace gantry::tdsclient
