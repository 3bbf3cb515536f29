// Any bytes as the pages that say what is allocated, and as a page to check and repair: whatever
// they say, reading them ends and stays inside.

#include <algorithm>

#include "base/error.h"
#include "storage/allocation.h"
#include "storage/memory_pages.h"

namespace {

using namespace gantry;

// The next page of the input; zeros when it is used up.
void take_page(const uint8_t*& data, size_t& size, uint8_t* out) {
    size_t count = std::min<size_t>(size, storage::k_page_size);
    std::fill(out, out + storage::k_page_size, uint8_t(0));
    std::copy(data, data + count, out);
    data += count;
    size -= count;
}

void touch(storage::PageView page) {
    uint64_t sum = 0;
    for (uint32_t slot = 0; slot < page.usable_slot_count(); ++slot) {
        for (uint8_t byte : page.record_area(slot))
            sum += byte;
    }
    volatile uint64_t sink = sum;
    (void)sink;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    storage::MemoryPages pages;
    uint8_t bytes[storage::k_page_size];
    // A chain of two IAM pages and the PFS page of file 1.
    for (uint32_t id : {100u, 101u, 1u}) {
        take_page(data, size, bytes);
        storage::PageType type = id == 1 ? storage::PageType::pfs : storage::PageType::iam;
        bytes[storage::k_page_type_at] = uint8_t(type);
        if (id == 100) storage::store_page_id(bytes + storage::k_page_next_at, {1, 101});
        pages.put({1, id}, bytes);
        touch(pages.page({1, id}));
        (void)storage::check_page(bytes);
        storage::repair_torn_bits(bytes);
        (void)storage::is_self_consistent(bytes, id % storage::k_pages_per_extent);
    }
    try {
        uint64_t used = 0;
        for (const storage::ExtentPages& extent : storage::allocated_pages(pages, {1, 100}))
            used += extent.mask;
        volatile uint64_t sink = used;
        (void)sink;
    } catch (const Error&) {
    }
    return 0;
}
