#pragma once
// UTF-16LE (what SQL Server stores and TDS carries) and UTF-8 (what Gantry and PostgreSQL hold).
// SQL Server lets nvarchar hold any 16-bit units, so our UTF-8 is WTF-8: an unpaired surrogate is
// kept as its own three bytes and comes back unchanged (https://simonsapin.github.io/wtf-8/).

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gantry {

// An odd last byte is ignored.
std::string utf16le_to_utf8(ByteSpan utf16);
void append_utf16le_as_utf8(ByteSpan utf16, Bytes& out);
void append_utf16le_as_utf8(ByteSpan utf16, std::string& out);
// Malformed bytes become U+FFFD, one for each byte that does not fit.
Bytes utf8_to_utf16le(std::string_view utf8);
void append_utf8_as_utf16le(std::string_view utf8, Bytes& out);

// Length in UTF-16 units: what LEN and nvarchar(n) count.
size_t utf16_length(std::string_view utf8);
bool is_ascii(std::string_view text);
// True when the bytes are well-formed WTF-8.
bool is_valid_utf8(std::string_view text);

// Decodes the code point at `position` and moves past it; U+FFFD and one byte on malformed input.
char32_t next_code_point(std::string_view utf8, size_t& position);
void append_utf8(char32_t code_point, std::string& out);

// Simple ASCII folding, for keywords and option names; not for identifiers or data.
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);
bool ascii_iequals(std::string_view a, std::string_view b);

}  // namespace gantry
