#pragma once
// Windows code pages to WTF-8 and back, as SQL Server converts char and varchar.
// Tables are ICU's for the Windows pages. Single bytes a page does not define map as Windows maps
// them: to the code point of the same number (0x81 in 1252 -> U+0081), or to the private use
// characters of its best-fit tables (0xAA in 1253 -> U+F8F9). A lead byte that begins no pair of a
// double-byte page maps to its own number too, where Windows would put a default character, so that
// what stood there can be seen. Bytes of UTF-8 text that are not UTF-8 become U+FFFD.
// Thread-safe; tables are built once per page.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gantry {

constexpr uint16_t k_code_page_utf8 = 65001;

// True for the code pages SQL Server collations use (437, 850, 874, 932, 936, 949, 950,
// 1250-1258, 65001).
bool is_known_code_page(uint16_t code_page);

void append_code_page_as_utf8(ByteSpan text, uint16_t code_page, Bytes& out);
void append_code_page_as_utf8(ByteSpan text, uint16_t code_page, std::string& out);
std::string code_page_to_utf8(ByteSpan text, uint16_t code_page);
// A character the code page does not have becomes '?'.
void append_utf8_as_code_page(std::string_view utf8, uint16_t code_page, Bytes& out);
Bytes utf8_to_code_page(std::string_view utf8, uint16_t code_page);

}  // namespace gantry
