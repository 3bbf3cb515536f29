#pragma once
// Where bytes at rest come from: a file, and later a blob behind HTTP (src/blob implements it).
// Thread-safe: any number of threads may read one source at once.

#include <memory>
#include <string>

#include "base/bytes.h"

namespace gantry {

class ByteSource {
  public:
    virtual ~ByteSource() = default;

    // Path or URL, as messages name it.
    virtual const std::string& name() const = 0;
    virtual uint64_t size() const = 0;
    // Fills `out` from `offset` and returns how many bytes there were (less only at the end).
    // Throws IoError.
    virtual size_t read_at(uint64_t offset, std::span<uint8_t> out) const = 0;
    // The whole source in memory when it is mapped; empty when it is not. Valid as long as *this.
    virtual ByteSpan mapped() const { return {}; }
};

// Memory-maps a regular file. Throws IoError naming the path and the system's reason.
std::unique_ptr<ByteSource> open_file(const std::string& path);
// Bytes in memory, owned by the source: for tests and fuzzing.
std::unique_ptr<ByteSource> memory_source(std::string name, Bytes bytes);

}  // namespace gantry
