#pragma once
// One partition of a clustered columnstore on its way to disk: row groups of segments and
// dictionaries in LOB pages, the rest of the rows in a delta store, and a delete bitmap; with their
// rows in syscsrowgroups, syscscolsegments and syscsdictionaries. Memory: one row group's values.
// Not thread-safe. Throws Error.

#include <memory>
#include <optional>
#include <vector>

#include "catalog/writer/columnstore_options.h"
#include "catalog/writer/table_plan.h"
#include "storage/columnstore/writer/column_encoder.h"
#include "storage/writer/row_writer.h"

namespace gantry::catalog {

// The plan of the columnstore's own rowset.
TablePlan plan_columnstore(const Table& table, const Partition& partition, StorageIds& ids);

class ColumnstoreWriter {
  public:
    // All outlive the writer. `plan` is plan_columnstore()'s.
    ColumnstoreWriter(storage::DataFileWriter& file, TablePlan& plan, const Table& table,
                      const ColumnstoreOptions& options, StorageIds& ids, SystemTableRows& rows);
    ~ColumnstoreWriter();

    void add(const std::vector<storage::Field>& fields);
    // Returns the plans of the rowsets beside the columnstore's own.
    std::vector<std::unique_ptr<TablePlan>> finish();
    uint64_t row_count() const { return row_count_; }  // deleted ones among them

  private:
    void write_group();
    void write_column(size_t index);
    storage::columnstore::BlobPointer store(ByteSpan blob);
    void add_dictionary_row(size_t column, int32_t id,
                            const storage::columnstore::EncodedDictionary& dictionary);
    void add_group_row(uint32_t rows, int32_t state, uint64_t delta_rowset);
    void add_to_delta(const std::vector<storage::Field>& fields);
    std::unique_ptr<TablePlan> write_delete_bitmap();

    storage::DataFileWriter& file_;
    TablePlan& plan_;
    const Table& table_;
    ColumnstoreOptions options_;
    StorageIds& ids_;
    SystemTableRows& rows_;
    storage::LobWriter lobs_;
    std::vector<storage::columnstore::ColumnEncoder> encoders_;
    std::vector<std::vector<std::optional<Bytes>>> values_;  // of the row group, by column
    std::vector<int32_t> local_ids_;                         // last one given, by column
    int32_t next_group_ = 0;
    uint64_t row_count_ = 0;
    std::vector<std::pair<int32_t, int32_t>> deleted_;  // row group, row
    std::unique_ptr<TablePlan> delta_;
    std::unique_ptr<storage::RowWriter> delta_writer_;
};

}  // namespace gantry::catalog
