#pragma once
// A restore in progress, as the catalog knows it. Tables are made and loaded in PostgreSQL schemas
// with a hidden prefix, over several connections and many transactions; publish_restore() then
// renames the schemas and writes the catalog in one transaction, so that the database appears as
// a whole or not at all. What is left of a restore whose program or PostgreSQL died is found
// through gantry.restores and removed.
//
// The owner is alive as long as the advisory lock taken by begin_restore() is held, which is as
// long as that connection lives: no process ids that could be another's by now.

#include <optional>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "engine/store/gap.h"
#include "pg/executor.h"

namespace gantry::store {

struct RestoreTicket {
    int32_t id = 0;
    std::string database;
    std::string schema_prefix;     // for DdlWriter
    bool replaces = false;         // an existing database stays as it is until publish
    int32_t database_id = 0;       // the new row in state RESTORING, or the existing one's
    int32_t backend_pid = 0;       // PostgreSQL's, of the connection that holds the lock
    std::string application_name;  // worker connections must set it: leftovers are ended by it
};

// Registers the restore, in a transaction of its own. The database must not exist, unless
// `replace`: 1801. Another restore of the same name is running: 3101.
RestoreTicket begin_restore(pg::Executor& executor, const std::string& database, uint32_t collation,
                            bool replace);

// The last step. The database is changed as a managed instance changes it: recovery model FULL,
// compatibility level 100 at least. `lock_timeout_ms` bounds the wait for sessions that use the
// database to be replaced: then 3101.
void publish_restore(pg::Executor& executor, const RestoreTicket& ticket,
                     const catalog::Database& model, const std::vector<Gap>& gaps,
                     int lock_timeout_ms = 10000);

// Removes everything of an unpublished restore, and nothing where another has done it already. The
// caller owns the ticket. Not inside a transaction.
void abandon_restore(pg::Executor& executor, const RestoreTicket& ticket);

// For an owner whose connection broke and who has a new one: ends the old backend, which may still
// be at work. False while it, or another that cleans up, holds the ticket's lock.
bool take_over_restore(pg::Executor& executor, const RestoreTicket& ticket);

// Whether publish_restore() or keep_step() with this ticket took effect: when the connection breaks
// between a commit and its answer nobody else knows. The caller owns the ticket.
bool was_committed(pg::Executor& executor, const RestoreTicket& ticket);

// Removes what dead restores left; returns the names of their databases. Called at the server's
// start and before each restore. Not inside a transaction.
std::vector<std::string> drop_unfinished_restores(pg::Executor& executor);

// Parts of begin_restore(), for kept_steps.h: 3101 when a restore of that name is running; the
// ticket's row and lock, in the caller's transaction; the end of the row, 3101 where it is gone;
// the end of the lock.
void refuse_second_restore(pg::Executor& executor, const std::string& database);
void register_ticket(pg::Executor& executor, RestoreTicket& ticket);
void end_ticket(pg::Executor& executor, const RestoreTicket& ticket);
void release_ticket(pg::Executor& executor, const RestoreTicket& ticket);

// The T-SQL schemas of a model that have a PostgreSQL schema.
std::vector<std::string> schemas_with_tables(const catalog::Database& model);

}  // namespace gantry::store
