#include "engine/store/restore_history.h"

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

}  // namespace gantry::store
