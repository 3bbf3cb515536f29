#include "types/export_text.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <iterator>

#include "base/error.h"
#include "types/binary_xml.h"
#include "types/clr_text.h"
#include "types/stored_value.h"
#include "types/vector_text.h"

namespace gantry::types {
namespace {

using Unsigned = unsigned __int128;

constexpr uint64_t k_ten_19 = 10'000'000'000'000'000'000ull;

// Decimal digits of `value`, ending at `end`; returns where they begin.
char* put_digits(Unsigned value, char* end) {
    char* p = end;
    while (value >= k_ten_19) {
        uint64_t low = uint64_t(value % k_ten_19);
        value /= k_ten_19;
        for (int i = 0; i < 19; ++i, low /= 10)
            *--p = char('0' + low % 10);
    }
    uint64_t rest = uint64_t(value);
    do {
        *--p = char('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    return p;
}

char* put_padded(int64_t value, int width, char* p) {
    for (int i = width; i-- > 0; value /= 10)
        p[i] = char('0' + value % 10);
    return p + width;
}

template <typename T>
void append_float(T value, std::string& out) {
    if (!std::isfinite(value)) {  // SQL Server takes none, but bulk loads of 2000 and before did
        out += std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
        return;
    }
    fmt::format_to(std::back_inserter(out), "{}", value);
}

char* put_date(int32_t days, char* p) {
    CivilDate date = civil_from_days(days);
    p = put_padded(date.year, 4, p);
    *p++ = '-';
    p = put_padded(date.month, 2, p);
    *p++ = '-';
    return put_padded(date.day, 2, p);
}

char* put_clock(int64_t ticks, int digits, char* p) {
    int64_t seconds = ticks / k_ticks_per_second;
    p = put_padded(seconds / 3600, 2, p);
    *p++ = ':';
    p = put_padded(seconds / 60 % 60, 2, p);
    *p++ = ':';
    p = put_padded(seconds % 60, 2, p);
    if (digits == 0) return p;
    *p++ = '.';
    put_padded(ticks % k_ticks_per_second, 7, p);
    return p + digits;
}

}  // namespace

void append_integer(int64_t value, std::string& out) {
    char buffer[24];
    char* end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

void append_decimal(Int128 unscaled, int scale, std::string& out) {
    char buffer[96];
    char* end = buffer + sizeof buffer;
    Unsigned magnitude = unscaled < 0 ? Unsigned(0) - Unsigned(unscaled) : Unsigned(unscaled);
    char* begin = put_digits(magnitude, end);
    while (end - begin <= scale)
        *--begin = '0';
    if (unscaled < 0) out += '-';
    out.append(begin, end - scale);
    if (scale == 0) return;
    out += '.';
    out.append(end - scale, end);
}

void append_date_time(const DateTime& value, const SqlType& type, char separator,
                      std::string& out) {
    char buffer[48];
    char* p = buffer;
    int64_t ticks = value.ticks;
    int digits = type.scale;
    if (type.id == TypeId::datetime) {
        digits = 3;
        ticks = round_ticks(ticks, 3);  // 1/300 s: .000, .003, .007
    } else if (type.id == TypeId::smalldatetime) {
        digits = 0;
    }
    if (type.id != TypeId::time) p = put_date(value.days, p);
    if (type.id != TypeId::time && type.id != TypeId::date) *p++ = separator;
    if (type.id != TypeId::date) p = put_clock(ticks, digits, p);
    if (type.id == TypeId::datetimeoffset) {
        int minutes = value.offset < 0 ? -value.offset : value.offset;
        if (separator == ' ') *p++ = ' ';
        *p++ = value.offset < 0 ? '-' : '+';
        p = put_padded(minutes / 60, 2, p);
        *p++ = ':';
        p = put_padded(minutes % 60, 2, p);
    }
    out.append(buffer, p);
}

void append_guid(ByteSpan storage, std::string& out) {
    static constexpr char k_hex[] = "0123456789ABCDEF";
    static constexpr uint8_t k_order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    char buffer[36];
    char* p = buffer;
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *p++ = '-';
        uint8_t byte = storage[k_order[i]];
        *p++ = k_hex[byte >> 4];
        *p++ = k_hex[byte & 15];
    }
    out.append(buffer, sizeof buffer);
}

void append_export_text(ByteSpan storage, const SqlType& type, std::string& out) {
    if (is_vector(type)) return append_vector_text(storage, VectorStyle::shortest, out);
    switch (type.id) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
            return append_integer(stored_integer(storage, type), out);
        case TypeId::money:
        case TypeId::smallmoney:
            return append_decimal(stored_integer(storage, type), 4, out);
        case TypeId::decimal:
        case TypeId::numeric:
            return append_decimal(stored_decimal(storage, type), type.scale, out);
        case TypeId::real:
            return append_float(std::bit_cast<float>(stored_as<uint32_t>(storage, type)), out);
        case TypeId::float_:
            return append_float(std::bit_cast<double>(stored_as<uint64_t>(storage, type)), out);
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
        case TypeId::datetime:
        case TypeId::smalldatetime:
            return append_date_time(stored_date_time(storage, type), type, ' ', out);
        case TypeId::uniqueidentifier:
            require_value(storage.size() == 16, type, storage);
            return append_guid(storage, out);
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext:
            return append_stored_text(storage, type, out);
        case TypeId::binary:
            append_hex(storage, out);
            if (type.length > 0 && storage.size() < size_t(type.length)) {
                out.append((size_t(type.length) - storage.size()) * 2, '0');
            }
            return;
        case TypeId::varbinary:
        case TypeId::image:
            return append_hex(storage, out);
        case TypeId::rowversion:
            require_value(storage.size() == 8, type, storage);
            return append_hex(storage, out);
        case TypeId::xml:
            append_binary_xml_text(storage, out);
            return;
        case TypeId::clr:
            return append_clr_text(storage, type, out);
        case TypeId::sql_variant: {
            StoredVariant variant = stored_variant(storage);
            return append_export_text(variant.value, variant.type, out);
        }
        default:
            break;
    }
    throw FormatError(fmt::format("columns of type {} cannot be read yet", type_name(type)), 0,
                      "leave the table out, or convert the column before the backup");
}

}  // namespace gantry::types
