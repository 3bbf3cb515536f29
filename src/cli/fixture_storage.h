#pragma once
// How a fixture script asks for ways to keep rows: DATA_COMPRESSION in CREATE TABLE, CREATE INDEX
// and ALTER TABLE ... REBUILD, and options of sp_tableoption, one of SQL Server's and three of
// ours:
//
//   EXEC sp_tableoption 'dbo.t', 'vardecimal storage format', 1
//   EXEC sp_tableoption 'dbo.t', 'fixture ghost every', 3      -- also version, forward:
//   RowOddities
//
// DATA_COMPRESSION = PAGE ON PARTITIONS (2) makes a table of two partitions; its rows are shared
// evenly. Throws SqlError.

#include "catalog/model.h"
#include "storage/writer/table_builder.h"
#include "tsql/ast.h"

namespace gantry::cli {

// Sets the partitions of the table's heap or clustered index; leaves them when no option asks.
void apply_compression(tsql::List<const tsql::Option*> options, catalog::Table& table);

// `value` to the option `name` of sp_tableoption; false: no such option.
bool set_table_option(std::string_view name, int64_t value, catalog::Table& table,
                      storage::RowOddities& oddities);

// Gives every partition its share of table.row_count.
void share_rows(catalog::Table& table);

}  // namespace gantry::cli
