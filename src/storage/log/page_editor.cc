#include "storage/log/page_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "storage/log/record_length.h"
#include "storage/record.h"

namespace gantry::storage::log {

namespace {

constexpr uint32_t k_slots_max = (k_page_size - k_page_header_size) / 2;

bool is_lob(PageType type) {
    return type == PageType::text_mix || type == PageType::text_tree;
}

}  // namespace

void PageEditor::check_slot_count() const {
    if (slot_count() > k_slots_max) {
        throw FormatError(fmt::format("the page says it has {} slots", slot_count()));
    }
}

uint32_t PageEditor::require_offset(uint32_t slot) const {
    check_slot_count();
    if (!has_record(slot)) {
        throw FormatError(fmt::format("slot {} of {} holds no record", slot, slot_count()));
    }
    return view().slot_offset(slot);
}

std::span<uint8_t> PageEditor::record(uint32_t slot) const {
    uint32_t offset = require_offset(slot);
    return {page_ + offset, record_length(page_, slot)};
}

void PageEditor::add_to_free_count(int change) {
    int count = int(view().free_count()) + change;
    count = std::clamp(count, 0, int(k_page_size - k_page_header_size));
    store_le<uint16_t>(page_ + k_page_free_count_at, uint16_t(count));
}

void PageEditor::add_to_ghost_count(int change) {
    int count = std::clamp(int(view().ghost_count()) + change, 0, int(k_slots_max));
    store_le<uint16_t>(page_ + k_page_ghost_count_at, uint16_t(count));
}

// Records in the order they lie, one behind the other. What stands between header and the first
// record stays: a page-compressed page keeps its dictionary there, which no slot names.
void PageEditor::pack() {
    struct Piece {
        uint16_t offset, slot;
    };
    std::array<Piece, k_slots_max> pieces;
    uint32_t count = 0;
    uint32_t slots = view().usable_slot_count();
    uint32_t limit = k_page_size - 2 * slots;
    for (uint32_t i = 0; i < slots; ++i) {
        uint16_t offset = view().slot_offset(i);
        if (offset >= k_page_header_size && offset < limit) {
            pieces[count++] = {offset, uint16_t(i)};
        }
    }
    std::sort(pieces.begin(), pieces.begin() + count,
              [](const Piece& a, const Piece& b) { return a.offset < b.offset; });
    std::array<uint8_t, k_page_size> packed;
    uint32_t at = k_page_header_size;
    if (view().is_page_compressed() && count > 0) {
        at = pieces[0].offset;
        std::memcpy(packed.data(), page_, at);
    }
    std::array<uint16_t, k_slots_max> moved;
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t size = record_length(page_, pieces[i].slot);
        if (size > limit - std::min(at, limit)) throw FormatError("records of the page overlap");
        std::memcpy(packed.data() + at, page_ + pieces[i].offset, size);
        moved[i] = uint16_t(at);
        at += size;
    }
    std::memcpy(page_ + k_page_header_size, packed.data() + k_page_header_size,
                at - k_page_header_size);
    for (uint32_t i = 0; i < count; ++i)
        set_slot(pieces[i].slot, moved[i]);
    set_free_data(at);
}

uint32_t PageEditor::make_room(uint32_t size, uint32_t slots) {
    if (slots > k_slots_max) throw FormatError("the page has no room for another slot");
    uint32_t limit = k_page_size - 2 * slots;
    uint32_t at = view().free_data();
    if (at < k_page_header_size || at > limit || size > limit - at) {
        pack();
        at = view().free_data();
    }
    if (at > limit || size > limit - at) {
        throw FormatError(fmt::format("no room for {} bytes: records end at {}, slots start at {}",
                                      size, at, limit));
    }
    return at;
}

uint32_t PageEditor::place(ByteSpan record, uint32_t slots) {
    uint32_t at = make_room(uint32_t(record.size()), slots);
    if (!record.empty()) std::memcpy(page_ + at, record.data(), record.size());
    set_free_data(uint32_t(at + record.size()));
    add_to_free_count(-int(record.size()));
    return at;
}

