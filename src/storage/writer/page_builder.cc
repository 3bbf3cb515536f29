#include "storage/writer/page_builder.h"

#include "base/error.h"

namespace gantry::storage {

void PageBuilder::start(PageType type, PageId id, uint64_t unit, uint8_t level, uint16_t pminlen) {
    bytes_.fill(0);
    uint8_t* p = bytes_.data();
    p[k_page_version_at] = 1;
    p[k_page_type_at] = uint8_t(type);
    p[k_page_level_at] = level;
    store_le<uint16_t>(p + k_page_index_id_at, uint16_t(unit >> 48));
    store_le<uint32_t>(p + k_page_object_id_at, uint32_t(unit >> 16));
    store_le<uint16_t>(p + k_page_pminlen_at, pminlen);
    store_page_id(p + k_page_id_at, id);
    id_ = id;
    free_data_ = k_page_header_size;
    free_count_ = k_page_capacity;
    slot_count_ = 0;
}

void PageBuilder::put_compression_record(ByteSpan record) {
    GANTRY_ASSERT(slot_count_ == 0 && record.size() <= free_count_);
    std::memcpy(bytes_.data() + free_data_, record.data(), record.size());
    free_data_ += uint32_t(record.size());
    free_count_ -= uint32_t(record.size());
    bytes_[k_page_type_flags_at] |= k_page_type_flag_compressed;
}

uint16_t PageBuilder::append(ByteSpan record) {
    GANTRY_ASSERT(fits(record.size()));
    std::memcpy(bytes_.data() + free_data_, record.data(), record.size());
    ++slot_count_;
    store_le<uint16_t>(bytes_.data() + k_page_size - 2 * slot_count_, uint16_t(free_data_));
    free_data_ += uint32_t(record.size());
    free_count_ -= uint32_t(record.size()) + 2;
    return uint16_t(slot_count_ - 1);
}

uint8_t* PageBuilder::finish() {
    uint8_t* p = bytes_.data();
    store_le<uint16_t>(p + k_page_slot_count_at, slot_count_);
    store_le<uint16_t>(p + k_page_free_count_at, uint16_t(free_count_));
    store_le<uint16_t>(p + k_page_free_data_at, uint16_t(free_data_));
    return p;
}

}  // namespace gantry::storage
