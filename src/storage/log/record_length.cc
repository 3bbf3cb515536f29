#include "storage/log/record_length.h"

#include <algorithm>

#include "storage/record.h"

namespace gantry::storage::log {

namespace {

constexpr uint32_t k_stub_size = 9;
constexpr uint32_t k_cluster_columns = 30;
constexpr uint8_t k_cd_version_tag = 0x02;
constexpr uint8_t k_cd_long_region = 0x20;
constexpr uint8_t k_cd_stub = 2;

// Row- or page-compressed: see CompressedRecord, of which only the lengths matter here.
uint32_t compressed_length(ByteSpan area) {
    if (area.size() < 2) return 0;
    uint32_t tag = area[0] & k_cd_version_tag ? k_version_tag_size : 0;
    if ((area[0] >> 2 & 7) == k_cd_stub) return k_stub_size + tag;
    size_t at = 1;
    size_t count = area[at++];
    if (count & 0x80) {
        if (at >= area.size()) return 0;
        count = (count & 0x7F) << 8 | area[at++];
    }
    if (at + (count + 1) / 2 > area.size()) return 0;
    const uint8_t* nibbles = area.data() + at;
    at += (count + 1) / 2;
    if (count > k_cluster_columns) at += (count - 1) / k_cluster_columns;
    for (size_t i = 0; i < count; ++i) {
        uint8_t code = i % 2 == 0 ? nibbles[i / 2] & 15 : nibbles[i / 2] >> 4;
        if (code >= 2 && code <= 9) at += code - 1u;
        if (code == 12) ++at;
    }
    if (area[0] & k_cd_long_region) {
        if (at + 3 > area.size()) return 0;
        size_t ends = load_le<uint16_t>(area.data() + at + 1);
        at += 3;
        if (at + 2 * ends > area.size()) return 0;
        size_t last = ends == 0 ? 0 : load_le<uint16_t>(area.data() + at + 2 * (ends - 1)) & 0x7FFF;
        at += 2 * ends + last;
    }
    return at + tag > area.size() ? 0 : uint32_t(at + tag);
}

// Index rows have no length of their fixed part: pminlen of the page is it.
uint32_t index_length(ByteSpan area, uint16_t pminlen) {
    uint8_t status = area[0];
    size_t at = pminlen;
    if (at == 0 || at > area.size()) return 0;
    if (status & k_record_has_null_bitmap) {
        if (at + 2 > area.size()) return 0;
        at += 2 + (load_le<uint16_t>(area.data() + at) + 7u) / 8;
    }
    if (status & k_record_has_variable) {
        if (at + 2 > area.size()) return 0;
        size_t count = load_le<uint16_t>(area.data() + at);
        if (at + 2 + 2 * count > area.size()) return 0;
        size_t end =
            count == 0 ? at + 2 : load_le<uint16_t>(area.data() + at + 2 * count) & 0x7FFFu;
        if (end < at + 2 + 2 * count) return 0;
        at = end;
    }
    if (status & k_record_has_version_tag) at += k_version_tag_size;
    return at > area.size() ? 0 : uint32_t(at);
}

uint32_t lob_length(ByteSpan area) {
    if (area.size() < 4) return 0;
    uint32_t size = load_le<uint16_t>(area.data() + 2);
    if (area[0] & k_record_has_version_tag) size += k_version_tag_size;
    return size < 4 || size > area.size() ? 0 : size;
}

// Up to the next record that starts behind `offset`, or to the end of the used part.
uint32_t room(const uint8_t* page, uint32_t offset) {
    PageView view(page);
    uint32_t end = view.records_end();
    if (view.free_data() > offset) end = std::min<uint32_t>(end, view.free_data());
    uint32_t slots = view.usable_slot_count();
    for (uint32_t i = 0; i < slots; ++i) {
        uint32_t other = view.slot_offset(i);
        if (other > offset) end = std::min(end, other);
    }
    return end - offset;
}

}  // namespace

uint32_t parsed_record_length(ByteSpan area, PageType type, uint16_t pminlen) {
    if (area.empty()) return 0;
    if (type == PageType::text_mix || type == PageType::text_tree) return lob_length(area);
    if (type != PageType::data && type != PageType::index) return 0;
    uint8_t status = area[0];
    if (status & 1) return compressed_length(area);
    RecordType kind = record_type(status);
    if (kind == RecordType::forwarding_stub) return k_stub_size <= area.size() ? k_stub_size : 0;
    if (kind == RecordType::index || kind == RecordType::ghost_index) {
        return index_length(area, pminlen);
    }
    FixedVarRecord record;
    if (!record.parse(area)) return 0;
    uint32_t size = record.size();
    if (status & k_record_has_version_tag) size += k_version_tag_size;
    return size > area.size() ? 0 : size;
}

uint32_t record_length(const uint8_t* page, uint32_t slot) {
    PageView view(page);
    ByteSpan area = view.record_area(slot);
    if (area.empty()) return 0;
    uint32_t size = parsed_record_length(area, view.type(), view.pminlen());
    if (size != 0) return size;
    return room(page, view.slot_offset(slot));
}

}  // namespace gantry::storage::log