void PageEditor::insert(uint32_t slot, ByteSpan record) {
    check_slot_count();
    uint32_t count = slot_count();
    if (slot > count) {
        throw FormatError(fmt::format("a row goes to slot {} of a page of {}", slot, count));
    }
    if (record.empty()) throw FormatError("the row to insert is empty");
    uint32_t at = place(record, count + 1);
    uint8_t* array = page_ + k_page_size - 2 * (count + 1);
    std::memmove(array, array + 2, 2 * size_t(count - slot));
    set_slot(slot, at);
    set_slot_count(count + 1);
    add_to_free_count(-2);
}

void PageEditor::put(uint32_t slot, ByteSpan record) {
    check_slot_count();
    if (record.empty()) throw FormatError("the row to insert is empty");
    uint32_t count = slot_count();
    if (has_record(slot)) {
        throw FormatError(fmt::format("a row goes to slot {}, which is taken", slot));
    }
    uint32_t slots = std::max(count, slot + 1);
    uint32_t at = place(record, slots);
    for (uint32_t i = count; i < slots; ++i)
        set_slot(i, 0);
    set_slot(slot, at);
    set_slot_count(slots);
    add_to_free_count(-2 * int(slots - count));
}

void PageEditor::remove(uint32_t slot, uint32_t count) {
    check_slot_count();
    uint32_t slots = slot_count();
    if (slot >= slots || count > slots - slot) {
        throw FormatError(
            fmt::format("slots {} to {} go from a page of {}", slot, slot + count, slots));
    }
    int freed = 0;
    for (uint32_t i = slot; i < slot + count; ++i)
        freed += int(record_length(page_, i)) + 2;
    uint8_t* array = page_ + k_page_size - 2 * slots;
    std::memmove(array + 2 * size_t(count), array, 2 * size_t(slots - slot - count));
    set_slot_count(slots - count);
    add_to_free_count(freed);
}

void PageEditor::clear(uint32_t slot) {
    require_offset(slot);
    uint32_t size = record_length(page_, slot);
    set_slot(slot, 0);
    add_to_free_count(int(size));
}

void PageEditor::expect(uint32_t slot, uint32_t offset, ByteSpan expected) const {
    std::span<uint8_t> all = record(slot);
    // Of a record whose length is not known only the page's end bounds the comparison.
    if (offset > all.size() || expected.size() > all.size() - offset ||
        !std::equal(expected.begin(), expected.end(), all.data() + offset)) {
        throw FormatError(
            fmt::format("the record in slot {} does not hold the {} bytes at {} "
                        "that the log says it had",
                        slot, expected.size(), offset));
    }
}

void PageEditor::splice(uint32_t slot, uint32_t offset, uint32_t old_size, ByteSpan replacement) {
    uint32_t at = require_offset(slot);
    uint32_t size = record_length(page_, slot);
    if (offset > size || old_size > size - offset) {
        throw FormatError(
            fmt::format("bytes {} to {} change in the record of slot {}, which has {}", offset,
                        offset + old_size, slot, size));
    }
    if (replacement.size() == old_size) {
        if (old_size != 0) std::memcpy(page_ + at + offset, replacement.data(), old_size);
        return;
    }
    std::array<uint8_t, k_page_size> changed;
    size_t new_size = size - old_size + replacement.size();
    if (new_size > changed.size()) throw FormatError("a record grows beyond its page");
    std::memcpy(changed.data(), page_ + at, offset);
    if (!replacement.empty()) {
        std::memcpy(changed.data() + offset, replacement.data(), replacement.size());
    }
    std::memcpy(changed.data() + offset + replacement.size(), page_ + at + offset + old_size,
                size - offset - old_size);
    if (is_lob(view().type()) && new_size >= 4) {
        // The record's own length, without its version tag.
        uint32_t tag = changed[0] & k_record_has_version_tag ? k_version_tag_size : 0;
        store_le<uint16_t>(changed.data() + 2,
                           uint16_t(new_size - std::min<size_t>(tag, new_size)));
    }
    if (new_size <= size) {
        std::memcpy(page_ + at, changed.data(), new_size);
        add_to_free_count(int(size) - int(new_size));
        return;
    }
    set_slot(slot, 0);
    add_to_free_count(int(size));
    set_slot(slot, place({changed.data(), new_size}, slot_count()));
}

}  // namespace gantry::storage::log
