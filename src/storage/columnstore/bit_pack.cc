#include "storage/columnstore/bit_pack.h"

#include <algorithm>

namespace gantry::storage::columnstore {

void BitPack::unpack(uint64_t first, uint32_t count, int64_t* out) const {
    const uint64_t mask = width_ == 64 ? ~uint64_t(0) : (uint64_t(1) << width_) - 1;
    const uint64_t base = uint64_t(base_);
    const uint8_t* p = units_.data() + first / per_unit_ * 8;
    uint32_t skip = uint32_t(first % per_unit_);
    while (count > 0) {
        uint64_t unit = load_le<uint64_t>(p);
        p += 8;
        if (skip > 0) unit >>= skip * width_;  // skip > 0: narrower than a unit
        uint32_t here = std::min(count, per_unit_ - skip);
        for (uint32_t i = 0; i + 1 < here; ++i) {
            *out++ = int64_t((unit & mask) + base);
            unit >>= width_;
        }
        *out++ = int64_t((unit & mask) + base);
        count -= here;
        skip = 0;
    }
}

}  // namespace gantry::storage::columnstore
