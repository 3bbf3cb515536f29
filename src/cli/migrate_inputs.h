#pragma once
// The backups of a migration: files, folders and globs of this machine, and blobs. One that is no
// backup is told and does not stop the others.

#include <string>
#include <vector>

#include "backup/media_set.h"
#include "cli/blob_options.h"
#include "migrate/plan.h"

namespace gantry::cli {

struct MigrationInputs {
    std::vector<backup::MediaSet> media;
    std::vector<migrate::NotMoved> rejected;
    migrate::OpenFile open;  // what the plan names, with the same credentials
};

// A URL is a blob, or a container or folder in one, of which every blob is looked at.
MigrationInputs read_migration_inputs(const std::vector<std::string>& words,
                                      const BlobOptions& options);

}  // namespace gantry::cli
