#pragma once
// LZ77+Huffman encoding as [MS-XCA] 2.1 describes it, for compressed backups that are written.
// Greedy matching with one candidate: simple and valid, not the best ratio. Pure, thread-safe.

#include "base/bytes.h"

namespace gantry::backup {

// One chunk: `in` has 1 to 65536 bytes.
Bytes xpress_huffman_encode(ByteSpan in);

}  // namespace gantry::backup
