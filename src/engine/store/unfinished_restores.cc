#include "engine/store/unfinished_restores.h"

#include <fmt/format.h>
#include <unistd.h>

#include <set>

#include "engine/store/model_writer.h"
#include "engine/store/pg_ddl.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

constexpr int32_t k_restore_lock_class = 0x67727374;  // any number of our own
constexpr int k_drop_batch = 200;
// Databases of older levels come up with this one.
constexpr int k_compatibility_level_min = 100;

bool try_lock(pg::Executor& executor, int32_t restore_id) {
    return executor
               .query("SELECT pg_try_advisory_lock($1, $2)",
                      {std::to_string(k_restore_lock_class), std::to_string(restore_id)})
               .value() == "t";
}

void unlock(pg::Executor& executor, int32_t restore_id) {
    executor.query("SELECT pg_advisory_unlock($1, $2)",
                   {std::to_string(k_restore_lock_class), std::to_string(restore_id)});
}

std::string application_name(int32_t restore_id) {
    return fmt::format("gantry restore {}", restore_id);
}

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

// In batches, each its own transaction: one DROP SCHEMA would need a lock for every table at once.
void drop_schema_in_batches(pg::Executor& executor, const std::string& schema) {
    for (;;) {
        pg::Result tables = executor.query(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
            "n.nspname = $1 AND c.relkind = 'r' LIMIT " +
                std::to_string(k_drop_batch),
            {schema});
        if (tables.empty()) break;
        std::string sql = "DROP TABLE IF EXISTS ";
        for (size_t i = 0; i < tables.size(); ++i) {
            sql += (i ? ", " : "") + quoted(schema, *tables[i][0]);
        }
        executor.execute(sql + " CASCADE");
    }
    executor.execute("DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE");
}

void reserve_database(pg::Executor& executor, RestoreTicket& ticket, uint32_t collation) {
    pg::Result id = executor.query(
        "INSERT INTO gantry.databases (database_id, name, name_key, state, collation_id, "
        "compatibility_level, recovery_model) SELECT (SELECT min(n) FROM generate_series(5, "
        "(SELECT greatest(max(database_id), 4) + 1 FROM gantry.databases)) n WHERE n NOT IN "
        "(SELECT database_id FROM gantry.databases)), $1, $2, 1, $3, 160, 'FULL' "
        "RETURNING database_id",
        {ticket.database, name_key(ticket.database), std::to_string(collation)});
    ticket.database_id = std::stoi(*id.value());
}

[[noreturn]] void throw_taken_away(const std::string& database) {
    throw SqlError(3101, 16, 1,
                   fmt::format("Exclusive access could not be obtained because the database is in "
                               "use: '{}' was dropped or renamed while it was being restored.",
                               database));
}

}  // namespace

void refuse_second_restore(pg::Executor& executor, const std::string& database) {
    pg::Result running =
        executor.query("SELECT 1 FROM gantry.restores WHERE name_key = $1", {name_key(database)});
    if (running.empty()) return;
    throw SqlError(3101, fmt::format("Exclusive access could not be obtained because the database "
                                     "is in use: '{}' is being restored.",
                                     database));
}

void register_ticket(pg::Executor& executor, RestoreTicket& ticket) {
    pg::Result id =
        executor.query("SELECT nextval('gantry.restores_restore_id_seq'), pg_backend_pid()");
    ticket.id = std::stoi(*id[0][0]);
    ticket.backend_pid = std::stoi(*id[0][1]);
    ticket.schema_prefix = fmt::format("restore${}$", ticket.id);
    ticket.application_name = application_name(ticket.id);
    executor.query(
        "INSERT INTO gantry.restores (restore_id, database_name, name_key, database_id, "
        "schema_prefix, owner_pid, host) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {std::to_string(ticket.id), ticket.database, name_key(ticket.database),
         ticket.replaces ? pg::Param() : pg::Param(std::to_string(ticket.database_id)),
         ticket.schema_prefix, std::to_string(getpid()), host_name()});
    if (!try_lock(executor, ticket.id)) throw Error("the lock of a new restore is taken");
    executor.query("SELECT pg_notify($1, '0:0')", {k_notify_channel});
}

