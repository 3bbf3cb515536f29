#pragma once
// LZ77+Huffman decoding as [MS-XCA] 2.2 describes it: what compressed backups, archived
// columnstores and their value pages hold. Pure and thread-safe; never reads outside of `in` nor
// writes outside of `out`.

#include "base/bytes.h"

namespace gantry::storage {

// Output of one chunk at most; the Huffman table is valid for one chunk.
constexpr size_t k_xpress_chunk_max = 65536;

// Decodes one chunk that must yield exactly out.size() (<= 64 KB) bytes. False when the input is
// malformed or ends too early.
bool xpress_huffman_decode(ByteSpan in, std::span<uint8_t> out);

}  // namespace gantry::storage
