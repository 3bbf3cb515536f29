#include "catalog/verify/page_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/compressed_rows.h"
#include "storage/record.h"

namespace gantry::catalog {

using storage::k_page_header_size;
using storage::k_page_size;
using storage::PageId;
using storage::PageType;
using storage::PageView;
using storage::RecordType;

namespace {

constexpr uint32_t k_stub_size = 9;  // status, page pointer, slot
constexpr uint32_t k_blob_header = 0x0E;
constexpr uint32_t k_slots_most = (k_page_size - k_page_header_size) / 2;

uint32_t tag_size(uint8_t status) {
    return status & storage::k_record_has_version_tag ? storage::k_version_tag_size : 0;
}

uint32_t data_row_size(ByteSpan area) {
    uint8_t status = area[0];
    if (storage::record_type(status) == RecordType::forwarding_stub) {
        uint32_t size = k_stub_size + tag_size(status);
        return size <= area.size() ? size : 0;
    }
    storage::FixedVarRecord record;
    if (!record.parse(area)) return 0;
    uint32_t size = record.size() + tag_size(status);
    return size <= area.size() ? size : 0;
}

uint32_t blob_size(ByteSpan area) {
    if (area.size() < k_blob_header) return 0;
    uint32_t size = load_le<uint16_t>(area.data() + 2);
    if (storage::record_type(area[0]) != RecordType::blob || size < k_blob_header) return 0;
    size += tag_size(area[0]);
    return size <= area.size() ? size : 0;
}

void count(PageView page, ByteSpan area, PageRecords& out) {
    if (page.type() != PageType::data) {
        bool ghost = page.type() == PageType::index &&
                     (storage::CompressedRecord::is_compressed(area[0])
                          ? (area[0] >> 2 & 7) == 7
                          : storage::record_type(area[0]) == RecordType::ghost_index);
        ++(ghost ? out.ghosts : out.live);
        return;
    }
    if (storage::CompressedRecord::is_compressed(area[0])) {
        uint8_t type = area[0] >> 2 & 7;
        bool live = storage::CompressedRows::is_live(area);
        ++(live ? out.live : type == 2 ? out.stubs : out.ghosts);
        if (type == storage::k_cd_forwarded) ++out.forwarded;
        return;
    }
    RecordType type = storage::record_type(area[0]);
    bool live = storage::is_live_row(type);
    ++(live ? out.live : type == RecordType::forwarding_stub ? out.stubs : out.ghosts);
    if (type == RecordType::forwarded) ++out.forwarded;
}

// Slots in order of where their records lie, with the records' sizes (0: not known).
struct Layout {
    struct Place {
        uint16_t offset;
        uint16_t slot;
        uint32_t size;
    };
    std::array<Place, k_slots_most> places;
    size_t count = 0;
    bool sizes_known = true;
};

class PageChecker {
  public:
    PageChecker(PageView page, PageId id, bool compressed, Findings& findings)
        : page_(page), id_(id), compressed_(compressed), findings_(findings) {}

    PageRecords run() {
        uint32_t slots = page_.slot_count();
        uint32_t records_end = k_page_size - 2 * slots;
        if (slots > k_slots_most || page_.free_data() < k_page_header_size ||
            page_.free_data() > records_end) {
            error(-1, fmt::format("{} slots and first free byte {} do not fit the page", slots,
                                  page_.free_data()));
            return records_;
        }
        for (uint32_t slot = 0; slot < slots; ++slot)
            take_slot(slot);
        check_overlap();
        check_free_space();
        return records_;
    }

  private:
    void error(int32_t slot, std::string what) {
        findings_.add({Severity::error, CheckKind::record, id_, slot, std::move(what)});
    }

