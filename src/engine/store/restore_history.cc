#include "engine/store/restore_history.h"

#include <fmt/format.h>

#include "engine/store/pg_names.h"

namespace gantry::store {
namespace {

std::string media_set_id(pg::Executor& executor, const HistoryMedia& media) {
    // The devices are where they were read from last.
    return executor
        .query(
            "INSERT INTO gantry.media_sets (media_uuid, details, families) VALUES ($1::uuid, "
            "$2::jsonb -> 0, $3::jsonb) ON CONFLICT (media_uuid) DO UPDATE SET families = "
            "excluded.families RETURNING media_set_id",
            {media.uuid, media.details, media.families})
        .value()
        .value_or("");
}

// `set_is_old` and `restore_is_old` are conditions on s and r, about $1.
void delete_history(pg::Executor& executor, std::string_view set_is_old,
                    std::string_view restore_is_old, const std::string& value) {
    executor.execute("LOCK TABLE gantry.media_sets IN SHARE ROW EXCLUSIVE MODE");
    executor.query(fmt::format("DELETE FROM gantry.restore_history r USING gantry.backup_sets s "
                               "WHERE s.backup_set_id = r.backup_set_id AND ({} OR {})",
                               set_is_old, restore_is_old),
                   {value});
    executor.query(fmt::format("DELETE FROM gantry.backup_sets s WHERE {}", set_is_old), {value});
    executor.execute(
        "DELETE FROM gantry.media_sets m WHERE NOT EXISTS (SELECT 1 FROM gantry.backup_sets s "
        "WHERE s.media_set_id = m.media_set_id)");
}

}  // namespace

void record_restore(pg::Executor& executor, const HistoryMedia& media, const HistorySet& set,
                    const HistoryRestore& restore) {
    std::string media_id = media_set_id(executor, media);
    pg::Result set_id = executor.query(
        "INSERT INTO gantry.backup_sets (backup_set_uuid, media_set_id, details, files, "
        "filegroups) VALUES ($1::uuid, $2, $3::jsonb -> 0, $4::jsonb, $5::jsonb) ON CONFLICT "
        "(backup_set_uuid) DO UPDATE SET media_set_id = excluded.media_set_id RETURNING "
        "backup_set_id",
        {set.uuid, media_id, set.details, set.files, set.filegroups});
    executor.query(
        "INSERT INTO gantry.restore_history (backup_set_id, details, files, filegroups) VALUES "
        "($1, $2::jsonb -> 0, $3::jsonb, $4::jsonb)",
        {set_id.value().value_or(""), restore.details, restore.files, restore.filegroups});
}

void delete_history_before(pg::Executor& executor, const std::string& time) {
    delete_history(executor, "(s.details->>'backup_finish_date')::timestamp < $1::timestamp",
                   "false", time);
}

void delete_history_of(pg::Executor& executor, const std::string& database) {
    const std::string key = name_key(database);
    const pg::Result names = executor.query(
        "SELECT details->>'database_name' AS name FROM gantry.backup_sets UNION SELECT "
        "details->>'destination_database_name' FROM gantry.restore_history");
    for (const pg::Row& row : names.rows) {
        if (!row[0] || name_key(*row[0]) != key) continue;
        delete_history(executor, "s.details->>'database_name' = $1",
                       "r.details->>'destination_database_name' = $1", *row[0]);
    }
}

}  // namespace gantry::store
