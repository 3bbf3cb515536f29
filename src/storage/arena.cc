#include "storage/arena.h"

#include <algorithm>

namespace gantry::storage {

namespace {
constexpr size_t k_first_block = 64 * 1024;
// A block above this size is not kept for the next row: one huge value must not pin its memory.
constexpr size_t k_kept_block_max = 16 * 1024 * 1024;
}  // namespace

void Arena::grow(size_t size) {
    size_t block_size = std::max(size, blocks_.empty() ? k_first_block : blocks_.back().size * 2);
    block_size = std::max(size, std::min(block_size, k_kept_block_max));
    Block block{std::make_unique_for_overwrite<uint8_t[]>(block_size), block_size};
    next_ = block.bytes.get();
    end_ = next_ + block_size;
    first_ = nullptr;
    blocks_.push_back(std::move(block));
}

void Arena::rewind() {
    if (blocks_.size() > 1 || (blocks_.size() == 1 && blocks_[0].size > k_kept_block_max)) {
        // Keep the largest block of a sensible size.
        auto best = blocks_.end();
        for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
            if (it->size <= k_kept_block_max && (best == blocks_.end() || it->size > best->size)) {
                best = it;
            }
        }
        std::vector<Block> kept;
        if (best != blocks_.end()) kept.push_back(std::move(*best));
        blocks_ = std::move(kept);
    }
    first_ = next_ = blocks_.empty() ? nullptr : blocks_[0].bytes.get();
    end_ = blocks_.empty() ? nullptr : next_ + blocks_[0].size;
}

}  // namespace gantry::storage
