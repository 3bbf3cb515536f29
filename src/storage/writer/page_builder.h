#pragma once
// One page being written: header, records from the front, slots from the back. Holds its 8 KB;
// reused page after page. The checksum is put on when the page is handed to DataFileWriter.
// Not thread-safe.

#include <array>

#include "storage/page.h"

namespace gantry::storage {

// Bytes of one page that records and their slots may take.
constexpr uint32_t k_page_capacity = k_page_size - k_page_header_size;

class PageBuilder {
  public:
    // Starts an empty page. `unit` is the allocation unit's id.
    void start(PageType type, PageId id, uint64_t unit, uint8_t level, uint16_t pminlen);

    bool fits(size_t record_size) const { return record_size + 2 <= free_count_; }
    // Puts bytes without a slot before the first record: the compression record of a page.
    void put_compression_record(ByteSpan record);
    // The record must fit (asserted). Returns its slot.
    uint16_t append(ByteSpan record);
    void set_previous(PageId id) { store_page_id(bytes_.data() + k_page_previous_at, id); }
    void set_next(PageId id) { store_page_id(bytes_.data() + k_page_next_at, id); }
    void set_type_flags(uint8_t flags) { bytes_[k_page_type_flags_at] = flags; }

    PageId id() const { return id_; }
    uint8_t* record(uint16_t slot) {
        return bytes_.data() + load_le<uint16_t>(bytes_.data() + k_page_size - 2 * (slot + 1));
    }
    uint16_t slot_count() const { return slot_count_; }
    uint32_t free_count() const { return free_count_; }
    // The page with its counts filled in; valid until the next start().
    uint8_t* finish();

  private:
    std::array<uint8_t, k_page_size> bytes_;
    PageId id_;
    uint32_t free_data_ = 0;
    uint32_t free_count_ = 0;
    uint16_t slot_count_ = 0;
};

}  // namespace gantry::storage