void end_ticket(pg::Executor& executor, const RestoreTicket& ticket) {
    pg::Result row = executor.query("DELETE FROM gantry.restores WHERE restore_id = $1",
                                    {std::to_string(ticket.id)});
    if (row.row_count == 0) throw_taken_away(ticket.database);
}

void release_ticket(pg::Executor& executor, const RestoreTicket& ticket) {
    unlock(executor, ticket.id);
}

RestoreTicket begin_restore(pg::Executor& executor, const std::string& database, uint32_t collation,
                            bool replace) {
    RestoreTicket ticket;
    ticket.database = database;
    pg::in_transaction(executor, [&] {
        lock_database_list(executor);
        refuse_second_restore(executor, database);
        std::optional<DatabaseInfo> existing = find_database(executor, database);
        if (existing && !replace) {
            throw SqlError(1801, 16, 3,
                           fmt::format("Database '{}' already exists. Choose a different database "
                                       "name.",
                                       database));
        }
        ticket.replaces = existing.has_value();
        if (existing) {
            ticket.database_id = existing->id;
        } else {
            reserve_database(executor, ticket, collation);
        }
        register_ticket(executor, ticket);
    });
    return ticket;
}

std::vector<std::string> schemas_with_tables(const catalog::Database& model) {
    std::set<int32_t> used = {1};
    for (const catalog::Table& table : model.tables) {
        if (!table.is_table_type) used.insert(table.schema_id);
    }
    for (const catalog::Sequence& sequence : model.sequences)
        used.insert(sequence.schema_id);
    std::vector<std::string> out;
    for (const catalog::Schema& schema : model.schemas) {
        bool of_users = schema.id > 4 && schema.id < 16384;
        if (of_users || used.contains(schema.id)) out.push_back(schema.name);
    }
    return out;
}

void publish_restore(pg::Executor& executor, const RestoreTicket& ticket,
                     const catalog::Database& model, const std::vector<Gap>& gaps,
                     int lock_timeout_ms) {
    try {
        pg::in_transaction(executor, [&] {
            executor.execute(
                fmt::format("SET LOCAL lock_timeout = {}; SET LOCAL "
                            "client_min_messages = warning; SET LOCAL "
                            "synchronous_commit = on",
                            lock_timeout_ms));
            if (ticket.replaces) {
                pg::Result old =
                    executor.query("SELECT name FROM gantry.schemas WHERE database_id = $1",
                                   {std::to_string(ticket.database_id)});
                for (const pg::Row& row : old.rows) {
                    executor.execute("DROP SCHEMA IF EXISTS " +
                                     quoted(pg_schema(ticket.database, *row[0])) + " CASCADE");
                }
            }
            for (const std::string& schema : schemas_with_tables(model)) {
                executor.execute(fmt::format("ALTER SCHEMA {} RENAME TO {}",
                                             quoted(pg_object(ticket.schema_prefix + schema)),
                                             quoted(pg_schema(ticket.database, schema))));
            }
            pg::Result row = executor.query(
                "UPDATE gantry.databases SET state = 0, restore_id = $2, create_date = now() AT "
                "TIME ZONE 'UTC' WHERE database_id = $1 AND name_key = $3",
                {std::to_string(ticket.database_id), std::to_string(ticket.id),
                 name_key(ticket.database)});
            if (row.row_count == 0) throw_taken_away(ticket.database);
            save_database(executor, ticket.database_id, model);
            // As a managed instance leaves a restored database.
            executor.query(
                "UPDATE gantry.databases SET recovery_model = 'FULL', "
                "compatibility_level = greatest(compatibility_level, $2::smallint) "
                "WHERE database_id = $1",
                {std::to_string(ticket.database_id), std::to_string(k_compatibility_level_min)});
            executor.query("DELETE FROM gantry.restore_steps WHERE database_id = $1",
                           {std::to_string(ticket.database_id)});
            save_gaps(executor, ticket.database_id, gaps);
            end_ticket(executor, ticket);
            executor.query("SELECT pg_notify($1, '0:0')", {k_notify_channel});
        });
    } catch (const pg::PgError& error) {
        if (error.sqlstate() != "55P03") throw;
        throw SqlError(3101,
                       "Exclusive access could not be obtained because the database is in "
                       "use.");
    }
    unlock(executor, ticket.id);
}

