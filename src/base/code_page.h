#pragma once
// Windows code pages to WTF-8 and back, as SQL Server converts char and varchar.
// Bytes a code page does not define map to the same code point (0x81 in 1252 -> U+0081), as
// Windows does, so that every byte comes back. Thread-safe; tables are built once per page.

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
std::string code_page_to_utf8(ByteSpan text, uint16_t code_page);
// A character the code page does not have becomes '?'.
void append_utf8_as_code_page(std::string_view utf8, uint16_t code_page, Bytes& out);
Bytes utf8_to_code_page(std::string_view utf8, uint16_t code_page);

}  // namespace gantry
