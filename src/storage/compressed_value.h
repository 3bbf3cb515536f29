#pragma once
// One value of a compressed row to the bytes an uncompressed row would hold. Pure.

#include "base/bytes.h"
#include "storage/arena.h"
#include "types/sql_type.h"

namespace gantry::storage {

struct ValueShape {
    types::TypeId type = types::TypeId::none;
    int16_t length = 0;
    uint8_t precision = 0;
    uint8_t scale = 0;
};

// Bytes a fixed-length type takes in an uncompressed row; 0 for variable-length types.
uint32_t fixed_size(const ValueShape& shape);

// `bytes` as the compressed record holds them (empty: zero or empty). The result lies in `arena` or
// is `bytes` itself. False when they cannot be a value of the type.
bool expand_compressed_value(const ValueShape& shape, ByteSpan bytes, Arena& arena, ByteSpan& out);

// Vardecimal: sign and biased exponent, then base-1000 groups of ten bits; to sign byte plus
// little-endian magnitude of the precision's size.
bool expand_vardecimal(const ValueShape& shape, ByteSpan bytes, Arena& arena, ByteSpan& out);

}  // namespace gantry::storage
