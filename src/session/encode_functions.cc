#include "session/encode_functions.h"

#include <fmt/core.h>

#include "base/code_page.h"
#include "session/utf16_fast.h"
#include "types/date_time.h"
#include "types/pg_binary.h"

namespace gantry::session {

namespace {

using tds::ValueForm;
using tds::WireToken;
using types::SqlType;
using types::TypeId;

using Codec = const ColumnCodec&;

inline void expect(size_t size, size_t wanted, Codec codec) {
    if (size != wanted) bad_value(codec, size);
}

template <typename T>
inline uint8_t* put(uint8_t* out, T value) {
    std::memcpy(out, &value, sizeof value);
    return out + sizeof value;
}

// ---- fixed-size values; N: with a length byte --------------------------------------------------

template <bool N>
uint8_t* encode_bit(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 1, codec);
    if constexpr (N) *out++ = 1;
    *out++ = data[0] != 0;
    return out;
}

// PostgreSQL's big-endian integer or float of the same width.
template <typename T, bool N>
uint8_t* encode_swapped(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, sizeof(T), codec);
    if constexpr (N) *out++ = sizeof(T);
    return put(out, load_be<T>(data));
}

template <bool N>
uint8_t* encode_tinyint(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 2, codec);
    if constexpr (N) *out++ = 1;
    *out++ = data[1];
    return out;
}

// High half first (MS-TDS 2.2.5.5.1.2).
template <bool N>
uint8_t* encode_money(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 8, codec);
    if constexpr (N) *out++ = 8;
    auto value = load_be<int64_t>(data);
    out = put(out, int32_t(value >> 32));
    return put(out, uint32_t(value));
}

template <bool N>
uint8_t* encode_datetime(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 8, codec);
    if constexpr (N) *out++ = 8;
    auto value = load_be<int64_t>(data);
    out = put(out, types::datetime_days(value));
    return put(out, types::datetime_ticks(value));
}

template <bool N>
uint8_t* encode_smalldatetime(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 4, codec);
    if constexpr (N) *out++ = 4;
    auto minutes = load_be<uint32_t>(data);
    out = put(out, uint16_t(minutes / 1440));
    return put(out, uint16_t(minutes % 1440));
}

uint8_t* encode_guid(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 16, codec);
    *out++ = 16;
    std::memcpy(out, data, 16);
    return out + 16;
}

// ---- dates and times of TDS 7.3 -----------------------------------------------------------------

inline uint8_t* put_date(uint8_t* out, int32_t days) {
    out[0] = uint8_t(days);
    out[1] = uint8_t(days >> 8);
    out[2] = uint8_t(days >> 16);
    return out + 3;
}

inline uint8_t* put_time(uint8_t* out, uint64_t ticks, Codec codec) {
    uint64_t units = ticks / codec.divisor;
    std::memcpy(out, &units, codec.time_bytes);
    return out + codec.time_bytes;
}

inline DayAndTicks split(int64_t ticks_since_0001) {
    return {int32_t(ticks_since_0001 / types::k_ticks_per_day),
            uint64_t(ticks_since_0001 % types::k_ticks_per_day)};
}

uint8_t* encode_date(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 4, codec);
    *out++ = 3;
    return put_date(out, load_be<int32_t>(data) + types::k_days_to_2000);
}

uint8_t* encode_time(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 8, codec);
    *out++ = codec.time_bytes;
    return put_time(out, load_be<uint64_t>(data), codec);
}

uint8_t* encode_datetime2(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 8, codec);
    DayAndTicks value = split(load_be<int64_t>(data));
    *out++ = uint8_t(codec.time_bytes + 3);
    out = put_time(out, value.ticks, codec);
    return put_date(out, value.days);
}

uint8_t* encode_datetimeoffset(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    expect(size, 10, codec);
    DayAndTicks value = split(load_be<int64_t>(data));
    *out++ = uint8_t(codec.time_bytes + 5);
    out = put_time(out, value.ticks, codec);
    out = put_date(out, value.days);
    return put(out, load_be<int16_t>(data + 8));
}

