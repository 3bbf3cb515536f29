#include "types/stored_value.h"

#include <fmt/format.h>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/pg_binary.h"

namespace gantry::types {
namespace {

constexpr int64_t k_scale_units[8] = {10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

int64_t little_endian(const uint8_t* p, size_t size) {
    int64_t value = 0;
    for (size_t i = size; i-- > 0;)
        value = value << 8 | p[i];
    return value;
}

size_t time_size(uint8_t scale) {
    return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
}

// time(n): the count of 10^-n seconds, as 100 ns. More bytes may follow.
int64_t leading_time(ByteSpan storage, const SqlType& type) {
    require_value(type.scale <= 7 && storage.size() >= time_size(type.scale), type, storage);
    int64_t count = little_endian(storage.data(), time_size(type.scale));
    int64_t unit = k_scale_units[type.scale];
    require_value(count < k_ticks_per_day / unit, type, storage);
    return count * unit;
}

// The metadata between a variant's version and its value. The SqlType has the base type's id.
void read_variant_metadata(ByteReader& in, SqlType& type, const SqlType& variant,
                           ByteSpan storage) {
    switch (type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            type.precision = in.u8();
            type.scale = in.u8();
            require_value(
                type.precision >= 1 && type.precision <= 38 && type.scale <= type.precision,
                variant, storage);
            return;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar:
            type.length = in.le<int16_t>();
            type.collation = in.u32();
            return;
        case TypeId::binary:
        case TypeId::varbinary:
            type.length = in.le<int16_t>();
            return;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: {
            uint8_t scale = in.u8();
            require_value(scale <= 7, variant, storage);
            type = *type_by_name(base_type_name(type));
            type.scale = scale;
            return;
        }
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
        case TypeId::uniqueidentifier:
            type = *type_by_name(base_type_name(type));
            return;
        default:
            throw_malformed_value(variant, storage);
    }
}

}  // namespace

void throw_malformed_value(const SqlType& type, ByteSpan storage) {
    throw FormatError(
        fmt::format("a stored value of {} bytes is no {}", storage.size(), type_name(type)));
}

int64_t stored_integer(ByteSpan storage, const SqlType& type) {
    switch (type.id) {
        case TypeId::bit:
            return stored_as<uint8_t>(storage, type) != 0;
        case TypeId::tinyint:
            return stored_as<uint8_t>(storage, type);
        case TypeId::smallint:
            return stored_as<int16_t>(storage, type);
        case TypeId::int_:
        case TypeId::smallmoney:
            return stored_as<int32_t>(storage, type);
        default:
            return stored_as<int64_t>(storage, type);
    }
}

Int128 stored_decimal(ByteSpan storage, const SqlType& type) {
    std::optional<Int128> unscaled = decimal_from_storage(storage);
    require_value(unscaled.has_value() && type.scale <= k_max_precision, type, storage);
    return *unscaled;
}

int32_t stored_date(ByteSpan storage, const SqlType& type) {
    require_value(storage.size() == 3, type, storage);
    int32_t days = int32_t(little_endian(storage.data(), 3));
    require_value(days <= k_max_day, type, storage);
    return days;
}

int64_t stored_time(ByteSpan storage, const SqlType& type) {
    require_value(type.scale <= 7 && storage.size() == time_size(type.scale), type, storage);
    return leading_time(storage, type);
}

int64_t stored_datetime2(ByteSpan storage, const SqlType& type) {
    int64_t ticks = leading_time(storage, type);
    int32_t days = stored_date(storage.subspan(time_size(type.scale)), type);
    return int64_t(days) * k_ticks_per_day + ticks;
}

DateTimeOffset stored_datetimeoffset(ByteSpan storage, const SqlType& type) {
    require_value(storage.size() > 2, type, storage);
    DateTimeOffset out;
    out.utc = stored_datetime2(storage.first(storage.size() - 2), type);
    out.offset = load_le<int16_t>(storage.data() + storage.size() - 2);
    require_value(out.offset >= -840 && out.offset <= 840, type, storage);
    return out;
}

int64_t stored_datetime(ByteSpan storage, const SqlType& type) {
    require_value(storage.size() == 8, type, storage);
    uint32_t ticks = load_le<uint32_t>(storage.data());
    int32_t days = load_le<int32_t>(storage.data() + 4);
    require_value(ticks < 86'400 * 300 && days >= -53690 && days <= k_max_day - k_days_to_1900,
                  type, storage);
    return datetime_from_parts(days, ticks);
}

int32_t stored_smalldatetime(ByteSpan storage, const SqlType& type) {
    require_value(storage.size() == 4, type, storage);
    uint16_t minutes = load_le<uint16_t>(storage.data());
    uint16_t days = load_le<uint16_t>(storage.data() + 2);
    require_value(minutes < 1440, type, storage);
    return int32_t(days) * 1440 + minutes;
}

DateTime stored_date_time(ByteSpan storage, const SqlType& type) {
    switch (type.id) {
        case TypeId::date:
            return {stored_date(storage, type), 0, 0};
        case TypeId::time:
            return {k_days_to_1900, stored_time(storage, type), 0};
        case TypeId::datetime2:
            return from_datetime2(stored_datetime2(storage, type));
        case TypeId::datetime:
            return from_datetime(stored_datetime(storage, type));
        case TypeId::smalldatetime:
            return from_smalldatetime(stored_smalldatetime(storage, type));
        case TypeId::datetimeoffset: {
            DateTimeOffset value = stored_datetimeoffset(storage, type);
            // Local time must be a date as well: 0001-01-01 00:00 +00:00 with -14:00 is none.
            int64_t local = value.utc + int64_t(value.offset) * k_ticks_per_minute;
            require_value(local >= 0 && local < (int64_t(k_max_day) + 1) * k_ticks_per_day, type,
                          storage);
            return from_datetimeoffset(value);
        }
        default:
            break;
    }
    GANTRY_ASSERT(is_date_time(type.id));
    return {};
}

template <typename Buffer>
void append_stored_text(ByteSpan storage, const SqlType& type, Buffer& out) {
    if (is_unicode(type.id)) {
        require_value(storage.size() % 2 == 0, type, storage);
        append_utf16le_as_utf8(storage, out);
    } else {
        uint16_t page = code_page_of(type.collation);
        append_code_page_as_utf8(storage, page == 0 ? 1252 : page, out);
    }
    bool fixed = type.id == TypeId::char_ || type.id == TypeId::nchar;
    if (fixed && type.length > 0 && storage.size() < size_t(type.length)) {
        size_t missing = (size_t(type.length) - storage.size()) / (is_unicode(type.id) ? 2 : 1);
        out.resize(out.size() + missing, ' ');
    }
}

template void append_stored_text(ByteSpan, const SqlType&, Bytes&);
template void append_stored_text(ByteSpan, const SqlType&, std::string&);

StoredVariant stored_variant(ByteSpan storage) {
    SqlType variant;
    variant.id = TypeId::sql_variant;
    ByteReader in(storage);
    StoredVariant out;
    out.type.id = TypeId(in.u8());
    uint8_t version = in.u8();
    require_value(!in.failed() && version == 1, variant, storage);
    read_variant_metadata(in, out.type, variant, storage);
    require_value(!in.failed(), variant, storage);
    out.value = in.take(in.remaining());
    return out;
}

}  // namespace gantry::types
