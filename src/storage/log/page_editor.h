#pragma once
// Changes to one page in memory: rows in, out and different, with header counts kept. Every access
// is checked; what cannot be is a FormatError that says what was wrong, without page or LSN, which
// the caller knows. A page whose edit failed may be half changed and must be given up.
//
// Rows are placed behind the last one; when the room there is too small, the page is packed first,
// as SQL Server does. So a replayed page holds the same rows in the same slots as the original, not
// always at the same offsets. One page, one thread.

#include "storage/page.h"

namespace gantry::storage::log {

class PageEditor {
  public:
    // 8192 writable bytes that outlive this.
    explicit PageEditor(uint8_t* page) : page_(page) {}

    PageView view() const { return PageView(page_); }
    uint8_t* bytes() { return page_; }

    uint32_t slot_count() const { return view().slot_count(); }
    bool has_record(uint32_t slot) const {
        return slot < slot_count() && !view().record_area(slot).empty();
    }
    // The record with its version tag. Throws when the slot is empty or not there.
    std::span<uint8_t> record(uint32_t slot) const;

    // B-tree: the slots from `slot` on move up by one.
    void insert(uint32_t slot, ByteSpan record);
    // Heap and LOB: the slot, which must be empty or new, gets the record.
    void put(uint32_t slot, ByteSpan record);
    // B-tree: `count` slots go away, those behind them move down.
    void remove(uint32_t slot, uint32_t count = 1);
    // Heap and LOB: the slot becomes empty.
    void clear(uint32_t slot);
    // Bytes [offset, offset + old_size) of the record become `replacement`, which may be longer or
    // shorter. Also of records on allocation and system pages, when the length stays.
    void splice(uint32_t slot, uint32_t offset, uint32_t old_size, ByteSpan replacement);
    // Throws unless the record holds `expected` at `offset`.
    void expect(uint32_t slot, uint32_t offset, ByteSpan expected) const;

    void set_lsn(Lsn lsn) { store_lsn(page_ + k_page_lsn_at, lsn); }
    void add_to_ghost_count(int change);

  private:
    uint32_t require_offset(uint32_t slot) const;
    void set_slot(uint32_t slot, uint32_t offset) {
        store_le<uint16_t>(page_ + k_page_size - 2 * (slot + 1), uint16_t(offset));
    }
    void set_slot_count(uint32_t count) {
        store_le<uint16_t>(page_ + k_page_slot_count_at, uint16_t(count));
    }
    void set_free_data(uint32_t offset) {
        store_le<uint16_t>(page_ + k_page_free_data_at, uint16_t(offset));
    }
    void add_to_free_count(int change);
    // Room for `size` more bytes when there are `slots` slots; returns where.
    uint32_t make_room(uint32_t size, uint32_t slots);
    void pack();
    uint32_t place(ByteSpan record, uint32_t slots);
    void check_slot_count() const;

    uint8_t* page_;
};

}  // namespace gantry::storage::log
