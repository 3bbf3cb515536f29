#pragma once
// Everything between the pages of one database: who owns what, trees and chains, the inside of
// every page in use, every row decoded with its values, counts, and whether system tables agree
// with each other. Pages that are damaged by themselves were found before (verify.h): here they are
// gone around. Throws nothing about the database's own faults: they become findings.

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "catalog/verify/findings.h"
#include "storage/page_source.h"

namespace gantry::catalog {

struct DatabaseCounts {
    uint64_t pages_in_use = 0;
    uint64_t system_pages = 0;  // allocation maps, file headers, boot page, IAM pages
    uint64_t units = 0;
    uint64_t rowsets = 0;
    uint64_t rows = 0;
    uint64_t tables = 0;
};

struct DatabaseCheckOptions {
    size_t threads = 1;
    // Rows that came and went since the catalog counted them, by rowset id.
    std::unordered_map<uint64_t, int64_t> row_deltas;
};

// `extents`: first pages of all that `source` holds, ascending, none twice.
DatabaseCounts check_database(const storage::PageSource& source,
                              std::vector<storage::PageId> extents,
                              const DatabaseCheckOptions& options, Findings& findings);

}  // namespace gantry::catalog