// What clients before 7.3 get: text in style 121.
uint8_t* encode_time_as_text(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    types::Value value = types::decode_pg(ByteSpan(data, size), codec.type);
    std::string text = types::print_date_time(value.date_time(), codec.type, 121);
    text.resize(std::min<size_t>(text.size(), 34));
    uint8_t* end = write_utf16(as_bytes(text).data(), text.size(), out + 2);
    put(out, uint16_t(end - out - 2));
    return end;
}

// ---- decimals -----------------------------------------------------------------------------------

constexpr uint16_t k_numeric_negative = 0x4000;
constexpr uint16_t k_numeric_special = 0xC000;

uint8_t* put_decimal(uint8_t* out, bool negative, unsigned __int128 magnitude, uint8_t precision) {
    uint8_t length = tds::decimal_wire_bytes(precision);
    *out++ = length;
    *out++ = negative ? 0 : 1;
    std::memcpy(out, &magnitude, size_t(length) - 1);
    return out + length - 1;
}

// numeric: int16 digit count, int16 weight, uint16 sign, int16 display scale, base-10000 digits.
uint8_t* encode_decimal(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    if (size < 8) bad_value(codec, size);
    int digits = load_be<int16_t>(data);
    int weight = load_be<int16_t>(data + 2);
    uint16_t sign = load_be<uint16_t>(data + 4);
    int scale = codec.type.scale;
    // Up to here a 64-bit product can't overflow: 4 groups before and after make 16 digits, the
    // rest of the scale is at most 3 more.
    int groups_after = (scale + 3) / 4;
    bool small = digits >= 0 && digits <= 4 && weight + groups_after <= 3 && weight >= -8 &&
                 size == size_t(8 + digits * 2) && (sign & k_numeric_special) != k_numeric_special;
    int last_group = digits - 1 - weight;  // groups after the point that are given
    if (small && last_group <= groups_after) {
        uint64_t value = 0;
        for (int i = 0; i < digits; ++i) {
            value = value * 10000 + load_be<uint16_t>(data + 8 + i * 2);
        }
        static constexpr uint64_t powers[] = {1, 10, 100, 1000};
        if (digits > 0) {
            for (int i = last_group; i < groups_after; ++i) value *= 10000;
        }
        int surplus = groups_after * 4 - scale;
        uint64_t unit = powers[surplus];
        static const uint64_t limits[] = {1,
                                          10,
                                          100,
                                          1'000,
                                          10'000,
                                          100'000,
                                          1'000'000,
                                          10'000'000,
                                          100'000'000,
                                          1'000'000'000};
        bool fits = codec.type.precision > 9
                        ? (codec.type.precision >= 16 ||
                           value / unit < limits[9] * limits[codec.type.precision - 9])
                        : value / unit < limits[codec.type.precision];
        if (fits && value % unit == 0) {
            return put_decimal(out, sign == k_numeric_negative && value != 0, value / unit,
                               codec.type.precision);
        }
    }
    auto value = types::decode_pg_numeric(ByteSpan(data, size), codec.type.precision, scale);
    if (!value) {
        throw SqlError(8115, fmt::format("Arithmetic overflow error converting expression to data "
                                         "type {}.", types::base_type_name(codec.type)));
    }
    bool negative = value->unscaled < 0;
    auto magnitude = static_cast<unsigned __int128>(negative ? -value->unscaled : value->unscaled);
    return put_decimal(out, negative, magnitude, codec.type.precision);
}

// ---- texts and bytes ----------------------------------------------------------------------------

// Where the length goes, by the form of the column.
template <ValueForm Form>
inline uint8_t* skip_length(uint8_t* out) {
    if constexpr (Form == ValueForm::length16) return out + 2;
    if constexpr (Form == ValueForm::chunked) return out + 12;  // total, then one chunk's length
    // A text pointer of 16 bytes and a timestamp of 8, which no client looks into.
    *out = 16;
    std::memset(out + 1, 0x64, 24);
    return out + 1 + 24 + 4;
}

template <ValueForm Form>
inline uint8_t* set_length(uint8_t* start, uint8_t* end, Codec codec) {
    if constexpr (Form == ValueForm::length16) {
        size_t length = size_t(end - start) - 2;
        if (length >= tds::k_max_wire_length) bad_value(codec, length);
        put(start, uint16_t(length));
        return end;
    } else if constexpr (Form == ValueForm::chunked) {
        uint64_t length = uint64_t(end - start) - 12;
        put(start, length);
        if (length == 0) return put(start + 8, uint32_t(0));
        put(start + 8, uint32_t(length));
        return put(end, uint32_t(0));
    } else {
        put(start + 25, uint32_t(end - start - 29));
        return end;
    }
}

template <ValueForm Form>
uint8_t* encode_bytes(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    uint8_t* to = skip_length<Form>(out);
    std::memcpy(to, data, size);
    return set_length<Form>(out, to + size, codec);
}

template <ValueForm Form>
uint8_t* encode_wide(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    uint8_t* to = skip_length<Form>(out);
    return set_length<Form>(out, write_utf16(data, size, to), codec);
}

template <ValueForm Form>
uint8_t* encode_narrow(uint8_t* out, const uint8_t* data, size_t size, Codec codec) {
    if (is_ascii_bytes(data, size)) return encode_bytes<Form>(out, data, size, codec);
    thread_local Bytes scratch;
    scratch.clear();
    append_utf8_as_code_page(as_text(ByteSpan(data, size)), codec.code_page, scratch);
    // No code page needs more than two bytes for a character of at least two in UTF-8.
    GANTRY_ASSERT(scratch.size() <= size * 2);
    return encode_bytes<Form>(out, scratch.data(), scratch.size(), codec);
}


#define GANTRY_BY_FORM(function, form)                                       \
    ((form) == ValueForm::length16  ? function<ValueForm::length16>          \
     : (form) == ValueForm::chunked ? function<ValueForm::chunked>           \
                                    : function<ValueForm::text>)

template <bool N>
EncodeFunction fixed_encoder(TypeId id) {
    switch (id) {
        case TypeId::bit:
            return encode_bit<N>;
        case TypeId::tinyint:
            return encode_tinyint<N>;
        case TypeId::smallint:
            return encode_swapped<uint16_t, N>;
        case TypeId::none:
        case TypeId::int_:
        case TypeId::real:
        case TypeId::smallmoney:
            return encode_swapped<uint32_t, N>;
        case TypeId::bigint:
        case TypeId::float_:
            return encode_swapped<uint64_t, N>;
        case TypeId::money:
            return encode_money<N>;
        case TypeId::datetime:
            return encode_datetime<N>;
        case TypeId::smalldatetime:
            return encode_smalldatetime<N>;
        default:
            return nullptr;
    }
}

}  // namespace

