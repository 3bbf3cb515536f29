#include "storage/compressed_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "storage/compressed_value.h"

namespace gantry::storage {

using types::TypeId;
using Kind = CompressedRecord::Kind;

namespace {

// The CI record of a page-compressed page.
constexpr uint32_t k_ci_at = k_page_header_size;
constexpr uint8_t k_ci_anchor = 0x02;
constexpr uint8_t k_ci_dictionary = 0x04;
constexpr uint32_t k_ci_header = 3;  // flags, modification count
const uint8_t k_bits[2] = {0, 1};

// Where the page's lowest record starts: a CI record ends there or before.
uint32_t lowest_record(PageView page) {
    uint32_t lowest = page.records_end();
    for (uint32_t slot = 0; slot < page.usable_slot_count(); ++slot) {
        uint32_t offset = page.slot_offset(slot);
        if (offset >= k_page_header_size) lowest = std::min(lowest, offset);
    }
    return lowest;
}

// Pages of a page-compressed rowset whose rows did not get smaller have no CI record. Its flag in
// the page header decides (seen so on every page in public notes); when it is missing, room before
// the first record that begins like a CI record does too.
bool has_page_context(PageView page, uint32_t room_end) {
    if (room_end < k_ci_at + k_ci_header + 2) return false;
    const uint8_t* ci = page.data() + k_ci_at;
    // What a record left behind that is no more (public notes: bit 0 tells the two apart).
    if (CompressedRecord::is_compressed(ci[0])) return false;
    if (page.is_page_compressed()) return true;
    uint8_t parts = ci[0] & (k_ci_anchor | k_ci_dictionary);
    if (parts == 0 || parts != ci[0]) return false;
    uint32_t ends = parts == (k_ci_anchor | k_ci_dictionary) ? 2 : 1;
    // The lowest record may be gone, so that there is more room than the record fills.
    uint32_t length = load_le<uint16_t>(ci + k_ci_header + 2 * (ends - 1));
    return length >= k_ci_header + 2 * ends && length <= room_end - k_ci_at;
}

bool is_text_type(TypeId type) {
    return type == TypeId::text || type == TypeId::ntext || type == TypeId::image;
}

}  // namespace

CompressedRows::CompressedRows(const PageSource& source, const RowsetLayout& layout, Arena& arena,
                               LobReader& lobs)
    : source_(source), layout_(layout), arena_(arena), lobs_(lobs) {}

// {u8 flags, u16 modification count, [u16 end of the anchor], [u16 end of the dictionary]}, both
// from the CI record's start and each there when its part is; the anchor record; the dictionary.
void CompressedRows::load_page_context(PageView page, Rid rid) {
    if (page_.loaded && page_.id == rid.page) return;
    page_.id = rid.page;
    page_.loaded = true;
    page_.has_anchor = false;
    page_.dictionary.clear();
    uint32_t room_end = lowest_record(page);
    if (!has_page_context(page, room_end)) return;
    ByteSpan room = page.bytes().subspan(k_ci_at, room_end - k_ci_at);
    ByteReader reader(room);
    uint8_t flags = reader.u8();
    reader.u16();
    bool has_dictionary = (flags & k_ci_dictionary) != 0;
    uint32_t anchor_end = flags & k_ci_anchor ? reader.u16() : 0;
    uint32_t dictionary_end = has_dictionary ? reader.u16() : 0;
    uint32_t at = uint32_t(reader.position());
    if (reader.failed()) {
        throw_page_error(source_, rid.page,
                         fmt::format("no page compression record, flags {:#04x}", flags));
    }
    if (flags & k_ci_anchor) {
        if (anchor_end < at || anchor_end > room.size() ||
            !page_.anchor.parse(room.subspan(at, anchor_end - at))) {
            throw_page_error(source_, rid.page, "anchor record of a compressed page is malformed");
        }
        page_.has_anchor = true;
        at = anchor_end;
    }
    if (!has_dictionary) return;
    if (dictionary_end < at || dictionary_end > room.size()) {
        throw_page_error(source_, rid.page, "page dictionary is cut");
    }
    read_dictionary(room.subspan(at, dictionary_end - at), rid);
}

// {u16 count, u16 end offsets from the dictionary's start, entries}.
void CompressedRows::read_dictionary(ByteSpan dictionary, Rid rid) {
    uint32_t count = dictionary.size() >= 2 ? load_le<uint16_t>(dictionary.data()) : 0;
    uint32_t start = 2 + 2 * count;
    if (start > dictionary.size()) throw_page_error(source_, rid.page, "page dictionary is cut");
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t end = load_le<uint16_t>(dictionary.data() + 2 + 2 * i);
        if (end < start || end > dictionary.size()) {
            throw_page_error(source_, rid.page, "page dictionary is malformed");
        }
        page_.dictionary.push_back(dictionary.subspan(start, end - start));
        start = end;
    }
}

// The anchor's value of a column; null when the page has none, or NULL.
const CompressedRecord::Column* CompressedRows::anchor_of(size_t index) const {
    if (!page_.has_anchor || index >= page_.anchor.column_count()) return nullptr;
    const CompressedRecord::Column& column = page_.anchor.column(index);
    return column.kind == Kind::bytes || column.kind == Kind::empty ? &column : nullptr;
}

bool CompressedRows::anchor_is_true(size_t index) const {
    return page_.has_anchor && index < page_.anchor.column_count() &&
           page_.anchor.column(index).kind == Kind::bit_true;
}

