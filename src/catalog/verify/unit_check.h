#pragma once
// The pages of one allocation unit: types, insides, and how they hang together: the levels of a
// tree, the forwarding pointers of a heap. Thread-safe: each unit may be checked by another thread.

#include "catalog/verify/allocation_map.h"
#include "catalog/verify/page_structure.h"

namespace gantry::catalog {

struct UnitCounts {
    uint64_t leaf_rows = 0;  // rows a scan returns; of a nonclustered index its leaf rows
    uint64_t ghosts = 0;
    uint64_t lob_records = 0;
    uint64_t pages = 0;
    uint64_t stubs = 0;  // of a heap: forwarding stubs, and the rows they lead to
    uint64_t forwarded = 0;
    bool damaged = false;  // some page could not be counted

    void add(const UnitCounts& other);
};

// Pages of the extents [first, last) of StorageUnit::pages.
UnitCounts check_unit_pages(const storage::PageSource& source, const AllocationMap& map,
                            const std::vector<StorageUnit>& units, uint32_t unit, size_t first,
                            size_t last, Findings& findings);
// What can be said once all pages were counted. `columns`: of the unit's rowset.
void check_unit_whole(const storage::PageSource& source, const AllocationMap& map,
                      const std::vector<StorageUnit>& units, uint32_t unit,
                      const UnitCounts& counts, const std::vector<RowsetColumn>& columns,
                      size_t threads, Findings& findings);

}  // namespace gantry::catalog
