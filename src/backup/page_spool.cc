#include "backup/page_spool.h"

#include "storage/page.h"

namespace gantry::backup {

uint8_t* PageSpool::allocate() {
    if (blocks_.empty() || used_ + storage::k_page_size > blocks_.back()->size()) {
        constexpr size_t k_blocks_in_memory = 5;
        size_t blocks = blocks_.size();
        uint64_t size =
            blocks < k_blocks_in_memory ? uint64_t(1) << (20 + blocks) : 2 * k_spool_memory_max;
        blocks_.push_back(std::make_unique<Spool>(size, purpose_));
        used_ = 0;
    }
    uint8_t* out = blocks_.back()->data() + used_;
    used_ += storage::k_page_size;
    return out;
}

void PageSpool::release() const {
    for (const auto& block : blocks_)
        block->release(0, block->size());
}

}  // namespace gantry::backup
