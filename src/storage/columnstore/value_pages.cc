#include "storage/columnstore/value_pages.h"

#include <fmt/format.h>

#include "storage/xpress_huffman.h"

namespace gantry::storage::columnstore {

namespace {

// The store: {u32 kind, u32 values, u32 longest}, then an array of page sizes: {u32 kind, u32
// element size, u32 elements, elements}, then the pages.
constexpr size_t k_store_header = 24;
constexpr size_t k_element_size_at = 0x10;
constexpr size_t k_page_count_at = 0x14;
constexpr size_t k_element_size = 4;

constexpr uint32_t k_value_page_kind = 9;
constexpr size_t k_raw_header = 12;
constexpr size_t k_compressed_header = 14;
constexpr uint8_t k_raw = 0;
constexpr uint8_t k_xpress = 1;
constexpr uint16_t k_null_offset = 0xFFFE;

}  // namespace

ValuePages::ValuePages(ByteSpan blob, size_t at, const SegmentName& name) : name_(name) {
    if (at > blob.size() || blob.size() - at < k_store_header) {
        fail(name_, "the store of value pages is cut");
    }
    const uint8_t* p = blob.data() + at;
    uint32_t element_size = load_le<uint32_t>(p + k_element_size_at);
    uint64_t count = load_le<uint32_t>(p + k_page_count_at);
    size_t sizes_at = at + k_store_header;
    if (element_size != k_element_size || count * k_element_size > blob.size() - sizes_at) {
        fail(name_, fmt::format("{} value pages with sizes of {} bytes", count, element_size));
    }
    size_t page_at = sizes_at + count * k_element_size;
    pages_.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        size_t size = load_le<uint32_t>(blob.data() + sizes_at + i * k_element_size);
        if (size < k_raw_header || size > blob.size() - page_at) {
            fail(name_, fmt::format("value page {} of {} bytes does not fit the segment", i, size));
        }
        add_page(blob.subspan(page_at, size));
        page_at += size;
    }
}

void ValuePages::add_page(ByteSpan bytes) {
    size_t index = pages_.size();
    uint32_t kind = load_le<uint32_t>(bytes.data());
    uint8_t compression = bytes[4] & 0x0F;
    Page page;
    page.value_size = load_le<int16_t>(bytes.data() + 6);
    page.value_count = load_le<uint32_t>(bytes.data() + 8);
    if (kind != k_value_page_kind || compression > k_xpress) {
        fail(name_, fmt::format("value page {} of kind {}, compression {} is not known", index,
                                kind, compression));
    }
    uint64_t fixed = page.value_size < 0 ? 0 : uint64_t(page.value_size) * page.value_count;
    if (compression == k_raw) {
        page.bytes = bytes.subspan(k_raw_header);
    } else {
        if (bytes.size() < k_compressed_header) {
            fail(name_, fmt::format("value page {} is cut", index));
        }
        page.bytes = bytes.subspan(k_compressed_header);
        // The header has the expanded size less one; it matters where values say nothing of it.
        uint64_t size = page.value_size < 0
                            ? load_le<uint16_t>(bytes.data() + k_raw_header) + uint64_t(1)
                            : fixed;
        if (size == 0 || size > k_xpress_chunk_max) {
            fail(name_, fmt::format("value page {} expands to {} bytes", index, size));
        }
        page.expanded_size = uint32_t(size);
    }
    uint64_t available = compression == k_raw ? page.bytes.size() : page.expanded_size;
    uint64_t needed = page.value_size < 0 ? uint64_t(page.value_count) * 2 : fixed;
    // Values of no bytes need no room; a page still holds no more of them than a row group has.
    constexpr uint32_t k_values_max = 1 << 20;
    if (needed > available || page.value_count > k_values_max) {
        fail(name_, fmt::format("value page {} of {} bytes cannot hold {} values", index, available,
                                page.value_count));
    }
    pages_.push_back(page);
}

void ValuePages::load(uint32_t index) {
    const Page& page = pages_[index];
    loaded_ = UINT32_MAX;
    if (page.expanded_size == 0) {
        values_ = page.bytes;
    } else {
        buffer_.resize(page.expanded_size);
        if (!xpress_huffman_decode(page.bytes, buffer_)) {
            fail(name_, fmt::format("value page {} does not decode", index));
        }
        values_ = buffer_;
    }
    if (page.value_size < 0) {
        // Offsets stand at the end, the first value's last. A value ends where the next that is not
        // NULL begins.
        ends_.resize(page.value_count);
        const uint8_t* offsets = values_.data() + values_.size();
        uint32_t end = uint32_t(values_.size() - size_t(page.value_count) * 2);
        for (uint32_t i = page.value_count; i-- > 0;) {
            ends_[i] = end;
            uint16_t offset = load_le<uint16_t>(offsets - (size_t(i) + 1) * 2);
            if (offset == k_null_offset) continue;
            if (offset > end) {
                fail(name_, fmt::format("value {} of page {} begins at {} and ends at {}", i, index,
                                        offset, end));
            }
            end = offset;
        }
    }
    loaded_ = index;
}

ValuePages::Value ValuePages::value(uint32_t index, uint32_t slot) {
    if (index != loaded_) load(index);
    const Page& page = pages_[index];
    if (page.value_size >= 0) {
        size_t size = size_t(page.value_size);
        return {values_.subspan(slot * size, size), false};
    }
    uint16_t offset = load_le<uint16_t>(values_.data() + values_.size() - (size_t(slot) + 1) * 2);
    if (offset == k_null_offset) return {{}, true};
    return {values_.subspan(offset, ends_[slot] - offset), false};
}

}  // namespace gantry::storage::columnstore
