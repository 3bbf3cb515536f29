#include "storage/lob.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/record.h"

namespace gantry::storage {

namespace {
constexpr uint64_t k_lob_size_max = 0x7FFFFFFF;
// 2 GB need four levels of at least 400 links; hostile chains end here.
constexpr uint32_t k_depth_max = 8;
constexpr uint32_t k_record_header = 0x0E;
}  // namespace

bool is_complex_pointer(ByteSpan bytes) {
    if (bytes.size() == k_text_pointer_size) return true;
    return bytes.size() > k_inline_root_header &&
           (bytes.size() - k_inline_root_header) % k_inline_link_size == 0 &&
           (bytes[0] == k_inline_lob_root || bytes[0] == k_inline_row_overflow);
}

bool LobReader::is_text_pointer(ByteSpan bytes) const {
    if (bytes.size() != k_text_pointer_size) return false;
    Rid rid = load_rid(bytes.data() + 8);
    if (rid.page.is_null()) return true;
    if (rid.page.page >= source_.page_limit(rid.page.file)) return false;
    // The upper half of the time stamp: no letters are there, and the page need not be looked at.
    if (load_le<uint32_t>(bytes.data() + 4) == 0) return true;
    PageView page = source_.page(rid.page);
    return page && (page.type() == PageType::text_mix || page.type() == PageType::text_tree);
}

LobReader::LobReader(const PageSource& source, Arena& arena) : source_(source), arena_(arena) {
    uint64_t pages = 0;
    for (uint16_t file : source.files())
        pages += source.page_limit(file);
    bytes_max_ = std::min(k_lob_size_max, pages * k_page_size);
}

LobReader::Record LobReader::load(Rid rid) {
    PageView page = source_.require(rid.page, "LOB page");
    if (page.type() != PageType::text_mix && page.type() != PageType::text_tree) {
        throw_slot_error(source_, rid,
                         fmt::format("page type {} where a LOB page must be", int(page.type())));
    }
    ByteSpan area = page.record_area(rid.slot);
    if (area.size() < k_record_header) throw_slot_error(source_, rid, "no LOB record");
    // The length does not count a version tag.
    uint32_t size = load_le<uint16_t>(area.data() + 2);
    if (record_type(area[0]) != RecordType::blob || size < k_record_header || size > area.size()) {
        throw_slot_error(source_, rid,
                         fmt::format("LOB record of status {:#04x} and {} bytes", area[0], size));
    }
    return {area.data(), size, LobKind(load_le<uint16_t>(area.data() + 0x0C)), rid};
}

ByteSpan LobReader::data_of(const Record& record) {
    if (record.kind == LobKind::data) {
        return {record.bytes + k_record_header, record.size - k_record_header};
    }
    // Small root: {u16 length, 4 unused bytes, data}.
    uint32_t length = record.size >= 0x14 ? load_le<uint16_t>(record.bytes + 0x0E) : 0;
    if (record.size < 0x14 || length > record.size - 0x14) {
        throw_slot_error(source_, record.rid, "small LOB root is longer than its record");
    }
    return {record.bytes + 0x14, length};
}

LobReader::Links LobReader::links_of(const Record& record) {
    bool wide = record.kind == LobKind::internal;
    uint32_t first = wide ? 0x14 : 0x18;
    uint32_t count = record.size >= 0x12 ? load_le<uint16_t>(record.bytes + 0x10) : 0;
    Links links{record.bytes + first, count, wide};
    if (record.size < first || count * links.stride() > record.size - first) {
        throw_slot_error(source_, record.rid,
                         fmt::format("LOB record with {} links is cut", count));
    }
    return links;
}

LobValue LobReader::read_text_pointer(ByteSpan pointer, Rid row) {
    if (pointer.size() != k_text_pointer_size) {
        throw_slot_error(source_, row, fmt::format("text pointer of {} bytes", pointer.size()));
    }
    Rid rid = load_rid(pointer.data() + 8);
    if (rid.page.is_null()) return {{}, true};
    Record record = load(rid);
    switch (record.kind) {
        case LobKind::small_root:
        case LobKind::data:
            return {data_of(record), false};
        case LobKind::large_root:
        case LobKind::large_root_2000:
        case LobKind::internal:
            return read_tree(links_of(record), rid);
        case LobKind::null_value:
            return {{}, true};
    }
    throw_slot_error(source_, rid,
                     fmt::format("LOB record kind {} is not known", int(record.kind)));
}

LobValue LobReader::read_inline_root(ByteSpan root, Rid row) {
    uint8_t kind = root.empty() ? 0 : root[0];
    if (root.size() < k_inline_root_header ||
        (kind != k_inline_lob_root && kind != k_inline_row_overflow) ||
        (root.size() - k_inline_root_header) % k_inline_link_size != 0) {
        throw_slot_error(source_, row,
                         fmt::format("complex value of kind {} and {} bytes is not "
                                     "known",
                                     kind, root.size()));
    }
    Links links{root.data() + k_inline_root_header,
                uint32_t((root.size() - k_inline_root_header) / k_inline_link_size), false};
    return read_tree(links, row);
}

LobValue LobReader::read_tree(const Links& links, Rid at) {
    if (links.count == 0) return {{}, false};
    uint64_t length = links.end(links.count - 1);
    // A value that became empty may keep its root, whose links then lead nowhere.
    if (length == 0) return {{}, false};
    if (length > bytes_max_) {
        throw_slot_error(source_, at,
                         fmt::format("LOB of {} bytes is longer than the database", length));
    }
    if (links.count == 1) {
        // One fragment needs no copy.
        Record record = load(links.rid(0));
        if (record.kind == LobKind::data || record.kind == LobKind::small_root) {
            ByteSpan data = data_of(record);
            if (data.size() == length) return {data, false};
        }
    }
    uint8_t* out = arena_.allocate(length);
    read_links(links, at, out, length, 0);
    return {{out, length}, false};
}

void LobReader::read_links(const Links& links, Rid at, uint8_t* out, uint64_t length,
                           uint32_t depth) {
    if (depth >= k_depth_max) throw_slot_error(source_, at, "LOB tree is too deep");
    if (links.count == 0) throw_slot_error(source_, at, "LOB tree node without links");
    // Lengths accumulate from the start of the subtree, or from the start of the value.
    uint64_t last = links.end(links.count - 1);
    uint64_t start = last - length;
    if (last < length) throw_slot_error(source_, at, "LOB links do not add up");
    uint64_t done = 0;
    for (uint32_t i = 0; i < links.count; ++i) {
        uint64_t end = links.end(i);
        if (end < start + done || end - start > length) {
            throw_slot_error(
                source_, at,
                fmt::format("LOB link {} ends at {}, after {} of {} bytes", i, end, done, length));
        }
        uint64_t part = end - start - done;
        if (part == 0) continue;  // nothing of the value is there
        read_subtree(links.rid(i), out + done, part, depth + 1);
        done += part;
    }
}

void LobReader::read_subtree(Rid rid, uint8_t* out, uint64_t length, uint32_t depth) {
    Record record = load(rid);
    if (record.kind == LobKind::data || record.kind == LobKind::small_root) {
        ByteSpan data = data_of(record);
        if (data.size() != length) {
            throw_slot_error(
                source_, rid,
                fmt::format("LOB fragment has {} bytes where {} must be", data.size(), length));
        }
        std::memcpy(out, data.data(), data.size());
        return;
    }
    if (record.kind != LobKind::internal && record.kind != LobKind::large_root &&
        record.kind != LobKind::large_root_2000) {
        throw_slot_error(source_, rid,
                         fmt::format("LOB record kind {} is not known", int(record.kind)));
    }
    read_links(links_of(record), rid, out, length, depth);
}

}  // namespace gantry::storage
