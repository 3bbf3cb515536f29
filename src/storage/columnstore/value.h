#pragma once
// What a columnstore keeps of a value to the bytes an uncompressed row would hold. Pure.
// Facts: docs/formats/columnstore.md.

#include "storage/arena.h"
#include "storage/compressed_value.h"

namespace gantry::storage::columnstore {

// Whether values of the type are kept as integers of at most 64 bits (numbers, dates, times), or as
// bytes (strings, binary, decimals of more than 18 digits, datetimeoffset, uniqueidentifier).
bool is_kept_as_integer(const ValueShape& shape);

// Writes fixed_size(shape) bytes. False when the integer cannot be a value of the type.
// `narrow_source`: the integer was kept in four bytes or fewer (a real then is its own bits).
bool store_integer(const ValueShape& shape, int64_t value, bool narrow_source, uint8_t* out);

// Bytes of a string or binary value, or of a fixed-size type as rows hold it; what is missing of a
// fixed size are blanks or zeros. The result lies in `arena` or is `bytes`. False when they cannot
// be a value of the type.
bool fit_bytes(const ValueShape& shape, ByteSpan bytes, Arena& arena, ByteSpan& out);

}  // namespace gantry::storage::columnstore