// Where the anchor has a value, a column's bytes are a prefix length and a suffix: one byte, or two
// when the first has its high bit set (as for the column count of a record).
ByteSpan CompressedRows::expand_prefix(ByteSpan bytes, size_t index, Rid rid) {
    const CompressedRecord::Column* anchor = anchor_of(index);
    if (anchor == nullptr || bytes.empty()) return bytes;
    if (anchor->bytes.empty()) {
        // Public readers of real files disagree whether an empty anchor makes a prefix length
        // necessary. If so it can only be 0, which no value worth keeping starts with.
        return bytes[0] == 0 ? bytes.subspan(1) : bytes;
    }
    size_t at = 1;
    size_t prefix = bytes[0];
    if (prefix & 0x80) {
        if (bytes.size() < 2) throw_slot_error(source_, rid, "prefix length is cut");
        prefix = (prefix & 0x7F) << 8 | bytes[1];
        at = 2;
    }
    if (prefix > anchor->bytes.size()) {
        throw_slot_error(source_, rid,
                         fmt::format("column {} takes {} bytes of an anchor of {}", index + 1,
                                     prefix, anchor->bytes.size()));
    }
    size_t suffix = bytes.size() - at;
    uint8_t* p = arena_.allocate(prefix + suffix);
    if (prefix > 0) std::memcpy(p, anchor->bytes.data(), prefix);
    if (suffix > 0) std::memcpy(p + prefix, bytes.data() + at, suffix);
    return {p, prefix + suffix};
}

// Of a column that is not NULL. With an anchor, "empty" means "as the anchor".
ByteSpan CompressedRows::expand(const CompressedRecord::Column& column, size_t index, Rid rid) {
    switch (column.kind) {
        case Kind::null:
        case Kind::bit_true:
            return {};
        case Kind::empty:
            if (const auto* anchor = anchor_of(index)) return anchor->bytes;
            return {};
        case Kind::symbol: {
            uint32_t entry = column.bytes[0];
            if (entry >= page_.dictionary.size()) {
                throw_slot_error(source_, rid,
                                 fmt::format("column {} names entry {} of a page "
                                             "dictionary of {}",
                                             index + 1, entry, page_.dictionary.size()));
            }
            return expand_prefix(page_.dictionary[entry], index, rid);
        }
        case Kind::bytes:
            break;
    }
    // Pointers out of the row take no part in page compression, as far as is known.
    if (column.complex && is_complex_pointer(column.bytes)) return column.bytes;
    return expand_prefix(column.bytes, index, rid);
}

// Values of the types that may leave the row. False: NULL.
bool CompressedRows::long_value_of(const ColumnPlace& place, ByteSpan raw, bool complex, Rid rid,
                                   ByteSpan& value) {
    if (!complex && !(is_text_type(place.type) && lobs_.is_text_pointer(raw))) {
        value = raw;
        return true;
    }
    LobValue lob = raw.size() == k_text_pointer_size ? lobs_.read_text_pointer(raw, rid)
                                                     : lobs_.read_inline_root(raw, rid);
    value = lob.bytes;
    return !lob.null;
}

// False: NULL.
bool CompressedRows::value_of(const ColumnPlace& place, Rid rid, ByteSpan& value) {
    const CompressedRecord::Column& column = record_.column(place.compressed_index);
    if (column.kind == Kind::null) return false;
    ByteSpan raw = expand(column, place.compressed_index, rid);
    if (place.type == TypeId::bit) {
        bool is_true = column.kind == Kind::bit_true || (!raw.empty() && raw[0] != 0) ||
                       (column.kind == Kind::empty && anchor_is_true(place.compressed_index));
        value = {&k_bits[is_true], 1};
        return true;
    }
    bool complex = column.complex;
    if (complex || is_text_type(place.type)) return long_value_of(place, raw, complex, rid, value);
    ValueShape shape{place.type, place.length, place.precision, place.scale};
    if (!expand_compressed_value(shape, raw, arena_, value)) {
        throw_slot_error(source_, rid,
                         fmt::format("{}: column {}: {} compressed bytes are "
                                     "no value of its type",
                                     layout_.table_name, place.name, raw.size()));
    }
    return true;
}

bool CompressedRows::decode(PageView page, Rid rid, ByteSpan area, std::vector<FieldView>& fields) {
    if (!is_live(area)) {
        if ((area[0] >> 2 & 7) == k_cd_index) {
            throw_slot_error(source_, rid, "compressed index record where a row must be");
        }
        return false;
    }
    if (!record_.parse(area)) throw_slot_error(source_, rid, "compressed record is malformed");
    if (layout_.compression == Compression::page || page.is_page_compressed()) {
        load_page_context(page, rid);
    } else if (page_.loaded) {
        page_ = {};
    }
    for (size_t i = 0; i < layout_.columns.size(); ++i) {
        const ColumnPlace& place = layout_.columns[i];
        FieldView& field = fields[i];
        field = {};
        if (place.unreadable) continue;
        if (place.compressed_index >= record_.column_count()) {
            field = missing_value(source_, layout_, place, rid);
            continue;
        }
        ByteSpan value;
        if (!value_of(place, rid, value)) continue;
        if (value.data() == nullptr) value = {k_bits, size_t(0)};
        field = {value.data(), uint32_t(value.size()), false};
    }
    return true;
}

}  // namespace gantry::storage
