#pragma once
// Many rows into one table with few statements: INSERT ... SELECT FROM unnest($1::type[], ...),
// one array for each column. For catalog tables, thousands of rows at most.

#include <string>
#include <string_view>
#include <vector>

#include "pg/executor.h"

namespace gantry::store {

// A table of schema gantry and the columns a model's struct fills, in the order of its fields.
struct TableSpec {
    std::string_view table;    // "columns"
    std::string_view columns;  // "object_id int4, name text, ..."
};

// "object_id, name": for SELECT.
std::string column_names(const TableSpec& spec);

class BulkInsert {
  public:
    BulkInsert(pg::Executor& executor, const TableSpec& spec, std::string_view on_conflict = {});

    // As many values as the table has columns. Bytes are given as '\x...' text.
    void add(const std::vector<pg::Param>& row);
    // Writes what is left. Call once at the end.
    void finish();

  private:
    void flush();

    pg::Executor& executor_;
    std::string sql_;
    std::vector<std::string> arrays_;
    size_t bytes_ = 0;
    size_t rows_ = 0;
};

}  // namespace gantry::store
