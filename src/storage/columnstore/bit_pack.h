#pragma once
// Values packed into 64-bit units, lowest bits first; none lies across two units. Borrowed bytes;
// pure. Facts: docs/formats/columnstore.md.

#include "base/bytes.h"

namespace gantry::storage::columnstore {

class BitPack {
  public:
    BitPack() = default;
    // `width` is 1 to 64 bits, `units` a multiple of eight bytes. Every value comes out with `base`
    // added.
    BitPack(ByteSpan units, uint32_t width, int64_t base)
        : units_(units), width_(width), per_unit_(64 / width), base_(base) {}

    uint64_t count() const { return units_.size() / 8 * per_unit_; }
    // [first, first + count) must be below count().
    void unpack(uint64_t first, uint32_t count, int64_t* out) const;

  private:
    ByteSpan units_;
    uint32_t width_ = 1;
    uint32_t per_unit_ = 0;
    int64_t base_ = 0;
};

}  // namespace gantry::storage::columnstore
