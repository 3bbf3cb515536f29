#pragma once
// A live SQL Server as a source: what it is, and its system views read with what it does not have
// or does not show told instead of failing.
//
// One thread. Errors: IoError, TimeoutError and CancelledError of the connection; what the server
// refuses becomes a warning.

#include <functional>
#include <string>
#include <vector>

#include "live/catalog_query.h"
#include "tdsclient/connection.h"

namespace gantry::live {

struct ServerInfo {
    std::string name;     // @@SERVERNAME
    std::string version;  // "16.0.4003.1"
    std::string edition;  // "Developer Edition (64-bit)"
    std::string collation;
    int major = 16, minor = 0;
    int engine_edition = 3;  // 5 Azure SQL Database, 8 Azure SQL Managed Instance
    bool is_sysadmin = false;
    bool sees_definitions = false;  // VIEW ANY DEFINITION
    bool sees_state = false;        // VIEW SERVER STATE

    // The version whose views it has: a service is always at the newest.
    int view_major() const;
    bool is_service() const { return engine_edition == 5 || engine_edition == 8; }
};

class Source {
  public:
    // Asks the server what it is. IoError when it is older than SQL Server 2005.
    explicit Source(const tdsclient::ConnectOptions& options);
    // Over a connection that is there, of a server that is known: for tests.
    Source(const tdsclient::ConnectOptions& options, ServerInfo info);

    const ServerInfo& info() const { return info_; }
    tdsclient::Connection& connection() { return connection_; }

    using Visitor = tdsclient::Connection::Visitor;
    // False when it could not be read: a warning says why. Nothing is done, and nothing said, on a
    // version that does not have the view.
    bool read(const CatalogQuery& query, const Visitor& visit);
    // The batch as it is; refused: a warning, and false.
    bool read_batch(std::string_view what, std::string_view batch, const Visitor& visit);

    void warn(std::string text);
    // One sentence each; what was refused for the same reason is in one.
    std::vector<std::string> take_warnings();

  private:
    void ask_server();
    bool refused(std::string_view what, const SqlError& error);

    tdsclient::Connection connection_;
    ServerInfo info_;
    std::vector<std::string> warnings_;
    // What was not read, by the reason.
    std::vector<std::pair<std::string, std::vector<std::string>>> refused_;
};

}  // namespace gantry::live
