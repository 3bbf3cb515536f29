#pragma once
// What a RangedSource reads: bytes of one blob, by range. The blob client is one (blob_source.cc);
// tests have their own.

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

namespace gantry::blob {

class RangeReader {
  public:
    virtual ~RangeReader() = default;

    // URL without a signature, as messages name it.
    virtual const std::string& name() const = 0;
    // Constant: a blob that is replaced meanwhile is an error of read().
    virtual uint64_t size() const = 0;
    // Fills `out` from `offset`, all of which lies inside the blob. Any number of threads. Throws
    // IoError after whatever trying again makes sense; at once when `stop` is requested.
    virtual void read(uint64_t offset, std::span<uint8_t> out, std::stop_token stop) const = 0;
};

}  // namespace gantry::blob
