#pragma once
// A file in pieces, read in order by the caller's thread, each piece worked on by one of several
// threads. Memory: (workers + 1) pieces. The first error of any thread ends all and is thrown.

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/bytes.h"
#include "blob/local_file.h"

namespace gantry::blob {

struct Chunk {
    uint64_t index = 0;
    uint64_t offset = 0;
    Bytes bytes;
};

// Called from several threads. The token is requested when another piece failed, too.
using ChunkWork = std::function<void(const Chunk&, std::stop_token)>;

// Returns the MD5 of the whole file. Throws BlobFault::cancelled when `stop` is requested.
Bytes work_in_chunks(const LocalFile& file, uint64_t chunk_bytes, unsigned workers,
                     const ChunkWork& work, std::stop_token stop);

}  // namespace gantry::blob
