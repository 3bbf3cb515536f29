#pragma once
// What a session is, apart from what runs in it: who, where, SET options, the open transaction,
// and what @@ERROR and its like answer. Plain data of one thread.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/context.h"
#include "engine/store/logins.h"
#include "session/backend.h"
#include "session/environment.h"
#include "session/frame.h"
#include "session/row_encoder.h"
#include "tds/login7.h"
#include "tsql/ast/procedural.h"
#include "types/value.h"

namespace gantry::session {

// SET options that matter to the session and not to compiling.
struct Options {
    bool implicit_transactions = false;
    bool cursor_close_on_commit = false;
    bool noexec = false;
    bool parseonly = false;
    bool fmtonly = false;
    int64_t textsize = 2147483647;
    int32_t lock_timeout_ms = -1;
    tsql::IsolationLevel isolation = tsql::IsolationLevel::read_committed;
    Bytes context_info;
};

struct TransactionState {
    int count = 0;  // @@TRANCOUNT
    bool doomed = false;
    uint64_t descriptor = 0;  // 0: a statement's own, of which the client does not know
    std::string name;  // of the outermost
    std::vector<std::string> savepoints;
};

// What sp_prepare keeps.
struct PreparedHandle {
    UnitPtr unit;
    UnitPtr declarations;
};

struct CachedEncoder {
    engine::CompiledPtr compiled;  // keeps the key's address from being used again
    std::shared_ptr<const RowEncoder> encoder;
};

struct SessionState {
    SessionState(Environment& environment, Client& c) : env(environment), client(c) {}

    Environment& env;
    Client& client;
    StorageGate::Member storage{env.storage};
    std::unique_ptr<Backend> backend;
    // Of the registry from the login on.
    ActivityPtr activity = std::make_shared<Activity>(ActivityIdentity{});

    uint16_t spid = 0;
    tds::TdsVersion version = tds::TdsVersion::v7_4;
    tds::Login request;  // without its password
    store::Login login;
    std::string initial_database;
    std::string database;
    uint32_t database_collation = 0;

    engine::SessionSettings settings;
    Options options;
    TransactionState transaction;
    uint64_t context_generation = 1;  // raised when database or settings change

    std::shared_ptr<const engine::CatalogSnapshot> snapshot;
    // Changes with the session's own uncommitted DDL and temporary tables; 0: there are none.
    uint64_t private_version = 0;
    bool private_snapshot = false;  // `snapshot` has changes nobody else sees yet
    std::vector<std::string> changed_databases;
    std::shared_ptr<const engine::DatabaseCatalog> temporary;
    // What `temporary` was when the transaction began.
    std::optional<std::shared_ptr<const engine::DatabaseCatalog>> temporary_before;

    int64_t row_count = 0;
    int32_t error_number = 0;
    types::Value identity;  // NULL until a row got one
    std::vector<SqlError> handled_errors;  // of the CATCH blocks we are in, innermost last
    int nest_level = 0;
    Cursors global_cursors;
    int fetch_status = -1;
    int64_t cursor_rows = 0;
    int trigger_level = 0;  // triggers that are running

    std::unordered_map<std::string, std::string> routines;  // made in this backend: name to SQL
    std::set<uint32_t> ensured_collations;  // known to be in PostgreSQL
    std::unordered_map<int32_t, PreparedHandle> prepared;
    std::unordered_map<const engine::CompiledStatement*, CachedEncoder> encoders;
    int32_t next_handle = 1;
    uint32_t next_hidden = 1;  // names of temporary tables that step aside
};

}  // namespace gantry::session
