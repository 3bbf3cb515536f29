#pragma once
// The T-SQL that a server computes a table's count and hash with: the same numbers as row_hash.h.
// It needs compatibility level 100 and SQL Server 2016 (HASHBYTES of more than 8,000 bytes), or
// Gantry. Pure.

#include <string>

#include "migrate/compared_table.h"

namespace gantry::migrate {

// One row: COUNT_BIG(*), and the sum as text. Of the current database.
std::string hash_query(const ComparedTable& table);
// Compiles the expression of that column and reads no row: tells what a server cannot compute.
std::string column_probe(const ComparedTable& table, const ComparedColumn& column);

}  // namespace gantry::migrate
