#pragma once
// Reads what a live server holds outside of its databases into the model that backups of master
// and msdb give, and what no backup has: the trace flags that are on. What could not be read is in
// Instance::warnings. Errors: as Source.

#include "catalog/instance/instance_model.h"
#include "live/databases.h"

namespace gantry::live {

catalog::Instance read_instance(Source& source, const std::vector<SourceDatabase>& databases);

}  // namespace gantry::live
