#pragma once
// Where the rows of a table are, and how many the catalog has counted. Private to src/catalog;
// DatabaseImage has it for others.

#include <string>

#include "catalog/model.h"

namespace gantry::catalog {

class SystemCatalog;

// Why a table's rows are not in the database's pages, as the end of a sentence about it; empty when
// they are. Tables that are memory-optimised or external have no pages, and so has an empty table:
// the former must not be taken for the latter.
std::string why_not_in_pages(const SystemCatalog& catalog, const Table& table);

// Rows that a scan will give, by sysrowsets.rcrows and, for a columnstore, its row groups;
// k_rows_unknown when a count among them is negative.
int64_t counted_rows(const SystemCatalog& catalog, int32_t object_id);

}  // namespace gantry::catalog
