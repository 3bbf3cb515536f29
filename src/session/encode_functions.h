#pragma once
// The encoders behind row_encoder.h: one function for each pair of PostgreSQL form and TDS form.

#include "session/row_encoder.h"

namespace gantry::session {

// By codec.type and codec.wire.
EncodeFunction choose_encoder(const ColumnCodec& codec);

// The variant's own value, for sql_variant columns (encode_variant.cc).
uint8_t* encode_variant(uint8_t* out, const uint8_t* data, size_t size, const ColumnCodec& codec);

// Days since 0001-01-01 and 100 ns since midnight.
struct DayAndTicks {
    int32_t days;
    uint64_t ticks;
};

[[noreturn]] void bad_value(const ColumnCodec& codec, size_t size);

}  // namespace gantry::session
