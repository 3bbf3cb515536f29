#include "types/xml_values.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <iterator>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "types/date_time.h"
#include "types/export_text.h"
#include "types/stored_value.h"

namespace gantry::types {
namespace {

enum ValueToken : uint8_t {
    k_smallint = 0x01,
    k_int = 0x02,
    k_real = 0x03,
    k_float = 0x04,
    k_money = 0x05,
    k_bit = 0x06,
    k_tinyint = 0x07,
    k_bigint = 0x08,
    k_uniqueidentifier = 0x09,
    k_decimal = 0x0A,
    k_numeric = 0x0B,
    k_binary = 0x0C,
    k_char = 0x0D,
    k_nchar = 0x0E,
    k_varbinary = 0x0F,
    k_varchar = 0x10,
    k_nvarchar = 0x11,
    k_datetime = 0x12,
    k_smalldatetime = 0x13,
    k_smallmoney = 0x14,
    k_text = 0x16,
    k_image = 0x17,
    k_ntext = 0x18,
    k_udt = 0x1B,
    // With SQL Server 2008's types inside: version 2 of the format.
    k_xsd_time_offset = 0x7A,
    k_xsd_datetime_offset = 0x7B,
    k_xsd_date_offset = 0x7C,
    k_xsd_time2 = 0x7D,
    k_xsd_datetime2 = 0x7E,
    k_xsd_date2 = 0x7F,
    k_xsd_time = 0x81,
    k_xsd_datetime = 0x82,
    k_xsd_date = 0x83,
    k_xsd_hex = 0x84,
    k_xsd_base64 = 0x85,
    k_xsd_boolean = 0x86,
    k_xsd_decimal = 0x87,
    k_xsd_byte = 0x88,
    k_xsd_unsigned_short = 0x89,
    k_xsd_unsigned_int = 0x8A,
    k_xsd_unsigned_long = 0x8B,
};

[[noreturn]] void fail(const ByteReader& in, std::string_view what) {
    throw FormatError(fmt::format("binary XML is malformed at byte {}: {}", in.position(), what));
}

ByteSpan blob(ByteReader& in) {
    uint64_t size = read_multi_byte(in);
    return in.take(size_t(std::min<uint64_t>(size, SIZE_MAX)));
}

// XPath's cast of a double to a string: no exponent from 1e-6 up to 1e6, "1.0E6" from there on.
template <typename T>
void append_double(T value, std::string& out) {
    if (std::isnan(value) || std::isinf(value)) {
        out += std::isnan(value) ? "NaN" : value < 0 ? "-INF" : "INF";
        return;
    }
    char buffer[64];
    T magnitude = std::fabs(value);
    if (magnitude == 0 || (magnitude >= T(1e-6) && magnitude < T(1e6))) {
        auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
        out.append(buffer, end.ptr);
        return;
    }
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    std::string_view text(buffer, size_t(end.ptr - buffer));
    size_t e = text.find('e');
    out += text.substr(0, e);
    if (text.substr(0, e).find('.') == std::string_view::npos) out += ".0";
    int exponent = 0;
    std::string_view digits = text.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    out += fmt::format("E{}", exponent);
}

// u8 size, precision and scale, sign, magnitude. xs:decimal has no zeros at the end.
void append_xml_decimal(ByteReader& in, bool canonical, std::string& out) {
    ByteSpan bytes = blob(in);
    if (in.failed()) return;
    if (bytes.size() < 7) fail(in, "decimal");
    SqlType type = decimal_type(38, 0);
    type.precision = bytes[0];
    type.scale = bytes[1];
    if (type.precision > 38 || type.scale > type.precision) fail(in, "decimal");
    Int128 value = stored_decimal(bytes.subspan(2), type);
    int scale = type.scale;
    while (canonical && scale > 0 && value % 10 == 0) {
        value /= 10;
        --scale;
    }
    append_decimal(value, scale, out);
}

void append_base64(ByteSpan bytes, std::string& out) {
    static constexpr char k_digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.size(); i += 3) {
        size_t left = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = uint32_t(bytes[i]) << 16;
        if (left > 1) group |= uint32_t(bytes[i + 1]) << 8;
        if (left > 2) group |= bytes[i + 2];
        out += k_digits[group >> 18];
        out += k_digits[group >> 12 & 63];
        out += left > 1 ? k_digits[group >> 6 & 63] : '=';
        out += left > 2 ? k_digits[group & 63] : '=';
    }
}

// A u32 code page is part of the length.
void append_code_page_text(ByteReader& in, std::string& out) {
    ByteSpan bytes = blob(in);
    if (in.failed()) return;
    if (bytes.size() < 4) fail(in, "length");
    uint32_t page = load_le<uint32_t>(bytes.data());
    if (page > 0xFFFF || !is_known_code_page(uint16_t(page))) fail(in, "code page");
    append_code_page_as_utf8(bytes.subspan(4), uint16_t(page), out);
}

void append_zone(int minutes, std::string& out) {
    if (minutes == 0) {
        out += 'Z';
        return;
    }
    int size = minutes < 0 ? -minutes : minutes;
    out += fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

// Without zeros at the end of the fraction.
void append_clock(int64_t ticks, std::string& out) {
    int64_t seconds = ticks / k_ticks_per_second;
    out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    int64_t fraction = ticks % k_ticks_per_second;
    if (fraction == 0) return;
    std::string digits = fmt::format("{:07}", fraction);
    out += '.';
    out.append(digits, 0, digits.find_last_not_of('0') + 1);
}

void append_year_month_day(int64_t year, int64_t month, int64_t day, std::string& out) {
    out += fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year, month,
                       day);
}

// SQL Server 2005's xs:date, xs:time and xs:dateTime: an i64 of mixed radix above two flag bits.
void append_xsd_moment(uint8_t token, ByteReader& in, std::string& out) {
    int64_t value = in.le<int64_t>();
    if (in.failed()) return;
    if (value < 0) fail(in, "date or time");
    value /= 4;
    auto take = [&](int64_t radix) {
        int64_t digit = value % radix;
        value /= radix;
        return digit;
    };
    if (token == k_xsd_date) {
        int64_t zone = 14 * 60 - take(29 * 60);  // counted to the west
        int64_t day = take(31) + 1;
        int64_t month = take(12) + 1;
        if (value > 2 * 9999) fail(in, "date");
        append_year_month_day(value - 9999, month, day, out);
        append_zone(int(zone), out);
        return;
    }
    int64_t milliseconds = take(1000);
    int64_t seconds = take(60);
    int64_t minutes = take(60);
    int64_t hours = token == k_xsd_time ? value : take(24);
    if (hours > 23) fail(in, "time");
    if (token == k_xsd_datetime) {
        int64_t day = take(31) + 1;
        int64_t month = take(12) + 1;
        if (value > 2 * 9999) fail(in, "date");
        append_year_month_day(value - 9999, month, day, out);
        out += 'T';
    }
    append_clock(((hours * 60 + minutes) * 60 + seconds) * k_ticks_per_second +
                     milliseconds * (k_ticks_per_second / 1000),
                 out);
    out += 'Z';
}

// xs:date, xs:time and xs:dateTime since 2008: scale, then the bytes of datetime2 or
// datetimeoffset; a date without a zone has its three bytes alone.
void append_xsd_moment2(uint8_t token, ByteReader& in, std::string& out) {
    bool zone = token <= k_xsd_date_offset;
    SqlType type = *type_by_name(zone ? "datetimeoffset" : "datetime2");
    DateTime value;
    if (token == k_xsd_date2) {
        type = *type_by_name("date");
        ByteSpan bytes = in.take(3);
        if (in.failed()) return;
        value = stored_date_time(bytes, type);
    } else {
        type.scale = in.u8();
        if (in.failed() || type.scale > 7) fail(in, "scale of a time");
        size_t size = (type.scale <= 2 ? 3 : type.scale <= 4 ? 4 : 5) + 3 + (zone ? 2 : 0);
        ByteSpan bytes = in.take(size);
        if (in.failed()) return;
        value = stored_date_time(bytes, type);
    }
    bool date = token != k_xsd_time2 && token != k_xsd_time_offset;
    bool time = token != k_xsd_date2 && token != k_xsd_date_offset;
    if (date) {
        CivilDate civil = civil_from_days(value.days);
        append_year_month_day(civil.year, civil.month, civil.day, out);
    }
    if (date && time) out += 'T';
    if (time) append_clock(value.ticks, out);
    if (zone) append_zone(value.offset, out);
}

// Days come first here, the time first on a page.
void append_sql_date_time(bool small, ByteReader& in, std::string& out) {
    size_t half = small ? 2 : 4;
    ByteSpan bytes = in.take(half * 2);
    if (in.failed()) return;
    uint8_t swapped[8];
    std::copy(bytes.begin(), bytes.begin() + long(half), swapped + half);
    std::copy(bytes.begin() + long(half), bytes.end(), swapped);
    SqlType type = *type_by_name(small ? "smalldatetime" : "datetime");
    DateTime value = stored_date_time({swapped, half * 2}, type);
    out += print_date_time(value, type, 126);
}

template <typename T>
void append_number(ByteReader& in, std::string& out) {
    fmt::format_to(std::back_inserter(out), "{}", int64_t(in.le<T>()));
}

// Values of one number or byte string; false for other tokens.
bool append_simple(uint8_t token, ByteReader& in, std::string& out) {
    switch (token) {
        case k_bit:
        case k_tinyint:
            append_number<uint8_t>(in, out);
            return true;
        case k_smallint:
            append_number<int16_t>(in, out);
            return true;
        case k_int:
            append_number<int32_t>(in, out);
            return true;
        case k_bigint:
            append_number<int64_t>(in, out);
            return true;
        case k_xsd_byte:
            append_number<int8_t>(in, out);
            return true;
        case k_xsd_unsigned_short:
            append_number<uint16_t>(in, out);
            return true;
        case k_xsd_unsigned_int:
            append_number<uint32_t>(in, out);
            return true;
        case k_xsd_unsigned_long:
            out += fmt::format("{}", in.u64());
            return true;
        case k_xsd_boolean:
            out += in.u8() != 0 ? "true" : "false";
            return true;
        case k_real:
            append_double(std::bit_cast<float>(in.u32()), out);
            return true;
        case k_float:
            append_double(std::bit_cast<double>(in.u64()), out);
            return true;
        case k_money:
            append_decimal(in.le<int64_t>(), 4, out);
            return true;
        case k_smallmoney:
            append_decimal(in.le<int32_t>(), 4, out);
            return true;
        case k_decimal:
        case k_numeric:
            append_xml_decimal(in, false, out);
            return true;
        case k_xsd_decimal:
            append_xml_decimal(in, true, out);
            return true;
        case k_uniqueidentifier: {
            ByteSpan bytes = in.take(16);
            if (!in.failed()) append_guid(bytes, out);
            return true;
        }
        case k_binary:
        case k_varbinary:
        case k_image:
        case k_udt:
        case k_xsd_base64:
            append_base64(blob(in), out);
            return true;
        case k_xsd_hex: {
            size_t at = out.size();
            append_hex(blob(in), out);
            out.erase(at, 2);
            return true;
        }
        default:
            return false;
    }
}

}  // namespace

