#pragma once
// Scanning a clustered columnstore: its parts are compressed row groups and the pages of delta
// stores; rows that the delete bitmap names are left out. Private to src/catalog: RowScanner serves
// it. A scanner belongs to one thread.

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "catalog/columnstore_catalog.h"
#include "catalog/row_scanner.h"
#include "storage/allocation.h"
#include "storage/columnstore/row_group.h"

namespace gantry::catalog {

// One row group, or some pages of the delta store of one.
struct ColumnstorePart {
    int64_t rowset_id = 0;  // the columnstore's
    int32_t row_group = 0;
    int64_t delta_rowset = 0;                   // 0: the row group is compressed
    std::vector<storage::ExtentPages> extents;  // of the delta store
    uint64_t page_count = 0;
};

// Parts of a table's columnstore partitions and what all of them share.
struct ColumnstoreParts {
    std::vector<ColumnstorePart> parts;
    // Row numbers, ascending, by (rowset, row group).
    std::map<std::pair<int64_t, int32_t>, std::vector<uint32_t>> deleted;
};

// Appends the parts of one partition.
void add_columnstore_parts(const SystemCatalog& catalog, const Table& table, const Rowset& rowset,
                           ColumnstoreParts& out);

// Rows that a scan of one partition gives, by what the catalog has counted.
int64_t columnstore_row_count(const SystemCatalog& catalog, const Rowset& rowset);

class ColumnstoreScanner {
  public:
    // Parts [first, last).
    ColumnstoreScanner(const SystemCatalog& catalog, const Table& table,
                       std::shared_ptr<const ColumnstoreParts> parts, size_t first, size_t last);
    ~ColumnstoreScanner();

    bool next();
    std::span<const storage::FieldView> fields() const { return fields_; }

  private:
    bool open_part();
    bool next_of_group();
    bool next_of_delta();
    bool next_delta_page();
    void take_off_tags();

    const SystemCatalog& catalog_;
    const Table& table_;
    std::shared_ptr<const ColumnstoreParts> parts_;
    size_t part_;
    size_t last_;
    std::span<const storage::FieldView> fields_;
    std::unique_ptr<storage::columnstore::RowGroupReader> group_;
    // Of a delta store.
    storage::RowsetLayout layout_;
    std::unique_ptr<storage::RowDecoder> decoder_;
    std::vector<size_t> max_columns_;  // of the layout
    std::vector<storage::FieldView> untagged_;
    storage::Arena arena_;
    size_t extent_ = 0;
    uint32_t in_extent_ = 0;
    uint32_t slot_ = 0;
    uint32_t slot_count_ = 0;
};

}  // namespace gantry::catalog
