#pragma once
// A partition being written: rows into a tree or heap, long values into text pages. Decides which
// large values stay in the row, and numbers equal keys of a clustered index that is not unique.
// Not thread-safe. Throws Error for a row that fits no page.

#include <memory>

#include "storage/writer/lob_writer.h"
#include "storage/writer/table_builder.h"

namespace gantry::storage {

class RowWriter {
  public:
    // All outlive the writer. `lob_unit` may be null when the layout has no LOB columns,
    // `overflow_unit` when all of its columns always fit a row.
    RowWriter(DataFileWriter& file, AllocationUnit& unit, AllocationUnit* lob_unit,
              AllocationUnit* overflow_unit, const RowLayout& layout,
              const RowOddities& oddities = {});

    // `fields` are whole values, one for each field that the layout's columns name as source. The
    // uniqueifier, when there is one, has the source behind the last of them.
    Rid add(std::span<const Field> fields);
    void finish();
    uint64_t row_count() const { return row_count_; }

  private:
    void move_large_values();
    void pack_decimals();
    void number_equal_keys();

    const RowLayout& layout_;
    TableBuilder table_;
    std::unique_ptr<LobWriter> lobs_, overflow_;
    std::vector<Field> row_;
    std::vector<Bytes> pointers_;  // one for each column that may leave the row
    std::vector<uint32_t> text_columns_,
        large_columns_;                      // large: max types and those that overflow
    std::vector<uint32_t> decimal_columns_;  // vardecimal
    int uniqueifier_ = -1;                   // its column in the layout
    uint32_t equal_keys_ = 0;
    uint8_t equal_number_[4] = {};
    Bytes previous_key_, key_;
    uint32_t fixed_size_ = 0;  // of a record before variable data
    uint64_t row_count_ = 0;
};

}  // namespace gantry::storage
