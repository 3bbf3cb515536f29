// Conversions to text and binary.

#include <algorithm>
#include <cmath>

#include "base/code_page.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/convert_internal.h"
#include "types/sql_variant.h"

namespace gantry::types {
namespace {

// "1.5e+20" as C prints it; SQL Server has three digits of exponent.
std::string with_wide_exponent(std::string text) {
    size_t e = text.find('e');
    if (e == std::string::npos) return text;
    size_t digits = text.size() - e - 2;
    if (digits < 3) text.insert(e + 2, 3 - digits, '0');
    return text;
}

std::string hex_without_prefix(ByteSpan bytes) {
    return to_hex(bytes).substr(2);
}

std::string text_of_bytes(const Value& value, const SqlType& target, int style) {
    const Bytes bytes = bytes_of(value);
    if (style == 1) return to_hex(bytes);
    if (style == 2) return hex_without_prefix(bytes);
    if (is_unicode(target.id)) {
        Bytes even = bytes;
        if (even.size() % 2 != 0) even.push_back(0);
        return utf16le_to_utf8(even);
    }
    uint16_t page = code_page_of(target.collation);
    return code_page_to_utf8(bytes, page == 0 ? 1252 : page);
}

std::string text_of(const Value& value, const SqlType& target, int style) {
    TypeId from = value.type().id;
    int plain_style = style < 0 ? 0 : style;
    if (is_character(from) || from == TypeId::xml || from == TypeId::json) return value.text();
    if (is_date_time(from)) {
        bool legacy = from == TypeId::datetime || from == TypeId::smalldatetime;
        return print_date_time(value.date_time(), value.type(),
                               style >= 0 ? style : legacy ? 0 : 121);
    }
    switch (from) {
        case TypeId::decimal:
        case TypeId::numeric: return to_text(value.decimal());
        case TypeId::money:
        case TypeId::smallmoney: return money_to_text(value.integer(), plain_style);
        case TypeId::real: return float_to_text(value.real(), plain_style, true);
        case TypeId::float_: return float_to_text(value.real(), plain_style, false);
        case TypeId::uniqueidentifier: return to_text(value.guid());
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::rowversion:
        case TypeId::clr: return text_of_bytes(value, target, plain_style);
        default: return std::to_string(value.integer());
    }
}

// What happens to a number's text when it does not fit.
void check_number_fits(const Value& value, const SqlType& target, size_t length, size_t room,
                       std::string& text) {
    TypeId from = value.type().id;
    if (length <= room) return;
    if (from == TypeId::uniqueidentifier) {
        throw SqlError(8170, 16, 2,
                       "Insufficient result space to convert uniqueidentifier value to char.");
    }
    if (!is_numeric(from)) return;
    bool integer = is_integer(from);
    if (integer && !is_unicode(target.id)) {
        text = "*";
        return;
    }
    throw SqlError(8115, 16, 2,
                   fmt::format("Arithmetic overflow error converting {} to data type {}.",
                               integer ? "expression" : error_name(from),
                               base_type_name(target)));
}

std::string group_thousands(const std::string& whole) {
    std::string out;
    size_t count = 0;
    for (size_t i = whole.size(); i-- > 0;) {
        if (count != 0 && count % 3 == 0) out += ',';
        out += whole[i];
        ++count;
    }
    return {out.rbegin(), out.rend()};
}

// Text that came through code page `page`: what it does not have is '?' then.
std::string through_code_page(std::string text, uint16_t page) {
    if (page == k_code_page_utf8 || is_ascii(text)) return text;
    return code_page_to_utf8(utf8_to_code_page(text, page), page);
}

std::optional<Bytes> parse_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 2);
    auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        c = char(c | 0x20);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    for (size_t i = 0; i < text.size(); i += 2) {
        int high = digit(text[i]);
        int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(uint8_t(high << 4 | low));
    }
    return out;
}

