#include "tds/text.h"

#include <algorithm>

#include "base/utf.h"

namespace gantry::tds {

void write_b_varchar(ByteWriter& out, std::string_view utf8) {
    Bytes utf16 = utf8_to_utf16le(utf8);
    size_t units = std::min<size_t>(utf16.size() / 2, 0xFF);
    out.u8(uint8_t(units));
    out.append(ByteSpan(utf16).first(units * 2));
}

void write_us_varchar(ByteWriter& out, std::string_view utf8) {
    Bytes utf16 = utf8_to_utf16le(utf8);
    size_t units = std::min<size_t>(utf16.size() / 2, 0xFFFF);
    out.u16(uint16_t(units));
    out.append(ByteSpan(utf16).first(units * 2));
}

std::string read_b_varchar(ByteReader& reader) {
    size_t units = reader.u8();
    return utf16le_to_utf8(reader.take(units * 2));
}

std::string read_us_varchar(ByteReader& reader) {
    size_t units = reader.u16();
    return utf16le_to_utf8(reader.take(units * 2));
}

}  // namespace gantry::tds
