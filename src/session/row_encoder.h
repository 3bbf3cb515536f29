#pragma once
// PostgreSQL's DataRow (binary format) to TDS ROW tokens: the hot path of every result. A function
// per column is chosen once per result; a row is one pass over the DataRow without allocation.
// Forms on the PostgreSQL side: docs/decisions/0001-values-in-postgresql.md.
//
// One thread. Bytes from PostgreSQL that are not what their type says throw FormatError.

#include <span>
#include <vector>

#include "base/bytes.h"
#include "engine/compiled.h"
#include "tds/tokens.h"
#include "tds/wire_type.h"
#include "types/value.h"

namespace gantry::session {

struct ColumnCodec;
// Writes the value with its length at `out` and returns the end. Room: 2 * size + k_value_room.
using EncodeFunction = uint8_t* (*)(uint8_t* out, const uint8_t* data, size_t size,
                                    const ColumnCodec& codec);

constexpr size_t k_value_room = 96;

struct ColumnCodec {
    tds::WireType wire;
    types::SqlType type;
    EncodeFunction encode = nullptr;
    uint16_t code_page = 0;
    uint64_t divisor = 1;     // 100 ns per unit of the wire's scale
    uint8_t time_bytes = 0;
    uint8_t null_size = 0;    // 0: the wire type has no NULL
    uint8_t null_bytes[10] = {};
};

ColumnCodec make_codec(const types::SqlType& type, bool nullable, tds::TdsVersion version);

class RowEncoder {
  public:
    RowEncoder(std::span<const engine::ResultColumn> columns, tds::TdsVersion version);

    // The COLMETADATA token.
    ByteSpan metadata() const { return metadata_; }
    size_t column_count() const { return codecs_.size(); }
    // `row` is the body of a DataRow message; columns behind ours are ignored.
    void append_row(ByteSpan row, Bytes& out) const;

  private:
    std::vector<ColumnCodec> codecs_;
    Bytes metadata_;
};

// A single value with its length, as a row or RETURNVALUE carries it.
void append_value(const types::Value& value, const ColumnCodec& codec, Bytes& out);

}  // namespace gantry::session
