#pragma once
// Values and rows into the compressed (CD) record format: what compressed_value.h and
// compressed_rows.h read. Pure; not thread-safe where a buffer is named.
// Facts: docs/formats/records.md.

#include <vector>

#include "storage/compressed_rows.h"
#include "storage/writer/row_layout.h"

namespace gantry::storage {

// One column of a row being written; the bytes are its own.
struct CompressedField {
    CompressedRecord::Kind kind = CompressedRecord::Kind::null;
    bool complex = false;
    Bytes bytes;

    bool operator==(const CompressedField&) const = default;
};
using CompressedFields = std::vector<CompressedField>;

// A value in its ordinary storage form, as a compressed row keeps it; empty for zero.
void compress_value(const ValueShape& shape, ByteSpan value, Bytes& out);
// A decimal {sign, magnitude} as exponent and groups of three digits; empty for zero. Also what
// tables with vardecimal storage keep in their variable part.
void compress_decimal(const ValueShape& shape, ByteSpan value, Bytes& out);

// The row of `fields` (indexed by RecordColumn::source) in the layout's order.
CompressedFields compress_row(const RowLayout& layout, const std::vector<Field>& fields);

// Builds the record into `out`, replacing it. `type` is one of k_cd_...
void build_compressed_record(uint8_t type, const CompressedFields& fields, Bytes& out);

}  // namespace gantry::storage
