#pragma once
// The server that databases are moved to, as far as a migration needs it: an interface, so that the
// runner is tested without a server, and its implementation over TDS. Thread-safe: each call takes
// an idle connection or opens one.
//
// Errors: SqlError of the server, IoError when it cannot be reached or the connection broke.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "migrate/compared_table.h"
#include "tdsclient/connection.h"

namespace gantry::migrate {

enum class Product : uint8_t { gantry, managed_instance, sql_server };
std::string_view product_name(Product product);  // "Gantry", "Azure SQL Managed Instance" ...

struct TargetInfo {
    Product product = Product::sql_server;
    std::string name;     // @@SERVERNAME
    std::string version;  // ProductVersion
    // RESTORE takes a whole full backup FROM URL without WITH, and nothing else: a managed
    // instance, or a Gantry instance that is set to be as strict.
    bool managed_rules = false;
    // Left of the storage that the server may use; nothing: it does not say.
    std::optional<uint64_t> free_bytes = {};
};

struct TargetDatabase {
    std::string state;  // sys.databases.state_desc: ONLINE, RESTORING ...
    int compatibility_level = 0;
    std::string recovery_model;
};

// A request that restores now.
struct RunningRestore {
    int session = 0;
    double percent = 0;
    int64_t left_ms = 0;  // as the server estimates; 0: it does not
};

class Target {
  public:
    virtual ~Target() = default;

    virtual TargetInfo info() = 0;
    virtual std::optional<TargetDatabase> database(const std::string& name) = 0;
    // Nothing when no restore of the database runs, or none is shown.
    virtual std::optional<RunningRestore> running(const std::string& name) = 0;
    // Runs a statement to its end; warnings of severity 10 and below are returned. A stop cancels.
    virtual std::vector<std::string> execute(const std::string& statement,
                                             std::stop_token stop) = 0;
    virtual void drop(const std::string& name) = 0;
    virtual bool has_credential(const std::string& name) = 0;
    virtual void create_credential(const std::string& name, const std::string& secret) = 0;
    virtual TableHash hash(const std::string& database, const ComparedTable& table,
                           std::stop_token stop) = 0;
    // Why the server cannot compute the column's bytes; empty when it can.
    virtual std::string probe(const std::string& database, const ComparedTable& table,
                              const ComparedColumn& column) = 0;
};

std::unique_ptr<Target> open_target(const tdsclient::ConnectOptions& options);

}  // namespace gantry::migrate