uint64_t read_multi_byte(ByteReader& in) {
    uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
        uint8_t byte = in.u8();
        value |= uint64_t(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    in.skip(SIZE_MAX);
    return 0;
}

void append_xml_string(ByteReader& in, std::string& out) {
    uint64_t units = read_multi_byte(in);
    if (units > in.remaining() / 2) units = SIZE_MAX / 2;  // fails
    append_utf16le_as_utf8(in.take(size_t(units) * 2), out);
}

XmlValueKind append_xml_value(uint8_t token, ByteReader& in, std::string& out) {
    switch (token) {
        case k_nchar:
        case k_nvarchar:
        case k_ntext:
            append_xml_string(in, out);
            return XmlValueKind::text;
        case k_char:
        case k_varchar:
        case k_text:
            append_code_page_text(in, out);
            return XmlValueKind::text;
        case k_datetime:
        case k_smalldatetime:
            append_sql_date_time(token == k_smalldatetime, in, out);
            return XmlValueKind::typed;
        case k_xsd_time:
        case k_xsd_datetime:
        case k_xsd_date:
            append_xsd_moment(token, in, out);
            return XmlValueKind::typed;
        case k_xsd_time_offset:
        case k_xsd_datetime_offset:
        case k_xsd_date_offset:
        case k_xsd_time2:
        case k_xsd_datetime2:
        case k_xsd_date2:
            append_xsd_moment2(token, in, out);
            return XmlValueKind::typed;
        default:
            return append_simple(token, in, out) ? XmlValueKind::typed : XmlValueKind::none;
    }
}

}  // namespace gantry::types