Bytes bytes_from_text(const Value& value, int style) {
    const std::string& text = value.text();
    if (style == 1 || style == 2) {
        std::string_view hex = trim_blanks(text);
        bool prefixed = hex.starts_with("0x") || hex.starts_with("0X");
        std::optional<Bytes> parsed;
        if (prefixed == (style == 1)) parsed = parse_hex(style == 1 ? hex.substr(2) : hex);
        if (!parsed) {
            throw SqlError(8114, 16, 5, fmt::format("Error converting data type {} to varbinary.",
                                                    name_of(value)));
        }
        return *parsed;
    }
    if (is_unicode(value.type().id)) return utf8_to_utf16le(text);
    uint16_t page = code_page_of(value.type().collation);
    return utf8_to_code_page(text, page == 0 ? 1252 : page);
}

}  // namespace

std::string float_to_text(double value, int style, bool is_real) {
    if (value == 0) value = 0;  // no "-0"
    switch (style) {
        case 1: return with_wide_exponent(fmt::format("{:.7e}", value));
        case 2: return with_wide_exponent(fmt::format("{:.15e}", value));
        case 3: return with_wide_exponent(is_real ? fmt::format("{:.8e}", value)
                                                  : fmt::format("{:.16e}", value));
        default: return with_wide_exponent(fmt::format("{:.6g}", value));
    }
}

std::string money_to_text(int64_t value, int style) {
    int digits = style == 2 || style == 126 ? 4 : 2;
    Decimal d{value, 19, 4};
    std::string text = to_text(*try_rescale(d, 38, digits));
    if (style != 1) return text;
    bool negative = text[0] == '-';
    if (negative) text.erase(0, 1);
    size_t point = text.find('.');
    std::string out = group_thousands(text.substr(0, point)) + text.substr(point);
    return negative ? "-" + out : out;
}

std::string to_text(const Value& value) {
    if (value.is_null()) return {};
    return convert(value, nvarchar_type(k_max_length, value.type().collation)).text();
}

std::string_view cut_utf16(std::string_view text, size_t units) {
    if (text.size() <= units) return text;
    size_t at = 0;
    size_t count = 0;
    while (at < text.size()) {
        size_t next = at;
        char32_t c = next_code_point(text, next);
        count += c >= 0x10000 ? 2 : 1;
        if (count > units) break;
        at = next;
    }
    return text.substr(0, at);
}

size_t code_page_length(std::string_view text, uint16_t code_page) {
    if (code_page == k_code_page_utf8 || is_ascii(text)) return text.size();
    return utf8_to_code_page(text, code_page == 0 ? 1252 : code_page).size();
}

std::string_view cut_code_page(std::string_view text, size_t bytes, uint16_t code_page) {
    if (text.size() <= bytes) return text;
    if (is_ascii(text.substr(0, bytes + 1 > text.size() ? text.size() : bytes + 1))) {
        return text.substr(0, bytes);
    }
    size_t at = 0;
    size_t count = 0;
    while (at < text.size()) {
        size_t next = at;
        next_code_point(text, next);
        count += code_page_length(text.substr(at, next - at), code_page);
        if (count > bytes) break;
        at = next;
    }
    return text.substr(0, at);
}

Value convert_to_text(const Value& value, const SqlType& target, const ConvertOptions& options) {
    std::string text = text_of(value, target, options.style);
    bool unicode = is_unicode(target.id);
    uint16_t page = code_page_of(target.collation);
    if (page == 0) page = 1252;
    if (!unicode) text = through_code_page(std::move(text), page);
    bool old_lob = target.id == TypeId::text || target.id == TypeId::ntext;
    if (target.length == k_max_length || old_lob) return {target, std::move(text)};
    size_t room = size_t(unicode ? target.length / 2 : target.length);
    size_t length = unicode ? utf16_length(text) : code_page_length(text, page);
    check_number_fits(value, target, length, room, text);
    if (length > room) {
        text = std::string(unicode ? cut_utf16(text, room) : cut_code_page(text, room, page));
        length = unicode ? utf16_length(text) : code_page_length(text, page);
    }
    bool fixed = target.id == TypeId::char_ || target.id == TypeId::nchar;
    if (fixed && length < room) text.append(room - length, ' ');
    return {target, std::move(text)};
}

