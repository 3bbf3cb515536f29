#pragma once
// Where the columns of a row go in a record that we write: offsets of fixed columns, numbers of
// variable ones, null bits, and the same for rows of index levels above the leaf. In a compressed
// table they only tell the order. Plain data, made once per partition.
// Facts: docs/formats/records.md; the order (keys first) is that of sysrscols in backups of 2012.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "storage/compressed_value.h"
#include "storage/row_decoder.h"

namespace gantry::storage {

enum class FieldPlace : uint8_t { fixed, bit, variable, sparse };

// What happens to a variable value that is too long for the row.
enum class LongValue : uint8_t {
    none,          // it must fit
    text_pointer,  // text, ntext, image: always out of the row, behind a 16-byte pointer
    large_value,   // varchar(max) and its kin, xml: in the row while it fits, else behind a root
    overflow,      // in the row while all of the row fits, else behind a root of row overflow
};

struct RecordColumn {
    int32_t column_id = 0;  // 0: the uniqueifier of a clustered index that is not unique
    FieldPlace place = FieldPlace::fixed;
    LongValue lob = LongValue::none;
    bool nullable = true;
    bool indexed_null_bit = true;  // rows of index levels carry a null bit (user tables)
    uint16_t fixed_size = 0;       // bytes of a fixed column; 1 of a bit
    uint16_t variable_max = 0;     // most bytes a variable column takes in the row
    int16_t key_ordinal = 0;       // 1-based place in the clustered key; 0 when not in it
    bool descending = false;       // of a key column
    uint32_t source = 0;           // which field of the row holds the value
    bool vardecimal = false;       // kept in the variable part as exponent and groups of digits
    ValueShape shape;              // for compressed rows and vardecimal

    // Given by make_row_layout().
    int16_t offset = 0;        // >= 4 from record start; < 0: variable number -offset-1
    int16_t index_offset = 0;  // the same in rows of index levels; 0 when not there
    uint16_t null_bit = 0;     // 1-based
    uint16_t index_null_bit = 0;
    uint8_t bit_position = 0;  // of a bit column inside its byte
};

struct RowLayout {
    std::vector<RecordColumn> columns;  // in record order
    std::vector<uint32_t> keys;         // indexes into `columns`, in key order
    uint16_t fixed_end = 4;
    uint16_t variable_count = 0;
    uint16_t index_fixed_end = 1;  // of rows of index levels, before the child pointer
    uint16_t index_variable_count = 0;
    uint16_t index_null_bits = 0;
    uint16_t null_bits = 0;
    bool has_sparse = false;
    Compression compression = Compression::none;

    uint32_t longest_row() const;
    uint32_t longest_index_row() const;  // 0 when there are no keys
};

// Fills the places of `columns`, which come in record order.
RowLayout make_row_layout(std::vector<RecordColumn> columns);

// A value on its way into a record: NULL, bytes as they are stored, or bytes that are a pointer
// into LOB pages (`complex`).
struct Field {
    ByteSpan bytes;
    bool null = false;
    bool complex = false;
};

// Builds the record of `fields` (indexed by RecordColumn::source) into `out`, replacing it.
// A fixed value whose size is not the column's is our mistake and asserts. `back_pointer` is the
// old address of a forwarded row.
void build_record(const RowLayout& layout, const std::vector<Field>& fields, Bytes& out,
                  const Rid* back_pointer = nullptr);

// The row of an index level: the key taken from a leaf row's fields, and the child page.
void build_index_record(const RowLayout& layout, const std::vector<Field>& key, uint32_t child_page,
                        uint16_t child_file, Bytes& out);

}  // namespace gantry::storage
