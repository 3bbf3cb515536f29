#pragma once
// The inside of one page that holds records: slot array, record lengths, overlap, free space.
// Pure and thread-safe; reads only inside the page. Facts: docs/formats/pages.md, records.md.

#include "catalog/verify/findings.h"
#include "storage/page.h"

namespace gantry::catalog {

// What a page's records are, for whoever counts rows.
struct PageRecords {
    uint32_t live = 0;  // rows a scan returns, index rows, LOB records
    uint32_t ghosts = 0;
    uint32_t stubs = 0;      // forwarding stubs of a heap
    uint32_t forwarded = 0;  // among `live`
};

// Checks a data, index or LOB page and says what it holds; other types are left alone.
// `compressed`: its rowset is row- or page-compressed.
PageRecords check_page_structure(storage::PageView page, storage::PageId id, bool compressed,
                                 Findings& findings);

// Bytes an index row takes with its version tag; 0 when it does not fit into `area`.
uint32_t index_row_size(ByteSpan area, uint32_t pminlen);

}  // namespace gantry::catalog
