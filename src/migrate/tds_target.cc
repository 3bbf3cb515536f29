// Target over TDS.

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "migrate/hash_query.h"
#include "migrate/target.h"

namespace gantry::migrate {
namespace {

using tdsclient::Connection;
using tdsclient::quote_literal;
using tdsclient::quote_name;

constexpr int k_azure_sql_mi = 8;  // SERVERPROPERTY('EngineEdition')

class TdsTarget : public Target {
  public:
    explicit TdsTarget(const tdsclient::ConnectOptions& options) : options_(options) {
        options_.database = "master";
    }

    TargetInfo info() override {
        TargetInfo out;
        with([&](Connection& server) {
            server.query(
                "SELECT CONVERT(nvarchar(128), @@SERVERNAME) AS name, "
                "CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version, "
                "CONVERT(int, SERVERPROPERTY('EngineEdition')) AS edition, "
                "CHARINDEX('Gantry', @@VERSION) AS gantry",
                [&](const tdsclient::Row& row) {
                    out.name = row.text("name");
                    out.version = row.text("version");
                    const bool managed = row.integer("edition") == k_azure_sql_mi;
                    out.product = row.integer("gantry") > 0 ? Product::gantry
                                  : managed                 ? Product::managed_instance
                                                            : Product::sql_server;
                });
            out.managed_rules = out.product == Product::managed_instance ||
                                (out.product == Product::gantry && refuses_disk(server));
            out.free_bytes = free_storage(server);
        });
        return out;
    }

    std::optional<TargetDatabase> database(const std::string& name) override {
        std::optional<TargetDatabase> out;
        with([&](Connection& server) {
            server.query(
                "SELECT state_desc, compatibility_level, recovery_model_desc FROM sys.databases "
                "WHERE name = " +
                    quote_literal(name),
                [&](const tdsclient::Row& row) {
                    out = TargetDatabase{row.text(0), int(row.integer(1)), row.text(2)};
                });
        });
        return out;
    }

    // A managed instance shows two requests, the client's and the one that works, and a database
    // that is restored may bear a GUID: the furthest whose text names the database counts. Gantry's
    // requests say which database they restore.
    std::optional<RunningRestore> running(const std::string& name) override {
        const std::string text = quote_literal("%" + like_pattern(quote_name(name)) + "%");
        const std::string query =
            "SELECT r.session_id, r.percent_complete, r.estimated_completion_time "
            "FROM sys.dm_exec_requests r " +
            (product() == Product::gantry
                 ? fmt::format("WHERE r.command LIKE 'RESTORE%' AND r.database_id = (SELECT "
                               "d.database_id FROM sys.databases d WHERE d.name = {})",
                               quote_literal(name))
                 : fmt::format("OUTER APPLY sys.dm_exec_sql_text(r.sql_handle) t "
                               "WHERE r.command LIKE 'RESTORE%' AND t.text LIKE {}",
                               text));
        std::optional<RunningRestore> out;
        with([&](Connection& server) {
            server.query(query, [&](const tdsclient::Row& row) {
                const RunningRestore one{int(row.integer(0)), row.real(1), row.integer(2)};
                if (!out || one.percent > out->percent) out = one;
            });
        });
        return out;
    }

    std::vector<std::string> execute(const std::string& statement, std::stop_token stop) override {
        std::vector<std::string> out;
        with([&](Connection& server) {
            const std::stop_callback cancel(stop, [&server] { server.cancel(); });
            server.execute(statement);
            for (const tdsclient::ServerMessage& message : server.messages())
                out.push_back(message.text);
        });
        return out;
    }

    void drop(const std::string& name) override {
        with([&](Connection& server) { server.execute("DROP DATABASE " + quote_name(name)); });
    }

    bool has_credential(const std::string& name) override {
        bool out = false;
        with([&](Connection& server) {
            server.query("SELECT 1 FROM sys.credentials WHERE name = " + quote_literal(name),
                         [&](const tdsclient::Row&) { out = true; });
        });
        return out;
    }