void abandon_restore(pg::Executor& executor, const RestoreTicket& ticket) {
    // Workers of a program that was killed may still be in a statement, holding locks.
    executor.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE "
        "application_name = $1 AND pid <> pg_backend_pid()",
        {ticket.application_name});
    executor.execute("SET client_min_messages = warning");
    pg::Result schemas = executor.query(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)", {ticket.schema_prefix});
    for (const pg::Row& row : schemas.rows)
        drop_schema_in_batches(executor, *row[0]);
    pg::in_transaction(executor, [&] {
        pg::Result row = executor.query("DELETE FROM gantry.restores WHERE restore_id = $1",
                                        {std::to_string(ticket.id)});
        // Published, or taken back by another: the database's number may be another's by now.
        if (row.row_count == 0) return;
        if (!ticket.replaces) {
            pg::Result gone = executor.query(
                "DELETE FROM gantry.databases WHERE database_id = $1 AND state = 1 AND "
                "name_key = $2",
                {std::to_string(ticket.database_id), name_key(ticket.database)});
            if (gone.row_count > 0) delete_model_rows(executor, ticket.database_id);
        }
        executor.query("SELECT pg_notify($1, '0:0')", {k_notify_channel});
    });
    unlock(executor, ticket.id);
}

bool take_over_restore(pg::Executor& executor, const RestoreTicket& ticket) {
    executor.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND "
        "classid = $1::oid AND objid = $2::oid AND pid = $3",
        {std::to_string(k_restore_lock_class), std::to_string(ticket.id),
         std::to_string(ticket.backend_pid)});
    return try_lock(executor, ticket.id);
}

bool was_committed(pg::Executor& executor, const RestoreTicket& ticket) {
    return executor
               .query(
                   "SELECT EXISTS (SELECT 1 FROM gantry.databases WHERE restore_id = $1) OR "
                   "EXISTS (SELECT 1 FROM gantry.restore_steps WHERE step_id = $1)",
                   {std::to_string(ticket.id)})
               .value() == "t";
}

std::vector<std::string> drop_unfinished_restores(pg::Executor& executor) {
    pg::Result rows = executor.query(
        "SELECT restore_id, database_name, schema_prefix, database_id FROM gantry.restores "
        "ORDER BY restore_id");
    std::vector<std::string> dropped;
    for (const pg::Row& row : rows.rows) {
        RestoreTicket ticket;
        ticket.id = std::stoi(*row[0]);
        ticket.database = *row[1];
        ticket.schema_prefix = *row[2];
        ticket.replaces = !row[3].has_value();
        ticket.database_id = row[3] ? std::stoi(*row[3]) : 0;
        ticket.application_name = application_name(ticket.id);
        if (!try_lock(executor, ticket.id)) continue;  // its owner is alive
        pg::Result still =
            executor.query("SELECT 1 FROM gantry.restores WHERE restore_id = $1", {*row[0]});
        if (still.empty()) {
            unlock(executor, ticket.id);
            continue;
        }
        abandon_restore(executor, ticket);
        dropped.push_back(ticket.database);
    }
    return dropped;
}

}  // namespace gantry::store
