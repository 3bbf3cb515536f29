#pragma once
// A native full backup as a RowSource: catalog::DatabaseImage behind the restore's interface.

#include <memory>

#include "restore/restore.h"
#include "restore/row_source.h"

namespace gantry::restore {

// Errors as catalog::DatabaseImage has them: 3201, 3241, 3132, 3183, ...
std::unique_ptr<RowSource> open_backup(const RestoreRequest& request);

}  // namespace gantry::restore
