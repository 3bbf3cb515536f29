#pragma once
// Where the rows of a table are, and how many the catalog has counted. Private to src/catalog;
// DatabaseImage has it for others.

#include <cstdint>
#include <set>
#include <string>

#include "catalog/model.h"
#include "storage/page_source.h"

namespace gantry::catalog {

class SystemCatalog;

// Why a table's rows are not in the database's pages, as the end of a sentence about it; empty when
// they are. Tables that are memory-optimised or external have no pages, and so has an empty table:
// the former must not be taken for the latter.
std::string why_not_in_pages(const SystemCatalog& catalog, const Table& table);
// Whether rows or long values of the table lie in one of these filegroups, or have allocation pages
// in one of these files. What these pages say is not looked at: they are not there.
bool lies_in(const SystemCatalog& catalog, const storage::PageSource& pages, const Table& table,
             const std::set<int16_t>& filegroups, const std::set<uint16_t>& files);

// Rows that a scan will give, by sysrowsets.rcrows and, for a columnstore, its row groups;
// k_rows_unknown when a count among them is negative.
int64_t counted_rows(const SystemCatalog& catalog, int32_t object_id);

}  // namespace gantry::catalog
