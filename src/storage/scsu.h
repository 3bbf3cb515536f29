#pragma once
// Standard Compression Scheme for Unicode (Unicode Technical Standard 6), which row compression
// applies to nchar and nvarchar. Pure.

#include "base/bytes.h"

namespace gantry::storage {

// UTF-16LE bytes a decoded SCSU string can need: at most two units for each input byte.
inline size_t scsu_decoded_size_max(size_t scsu_size) {
    return scsu_size * 4;
}

// Writes UTF-16LE to `out` (room for scsu_decoded_size_max) and returns the bytes written.
// A tag whose operand is missing at the end is ignored: it is how odd lengths are padded.
size_t scsu_decode(ByteSpan scsu, uint8_t* out);

}  // namespace gantry::storage