    void take_slot(uint32_t slot) {
        uint32_t offset = page_.slot_offset(slot);
        if (offset == 0) return;  // an empty slot of a heap or LOB page
        if (offset < k_page_header_size || offset >= page_.free_data()) {
            error(int32_t(slot), fmt::format("record at {} where records lie from {} to {}", offset,
                                             k_page_header_size, page_.free_data()));
            return;
        }
        ByteSpan area{page_.data() + offset, size_t(page_.free_data() - offset)};
        uint32_t size = size_of(area);
        if (size == 0 && !is_compressed_record(area)) {
            error(int32_t(slot), fmt::format("record at {} of status {:#04x} does not fit the page",
                                             offset, area[0]));
            return;
        }
        if (size == 0) layout_.sizes_known = false;
        layout_.places[layout_.count++] = {uint16_t(offset), uint16_t(slot), size};
        count(page_, area, records_);
    }

    bool is_compressed_record(ByteSpan area) const {
        return compressed_ && storage::CompressedRecord::is_compressed(area[0]) &&
               page_.type() != PageType::text_mix && page_.type() != PageType::text_tree;
    }

    uint32_t size_of(ByteSpan area) const {
        if (is_compressed_record(area)) return 0;
        switch (page_.type()) {
            case PageType::data:
                return data_row_size(area);
            case PageType::index:
                return index_row_size(area, page_.pminlen());
            default:
                return blob_size(area);
        }
    }

    void check_overlap() {
        auto begin = layout_.places.begin();
        auto end = begin + ptrdiff_t(layout_.count);
        std::sort(begin, end, [](const Layout::Place& a, const Layout::Place& b) {
            return a.offset < b.offset;
        });
        for (size_t i = 1; i < layout_.count; ++i) {
            const Layout::Place& a = layout_.places[i - 1];
            const Layout::Place& b = layout_.places[i];
            if (uint32_t(a.offset) + std::max(a.size, 1u) <= b.offset) continue;
            error(b.slot, fmt::format("record at {} lies in the record of slot {} ({} bytes at {})",
                                      b.offset, a.slot, a.size, a.offset));
        }
    }

    // The header counts every byte that is neither header, record nor slot as free, but for bytes
    // that a record lost when it became shorter.
    void check_free_space() {
        if (!layout_.sizes_known || page_.is_page_compressed()) return;
        uint32_t used = k_page_header_size + 2 * page_.slot_count();
        for (size_t i = 0; i < layout_.count; ++i)
            used += layout_.places[i].size;
        uint32_t free = used <= k_page_size ? k_page_size - used : 0;
        if (page_.free_count() <= free) return;
        findings_.warning(CheckKind::record, id_,
                          fmt::format("header counts {} free bytes, the records leave {}",
                                      page_.free_count(), free));
    }

    PageView page_;
    PageId id_;
    bool compressed_;
    Findings& findings_;
    Layout layout_;
    PageRecords records_;
};

}  // namespace

uint32_t index_row_size(ByteSpan area, uint32_t pminlen) {
    uint8_t status = area[0];
    size_t at = pminlen;
    if (pminlen < 1 || at > area.size()) return 0;
    if (status & storage::k_record_has_null_bitmap) {
        if (at + 2 > area.size()) return 0;
        at += 2 + (load_le<uint16_t>(area.data() + at) + 7u) / 8;
    }
    if (status & storage::k_record_has_variable) {
        if (at + 2 > area.size()) return 0;
        size_t count = load_le<uint16_t>(area.data() + at);
        size_t ends = at + 2;
        at = ends + 2 * count;
        if (at > area.size()) return 0;
        for (size_t i = 0; i < count; ++i) {
            size_t end = load_le<uint16_t>(area.data() + ends + 2 * i) & 0x7FFFu;
            if (end < at) return 0;
            at = end;
        }
    }
    at += tag_size(status);
    return at <= area.size() ? uint32_t(at) : 0;
}

PageRecords check_page_structure(PageView page, PageId id, bool compressed, Findings& findings) {
    switch (page.type()) {
        case PageType::data:
        case PageType::index:
        case PageType::text_mix:
        case PageType::text_tree:
            return PageChecker(page, id, compressed, findings).run();
        default:
            return {};
    }
}

}  // namespace gantry::catalog