void bad_value(Codec codec, size_t size) {
    throw FormatError(fmt::format("a value of type {} from PostgreSQL has {} bytes",
                                  types::type_name(codec.type), size));
}

EncodeFunction choose_encoder(Codec codec) {
    bool n = codec.wire.form == ValueForm::length8;
    if (EncodeFunction fixed = n ? fixed_encoder<true>(codec.type.id)
                                 : fixed_encoder<false>(codec.type.id)) {
        return fixed;
    }
    if (codec.wire.as_text) return encode_time_as_text;
    ValueForm form = codec.wire.form;
    switch (codec.type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            return encode_decimal;
        case TypeId::date:
            return encode_date;
        case TypeId::time:
            return encode_time;
        case TypeId::datetime2:
            return encode_datetime2;
        case TypeId::datetimeoffset:
            return encode_datetimeoffset;
        case TypeId::uniqueidentifier:
            return encode_guid;
        case TypeId::sql_variant:
            return encode_variant;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
            if (codec.code_page == k_code_page_utf8) return GANTRY_BY_FORM(encode_bytes, form);
            return GANTRY_BY_FORM(encode_narrow, form);
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext:
        case TypeId::xml:
        case TypeId::json:
        case TypeId::vector:
            return GANTRY_BY_FORM(encode_wide, form);
        default:
            return GANTRY_BY_FORM(encode_bytes, form);
    }
}

}  // namespace gantry::session
