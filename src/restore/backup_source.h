#pragma once
// A native full backup as a RowSource: catalog::DatabaseImage behind the restore's interface.

#include <memory>

#include "backup/media_set.h"
#include "restore/restore.h"
#include "restore/restore_history.h"
#include "restore/row_source.h"

namespace gantry::restore {

struct OpenedBackup {
    std::unique_ptr<RowSource> rows;
    std::vector<ReadSet> sets;  // none of data files
};

std::vector<std::unique_ptr<ByteSource>> open_devices(const RestoreRequest& request);
// Of the devices' sources, which may be of one database's backups in any order. Errors as
// catalog::DatabaseImage has them: 3201, 3241, 3132, 3183, ...
OpenedBackup open_backup(std::vector<std::unique_ptr<ByteSource>> sources,
                         const RestoreRequest& request, const backup::Look& look = {});
// Opens the devices first.
std::unique_ptr<RowSource> open_backup(const RestoreRequest& request);
// Of an image; `media`, which owns what it reads, lives as long. `told`: the sets that the
// statement's messages are about.
std::unique_ptr<RowSource> image_source(std::unique_ptr<catalog::DatabaseImage> image,
                                        std::shared_ptr<void> media,
                                        std::vector<backup::BackupSetHeader> told);

}  // namespace gantry::restore
