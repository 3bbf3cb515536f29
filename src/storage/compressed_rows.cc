#include "storage/compressed_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/compressed_value.h"

namespace gantry::storage {

using types::TypeId;

namespace {
// The CI record of a page-compressed page.
constexpr uint32_t k_ci_at = k_page_header_size;
constexpr uint8_t k_ci_anchor = 0x02;
constexpr uint8_t k_ci_dictionary = 0x04;
const uint8_t k_bits[2] = {0, 1};
}  // namespace

CompressedRows::CompressedRows(const PageSource& source, const RowsetLayout& layout, Arena& arena,
                               LobReader& lobs)
    : source_(source), layout_(layout), arena_(arena), lobs_(lobs) {}

// {u8 flags, u16 page modification count, [u16 dictionary offset], u16 CI length, anchor record},
// then the dictionary {u16 count, u16 end offsets, entries}.
void CompressedRows::load_page_context(PageView page, Rid rid) {
    if (page_.id == rid.page) return;
    page_ = {};
    ByteSpan bytes = page.bytes().first(page.records_end());
    ByteReader reader(bytes);
    reader.seek(k_ci_at);
    uint8_t flags = reader.u8();
    reader.u16();
    uint32_t dictionary_at = flags & k_ci_dictionary ? reader.u16() : 0;
    uint32_t length = reader.u16();
    if (reader.failed() || length > bytes.size() - k_ci_at) {
        throw_page_error(source_, rid.page, "page compression record is cut");
    }
    ByteSpan ci = bytes.subspan(k_ci_at, length);
    if (flags & k_ci_anchor) {
        size_t at = reader.position() - k_ci_at;
        size_t end = flags & k_ci_dictionary ? dictionary_at : length;
        if (at > end || end > ci.size() || !page_.anchor.parse(ci.subspan(at, end - at))) {
            throw_page_error(source_, rid.page, "anchor record of a compressed page is malformed");
        }
        page_.has_anchor = true;
    }
    if (flags & k_ci_dictionary) {
        ByteReader entries(ci);
        entries.seek(dictionary_at);
        uint32_t count = entries.u16();
        ByteSpan ends = entries.take(2 * size_t(count));
        ByteSpan data = entries.take(entries.remaining());
        uint32_t start = 0;
        for (uint32_t i = 0; i < count && !entries.failed(); ++i) {
            uint32_t end = load_le<uint16_t>(ends.data() + 2 * i);
            if (end < start || end > data.size()) {
                throw_page_error(source_, rid.page, "page dictionary is malformed");
            }
            page_.dictionary.push_back(data.subspan(start, end - start));
            start = end;
        }
        if (entries.failed()) throw_page_error(source_, rid.page, "page dictionary is cut");
    }
    page_.id = rid.page;
}

// The anchor's value of a column; null when the page has none, or NULL.
const CompressedRecord::Column* CompressedRows::anchor_of(size_t index) const {
    if (!page_.has_anchor || index >= page_.anchor.column_count()) return nullptr;
    const CompressedRecord::Column& column = page_.anchor.column(index);
    using Kind = CompressedRecord::Kind;
    return column.kind == Kind::bytes || column.kind == Kind::empty ? &column : nullptr;
}

// Where the anchor has a value, even an empty one, a column's bytes are a prefix length and a
// suffix: one byte, or two when the first has its high bit set.
ByteSpan CompressedRows::expand_prefix(ByteSpan bytes, size_t index, Rid rid) {
    const CompressedRecord::Column* anchor = anchor_of(index);
    if (anchor == nullptr) return bytes;
    if (bytes.empty()) return bytes;
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

ByteSpan CompressedRows::expand(const CompressedRecord::Column& column, size_t index, Rid rid,
                                bool& null) {
    using Kind = CompressedRecord::Kind;
    null = false;
    switch (column.kind) {
        case Kind::null:
            // On a compressed page NULL stays NULL and "empty" means "as the anchor".
            null = true;
            return {};
        case Kind::empty:
            if (const auto* anchor = anchor_of(index)) return anchor->bytes;
            return {};
        case Kind::bit_true:
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
    return column.complex ? column.bytes : expand_prefix(column.bytes, index, rid);
}

bool CompressedRows::decode(PageView page, Rid rid, ByteSpan area, std::vector<FieldView>& fields) {
    if (!is_live(area)) {
        if ((area[0] >> 2 & 7) == k_cd_index) {
            throw_slot_error(source_, rid, "compressed index record where a row must be");
        }
        return false;
    }
    if (!record_.parse(area)) throw_slot_error(source_, rid, "compressed record is malformed");
    if (page.is_page_compressed()) {
        load_page_context(page, rid);
    } else {
        page_ = {};
    }
    for (size_t i = 0; i < layout_.columns.size(); ++i) {
        const ColumnPlace& place = layout_.columns[i];
        FieldView& field = fields[i];
        field = {};
        if (place.compressed_index >= record_.column_count()) {
            if (place.added_default) {
                field = {place.added_default->data(), uint32_t(place.added_default->size()), false};
            }
            continue;
        }
        const CompressedRecord::Column& column = record_.column(place.compressed_index);
        bool null = false;
        ByteSpan raw = expand(column, place.compressed_index, rid, null);
        if (null) continue;
        ByteSpan value;
        if (place.type == TypeId::bit) {
            bool is_true =
                column.kind == CompressedRecord::Kind::bit_true || (!raw.empty() && raw[0] != 0);
            value = {&k_bits[is_true], 1};
        } else if (column.complex) {
            LobValue lob = lobs_.read_inline_root(raw, rid);
            if (lob.null) continue;
            value = lob.bytes;
        } else if (place.type == TypeId::text || place.type == TypeId::ntext ||
                   place.type == TypeId::image) {
            LobValue lob = lobs_.read_text_pointer(raw, rid);
            if (lob.null) continue;
            value = lob.bytes;
        } else {
            ValueShape shape{place.type, place.length, place.precision, place.scale};
            if (!expand_compressed_value(shape, raw, arena_, value)) {
                throw_slot_error(source_, rid,
                                 fmt::format("{}: column {}: {} compressed bytes are "
                                             "no value of its type",
                                             layout_.table_name, place.name, raw.size()));
            }
        }
        field = {value.data(), uint32_t(value.size()), false};
    }
    return true;
}

}  // namespace gantry::storage
