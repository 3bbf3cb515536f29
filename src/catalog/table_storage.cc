#include "catalog/table_storage.h"

#include <algorithm>

#include "catalog/columnstore_scan.h"
#include "catalog/row_counts.h"
#include "catalog/system_catalog.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_sysphfg = 23;
constexpr uint8_t k_in_row_unit = 1;
constexpr int32_t k_first_other_index = 2;
// sysrowsets.status of indexes of memory-optimised tables; some ordinary ones without pages have it
// too. (Public descriptions name the bit; the samples have the others.)
constexpr uint32_t k_status_memory_index = 0x100;

constexpr const char* k_in_memory =
    "is memory-optimized: its rows are in checkpoint files, not in the database's pages";

bool has_memory_filegroup(const SystemCatalog& catalog) {
    bool found = false;
    catalog.scan(k_sysphfg, {"type"},
                 [&](const SystemRow& row) { found = found || row.text(0).starts_with("FX"); });
    return found;
}

bool has_pages(const SystemCatalog& catalog, const Rowset& rowset) {
    const AllocationUnit* unit = catalog.allocation_unit(rowset.id, k_in_row_unit);
    return unit != nullptr && !unit->first_iam.is_null();
}

// A heap without a page, with an index of the kind that memory-optimised tables have, without pages
// too, in a database that has a place for such tables.
bool looks_memory_optimized(const SystemCatalog& catalog, const Table& table) {
    bool has_memory_index = false;
    auto at = catalog.rowsets().lower_bound({table.object_id, 0});
    for (; at != catalog.rowsets().end() && at->first.first == table.object_id; ++at) {
        for (const Rowset& rowset : at->second) {
            if (rowset.index_id == 1 || has_pages(catalog, rowset)) return false;
            has_memory_index = has_memory_index || (rowset.index_id >= k_first_other_index &&
                                                    (rowset.status & k_status_memory_index) != 0);
        }
    }
    return has_memory_index && has_memory_filegroup(catalog);
}

}  // namespace

std::string why_not_in_pages(const SystemCatalog& catalog, const Table& table) {
    if (table.is_table_type) return {};  // a shape: its variables have the rows
    if (table.options.external) return "is external: its rows are elsewhere";
    if (table.options.memory_optimized) return k_in_memory;
    for (const Index& index : table.indexes) {
        if (index.kind == IndexKind::nonclustered_hash) return k_in_memory;
    }
    std::vector<const Rowset*> rowsets = catalog.base_rowsets(table.object_id);
    bool has_units = std::any_of(rowsets.begin(), rowsets.end(), [&](const Rowset* rowset) {
        return rowset->compression_level >= k_columnstore_level ||
               catalog.allocation_unit(rowset->id, k_in_row_unit) != nullptr;
    });
    if (!has_units) {
        return "has no pages in the database: memory-optimized and external tables keep their rows "
               "elsewhere";
    }
    return looks_memory_optimized(catalog, table) ? k_in_memory : "";
}

namespace {

bool has_allocation_page_in(const storage::PageSource& pages, storage::PageId first_iam,
                            const std::set<uint16_t>& files) {
    constexpr size_t k_iams_max = size_t(1) << 20;  // of 4 GB each
    storage::PageId iam = first_iam;
    for (size_t i = 0; i < k_iams_max && !iam.is_null(); ++i) {
        if (files.count(iam.file) != 0) return true;
        iam = pages.require(iam, "an allocation chain").next();
    }
    return false;
}

}  // namespace

bool lies_in(const SystemCatalog& catalog, const storage::PageSource& pages, const Table& table,
             const std::set<int16_t>& filegroups, const std::set<uint16_t>& files) {
    constexpr uint8_t k_unit_types_max = 3;
    for (const Rowset* rowset : catalog.base_rowsets(table.object_id)) {
        for (uint8_t type = 1; type <= k_unit_types_max; ++type) {
            const AllocationUnit* unit = catalog.allocation_unit(rowset->id, type);
            if (unit == nullptr || unit->first_iam.is_null()) continue;
            if (filegroups.count(unit->filegroup) != 0) return true;
            if (has_allocation_page_in(pages, unit->first_iam, files)) return true;
        }
    }
    return false;
}

int64_t counted_rows(const SystemCatalog& catalog, int32_t object_id) {
    int64_t rows = 0;
    for (const Rowset* rowset : catalog.base_rowsets(object_id)) {
        int64_t counted = rowset->compression_level >= k_columnstore_level
                              ? columnstore_row_count(catalog, *rowset)
                              : rowset->row_count;
        if (counted < 0 || __builtin_add_overflow(rows, counted, &rows)) return k_rows_unknown;
    }
    return rows;
}

}  // namespace gantry::catalog
