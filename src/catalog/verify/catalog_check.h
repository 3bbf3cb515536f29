#pragma once
// What system tables say of each other: rowsets of objects that exist, units of rowsets that exist,
// columns of objects that exist.

#include "catalog/system_catalog.h"
#include "catalog/verify/allocation_map.h"
#include "catalog/verify/findings.h"

namespace gantry::catalog {

// Rows of sysallocunits with their owners' names. Findings for units that nobody owns.
std::vector<StorageUnit> read_units(const SystemCatalog& catalog, Findings& findings);

void check_catalog(const SystemCatalog& catalog, Findings& findings);

}  // namespace gantry::catalog
