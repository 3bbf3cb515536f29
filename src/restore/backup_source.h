#pragma once
// A native full backup as a RowSource: catalog::DatabaseImage behind the restore's interface.

#include <memory>

#include "restore/restore.h"
#include "restore/row_source.h"

namespace gantry::restore {

std::vector<std::unique_ptr<ByteSource>> open_devices(const RestoreRequest& request);
// Of the devices' sources, which may be of one database's backups in any order. Errors as
// catalog::DatabaseImage has them: 3201, 3241, 3132, 3183, ...
std::unique_ptr<RowSource> open_backup(std::vector<std::unique_ptr<ByteSource>> sources,
                                       const RestoreRequest& request);
// Opens the devices first.
std::unique_ptr<RowSource> open_backup(const RestoreRequest& request);
// Of an image; `media`, which owns what it reads, lives as long.
std::unique_ptr<RowSource> image_source(std::unique_ptr<catalog::DatabaseImage> image,
                                        std::shared_ptr<void> media);

}  // namespace gantry::restore
