#include "tsql/arena.h"

#include <algorithm>

namespace gantry::tsql {

void Arena::grow(size_t at_least) {
    constexpr size_t k_block_bytes_max = size_t{1} << 20;
    const size_t bytes = std::max(at_least, next_block_bytes_);
    // new[] without initialisation: clearing blocks that are written right away costs as much as
    // parsing a tenth of them.
    blocks_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
    cursor_ = reinterpret_cast<uintptr_t>(blocks_.back().get());
    end_ = cursor_ + bytes;
    allocated_bytes_ += bytes;
    next_block_bytes_ = std::min(next_block_bytes_ * 2, k_block_bytes_max);
}

}  // namespace gantry::tsql
