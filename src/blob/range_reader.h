#pragma once
// What a RangedSource reads: bytes of one blob, by range. The blob client is one (blob_source.cc);
// tests have their own.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "base/bytes.h"

namespace gantry::blob {

class RangeReader {
  public:
    virtual ~RangeReader() = default;

    // URL without a signature, as messages name it.
    virtual const std::string& name() const = 0;
    // Constant: a blob that is replaced meanwhile is an error of read().
    virtual uint64_t size() const = 0;
    // Gives `take` the `size` bytes from `offset`, all of which lie inside the
    // blob, in pieces as they come, each once and in order. Any number of
    // threads. Throws IoError after whatever trying again makes sense, at once
    // when `stop` is requested; and what `take` throws.
    using Take = std::function<void(ByteSpan piece)>;
    virtual void read(uint64_t offset, uint64_t size, const Take& take,
                      std::stop_token stop) const = 0;
};

}  // namespace gantry::blob
