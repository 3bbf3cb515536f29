#include "storage/log/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "storage/allocation.h"
#include "storage/log/ghosts.h"
#include "storage/record.h"

namespace gantry::storage::log {

namespace {

// Places of fields behind the page fields, by operation.
constexpr size_t k_format_type_at = 0x30;
constexpr size_t k_format_type_flags_at = 0x31;
constexpr size_t k_format_level_at = 0x32;
constexpr size_t k_format_previous_at = 0x34;
constexpr size_t k_format_pminlen_at = 0x3A;
constexpr size_t k_format_next_at = 0x3C;
constexpr size_t k_format_iam_start_at = 0x44;
constexpr size_t k_object_id_at = 0x20;
constexpr size_t k_index_id_at = 0x2E;
constexpr size_t k_row_offset_at = 0x38;
constexpr size_t k_row_old_size_at = 0x3A;
constexpr size_t k_bits_first_at = 0x30;
constexpr size_t k_bits_count_at = 0x32;
constexpr size_t k_bits_value_at = 0x34;
constexpr size_t k_free_space_offset_at = 0x30;
constexpr size_t k_free_space_new_at = 0x32;
constexpr size_t k_split_count_at = 0x36;
constexpr size_t k_root_new_at = 0x48;
constexpr size_t k_root_old_at = 0x50;
constexpr size_t k_root_offset_at = 0x58;
constexpr size_t k_count_kind_at = 0x30;

// Allocation pages: two records, the second is the bitmap; PFS pages: one.
constexpr uint32_t k_map_head_size = 0x5E;
constexpr uint32_t k_map_bitmap_size = 0x1F38;
constexpr uint32_t k_map_free_count = 6;
constexpr uint32_t k_pfs_record_size = 0x1F9C;

bool is_row_page(PageType type) {
    return type == PageType::data || type == PageType::index || type == PageType::text_mix ||
           type == PageType::text_tree;
}

bool is_bitmap_page(PageType type) {
    return type == PageType::iam || type == PageType::gam || type == PageType::sgam ||
           type == PageType::diff_map || type == PageType::bulk_map;
}

void put_map_record(uint8_t* page, uint32_t slot, uint32_t at, uint32_t size) {
    store_le<uint16_t>(page + at + 2, uint16_t(size));
    store_le<uint16_t>(page + k_page_size - 2 * (slot + 1), uint16_t(at));
    store_le<uint16_t>(page + k_page_slot_count_at, uint16_t(slot + 1));
    store_le<uint16_t>(page + k_page_free_data_at, uint16_t(at + size));
}

void set_bits(const RecordView& r, PageEditor& page, bool value) {
    std::span<uint8_t> record = page.record(r.slot());
    uint32_t first = r.u16(k_bits_first_at);
    uint32_t count = r.u16(k_bits_count_at);
    if (uint64_t(first) + count > record.size() * 8) {
        throw FormatError(fmt::format("bits {} to {} of a record of {} bytes", first, first + count,
                                      record.size()));
    }
    for (uint32_t bit = first; bit < first + count; ++bit) {
        uint8_t mask = uint8_t(1u << (bit % 8));
        if (value) {
            record[bit / 8] |= mask;
        } else {
            record[bit / 8] &= uint8_t(~mask);
        }
    }
}

void overwrite(PageEditor& page, uint32_t slot, uint32_t offset, ByteSpan bytes) {
    page.splice(slot, offset, uint32_t(bytes.size()), bytes);
}

void put_root(const RecordView& r, uint32_t slot, PageEditor& page, size_t pointer_at) {
    uint8_t pointer[6];
    store_page_id(pointer, r.page_at(pointer_at));
    overwrite(page, slot, r.u32(k_root_offset_at), pointer);
}

// Absolute counters of a row of sysallocunits (0, of LOBs 3), sysrowsets (1) or sysrscols (2).
void put_counts(const RecordView& r, PageEditor& page) {
    auto put = [&](size_t value_at, size_t offset_at) {
        if (offset_at + 4 > r.bytes().size()) throw FormatError("the record is too short");
        overwrite(page, r.slot(), r.u32(offset_at), r.bytes().subspan(value_at, 8));
    };
    switch (r.u32(k_count_kind_at)) {
        case 0:
        case 3:
            // {u64 value, u32 row offset, u32 size}, three times; a size of 0 is one not used.
            for (size_t at : {0x50, 0x60, 0x70}) {
                if (r.u32(at + 12) == 8) put(at, at + 8);
            }
            return;
        case 1:
            put(0x50, 0x58);
            return;
        case 2:
            put(0x58, 0x60);
            return;
        default:
            throw FormatError(fmt::format("counters of kind {}", r.u32(k_count_kind_at)));
    }
}

}  // namespace

bool keeps_slots(uint8_t context) {
    return Context(context) == Context::heap || Context(context) == Context::text_mix ||
           Context(context) == Context::text_tree;
}

size_t inserted_row_count(size_t element_count) {
    return element_count > 3 ? element_count - 2 : 1;
}

void Applier::require_elements(const RecordView& r, size_t count) {
    if (!elements_.parse(r)) throw FormatError("the record's elements leave it");
    if (elements_.size() < count) {
        throw FormatError(fmt::format("{} of {} elements", elements_.size(), count));
    }
}

void Applier::format_page(const RecordView& r, uint8_t* page) {
    // An index built with full logging logs whole pages, 8,192 bytes in one element.
    if (r.fixed_length() + 2u <= r.bytes().size() && elements_.parse(r) && elements_.size() > 0 &&
        !elements_[0].empty()) {
        if (elements_[0].size() != k_page_size) {
            throw FormatError(
                fmt::format("a page image of {} bytes is not known", elements_[0].size()));
        }
        std::memcpy(page, elements_[0].data(), k_page_size);
        uint16_t flags = load_le<uint16_t>(page + k_page_flags_at);
        flags &= uint16_t(~(k_page_flag_torn_bits | k_page_flag_checksum));
        store_le<uint16_t>(page + k_page_flags_at, flags);
        store_page_id(page + k_page_id_at, r.page());
        return;
    }
    PageType type = PageType(r.u8(k_format_type_at));
    if (!is_row_page(type) && !is_bitmap_page(type) && type != PageType::pfs &&
        type != PageType::sort) {
        throw FormatError(fmt::format("how a page of type {} is formatted is not known",
                                      int(r.u8(k_format_type_at))));
    }
    page[k_page_version_at] = 1;
    page[k_page_type_at] = uint8_t(type);
    page[k_page_type_flags_at] = r.u8(k_format_type_flags_at);
    page[k_page_level_at] = r.u8(k_format_level_at);
    store_le<uint16_t>(page + k_page_index_id_at, r.u16(k_index_id_at));
    store_page_id(page + k_page_previous_at, r.page_at(k_format_previous_at));
    store_le<uint16_t>(page + k_page_pminlen_at, r.u16(k_format_pminlen_at));
    store_page_id(page + k_page_next_at, r.page_at(k_format_next_at));
    store_le<uint32_t>(page + k_page_object_id_at, r.u32(k_object_id_at));
    store_page_id(page + k_page_id_at, r.page());
    store_le<uint16_t>(page + k_page_free_count_at, uint16_t(k_page_size - k_page_header_size));
    store_le<uint16_t>(page + k_page_free_data_at, uint16_t(k_page_header_size));
    if (is_bitmap_page(type)) {
        put_map_record(page, 0, k_page_header_size, k_map_head_size);
        put_map_record(page, 1, k_bitmap_record_at, k_map_bitmap_size);
        store_le<uint16_t>(page + k_page_free_count_at, uint16_t(k_map_free_count));
        // Set bits of a GAM are free extents.
        if (type == PageType::gam) std::memset(page + k_bitmap_at, 0xFF, k_extents_per_gam / 8);
        if (type == PageType::iam) {
            store_page_id(page + k_iam_start_page_at, r.page_at(k_format_iam_start_at));
        }
    } else if (type == PageType::pfs) {
        put_map_record(page, 0, k_page_header_size, k_pfs_record_size);
    }
}

void Applier::insert_rows(const RecordView& r, PageEditor& page) {
    require_elements(r, 1);
    size_t rows = inserted_row_count(elements_.size());
    // A deleted row comes back where its ghost still lies.
    if (rows == 1 && revive_ghost(page, r.slot(), elements_[0])) return;
    for (size_t i = 0; i < rows; ++i) {
        uint32_t slot = uint32_t(r.slot() + i);
        if (!keeps_slots(r.context())) {
            page.insert(slot, elements_[i]);
            continue;
        }
        if (page.has_record(slot) && is_ghost(page, slot)) {
            page.clear(slot);
            page.add_to_ghost_count(-1);
        }
        page.put(slot, elements_[i]);
    }
}

void Applier::delete_rows(const RecordView& r, PageEditor& page) {
    if (!elements_.parse(r)) throw FormatError("the record's elements leave it");
    ByteSpan before = elements_[0];
    require_same_row(page, r.slot(), before);
    if (r.cx() == Context::mark_as_ghost) {
        make_ghost(page, r.slot());
    } else if (keeps_slots(r.context())) {
        page.clear(r.slot());
    } else {
        page.remove(r.slot());
    }
}

void Applier::modify_row(const RecordView& r, PageEditor& page) {
    require_elements(r, 2);
    ByteSpan old = elements_[0];
    uint32_t offset = r.u16(k_row_offset_at);
    uint32_t old_size = old.empty() ? r.u16(k_row_old_size_at) : uint32_t(old.size());
    // Allocation pages change without a record now and then (fullness is a hint).
    if (is_row_page(page.view().type()) && !old.empty()) page.expect(r.slot(), offset, old);
    page.splice(r.slot(), offset, old_size, elements_[1]);
}

// Element 0: pairs {u16 offset in the old row, u16 offset in the new one}; element 1: u16 length
// before; from element 4 on pairs (old bytes, new bytes). Later places first, so that those before
// them stay where the record says.
void Applier::modify_columns(const RecordView& r, uint32_t slot, PageEditor& page, bool undo) {
    require_elements(r, 4);
    ByteSpan offsets = elements_[0], lengths = elements_[1];
    size_t pairs = offsets.size() / 4;
    if (lengths.size() < 2 * pairs || elements_.size() < 4 + 2 * pairs) {
        throw FormatError(fmt::format("{} changes with {} lengths and {} elements", pairs,
                                      lengths.size() / 2, elements_.size()));
    }
    bool check = is_row_page(page.view().type());
    for (size_t i = pairs; i-- > 0;) {
        uint32_t offset = load_le<uint16_t>(offsets.data() + 4 * i + (undo ? 2 : 0));
        uint32_t old_size = load_le<uint16_t>(lengths.data() + 2 * i);
        ByteSpan from = elements_[4 + 2 * i], to = elements_[5 + 2 * i];
        if (undo) {
            if (from.size() != old_size) throw FormatError("the old value was not logged");
            if (check) page.expect(slot, offset, to);
            page.splice(slot, offset, uint32_t(to.size()), from);
        } else {
            if (check && !from.empty()) page.expect(slot, offset, from);
            page.splice(slot, offset, old_size, to);
        }
    }
}

void Applier::modify_header(const RecordView& r, uint8_t* page, size_t element) {
    require_elements(r, 2);
    size_t offset = r.u16(k_row_offset_at);
    ByteSpan bytes = elements_[element];
    if (offset > k_page_header_size || bytes.size() > k_page_header_size - offset) {
        throw FormatError(fmt::format("{} bytes at {} of the page header", bytes.size(), offset));
    }
    if (!bytes.empty()) std::memcpy(page + offset, bytes.data(), bytes.size());
}

void Applier::redo(const RecordView& r, uint8_t* bytes) {
    PageEditor page(bytes);
    switch (r.op()) {
        case Operation::format_page:
            format_page(r, bytes);
            break;
        case Operation::insert_rows:
            insert_rows(r, page);
            break;
        case Operation::delete_rows:
            delete_rows(r, page);
            break;
        case Operation::modify_row:
            modify_row(r, page);
            break;
        case Operation::modify_header:
            modify_header(r, bytes, 1);
            break;
        case Operation::modify_columns:
        case Operation::clear_gam_bits:
            modify_columns(r, r.slot(), page, false);
            break;
        case Operation::set_bits:
            set_bits(r, page, r.u16(k_bits_value_at) != 0);
            break;
        case Operation::set_free_space: {
            uint8_t value = r.u8(k_free_space_new_at);
            overwrite(page, r.slot(), r.u16(k_free_space_offset_at), {&value, 1});
            break;
        }
        case Operation::delete_split:
            page.remove(r.slot(), r.u16(k_split_count_at));
            break;
        case Operation::expunge_rows:
            if (keeps_slots(r.context())) {
                page.clear(r.slot());
            } else {
                page.remove(r.slot());
            }
            page.add_to_ghost_count(-1);
            break;
        case Operation::file_header_modify:
            require_elements(r, 2);
            page.splice(0, 0, uint32_t(elements_[0].size()), elements_[1]);
            break;
        case Operation::count_delta:
            put_counts(r, page);
            break;
        case Operation::root_change:
            put_root(r, r.slot(), page, k_root_new_at);
            break;
        case Operation::in_system_transaction:
            break;
        default:
            throw FormatError("how to redo it is not known");
    }
    page.set_lsn(r.lsn());
}

// ---- undo

void Applier::undo_insert(const RecordView& r, uint32_t slot, PageEditor& page) {
    require_elements(r, 1);
    size_t rows = inserted_row_count(elements_.size());
    for (size_t i = rows; i-- > 0;) {
        uint32_t at = uint32_t(slot + i);
        if (keeps_slots(r.context())) {
            require_same_row(page, at, elements_[i]);
            page.clear(at);
        } else {
            at = find_row(page, at, elements_[i]);
            if (is_ghost(page, at)) page.add_to_ghost_count(-1);
            page.remove(at);
        }
    }
}

void Applier::undo_delete(const RecordView& r, uint32_t slot, PageEditor& page) {
    require_elements(r, 1);
    ByteSpan row = elements_[0];
    if (row.empty()) throw FormatError("the deleted row was not logged");
    if (r.cx() == Context::mark_as_ghost) {
        uint32_t at = find_row(page, slot, row);
        if (!revive_ghost(page, at, row)) throw FormatError("the deleted row's ghost is gone");
    } else if (keeps_slots(r.context())) {
        page.put(slot, row);
    } else {
        page.insert(slot, row);
    }
}

void Applier::undo_modify_row(const RecordView& r, uint32_t slot, PageEditor& page) {
    require_elements(r, 2);
    ByteSpan from = elements_[0], to = elements_[1];
    uint32_t offset = r.u16(k_row_offset_at);
    if (from.empty() && r.u16(k_row_old_size_at) != 0) {
        throw FormatError("the old value was not logged");
    }
    if (is_row_page(page.view().type())) page.expect(slot, offset, to);
    page.splice(slot, offset, uint32_t(to.size()), from);
}

void Applier::undo(const RecordView& r, uint32_t slot, uint8_t* bytes, PageView moved_to,
                   uint32_t moved_slot) {
    PageEditor page(bytes);
    switch (r.op()) {
        case Operation::insert_rows:
            return undo_insert(r, slot, page);
        case Operation::delete_rows:
            return undo_delete(r, slot, page);
        case Operation::modify_row:
            return undo_modify_row(r, slot, page);
        case Operation::modify_header:
            return modify_header(r, bytes, 0);
        case Operation::modify_columns:
        case Operation::clear_gam_bits:
            return modify_columns(r, slot, page, true);
        case Operation::set_bits:
            return set_bits(r, page, r.u16(k_bits_value_at) == 0);
        case Operation::delete_split: {
            if (!moved_to) throw FormatError("the page its rows went to is not known");
            Bytes other(moved_to.data(), moved_to.data() + k_page_size);
            PageEditor from(other.data());
            for (uint32_t i = 0; i < r.u16(k_split_count_at); ++i)
                page.insert(slot + i, from.record(moved_slot + i));
            return;
        }
        case Operation::root_change:
            return put_root(r, slot, page, k_root_old_at);
        // Of no consequence for rows: a page's format goes with its allocation, ghosts are gone for
        // good, counters and free space are hints.
        case Operation::format_page:
        case Operation::expunge_rows:
        case Operation::set_free_space:
        case Operation::file_header_modify:
        case Operation::count_delta:
        case Operation::in_system_transaction:
            return;
        default:
            throw FormatError("how to undo it is not known");
    }
}

int Applier::undo_slot_change(const RecordView& r) {
    if (keeps_slots(r.context())) return 0;
    if (r.op() == Operation::insert_rows && elements_.parse(r)) {
        return -int(inserted_row_count(elements_.size()));
    }
    if (r.op() == Operation::delete_rows && r.cx() != Context::mark_as_ghost) return 1;
    if (r.op() == Operation::delete_split) return r.u16(k_split_count_at);
    return 0;
}

bool Applier::lacks_old_value(const RecordView& r) {
    switch (r.op()) {
        case Operation::modify_row:
            return elements_.parse(r) && elements_[0].empty() && r.u16(k_row_old_size_at) != 0;
        case Operation::delete_rows:
            return elements_.parse(r) && elements_[0].empty();
        case Operation::modify_columns: {
            if (!elements_.parse(r)) return false;
            ByteSpan lengths = elements_[1];
            for (size_t i = 0; 2 * i + 1 < lengths.size(); ++i) {
                uint32_t size = load_le<uint16_t>(lengths.data() + 2 * i);
                if (elements_[4 + 2 * i].size() != size) return true;
            }
            return false;
        }
        default:
            return false;
    }
}

}  // namespace gantry::storage::log
