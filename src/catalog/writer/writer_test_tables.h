#pragma once
// Schema and rows for the tests of the writer: every type, heaps and trees, long values.

#include "catalog/model.h"
#include "catalog/writer/row_source.h"

namespace gantry::catalog {

// Rows held in memory; each field is NULL or bytes.
class MemoryRows final : public RowSource {
  public:
    struct Value {
        Bytes bytes;
        bool null = false;
    };
    using Row = std::vector<Value>;

    void add(Row row) { rows_.push_back(std::move(row)); }
    const std::vector<Row>& rows() const { return rows_; }
    bool next(std::vector<storage::Field>& fields) override;

  private:
    std::vector<Row> rows_;
    size_t position_ = 0;
};

MemoryRows::Value null_value();
MemoryRows::Value int_value(int64_t value, int size);
MemoryRows::Value text_value(std::string_view utf8);     // UTF-16LE
MemoryRows::Value latin_value(std::string_view bytes);   // as they are
MemoryRows::Value bytes_value(size_t size, uint8_t seed);

// Tables: dbo.types (heap, one column of every type), dbo.tree (30,000 rows, int key), dbo.equal
// (clustered, not unique), dbo.lobs, dbo.wide (250 columns), dbo.empty, dbo.deep (a tree of three
// levels), and a schema and table with names outside of Latin-1; constraints, foreign keys, a view, a procedure, a function and a trigger.
Database sample_database();
void add_sample_rows(const Database& database, RowSources& out);
const Table& table_named(const Database& database, std::string_view name);

}  // namespace gantry::catalog
