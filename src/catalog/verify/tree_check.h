#pragma once
// A B-tree from its root down: levels, child pointers, the chain of each level, the order of keys,
// and that every page of the unit is in it. Trees whose rows are compressed are checked by their
// chains, and by the keys of their leaves when they are clustered.
// Thread-safe. Bounded by the unit's pages. `threads` share the work on a
// large tree.

#include "catalog/verify/allocation_map.h"

namespace gantry::catalog {

// `columns`: of the unit's rowset.
void check_tree(const storage::PageSource& source, const AllocationMap& map,
                const StorageUnit& unit, int32_t unit_number,
                const std::vector<RowsetColumn>& columns, size_t threads, Findings& findings);

}  // namespace gantry::catalog
