#pragma once
// Rows of one part of a table, one by one: what DatabaseImage::scan() is made of. Parts come from
// DatabaseImage::split(). A scanner belongs to one thread; the image may be shared.
//
// Errors: FormatError naming the page, or the row group and column of a columnstore.

#include <memory>
#include <span>
#include <vector>

#include "catalog/model.h"
#include "storage/allocation.h"
#include "storage/row_decoder.h"

namespace gantry::catalog {

class ColumnstoreScanner;
class DatabaseImage;
class SystemCatalog;
struct ColumnstoreParts;
struct Rowset;

// One row: a field for each *stored* column of Table::columns, in that order (stored_columns()).
// Bytes are as in an uncompressed row: docs/formats/records.md; bit is one byte 0 or 1; LOBs are
// assembled.
class RowView {
  public:
    explicit RowView(std::span<const storage::FieldView> fields) : fields_(fields) {}
    size_t size() const { return fields_.size(); }
    const storage::FieldView& operator[](size_t i) const { return fields_[i]; }

  private:
    std::span<const storage::FieldView> fields_;
};

// Some pages of one partition of a table, or some row groups of a columnstore: the unit of work of
// a parallel scan.
struct RowRange {
    int64_t rowset_id = 0;  // 0 for a columnstore, whose parts know theirs
    // Shared by a table's ranges; one of them is there.
    std::shared_ptr<const std::vector<storage::ExtentPages>> extents;
    std::shared_ptr<const ColumnstoreParts> columnstore;
    size_t first = 0;  // extents or parts [first, last)
    size_t last = 0;
    uint64_t page_count = 0;
};

// Indexes into table.columns of the columns that rows carry: see DatabaseImage::stored_columns.
std::vector<size_t> stored_columns(const Table& table);

// See DatabaseImage::split.
std::vector<RowRange> split_table(const SystemCatalog& catalog, const Table& table,
                                  size_t target_parts);

class RowScanner {
  public:
    RowScanner(const DatabaseImage& image, const Table& table, const RowRange& range);
    ~RowScanner();
    RowScanner(const RowScanner&) = delete;
    RowScanner& operator=(const RowScanner&) = delete;

    // False at the end. After true, row() is valid until the next call.
    bool next() {
        for (;;) {
            while (slot_ < slot_count_) {
                if (decoder_->decode(slot_++)) return true;
            }
            if (columnstore_) return next_of_columnstore();
            if (!next_page()) return false;
        }
    }
    RowView row() const { return RowView(fields_); }

  private:
    bool next_page();
    bool next_of_columnstore();

    const storage::PageSource& pages_;
    std::shared_ptr<const std::vector<storage::ExtentPages>> extents_;
    storage::RowsetLayout layout_;
    std::unique_ptr<storage::RowDecoder> decoder_;
    std::unique_ptr<ColumnstoreScanner> columnstore_;  // then there is no decoder
    std::span<const storage::FieldView> fields_;
    size_t extent_;
    size_t last_;
    uint32_t in_extent_ = 0;
    storage::PageId page_id_;
    uint32_t slot_ = 0;
    uint32_t slot_count_ = 0;
};

}  // namespace gantry::catalog
