#pragma once
// The key of a rowstore index: which columns, where leaf rows and rows above them keep them, and
// which of two keys comes first as far as that is certain (key_value.h). Comparing stops at the
// first column whose order is not certain, at the uniqueifier and at the address a nonclustered
// index of a heap keeps.
// Plain data, made once an index; const functions are thread-safe. Keys point into their pages.
// Reads only inside of a record. Facts: docs/formats/records.md.

#include <array>
#include <vector>

#include "catalog/system_catalog.h"
#include "catalog/verify/key_value.h"

namespace gantry::catalog {

// 32 of the index, as many of the table's clustered one behind them; more are not compared.
constexpr size_t k_key_columns_most = 64;

struct Key {
    std::array<storage::FieldView, k_key_columns_most> values;
};

class KeyOrder {
  public:
    // `columns`: all of the index's rowset.
    KeyOrder(bool clustered, storage::Compression compression,
             const std::vector<RowsetColumn>& columns);

    // How many of the first key columns leaf rows, and rows above the leaves, are compared by.
    size_t leaf_columns() const { return columns_.size(); }
    size_t upper_columns() const { return upper_columns_; }
    bool is_clustered() const { return clustered_; }
    // Where RowDecoder finds the key in the leaf rows of a clustered index.
    storage::RowsetLayout leaf_layout() const;

    // False when the slot is empty, holds a ghost, or is malformed, which others tell.
    bool read_leaf(storage::PageView page, uint32_t slot, Key& out) const;
    bool read_upper(storage::PageView page, uint32_t slot, Key& out) const;

    // By the first `count` columns; unordered where that is not certain.
    std::partial_ordering compare(const Key& a, const Key& b, size_t count) const;

  private:
    struct Place {
        int16_t offset = 0;  // as ColumnPlace::leaf_offset
        uint16_t null_bit = 0;
        uint8_t bit_position = 0;
    };
    struct Column {
        KeyCompare how = KeyCompare::none;
        uint32_t fixed_size = 0;
        bool descending = false;
        Place leaf, upper;
        storage::ColumnPlace place;
    };
    struct Parts;

    static void read_value(const Parts& record, const Column& column, const Place& place,
                           storage::FieldView& out);
    bool read_row(ByteSpan area, uint32_t fixed_end, bool upper, Key& out) const;

    storage::Compression compression_;
    bool clustered_;
    std::vector<Column> columns_;
    size_t upper_columns_ = 0;
    bool only_fixed_ = true;  // no leaf value may be NULL, lie in the variable part or in a bit
};

}  // namespace gantry::catalog
