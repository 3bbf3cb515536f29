#pragma once
// Where the rows of a table come from when a database is written.

#include <map>
#include <memory>
#include <vector>

#include "storage/writer/row_layout.h"

namespace gantry::catalog {

// Rows one after the other. A field is a whole value in SQL Server's storage encoding
// (docs/formats/records.md): for character types the bytes of the column's code page or UTF-16LE,
// for bit one byte. The fields are those of the table's stored columns, in the order of
// Table::columns. Rows of a table with a clustered index come in key order.
class RowSource {
  public:
    virtual ~RowSource() = default;
    // Fills `fields`, whose bytes stay valid until the next call; false when there are no more.
    virtual bool next(std::vector<storage::Field>& fields) = 0;
};

// By object id; a table without a source is empty.
using RowSources = std::map<int32_t, std::unique_ptr<RowSource>>;

}  // namespace gantry::catalog
