#pragma once
// What sysrowsets.rcrows is worth. SQL Server 2000 did not keep row counts exact, and databases
// that were upgraded from it may still carry counts that are wrong or negative until DBCC
// UPDATEUSAGE is run. (Source: the SQL Server documentation, "DBCC UPDATEUSAGE".) Pure.

#include "catalog/model.h"

namespace gantry::catalog {

// Table::row_count of a table that the catalog has no believable count of.
constexpr int64_t k_rows_unknown = -1;

inline bool is_row_count_known(const Table& table) {
    return table.row_count >= 0;
}

// Made by a version before SQL Server 2005: counts that differ from the rows are no damage.
inline bool may_miscount_rows(uint16_t created_version) {
    constexpr uint16_t k_first_exact = 600;  // 2000 writes 539, the first builds of 2005 607
    return created_version != 0 && created_version < k_first_exact;
}

}  // namespace gantry::catalog
