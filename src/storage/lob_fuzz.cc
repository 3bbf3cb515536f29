// Any bytes as a pointer in a row and the LOB records it leads to: trees end, stay inside their
// pages and give no more than the database can hold.

#include <algorithm>

#include "base/error.h"
#include "storage/lob.h"
#include "storage/memory_pages.h"

namespace {

using namespace gantry;

constexpr uint32_t k_first_page = 20;
constexpr uint32_t k_page_count = 3;
constexpr size_t k_pointer_max = 72;

// Records of the input, each behind a length byte, on pages that are sound in themselves.
void fill_pages(const uint8_t* data, size_t size, storage::MemoryPages& pages) {
    uint32_t number = k_first_page;
    uint8_t* page = pages.make({1, number}, storage::PageType::text_mix);
    while (size > 1) {
        size_t length = std::min<size_t>(size - 1, size_t(data[0]) * 4 + 14);
        Bytes record(data + 1, data + 1 + length);
        record.resize(std::max<size_t>(record.size(), 14));
        record[0] = 0x08;
        // Mostly the length is true, as it must be to get anywhere.
        if (data[0] % 8 != 7) store_le<uint16_t>(record.data() + 2, uint16_t(record.size()));
        storage::PageView view(page);
        if (view.free_data() + record.size() + 2 * (view.slot_count() + 1u) >
            storage::k_page_size) {
            if (++number == k_first_page + k_page_count) return;
            page = pages.make({1, number}, storage::PageType::text_tree);
        }
        storage::append_record(page, record);
        data += 1 + length;
        size -= 1 + length;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    size_t pointer_size = std::min(size - 1, size_t(data[0]) % (k_pointer_max + 1));
    ByteSpan pointer(data + 1, pointer_size);
    storage::MemoryPages pages;
    fill_pages(data + 1 + pointer_size, size - 1 - pointer_size, pages);
    storage::Arena arena;
    storage::LobReader reader(pages, arena);
    for (bool text : {true, false}) {
        try {
            (void)reader.is_text_pointer(pointer);
            storage::LobValue value = text ? reader.read_text_pointer(pointer, {{1, 9}, 0})
                                           : reader.read_inline_root(pointer, {{1, 9}, 0});
            uint64_t sum = 0;
            for (uint8_t byte : value.bytes)
                sum += byte;
            volatile uint64_t sink = sum;
            (void)sink;
        } catch (const Error&) {
        }
    }
    return 0;
}
