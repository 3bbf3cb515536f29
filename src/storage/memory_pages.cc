#include "storage/memory_pages.h"

#include "base/error.h"

namespace gantry::storage {

void MemoryPages::put(PageId id, const uint8_t* bytes) {
    auto block = std::make_unique<Block>();
    std::memcpy(block->data(), bytes, k_page_size);
    if (needs_torn_repair(block->data())) repair_torn_bits(block->data());
    pages_[id] = std::move(block);
}

uint8_t* MemoryPages::make(PageId id, PageType type) {
    auto block = std::make_unique<Block>();
    block->fill(0);
    uint8_t* p = block->data();
    p[k_page_version_at] = 1;
    p[k_page_type_at] = uint8_t(type);
    store_page_id(p + k_page_id_at, id);
    store_le<uint16_t>(p + k_page_free_data_at, uint16_t(k_page_header_size));
    pages_[id] = std::move(block);
    return p;
}

PageView MemoryPages::page(PageId id) const {
    auto found = pages_.find(id);
    return found == pages_.end() ? PageView() : PageView(found->second->data());
}

uint64_t MemoryPages::page_limit(uint16_t file) const {
    uint64_t limit = 0;
    for (const auto& [id, block] : pages_) {
        if (id.file == file) limit = uint64_t(id.page) + 1;
    }
    return limit;
}

std::vector<uint16_t> MemoryPages::files() const {
    std::vector<uint16_t> out;
    for (const auto& [id, block] : pages_) {
        if (out.empty() || out.back() != id.file) out.push_back(id.file);
    }
    return out;
}

uint16_t append_record(uint8_t* page, ByteSpan record) {
    PageView view(page);
    uint16_t slot = view.slot_count();
    uint32_t at = view.free_data();
    GANTRY_ASSERT(at + record.size() + 2u * (slot + 1u) <= k_page_size);
    std::memcpy(page + at, record.data(), record.size());
    store_le<uint16_t>(page + k_page_size - 2 * (slot + 1), uint16_t(at));
    store_le<uint16_t>(page + k_page_slot_count_at, uint16_t(slot + 1));
    store_le<uint16_t>(page + k_page_free_data_at, uint16_t(at + record.size()));
    return slot;
}

}  // namespace gantry::storage