Bytes bytes_of(const Value& value) {
    ByteWriter out;
    TypeId from = value.type().id;
    switch (from) {
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::clr: return value.bytes();
        case TypeId::bit:
        case TypeId::tinyint: out.u8(uint8_t(value.integer())); break;
        case TypeId::smallint: out.be(int16_t(value.integer())); break;
        case TypeId::int_:
        case TypeId::smallmoney: out.be(int32_t(value.integer())); break;
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::rowversion: out.be(value.integer()); break;
        case TypeId::real: out.be(std::bit_cast<uint32_t>(float(value.real()))); break;
        case TypeId::float_: out.be(std::bit_cast<uint64_t>(value.real())); break;
        case TypeId::uniqueidentifier: out.append(ByteSpan(value.guid().bytes)); break;
        case TypeId::datetime:
            out.be(datetime_days(value.integer()));
            out.be(datetime_ticks(value.integer()));
            break;
        case TypeId::smalldatetime:
            out.be(uint16_t(value.integer() / 1440));
            out.be(uint16_t(value.integer() % 1440));
            break;
        case TypeId::decimal:
        case TypeId::numeric: {
            const Decimal& d = value.decimal();
            out.u8(d.precision);
            out.u8(d.scale);
            out.u8(0);
            out.u8(d.negative() ? 0 : 1);
            unsigned __int128 m = d.negative() ? -d.unscaled : d.unscaled;
            size_t words = d.precision <= 9 ? 1 : d.precision <= 19 ? 2 : d.precision <= 28 ? 3 : 4;
            for (size_t i = 0; i < words; ++i) out.u32(uint32_t(m >> (32 * i)));
            break;
        }
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: {
            DateTime d = value.date_time();
            if (from == TypeId::datetimeoffset) {
                d = from_datetime2(value.as<DateTimeOffset>().utc);
            }
            if (from != TypeId::date) {
                int scale = value.type().scale;
                int64_t ticks = d.ticks;
                for (int i = scale; i < 7; ++i) ticks /= 10;
                out.u8(uint8_t(scale));
                int size = scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
                for (int i = 0; i < size; ++i) out.u8(uint8_t(ticks >> (8 * i)));
            }
            if (from != TypeId::time) {
                for (int i = 0; i < 3; ++i) out.u8(uint8_t(d.days >> (8 * i)));
            }
            if (from == TypeId::datetimeoffset) out.le(value.as<DateTimeOffset>().offset);
            break;
        }
        default:
            if (is_character(from) || from == TypeId::xml || from == TypeId::json) {
                return bytes_from_text(value, 0);
            }
            throw SqlError(529, fmt::format("Explicit conversion from data type {} to varbinary is "
                                            "not allowed.",
                                            name_of(value)));
    }
    return out.take();
}

Value convert_to_binary(const Value& value, const SqlType& target, int style) {
    TypeId from = value.type().id;
    Bytes bytes = is_character(from) ? bytes_from_text(value, style) : bytes_of(value);
    if (target.id == TypeId::image || target.length == k_max_length) return {target, bytes};
    size_t room = size_t(target.length);
    bool number = is_numeric(from) && from != TypeId::decimal && from != TypeId::numeric;
    if (number && bytes.size() > room) bytes.erase(bytes.begin(), bytes.end() - long(room));
    if (bytes.size() > room) bytes.resize(room);
    if (target.id == TypeId::binary && bytes.size() < room) {
        if (number) {
            bytes.insert(bytes.begin(), room - bytes.size(), 0);
        } else {
            bytes.resize(room);
        }
    }
    return {target, std::move(bytes)};
}

Value convert_to_guid(const Value& value, const SqlType& target) {
    if (value.type().id == TypeId::uniqueidentifier) return {target, value.guid()};
    if (is_character(value.type().id)) {
        std::optional<Guid> guid = parse_guid(value.text());
        if (!guid) {
            throw SqlError(8169, 16, 2,
                           "Conversion failed when converting from a character string to "
                           "uniqueidentifier.");
        }
        return {target, *guid};
    }
    Guid guid;
    const Bytes& bytes = value.bytes();
    std::copy_n(bytes.begin(), std::min<size_t>(16, bytes.size()), guid.bytes.begin());
    return {target, guid};
}

Value convert_to_rowversion(const Value& value, const SqlType& target) {
    Bytes bytes = bytes_of(value);
    bytes.resize(8);
    return {target, int64_t(load_be<uint64_t>(bytes.data()))};
}

}  // namespace gantry::types
