#pragma once
// How many pages tables take, by kind, as the allocation units (sysallocunits) count them: what
// sp_spaceused and sys.dm_db_partition_stats show. Counts of a database that was not shut cleanly
// may lag behind its maps. Errors as SystemCatalog's.

#include <cstdint>
#include <unordered_map>

namespace gantry::catalog {

class SystemCatalog;

struct TableSize {
    // In use by the heap or clustered index, index levels and allocation maps among them.
    int64_t in_row_pages = 0;
    int64_t lob_pages = 0;
    int64_t overflow_pages = 0;
    int64_t index_pages = 0;     // in use by other indexes, all kinds
    int64_t reserved_pages = 0;  // of everything: whole extents

    int64_t used_pages() const { return in_row_pages + lob_pages + overflow_pages + index_pages; }
};

// By object id; objects without storage are absent.
std::unordered_map<int32_t, TableSize> table_sizes(const SystemCatalog& catalog);

}  // namespace gantry::catalog
