#include "storage/columnstore/writer/column_encoder.h"

#include <algorithm>
#include <bit>
#include <set>

#include "storage/columnstore/writer/dictionary_writer.h"
#include "storage/columnstore/writer/segment_writer.h"
#include "types/sql_type.h"

namespace gantry::storage::columnstore {

using types::TypeId;

namespace {

constexpr int64_t k_null_id = 1;
constexpr int64_t k_first_id = 2;
constexpr size_t k_in_place_max = 8000;

bool is_decimal(const ValueShape& shape) {
    return shape.type == TypeId::decimal || shape.type == TypeId::numeric;
}

bool is_unsigned(const ValueShape& shape) {
    switch (shape.type) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::smalldatetime:
            return true;
        default:
            return false;
    }
}

// UTF-16 of units below 256 alone.
bool is_narrow(const std::vector<Bytes>& strings) {
    for (const Bytes& string : strings) {
        for (size_t i = 1; i < string.size(); i += 2) {
            if (string[i] != 0) return false;
        }
    }
    return true;
}

}  // namespace

int64_t integer_of_value(const ValueShape& shape, ByteSpan bytes) {
    if (shape.type == TypeId::real) {
        return std::bit_cast<int64_t>(
            double(std::bit_cast<float>(load_le<uint32_t>(bytes.data()))));
    }
    uint8_t all[8] = {};
    if (is_decimal(shape)) {
        std::memcpy(all, bytes.data() + 1, std::min<size_t>(8, bytes.size() - 1));
        int64_t magnitude = load_le<int64_t>(all);
        return bytes[0] != 0 ? magnitude : -magnitude;
    }
    std::memcpy(all, bytes.data(), bytes.size());
    bool negative = !is_unsigned(shape) && (bytes.back() & 0x80) != 0;
    for (size_t i = bytes.size(); negative && i < 8; ++i)
        all[i] = 0xFF;
    return load_le<int64_t>(all);
}

ColumnEncoder::ColumnEncoder(const ValueShape& shape, StoreLarge store_large)
    : shape_(shape), store_large_(std::move(store_large)) {}

EncodedSegment ColumnEncoder::encode(const std::vector<std::optional<Bytes>>& values) {
    std::set<Bytes> distinct;
    bool large = false, nulls = false;
    for (const std::optional<Bytes>& value : values) {
        nulls = nulls || !value;
        if (!value) continue;
        distinct.insert(*value);
        large = large || value->size() > k_in_place_max;
    }
    EncodedSegment out;
    if (large || distinct.size() * 4 <= values.size()) {
        out = encode_with_dictionary(values);
    } else if (is_kept_as_integer(shape_)) {
        out = encode_integers(values);
    } else {
        out.facts.encoding = 5;
        out.blob = write_value_page_segment(values);
    }
    out.facts.has_nulls = nulls;
    return out;
}

EncodedSegment ColumnEncoder::encode_integers(const std::vector<std::optional<Bytes>>& values) {
    int64_t lowest = INT64_MAX, highest = INT64_MIN;
    std::vector<int64_t> numbers;
    for (const std::optional<Bytes>& value : values) {
        numbers.push_back(value ? integer_of_value(shape_, *value) : 0);
        if (!value) continue;
        lowest = std::min(lowest, numbers.back());
        highest = std::max(highest, numbers.back());
    }
    EncodedSegment out;
    out.facts.min_data_id = lowest;
    out.facts.max_data_id = highest;
    PackedSegmentOptions options;
    // Ids from 1 on, 0 for NULL; or, where their range is too wide, the values themselves.
    bool as_they_are = __int128(highest) - lowest >= INT64_MAX - 1;
    out.facts.encoding = as_they_are ? 4 : 1;
    out.facts.magnitude = 1;
    out.facts.base_id = as_they_are ? 0 : lowest - 1;
    out.facts.null_value = 0;
    if (as_they_are) {
        options.repeat_min = UINT32_MAX;
        while (std::find(numbers.begin(), numbers.end(), out.facts.null_value) != numbers.end()) {
            ++out.facts.null_value;
        }
    }
    for (size_t i = 0; i < values.size(); ++i) {
        numbers[i] = values[i] ? int64_t(uint64_t(numbers[i]) - uint64_t(out.facts.base_id))
                               : out.facts.null_value;
    }
    out.blob = write_packed_segment(numbers, options);
    return out;
}

EncodedSegment ColumnEncoder::encode_with_dictionary(
    const std::vector<std::optional<Bytes>>& values) {
    EncodedSegment out;
    out.facts.encoding = is_kept_as_integer(shape_) ? 2 : 3;
    out.facts.null_value = k_null_id;
    std::vector<int64_t> ids;
    std::map<Bytes, int64_t> local;
    std::vector<Bytes> entries;  // of the dictionary that this row group adds
    for (const std::optional<Bytes>& value : values) {
        if (!value) {
            ids.push_back(k_null_id);
            continue;
        }
        auto known = global_.find(*value);
        if (has_global_ && known != global_.end()) {
            ids.push_back(known->second);
            continue;
        }
        auto [place, fresh] = local.insert({*value, 0});
        if (fresh) {
            entries.push_back(*value);
            place->second = has_global_ ? global_last_ + int64_t(entries.size())
                                        : k_first_id + int64_t(entries.size()) - 1;
        }
        ids.push_back(place->second);
    }
    out.uses_global = true;
    if (has_global_) {
        if (!entries.empty()) out.local = make_dictionary(entries, 1);
    } else {
        out.new_global = make_dictionary(entries, k_first_id);
        has_global_ = true;
        global_ = std::move(local);
        global_last_ = out.new_global->last_id;
    }
    out.blob = write_packed_segment(ids);
    return out;
}

EncodedDictionary ColumnEncoder::make_dictionary(const std::vector<Bytes>& entries,
                                                 int64_t first_id) const {
    EncodedDictionary out;
    out.entry_count = int64_t(entries.size());
    out.last_id = first_id + out.entry_count - 1;
    if (is_kept_as_integer(shape_)) {
        std::vector<int64_t> numbers;
        bool narrow = true;
        for (const Bytes& entry : entries) {
            numbers.push_back(integer_of_value(shape_, entry));
            narrow = narrow && numbers.back() == int32_t(numbers.back());
        }
        bool is_real = shape_.type == TypeId::real || shape_.type == TypeId::float_;
        out.blob = write_numeric_dictionary(numbers, narrow && !is_real ? 4 : 8);
        return out;
    }
    std::vector<Bytes> strings;
    bool large = false;
    for (const Bytes& entry : entries) {
        large = large || entry.size() > k_in_place_max;
        strings.push_back(entry.size() > k_in_place_max
                              ? large_value_entry(uint32_t(entry.size()), store_large_(entry))
                              : entry);
    }
    StringCoding coding = StringCoding::plain;
    if (!large && shape_.type == TypeId::varchar) coding = StringCoding::bytes;
    if (!large && (shape_.type == TypeId::nvarchar || shape_.type == TypeId::nchar)) {
        coding = is_narrow(strings) ? StringCoding::narrow : StringCoding::bytes;
    }
    out.blob = write_string_dictionary(strings, coding);
    return out;
}

}  // namespace gantry::storage::columnstore
