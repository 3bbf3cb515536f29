// From the bytes of a page (STORAGE G.1 of the reference; docs/formats) to COPY fields: the hot
// path of restore. Nothing is allocated but room in `out`.

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/pg_binary.h"
#include "types/sql_variant.h"

namespace gantry::types {
namespace {

constexpr int64_t k_scale_units[8] = {10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

[[noreturn]] void throw_malformed(const SqlType& type, ByteSpan storage) {
    throw FormatError(fmt::format("a stored value of {} bytes is no {}", storage.size(),
                                  type_name(type)));
}

void require(bool holds, const SqlType& type, ByteSpan storage) {
    if (!holds) throw_malformed(type, storage);
}

template <typename T>
void field(T value, Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4 + sizeof value);
    store_be(out.data() + at, int32_t(sizeof value));
    store_be(out.data() + at + 4, value);
}

template <typename T>
T stored(ByteSpan storage, const SqlType& type) {
    require(storage.size() == sizeof(T), type, storage);
    return load_le<T>(storage.data());
}

size_t begin_field(Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4);
    return at;
}
void end_field(size_t at, Bytes& out) {
    store_be(out.data() + at, int32_t(out.size() - at - 4));
}

void raw_field(ByteSpan bytes, Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4 + bytes.size());
    store_be(out.data() + at, int32_t(bytes.size()));
    if (!bytes.empty()) std::memcpy(out.data() + at + 4, bytes.data(), bytes.size());
}

int64_t little_endian(const uint8_t* p, size_t size) {
    int64_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8 | p[i];
    return value;
}

size_t time_size(uint8_t scale) {
    return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
}

// time(n): the count of 10^-n seconds, as 100 ns.
int64_t time_ticks(ByteSpan storage, const SqlType& type) {
    require(type.scale <= 7 && storage.size() >= time_size(type.scale), type, storage);
    int64_t count = little_endian(storage.data(), time_size(type.scale));
    int64_t unit = k_scale_units[type.scale];
    require(count < k_ticks_per_day / unit, type, storage);
    return count * unit;
}

int32_t date_days(ByteSpan storage, const SqlType& type) {
    require(storage.size() == 3, type, storage);
    int32_t days = int32_t(little_endian(storage.data(), 3));
    require(days <= k_max_day, type, storage);
    return days;
}

int64_t datetime2_ticks(ByteSpan storage, const SqlType& type) {
    int64_t ticks = time_ticks(storage, type);
    int32_t days = date_days(storage.subspan(time_size(type.scale)), type);
    return int64_t(days) * k_ticks_per_day + ticks;
}

int64_t stored_datetime(ByteSpan storage, const SqlType& type) {
    require(storage.size() == 8, type, storage);
    uint32_t ticks = load_le<uint32_t>(storage.data());
    int32_t days = load_le<int32_t>(storage.data() + 4);
    require(ticks < 86'400 * 300 && days >= -53690 && days <= k_max_day - k_days_to_1900, type,
            storage);
    return datetime_from_parts(days, ticks);
}

int32_t stored_smalldatetime(ByteSpan storage, const SqlType& type) {
    require(storage.size() == 4, type, storage);
    uint16_t minutes = load_le<uint16_t>(storage.data());
    uint16_t days = load_le<uint16_t>(storage.data() + 2);
    require(minutes < 1440, type, storage);
    return int32_t(days) * 1440 + minutes;
}

void append_text(ByteSpan storage, const SqlType& type, Bytes& out) {
    size_t at = begin_field(out);
    size_t units = storage.size();
    if (is_unicode(type.id)) {
        append_utf16le_as_utf8(storage, out);
    } else {
        uint16_t page = code_page_of(type.collation);
        append_code_page_as_utf8(storage, page == 0 ? 1252 : page, out);
    }
    bool fixed = type.id == TypeId::char_ || type.id == TypeId::nchar;
    if (fixed && type.length > 0 && units < size_t(type.length)) {
        size_t missing = (size_t(type.length) - units) / (type.id == TypeId::nchar ? 2 : 1);
        out.resize(out.size() + missing, uint8_t(' '));
    }
    end_field(at, out);
}

void append_datetimeoffset(ByteSpan storage, const SqlType& type, Bytes& out) {
    require(storage.size() > 2, type, storage);
    int64_t utc = datetime2_ticks(storage.first(storage.size() - 2), type);
    int16_t offset = load_le<int16_t>(storage.data() + storage.size() - 2);
    require(offset >= -840 && offset <= 840, type, storage);
    size_t at = out.size();
    out.resize(at + 14);
    store_be(out.data() + at, int32_t(10));
    store_be(out.data() + at + 4, utc);
    store_be(out.data() + at + 12, offset);
}

void append_decimal(ByteSpan storage, const SqlType& type, Bytes& out) {
    std::optional<Int128> unscaled = decimal_from_storage(storage);
    require(unscaled.has_value() && type.scale <= k_max_precision, type, storage);
    size_t at = begin_field(out);
    append_pg_numeric(*unscaled, type.scale, out);
    end_field(at, out);
}

