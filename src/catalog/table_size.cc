#include "catalog/table_size.h"

#include <algorithm>

#include "catalog/system_catalog.h"

namespace gantry::catalog {

namespace {

// sysallocunits.type
constexpr int64_t k_unit_in_row = 1;
constexpr int64_t k_unit_lob = 2;
constexpr int64_t k_unit_overflow = 3;

}  // namespace

std::unordered_map<int32_t, TableSize> table_sizes(const SystemCatalog& catalog) {
    struct Owner {
        int32_t object_id;
        bool base;
    };
    std::unordered_map<int64_t, Owner> owners;
    for (const auto& [key, rowsets] : catalog.rowsets()) {
        for (const Rowset& rowset : rowsets)
            owners[rowset.id] = {key.first, key.second <= 1};
    }
    std::unordered_map<int32_t, TableSize> out;
    catalog.scan(k_sysallocunits, {"ownerid", "type", "pcused", "pcreserved"},
                 [&](const SystemRow& row) {
                     auto owner = owners.find(row.integer(0));
                     if (owner == owners.end()) return;
                     TableSize& size = out[owner->second.object_id];
                     int64_t used = std::max<int64_t>(0, row.integer(2));
                     size.reserved_pages += std::max<int64_t>(0, row.integer(3));
                     if (!owner->second.base) {
                         size.index_pages += used;
                     } else if (row.integer(1) == k_unit_in_row) {
                         size.in_row_pages += used;
                     } else if (row.integer(1) == k_unit_lob) {
                         size.lob_pages += used;
                     } else if (row.integer(1) == k_unit_overflow) {
                         size.overflow_pages += used;
                     }
                 });
    return out;
}

}  // namespace gantry::catalog
