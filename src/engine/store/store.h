#pragma once
// Gantry's catalog in PostgreSQL schema `gantry` (DESIGN D5): the truth for databases, objects,
// columns, keys, modules, types and logins. It holds catalog::Database models of all databases
// without loss, as tables that views of sys.* can be made on (store/migrations.cc has the DDL).
//
// Every function works in the transaction the executor is in, or in one of its own statements
// when it is in none: callers that need all or nothing use pg::in_transaction. Changes of objects
// are in store/changes.h.
//
// A change of a database's objects raises its catalog_version and sends
// NOTIFY gantry_catalog, '<database_id>:<version>' (delivered at commit); a change of the list of
// databases sends '0:0'. Whoever caches a model listens.
//
// Errors: SqlError with SQL Server's number (911, 1801, 3701), PgError, IoError.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/model.h"
#include "engine/store/gap.h"
#include "pg/executor.h"

namespace gantry::store {

constexpr int32_t k_master_id = 1;
constexpr int32_t k_tempdb_id = 2;
constexpr int32_t k_model_id = 3;
constexpr int32_t k_msdb_id = 4;
constexpr int32_t k_first_user_database_id = 5;
constexpr const char* k_notify_channel = "gantry_catalog";

enum class DatabaseState { online, restoring, offline };  // sys.databases.state 0, 1, 6

struct DatabaseInfo {
    int32_t id = 0;
    std::string name;
    DatabaseState state = DatabaseState::online;
    uint32_t collation = 0;
    uint8_t compatibility_level = 160;
    std::string recovery_model = "FULL";
    std::string created;  // UTC, "2026-11-23 04:38:26.123"
    int64_t catalog_version = 0;
};

struct NewDatabase {
    std::string name = {};
    uint32_t collation = 0;  // 0: that of master
    uint8_t compatibility_level = 160;
    std::string recovery_model = "FULL";
};

// Creates or upgrades schema `gantry` and the system databases. Idempotent; safe to run from two
// programs at once. `collation` is the instance's, used when master is created: 0 means
// SQL_Latin1_General_CP1_CI_AS. New connections get search_path pg_catalog, sys.
void bootstrap(pg::Executor& executor, uint32_t collation = 0);

std::vector<DatabaseInfo> list_databases(pg::Executor& executor);  // by id
std::optional<DatabaseInfo> find_database(pg::Executor& executor, std::string_view name);
// One number lookup, for caches that missed a notification; nullopt when there is no such database.
std::optional<int64_t> catalog_version(pg::Executor& executor, int32_t database_id);

// An empty database, ONLINE, with schemas dbo, guest, sys, INFORMATION_SCHEMA and the standard
// principals, and its PostgreSQL schemas. 1801 when the name is taken.
DatabaseInfo create_database(pg::Executor& executor, const NewDatabase& request);
// Held to the end of the transaction: two programs must not pick the same id or name.
void lock_database_list(pg::Executor& executor);
// With all its data. 3701 when it does not exist, 3708 for a system database.
void drop_database(pg::Executor& executor, std::string_view name);
void rename_database(pg::Executor& executor, std::string_view name, std::string_view new_name);
void set_state(pg::Executor& executor, int32_t database_id, DatabaseState state);
void set_compatibility_level(pg::Executor& executor, int32_t database_id, uint8_t level);
void set_recovery_model(pg::Executor& executor, int32_t database_id, std::string_view model);

// The whole model, equal to what was saved but for catalog::Database::id, which is the instance's.
// 911 when there is no such database.
catalog::Database load_database(pg::Executor& executor, std::string_view name);
catalog::Database load_database(pg::Executor& executor, int32_t database_id);
// Replaces everything the catalog holds about the database's objects; touches no PostgreSQL
// object. Texts PostgreSQL cannot hold (NUL, unpaired surrogates) keep U+FFFD in their place and
// leave a warning in the model.
void save_database(pg::Executor& executor, int32_t database_id, const catalog::Database& model);

std::vector<Gap> load_gaps(pg::Executor& executor, int32_t database_id);
void save_gaps(pg::Executor& executor, int32_t database_id, const std::vector<Gap>& gaps);

// Raises catalog_version and notifies; returns the new version.
int64_t bump_version(pg::Executor& executor, int32_t database_id);

// Makes the PostgreSQL collation object of a SQL Server collation if there is none.
void ensure_collation(pg::Executor& executor, uint32_t collation);

// A fresh object id: positive, random-looking as SQL Server's are, never reused.
int32_t allocate_object_id(pg::Executor& executor, int32_t database_id);

const char* state_name(DatabaseState state);  // "ONLINE", "RESTORING", "OFFLINE"

// The model of an empty database: what create_database saves.
catalog::Database empty_model(const NewDatabase& request);

}  // namespace gantry::store