void append_binary(ByteSpan storage, const SqlType& type, Bytes& out) {
    size_t at = begin_field(out);
    out.insert(out.end(), storage.begin(), storage.end());
    if (type.id == TypeId::binary && type.length > 0 && storage.size() < size_t(type.length)) {
        out.resize(out.size() + size_t(type.length) - storage.size());
    }
    end_field(at, out);
}

// A variant on a page: base type, version 1, metadata by family, the value's bytes.
struct StoredVariant {
    SqlType type;
    ByteSpan value;
};

StoredVariant stored_variant(ByteSpan storage) {
    SqlType variant;
    variant.id = TypeId::sql_variant;
    ByteReader in(storage);
    StoredVariant out;
    out.type.id = TypeId(in.u8());
    uint8_t version = in.u8();
    require(!in.failed() && version == 1, variant, storage);
    switch (out.type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            out.type.precision = in.u8();
            out.type.scale = in.u8();
            require(out.type.precision <= 38 && out.type.scale <= 38, variant, storage);
            break;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar:
            out.type.length = in.le<int16_t>();
            out.type.collation = in.u32();
            break;
        case TypeId::binary:
        case TypeId::varbinary: out.type.length = in.le<int16_t>(); break;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            out.type.scale = in.u8();
            require(out.type.scale <= 7, variant, storage);
            break;
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::real:
        case TypeId::float_:
        case TypeId::money:
        case TypeId::smallmoney:
        case TypeId::datetime:
        case TypeId::smalldatetime:
        case TypeId::date:
        case TypeId::uniqueidentifier: {
            std::optional<SqlType> full = type_by_name(base_type_name(out.type));
            out.type = *full;
            break;
        }
        default: throw_malformed(variant, storage);
    }
    require(!in.failed(), variant, storage);
    out.value = in.take(in.remaining());
    return out;
}

void append_variant(ByteSpan storage, Bytes& out) {
    StoredVariant v = stored_variant(storage);
    size_t at = begin_field(out);
    append_variant_header(v.type, out);
    size_t value_at = out.size();
    append_storage_as_pg(v.value, v.type, out);
    // The inner value's own length word goes: the rest moves over it.
    out.erase(out.begin() + long(value_at), out.begin() + long(value_at) + 4);
    end_field(at, out);
}

}  // namespace

void append_storage_as_pg(ByteSpan storage, const SqlType& type, Bytes& out) {
    switch (type.id) {
        case TypeId::bit:
            require(storage.size() == 1, type, storage);
            field(uint8_t(storage[0] != 0), out);
            return;
        case TypeId::tinyint: field(int16_t(stored<uint8_t>(storage, type)), out); return;
        case TypeId::smallint: field(stored<int16_t>(storage, type), out); return;
        case TypeId::int_:
        case TypeId::smallmoney: field(stored<int32_t>(storage, type), out); return;
        case TypeId::real: field(stored<uint32_t>(storage, type), out); return;
        case TypeId::bigint:
        case TypeId::money: field(stored<int64_t>(storage, type), out); return;
        case TypeId::float_: field(stored<uint64_t>(storage, type), out); return;
        case TypeId::rowversion:
            require(storage.size() == 8, type, storage);
            raw_field(storage, out);
            return;
        case TypeId::datetime: field(stored_datetime(storage, type), out); return;
        case TypeId::smalldatetime: field(stored_smalldatetime(storage, type), out); return;
        case TypeId::date: field(date_days(storage, type) - k_days_to_2000, out); return;
        case TypeId::time:
            require(storage.size() == time_size(type.scale), type, storage);
            field(time_ticks(storage, type), out);
            return;
        case TypeId::datetime2: field(datetime2_ticks(storage, type), out); return;
        case TypeId::datetimeoffset: append_datetimeoffset(storage, type, out); return;
        case TypeId::decimal:
        case TypeId::numeric: append_decimal(storage, type, out); return;
        case TypeId::uniqueidentifier:
            require(storage.size() == 16, type, storage);
            raw_field(storage, out);
            return;
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image: append_binary(storage, type, out); return;
        case TypeId::clr: raw_field(storage, out); return;
        case TypeId::sql_variant: append_variant(storage, out); return;
        case TypeId::xml: {
            std::string text = binary_xml_to_text(storage);
            raw_field(as_bytes(text), out);
            return;
        }
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext: append_text(storage, type, out); return;
        default: break;
    }
    throw FormatError(fmt::format("columns of type {} cannot be read yet", type_name(type)), 0,
                      "leave the table out, or convert the column before the backup");
}

Value value_from_storage(ByteSpan storage, const SqlType& type) {
    Bytes field_bytes;
    append_storage_as_pg(storage, type, field_bytes);
    return decode_pg(ByteSpan(field_bytes).subspan(4), type);
}

}  // namespace gantry::types
