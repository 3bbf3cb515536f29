#pragma once
// Standard Compression Scheme for Unicode (Unicode Technical Standard 6), which row compression
// applies to nchar and nvarchar. Pure.

#include "base/bytes.h"

namespace gantry::storage {

// UTF-16LE bytes a decoded SCSU string can need: at most two units for each input byte.
inline size_t scsu_decoded_size_max(size_t scsu_size) {
    return scsu_size * 4;
}

// Writes UTF-16LE to `out` (room for scsu_decoded_size_max) and says how many bytes. A tag at the
// end whose operand is missing is ignored: SQL Server makes the length odd with one more byte.
// False for a tag that UTS 6 reserves.
bool scsu_decode(ByteSpan scsu, uint8_t* out, size_t& size);

// SCSU of UTF-16LE text, made odd in length as SQL Server does; empty when it would not be shorter
// than the text.
Bytes scsu_encode(ByteSpan utf16);

}  // namespace gantry::storage
