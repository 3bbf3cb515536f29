#include "engine/store/kept_steps.h"

#include <fmt/format.h>

#include "engine/store/model_writer.h"
#include "engine/store/pg_names.h"
#include "engine/store/store.h"

namespace gantry::store {
namespace {

constexpr const char* k_lock_timeout = "55P03";

[[noreturn]] void throw_nothing_to_continue(const std::string& database, bool exists) {
    if (!exists) {
        throw SqlError(3118, 16, 1,
                       fmt::format("The database \"{}\" does not exist. RESTORE can only create a "
                                   "database when restoring either a full backup or a file backup "
                                   "of the primary file.",
                                   database));
    }
    throw SqlError(3117, 16, 1,
                   "The log or differential backup cannot be restored because no files are ready "
                   "to rollforward.",
                   "restore the full backup WITH NORECOVERY first");
}

// An online database that a new chain replaces goes when its first step is complete.
void drop_content(pg::Executor& executor, const RestoreTicket& ticket) {
    pg::Result schemas = executor.query("SELECT name FROM gantry.schemas WHERE database_id = $1",
                                        {std::to_string(ticket.database_id)});
    for (const pg::Row& row : schemas.rows) {
        executor.execute("DROP SCHEMA IF EXISTS " +
                         quoted(pg_schema(ticket.database, row[0].value_or(""))) + " CASCADE");
    }
    delete_model_rows(executor, ticket.database_id);
    executor.query("DELETE FROM gantry.restore_steps WHERE database_id = $1",
                   {std::to_string(ticket.database_id)});
}

void insert_step(pg::Executor& executor, int32_t database_id, const KeptStep& step) {
    executor.query(
        "INSERT INTO gantry.restore_steps (database_id, step_id, position, file_count, stop_at, "
        "stop_mark, mark_after, stop_before_mark, is_partial, leaves_files_out) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $10)",
        {std::to_string(database_id), std::to_string(step.id), std::to_string(step.position),
         std::to_string(step.file_count), step.stop_at, step.stop_mark, step.mark_after,
         step.stop_before_mark ? "t" : "f", step.is_partial ? "t" : "f",
         step.leaves_files_out ? "t" : "f"});
}

}  // namespace

std::vector<KeptStep> load_kept_steps(pg::Executor& executor, int32_t database_id) {
    pg::Result rows = executor.query(
        "SELECT step_id, position, file_count, stop_at, stop_mark, mark_after, stop_before_mark, "
        "is_partial, leaves_files_out FROM gantry.restore_steps WHERE database_id = $1 ORDER BY "
        "step_id",
        {std::to_string(database_id)});
    std::vector<KeptStep> out;
    for (const pg::Row& row : rows.rows) {
        KeptStep step;
        step.id = std::stoi(*row[0]);
        step.position = std::stoi(*row[1]);
        step.file_count = std::stoi(*row[2]);
        step.stop_at = *row[3];
        step.stop_mark = *row[4];
        step.mark_after = *row[5];
        step.stop_before_mark = *row[6] == "t";
        step.is_partial = *row[7] == "t";
        step.leaves_files_out = *row[8] == "t";
        out.push_back(std::move(step));
    }
    return out;
}

std::vector<std::pair<int32_t, int32_t>> all_kept_steps(pg::Executor& executor) {
    pg::Result rows = executor.query("SELECT database_id, step_id FROM gantry.restore_steps");
    std::vector<std::pair<int32_t, int32_t>> out;
    for (const pg::Row& row : rows.rows)
        out.emplace_back(std::stoi(*row[0]), std::stoi(*row[1]));
    return out;
}

RestoreTicket continue_restore(pg::Executor& executor, const std::string& database,
                               const std::vector<int32_t>& step_ids) {
    RestoreTicket ticket;
    ticket.database = database;
    ticket.replaces = true;
    pg::in_transaction(executor, [&] {
        lock_database_list(executor);
        refuse_second_restore(executor, database);
        std::optional<DatabaseInfo> info = find_database(executor, database);
        std::vector<int32_t> there;
        if (info) {
            for (const KeptStep& step : load_kept_steps(executor, info->id)) {
                there.push_back(step.id);
            }
        }
        if (there.empty()) throw_nothing_to_continue(database, info.has_value());
        if (there != step_ids) {
            throw SqlError(3101, fmt::format("Exclusive access could not be obtained because the "
                                             "database is in use: another restore of '{}' came in "
                                             "between.",
                                             info->name));
        }
        ticket.database = info->name;
        ticket.database_id = info->id;
        register_ticket(executor, ticket);
    });
    return ticket;
}

void keep_step(pg::Executor& executor, const RestoreTicket& ticket, const KeptStep& step,
               bool starts_over, int32_t replaced_step) {
    constexpr int k_lock_timeout_ms = 10000;
    std::string id = std::to_string(ticket.database_id);
    try {
        pg::in_transaction(executor, [&] {
            executor.execute(
                fmt::format("SET LOCAL lock_timeout = {}; SET LOCAL "
                            "client_min_messages = warning; SET LOCAL "
                            "synchronous_commit = on",
                            k_lock_timeout_ms));
            if (starts_over && ticket.replaces) drop_content(executor, ticket);
            executor.query(
                "UPDATE gantry.databases SET state = 1, restore_id = $2 WHERE database_id = $1",
                {id, std::to_string(ticket.id)});
            executor.query(
                "DELETE FROM gantry.restore_steps WHERE database_id = $1 AND step_id = "
                "$2",
                {id, std::to_string(replaced_step)});
            insert_step(executor, ticket.database_id, step);
            end_ticket(executor, ticket);
            bump_version(executor, ticket.database_id);
            executor.query("SELECT pg_notify($1, '0:0')", {k_notify_channel});
        });
    } catch (const pg::PgError& error) {
        if (error.sqlstate() != k_lock_timeout) throw;
        throw SqlError(3101,
                       "Exclusive access could not be obtained because the database is in "
                       "use.");
    }
    release_ticket(executor, ticket);
}

}  // namespace gantry::store
