#include "types/value.h"

#include "base/utf.h"
#include "types/collation.h"
#include "types/convert.h"

namespace gantry::types {
namespace {

// Bytes in the order the text shows them; the same order backwards by groups decides comparison.
constexpr std::array<uint8_t, 16> k_text_order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13,
                                                  14, 15};
constexpr std::array<uint8_t, 16> k_compare_order = {10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5,
                                                     0,  1,  2,  3};

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = char(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

int compare(const Guid& a, const Guid& b) {
    for (uint8_t i : k_compare_order) {
        if (a.bytes[i] != b.bytes[i]) return a.bytes[i] < b.bytes[i] ? -1 : 1;
    }
    return 0;
}

std::string to_text(const Guid& guid) {
    static constexpr char k_hex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(36);
    for (size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        uint8_t byte = guid.bytes[k_text_order[i]];
        out += k_hex[byte >> 4];
        out += k_hex[byte & 15];
    }
    return out;
}

std::optional<Guid> parse_guid(std::string_view text) {
    bool braces = !text.empty() && text[0] == '{';
    if (braces) text.remove_prefix(1);
    if (text.size() < 36 || (braces && (text.size() < 37 || text[36] != '}'))) return std::nullopt;
    Guid out;
    size_t at = 0;
    for (size_t i = 0; i < 16; ++i) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return std::nullopt;
        int high = hex_value(text[at]);
        int low = hex_value(text[at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.bytes[k_text_order[i]] = uint8_t(high << 4 | low);
        at += 2;
    }
    return out;
}

Value Value::of_nvarchar(std::string text, uint32_t collation) {
    size_t units = utf16_length(text);
    int16_t length = units > 4000 ? k_max_length : int16_t(units == 0 ? 1 : units);
    return {nvarchar_type(length, collation), std::move(text)};
}

Value Value::of_varchar(std::string text, uint32_t collation) {
    size_t bytes = code_page_length(text, code_page_of(collation));
    int16_t length = bytes > 8000 ? k_max_length : int16_t(bytes == 0 ? 1 : bytes);
    return {varchar_type(length, collation), std::move(text)};
}

Value Value::of_varbinary(Bytes bytes) {
    size_t size = bytes.size();
    int16_t length = size > 8000 ? k_max_length : int16_t(size == 0 ? 1 : size);
    return {varbinary_type(length), std::move(bytes)};
}

DateTime Value::date_time() const {
    switch (type_.id) {
        case TypeId::date: return {int32_t(integer()), 0, 0};
        case TypeId::time: return {k_days_to_1900, integer(), 0};
        case TypeId::datetime2: return from_datetime2(integer());
        case TypeId::datetimeoffset: return from_datetimeoffset(as<DateTimeOffset>());
        case TypeId::datetime: return from_datetime(integer());
        case TypeId::smalldatetime: return from_smalldatetime(int32_t(integer()));
        default: break;
    }
    GANTRY_ASSERT(is_date_time(type_.id));
    return {};
}

}  // namespace gantry::types