    void create_credential(const std::string& name, const std::string& secret) override {
        with([&](Connection& server) {
            server.execute(fmt::format(
                "CREATE CREDENTIAL {} WITH IDENTITY = N'SHARED ACCESS SIGNATURE', SECRET = {}",
                quote_name(name), quote_literal(secret)));
        });
    }

    TableHash hash(const std::string& database, const ComparedTable& table,
                   std::stop_token stop) override {
        TableHash out;
        in_database(database, [&](Connection& server) {
            const std::stop_callback cancel(stop, [&server] { server.cancel(); });
            server.query(hash_query(table), [&](const tdsclient::Row& row) {
                out.rows = uint64_t(row.integer(0));
                out.sum = parse_sum(row.text(1));
            });
        });
        return out;
    }

    std::string probe(const std::string& database, const ComparedTable& table,
                      const ComparedColumn& column) override {
        std::string out;
        in_database(database, [&](Connection& server) {
            try {
                server.execute(column_probe(table, column));
            } catch (const SqlError& error) {
                out = fmt::format("Msg {}: {}", error.number(), error.what());
            }
        });
        return out;
    }

  private:
    // A device that is no blob is refused for its kind before it is looked for.
    static bool refuses_disk(Connection& server) {
        constexpr int k_only_urls = 41902;
        try {
            server.execute("RESTORE LABELONLY FROM DISK = N'is FROM DISK taken'");
        } catch (const SqlError& error) {
            return error.number() == k_only_urls;
        }
        return false;
    }

    // Azure's view, which Gantry has too; SQL Server has none.
    static std::optional<uint64_t> free_storage(Connection& server) {
        std::optional<uint64_t> out;
        try {
            server.query(
                "SELECT TOP (1) CONVERT(bigint, reserved_storage_mb), "
                "CONVERT(bigint, storage_space_used_mb) "
                "FROM sys.server_resource_stats ORDER BY start_time DESC",
                [&](const tdsclient::Row& row) {
                    const int64_t left = row.integer(0) - row.integer(1);
                    out = uint64_t(std::max<int64_t>(left, 0)) << 20;
                });
        } catch (const SqlError&) {
            return std::nullopt;
        }
        return out;
    }

    Product product() {
        const std::lock_guard lock(product_mutex_);
        if (!product_) product_ = info().product;
        return *product_;
    }

    static std::string like_pattern(const std::string& text) {
        std::string out;
        for (char c : text) {
            if (c == '%' || c == '_' || c == '[') {
                out += '[';
                out += c;
                out += ']';
            } else {
                out += c;
            }
        }
        return out;
    }

    std::unique_ptr<Connection> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                std::unique_ptr<Connection> out = std::move(idle_.back());
                idle_.pop_back();
                return out;
            }
        }
        return std::make_unique<Connection>(options_);
    }

    // A connection that broke while it was idle is replaced once.
    template <typename F>
    void with(F&& use) {
        std::unique_ptr<Connection> server = take();
        if (!server->is_open()) server = std::make_unique<Connection>(options_);
        use(*server);  // what threw is not used again
        if (!server->is_open()) return;
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(server));
    }

    // Back in master afterwards: an idle connection must not keep a database from being dropped.
    template <typename F>
    void in_database(const std::string& database, F&& use) {
        with([&](Connection& server) {
            server.use_database(database);
            try {
                use(server);
            } catch (...) {
                if (server.is_open()) server.use_database("master");
                throw;
            }
            server.use_database("master");
        });
    }

    tdsclient::ConnectOptions options_;
    std::mutex product_mutex_;
    std::optional<Product> product_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace

std::string_view product_name(Product product) {
    switch (product) {
        case Product::gantry:
            return "Gantry";
        case Product::managed_instance:
            return "Azure SQL Managed Instance";
        case Product::sql_server:
            break;
    }
    return "SQL Server";
}

std::unique_ptr<Target> open_target(const tdsclient::ConnectOptions& options) {
    return std::make_unique<TdsTarget>(options);
}

}  // namespace gantry::migrate
