#include "storage/columnstore/column_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "storage/columnstore/large_value.h"
#include "types/sql_type.h"

namespace gantry::storage::columnstore {

using types::TypeId;

ColumnReader::ColumnReader(ByteSpan blob, uint32_t row_count, const ValueShape& shape,
                           const SegmentFacts& facts, std::unique_ptr<Dictionary> global,
                           std::unique_ptr<Dictionary> local, const PageSource& source,
                           const SegmentName& name)
    : segment_(blob, row_count, name),
      shape_(shape),
      facts_(facts),
      name_(name),
      global_(std::move(global)),
      local_(std::move(local)),
      source_(source) {
    if (facts.encoding < 1 || facts.encoding > 5) {
        fail(name_, fmt::format("encoding {} is not known", facts.encoding));
    }
    check_shape();
    if (segment_.has_value_pages()) {
        pages_ = std::make_unique<ValuePages>(blob, segment_.value_pages_at(), name_);
        if (as_integer_) find_page_number_form();
        pages_tagged_ = page_values_are_tagged();
        return;
    }
    if (global_) global_tagged_ = strings_are_tagged(*global_);
    if (local_) local_tagged_ = strings_are_tagged(*local_);
    if (!global_ && !local_) {
        if (!as_integer_) {
            fail(name_, fmt::format("encoding {} without a dictionary for a type that needs one",
                                    facts.encoding));
        }
        find_scale();
    }
    if (facts_.has_nulls) find_null_id();
}

void ColumnReader::check_shape() {
    as_integer_ = is_kept_as_integer(shape_);
    integer_size_ = fixed_size(shape_);
    bool time = shape_.type == TypeId::time || shape_.type == TypeId::datetime2 ||
                shape_.type == TypeId::datetimeoffset;
    bool decimal = shape_.type == TypeId::decimal || shape_.type == TypeId::numeric;
    if ((time && shape_.scale > 7) || (decimal && shape_.precision > 38)) {
        fail(name_,
             fmt::format("no type has precision {} and scale {}", shape_.precision, shape_.scale));
    }
}

void ColumnReader::find_scale() {
    if (!(facts_.magnitude > 0)) return;
    scale_.base = facts_.base_id;
    double multiplier = facts_.magnitude;
    if (multiplier < 1) {
        // A fraction is one of the value, not of the integer that stands for it.
        bool decimal = shape_.type == TypeId::decimal || shape_.type == TypeId::numeric;
        bool money = shape_.type == TypeId::money || shape_.type == TypeId::smallmoney;
        multiplier *= std::pow(10.0, decimal ? shape_.scale : money ? 4 : 0);
    }
    double whole = std::round(multiplier);
    if (!(whole >= 1 && whole < 9e18) || std::abs(multiplier - whole) > whole * 1e-9) {
        fail(name_, fmt::format("magnitude {} is not known", facts_.magnitude));
    }
    scale_.multiplier = int64_t(whole);
}

// The catalog's null value is a data id. That is measured; should it be a value instead, no row has
// it as its id.
void ColumnReader::find_null_id() {
    has_null_id_ = true;
    null_id_ = facts_.null_value;
    if (global_ || local_ || (scale_.base == 0 && scale_.multiplier == 1)) return;
    if (some_row_has(null_id_)) return;
    int64_t id = 0;
    bool whole = facts_.null_value % scale_.multiplier == 0;
    if (whole && !__builtin_sub_overflow(facts_.null_value / scale_.multiplier, scale_.base, &id) &&
        some_row_has(id)) {
        null_id_ = id;
        return;
    }
    fail(name_, fmt::format("it has NULLs, but no row has the null value {}", facts_.null_value));
}

bool ColumnReader::some_row_has(int64_t id) const {
    std::vector<int64_t> ids;
    constexpr uint32_t k_step = 4096;
    for (const Run& run : segment_.runs()) {
        if (!run.reads) {
            if (run.value == id) return true;
            continue;
        }
        for (uint32_t done = 0; done < run.count; done += k_step) {
            ids.resize(std::min(k_step, run.count - done));
            segment_.packed().unpack(uint64_t(run.value) + done, uint32_t(ids.size()), ids.data());
            if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
        }
    }
    return false;
}

// Values of max types are in place or a pointer. Whether those in place have a tag in front is
// described for delta stores only: here they do when every one does.
bool ColumnReader::strings_are_tagged(Dictionary& dictionary) {
    if (dictionary.is_numeric() || shape_.length != types::k_max_length) return false;
    bool some = false;
    for (uint32_t i = 0; i < dictionary.entry_count(); ++i) {
        ByteSpan bytes = dictionary.string(i, scratch_);
        if (is_large_value(bytes)) continue;
        if (!has_in_place_tag(bytes, shape_.type == TypeId::nvarchar)) return false;
        some = true;
    }
    scratch_.reset();
    return some;
}

bool ColumnReader::page_values_are_tagged() {
    if (shape_.length != types::k_max_length) return false;
    bool some = false;
    for (uint32_t page = 0; page < pages_->page_count(); ++page) {
        for (uint32_t slot = 0; slot < pages_->value_count(page); ++slot) {
            ValuePages::Value value = pages_->value(page, slot);
            if (value.null || is_large_value(value.bytes)) continue;
            if (!has_in_place_tag(value.bytes, shape_.type == TypeId::nvarchar)) return false;
            some = true;
        }
    }
    return some;
}

// Numbers on value pages are measured to be doubled, their lowest bit being reserved; a page that
// has an odd one, or whose halves lie outside of the segment's range, has them as they are.
void ColumnReader::find_page_number_form() {
    halved_ = true;
    bool halves_in_range = true, wholes_in_range = true;
    auto in_range = [&](int64_t value) {
        return value >= facts_.min_data_id && value <= facts_.max_data_id;
    };
    for (uint32_t page = 0; page < pages_->page_count(); ++page) {
        int size = pages_->value_size(page);
        for (uint32_t slot = 0; slot < pages_->value_count(page); ++slot) {
            ValuePages::Value value = pages_->value(page, slot);
            if (value.null || value.bytes.empty()) continue;
            if (value.bytes.size() != 8 || size != 8) {
                halved_ = false;
                return;
            }
            int64_t number = load_le<int64_t>(value.bytes.data());
            if (number & 1) {
                halved_ = false;
                return;
            }
            halves_in_range = halves_in_range && in_range(number >> 1);
            wholes_in_range = wholes_in_range && in_range(number);
        }
    }
    if (!halves_in_range && wholes_in_range) halved_ = false;
}

void ColumnReader::read(uint32_t count, FieldView* out) {
    scratch_.reset();
    while (count > 0) {
        GANTRY_ASSERT(run_ < segment_.runs().size());
        const Run& run = segment_.runs()[run_];
        uint32_t here = std::min(count, run.count - in_run_);
        if (!run.reads) {
            repeat(run, here, out);
        } else if (pages_) {
            read_pages(run, in_run_, here, out);
        } else {
            read_packed(run, in_run_, here, out);
        }
        out += here;
        count -= here;
        in_run_ += here;
        if (in_run_ == run.count) {
            ++run_;
            in_run_ = 0;
        }
    }
}

void ColumnReader::repeat(const Run& run, uint32_t count, FieldView* out) {
    FieldView value;
    if (pages_) {
        Run one = run;
        read_pages(one, 0, 1, &value);
    } else {
        value = of_id(run.value);
    }
    std::fill(out, out + count, value);
}

void ColumnReader::read_packed(const Run& run, uint32_t first, uint32_t count, FieldView* out) {
    ids_.resize(count);
    segment_.packed().unpack(uint64_t(run.value) + first, count, ids_.data());
    for (uint32_t i = 0; i < count; ++i)
        out[i] = of_id(ids_[i]);
}

void ColumnReader::read_pages(const Run& run, uint32_t first, uint32_t count, FieldView* out) {
    if (first == 0) address_ = ValueAddress::of(run.value);
    for (uint32_t i = 0; i < count; ++i) {
        // The slot of a run's first value may be one of any page; then values go on page by page.
        while (address_.page < pages_->page_count() &&
               address_.slot >= pages_->value_count(address_.page)) {
            address_.slot -= pages_->value_count(address_.page);
            ++address_.page;
        }
        if (address_.page >= pages_->page_count()) {
            fail(name_, fmt::format("a run reads past its {} value pages", pages_->page_count()));
        }
        ValuePages::Value value = pages_->value(address_.page, address_.slot++);
        out[i] = value.null ? FieldView() : of_page_value(value.bytes);
    }
}

FieldView ColumnReader::of_id(int64_t id) {
    if (has_null_id_ && id == null_id_) return {};
    Dictionary* dictionary = global_ ? global_.get() : local_.get();
    bool tagged = global_ ? global_tagged_ : local_tagged_;
    if (dictionary != nullptr) {
        int64_t own_id = id;
        if (global_ && local_ && id > global_->last_id()) {
            // Ids of the local dictionary go on where the global one's end.
            dictionary = local_.get();
            tagged = local_tagged_;
            own_id = id - global_->last_id();
        }
        uint32_t entry = 0;
        if (!dictionary->find(own_id, entry)) {
            fail(name_, fmt::format("data id {} is not in the dictionary of {} to {}", id,
                                    dictionary->first_id(), dictionary->last_id()));
        }
        if (!dictionary->is_numeric()) return of_string(*dictionary, tagged, entry);
        return of_integer(dictionary->number(entry), dictionary->number_size() <= 4);
    }
    __int128 value = (__int128(id) + scale_.base) * scale_.multiplier;
    if (value < INT64_MIN || value > INT64_MAX) {
        fail(name_, fmt::format("data id {} is no value", id));
    }
    return of_integer(int64_t(value), false);
}

FieldView ColumnReader::of_integer(int64_t value, bool narrow_source) {
    uint8_t* out = scratch_.allocate(std::max<uint32_t>(integer_size_, 8));
    if (!as_integer_ || !store_integer(shape_, value, narrow_source, out)) {
        fail(name_, fmt::format("{} is no value of the column's type", value));
    }
    return {out, integer_size_, false};
}

FieldView ColumnReader::of_string(Dictionary& dictionary, bool tagged, uint32_t entry) {
    ByteSpan bytes = dictionary.string(entry, scratch_);
    if (shape_.length == types::k_max_length) {
        if (is_large_value(bytes))
            bytes = read_large_value(bytes, source_, scratch_, name_);
        else if (tagged)
            bytes = bytes.subspan(1);
    }
    return of_bytes(bytes);
}

FieldView ColumnReader::of_bytes(ByteSpan bytes) {
    ByteSpan fitted;
    if (!fit_bytes(shape_, bytes, scratch_, fitted)) {
        fail(name_, fmt::format("{} bytes are no value of the column's type", bytes.size()));
    }
    static const uint8_t k_empty = 0;
    return {fitted.data() != nullptr ? fitted.data() : &k_empty, uint32_t(fitted.size()), false};
}

FieldView ColumnReader::of_page_value(ByteSpan bytes) {
    if (as_integer_ && halved_ && bytes.size() == 8) {
        return of_integer(load_le<int64_t>(bytes.data()) >> 1, false);
    }
    if (shape_.length == types::k_max_length) {
        if (is_large_value(bytes)) {
            return of_bytes(read_large_value(bytes, source_, scratch_, name_));
        }
        if (pages_tagged_) bytes = bytes.subspan(1);
    }
    if (bytes.empty()) return of_bytes(bytes);
    // The page's buffer goes when another page is loaded.
    uint8_t* copy = scratch_.allocate(bytes.size());
    std::memcpy(copy, bytes.data(), bytes.size());
    return of_bytes({copy, bytes.size()});
}

}  // namespace gantry::storage::columnstore
