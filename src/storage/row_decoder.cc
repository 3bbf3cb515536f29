#include "storage/row_decoder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "storage/compressed_rows.h"
#include "storage/compressed_value.h"

namespace gantry::storage {

using types::TypeId;

namespace {

const uint8_t k_bits[2] = {0, 1};
const uint8_t k_empty[1] = {0};

bool is_text_pointer_type(TypeId type) {
    return type == TypeId::text || type == TypeId::ntext || type == TypeId::image;
}

ValueShape shape_of(const ColumnPlace& place) {
    return {place.type, place.length, place.precision, place.scale};
}

}  // namespace

RowDecoder::RowDecoder(const PageSource& source, const RowsetLayout& layout)
    : source_(source), layout_(layout), lobs_(source, arena_) {
    fields_.resize(layout.columns.size());
    make_plan();
    if (layout.compression != Compression::none) {
        compressed_ = std::make_unique<CompressedRows>(source, layout, arena_, lobs_);
    }
}

RowDecoder::~RowDecoder() = default;

void RowDecoder::make_plan() {
    plain_fixed_end_ = 4;
    bool is_compressed = layout_.compression != Compression::none;
    for (const ColumnPlace& place : layout_.columns) {
        Step step;
        step.null_bit = place.null_bit;
        plain_null_bit_ = std::max<uint32_t>(plain_null_bit_, place.null_bit);
        if (place.unreadable || (place.sparse && !is_compressed)) {
            step.op = place.unreadable ? Op::absent : Op::sparse;
            step.null_bit = 0;
            if (place.sparse) sparse_.push_back({place.column_id, uint32_t(steps_.size())});
        } else if (place.leaf_offset >= 4 && !is_compressed) {
            step.op = place.type == TypeId::bit ? Op::bit : Op::fixed;
            step.index = uint16_t(place.leaf_offset);
            uint32_t size = fixed_size(shape_of(place));
            if (size == 0) {
                throw FormatError(
                    fmt::format("{}: column {} of type {} has a fixed place but no "
                                "fixed size",
                                layout_.table_name, place.name, int(place.type)));
            }
            step.size = uint16_t(size);
            step.bit_mask = uint8_t(1u << (place.bit_position & 7));
            plain_fixed_end_ = std::max<uint32_t>(plain_fixed_end_, step.index + size);
        } else if (place.leaf_offset < 0) {
            step.index = uint16_t(-place.leaf_offset - 1);
            step.op = is_text_pointer_type(place.type) ? Op::text : Op::variable;
            if (place.type == TypeId::decimal || place.type == TypeId::numeric) {
                step.op = Op::vardecimal;
            }
        }
        // Bit 0 of a word of null bits is column 1's.
        simple_plan_ = simple_plan_ && step.null_bit >= 1 && step.null_bit <= 64;
        step.null_shift = uint8_t(step.null_bit - 1);
        steps_.push_back(step);
    }
    std::sort(sparse_.begin(), sparse_.end());
}

bool holds_rows(const PageSource& source, PageId id, PageView page) {
    switch (uint8_t(page.type())) {
        case uint8_t(PageType::data):
            return true;
        case uint8_t(PageType::index):
        case uint8_t(PageType::sort):
        case 18:  // seen described as "unlinked" and "deallocated"
        case uint8_t(PageType::deallocated):
        case 20:
            return false;
        default:
            throw_page_error(source, id,
                             fmt::format("page type {} where rows must be", int(page.type())));
    }
}

void RowDecoder::begin_page(PageView page, PageId id) {
    page_ = page;
    page_id_ = id;
    slot_count_ = page.slot_count();
    if (slot_count_ != page.usable_slot_count()) {
        throw_page_error(source_, id, fmt::format("{} slots do not fit a page", slot_count_));
    }
    // Behind the last record starts the free space: no row may reach into it.
    records_end_ = page.free_data();
    if (slot_count_ > 0 &&
        (records_end_ <= k_page_header_size || records_end_ > page.records_end())) {
        throw_page_error(source_, id,
                         fmt::format("records end at {:#x}, slots start at {:#x}", records_end_,
                                     page.records_end()));
    }
}

bool RowDecoder::decode(uint32_t slot) {
    uint32_t offset = page_.slot_offset(slot);
    if (offset == 0) return false;
    if (offset < k_page_header_size || offset >= records_end_) {
        throw_slot_error(source_, rid_of(slot), "slot points outside of the page's records");
    }
    ByteSpan area{page_.data() + offset, records_end_ - offset};
    arena_.reset();
    bool is_compressed = (area[0] & k_record_compressed) != 0;
    if (is_compressed != (compressed_ != nullptr)) return refuse_format(area, slot);
    if (is_compressed) return compressed_->decode(page_, rid_of(slot), area, fields_);
    return decode_fixed_var(area, slot);
}

// Compressing a table rebuilds it: rows of the other format have no place by this layout.
bool RowDecoder::refuse_format(ByteSpan area, uint32_t slot) {
    if (!(area[0] & k_record_compressed) && !is_live_row(record_type(area[0]))) return false;
    throw_slot_error(source_, rid_of(slot),
                     compressed_ ? "an uncompressed record in a compressed table"
                                 : "a compressed record in a table that is not compressed");
}

bool RowDecoder::decode_fixed_var(ByteSpan area, uint32_t slot) {
    RecordType type = record_type(area[0]);
    if (!is_live_row(type)) {
        if (type == RecordType::index || type == RecordType::blob) {
            throw_slot_error(source_, rid_of(slot),
                             fmt::format("record type {} where a row must be", int(type)));
        }
        return false;
    }
    FixedVarRecord record;
    if (!record.parse(area)) throw_slot_error(source_, rid_of(slot), "record is malformed");
    if (!sparse_.empty()) set_sparse_columns(record, slot);
    if (record.column_count() < plain_null_bit_ || record.fixed_end() < plain_fixed_end_) {
        decode_short_record(record, slot);
        return true;
    }
    // The usual record has at most 64 columns: their null bits in one word.
    uint64_t nulls = record.null_word();
    if (!simple_plan_ || record.column_count() > 64) {
        for (size_t i = 0; i < steps_.size(); ++i)
            decode_column(record, i, slot);
        return true;
    }
    const uint8_t* base = record.base();
    FieldView* field = fields_.data();
    for (const Step& step : steps_) {
        bool null = (nulls >> step.null_shift & 1) != 0;
        // Which columns are null cannot be predicted: no branch depends on it alone.
        if (step.op == Op::fixed) {
            *field = {base + step.index, step.size, null};
        } else if (step.op == Op::variable) {
            if (step.index >= record.variable_count()) {
                *field = {k_empty, 0, null};
            } else {
                auto [start, end] = record.variable_bounds(step.index);
                if ((end & k_variable_complex) != 0 && !null) {
                    set_complex(record.variable(step.index), size_t(field - fields_.data()), slot);
                } else {
                    *field = {base + start, null ? 0 : (end & 0x7FFFu) - start, null};
                }
            }
        } else if (step.op == Op::bit) {
            *field = {&k_bits[(base[step.index] & step.bit_mask) != 0], 1, null};
        } else if (null) {
            *field = {};
        } else {
            decode_column(record, size_t(field - fields_.data()), slot);
        }
        ++field;
    }
    return true;
}

// A record that was written before some of the columns were added.
void RowDecoder::decode_short_record(const FixedVarRecord& record, uint32_t slot) {
    for (size_t i = 0; i < steps_.size(); ++i) {
        const Step& step = steps_[i];
        bool there = step.null_bit == 0 || !record.has_null_bitmap() ||
                     record.null_bit_present(step.null_bit);
        if (there && (step.op == Op::fixed || step.op == Op::bit)) {
            there = step.index + step.size <= record.fixed_end();
        }
        if (there) {
            decode_column(record, i, slot);
        } else {
            set_missing(i, slot);
        }
    }
}

void RowDecoder::decode_column(const FixedVarRecord& record, size_t i, uint32_t slot) {
    const Step& step = steps_[i];
    if (step.null_bit != 0 && record.is_null(step.null_bit)) {
        fields_[i] = {};
        return;
    }
    switch (step.op) {
        case Op::fixed:
            set(i, {record.base() + step.index, step.size});
            return;
        case Op::bit:
            set(i, {&k_bits[(record.base()[step.index] & step.bit_mask) != 0], 1});
            return;
        case Op::variable:
        case Op::text:
        case Op::vardecimal:
            set_complex(record.variable(step.index), i, slot);
            return;
        case Op::sparse:  // set_sparse_columns()
            return;
        case Op::absent:
            fields_[i] = {};
            return;
    }
}

// A variable value that may lie outside of the row.
void RowDecoder::set_complex(const VariableField& field, size_t i, uint32_t slot) {
    Op op = steps_[i].op;
    Rid rid = rid_of(slot);
    if (op == Op::vardecimal) {
        ByteSpan value;
        if (!expand_vardecimal(shape_of(layout_.columns[i]), field.bytes, arena_, value)) {
            throw_slot_error(source_, rid,
                             fmt::format("{}: column {}: malformed vardecimal", layout_.table_name,
                                         layout_.columns[i].name));
        }
        set(i, value);
        return;
    }
    LobValue lob{field.bytes, false};
    if (field.complex || (op == Op::text && lobs_.is_text_pointer(field.bytes))) {
        // text, ntext and image keep 16-byte pointers, and so do max types when "large value types
        // out of row" is on. Without the complex flag and of another size it is "text in row" data.
        lob = field.bytes.size() == k_text_pointer_size ? lobs_.read_text_pointer(field.bytes, rid)
                                                        : lobs_.read_inline_root(field.bytes, rid);
    }
    if (lob.null) {
        fields_[i] = {};
    } else if (lob.bytes.data() == nullptr) {
        set(i, {k_empty, size_t(0)});
    } else {
        set(i, lob.bytes);
    }
}

// The vector is the record's last variable column:
// {u16 5, u16 n, n x u16 column id, n x u16 end offset from the vector's start, data}.
void RowDecoder::set_sparse_columns(const FixedVarRecord& record, uint32_t slot) {
    for (const auto& [id, field] : sparse_)
        fields_[field] = {};
    if (record.variable_count() == 0) return;
    VariableField last = record.variable(record.variable_count() - 1);
    ByteSpan v = last.bytes;
    if (!last.complex || v.size() < 4 || load_le<uint16_t>(v.data()) != k_complex_sparse_vector) {
        return;
    }
    uint32_t count = load_le<uint16_t>(v.data() + 2);
    uint32_t start = 4 + 4 * count;
    auto cut = [&] { throw_slot_error(source_, rid_of(slot), "sparse vector is cut"); };
    if (start > v.size()) cut();
    const uint8_t* ids = v.data() + 4;
    const uint8_t* ends = ids + 2 * count;
    for (uint32_t k = 0; k < count; ++k) {
        uint32_t end = load_le<uint16_t>(ends + 2 * k);
        bool complex = (end & k_variable_complex) != 0;
        end &= 0x7FFF;
        if (end < start || end > v.size()) cut();
        uint32_t id = load_le<uint16_t>(ids + 2 * k);
        auto found = std::lower_bound(sparse_.begin(), sparse_.end(), std::pair(id, 0u));
        if (found != sparse_.end() && found->first == id) {
            set_sparse(found->second, v.subspan(start, end - start), complex, slot);
        }
        start = end;
    }
}

void RowDecoder::set_sparse(size_t i, ByteSpan value, bool complex, uint32_t slot) {
    const ColumnPlace& place = layout_.columns[i];
    if (place.unreadable) return;
    if (complex) {
        set_complex({value, true, true}, i, slot);
        return;
    }
    if (place.type == TypeId::bit && value.size() == 1) value = {&k_bits[value[0] & 1], 1};
    uint32_t size = fixed_size(shape_of(place));
    if (size != 0 && size != value.size()) {
        throw_slot_error(source_, rid_of(slot),
                         fmt::format("{}: sparse column {} has {} bytes "
                                     "where {} must be",
                                     layout_.table_name, place.name, value.size(), size));
    }
    if (value.empty()) value = {k_empty, size_t(0)};
    set(i, value);
}

FieldView missing_value(const PageSource& source, const RowsetLayout& layout,
                        const ColumnPlace& place, Rid rid) {
    if (place.default_unreadable) {
        throw_slot_error(source, rid,
                         fmt::format("{}: column {} was added after this row; its stored default "
                                     "cannot be read",
                                     layout.table_name, place.name));
    }
    if (!place.added_default) return {};
    const Bytes& value = *place.added_default;
    return {value.empty() ? k_empty : value.data(), uint32_t(value.size()), false};
}

void RowDecoder::set_missing(size_t i, uint32_t slot) {
    fields_[i] = missing_value(source_, layout_, layout_.columns[i], rid_of(slot));
}

}  // namespace gantry::storage
