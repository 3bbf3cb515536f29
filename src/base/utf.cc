#include "base/utf.h"

namespace gantry {
namespace {

constexpr char32_t k_replacement = 0xFFFD;

bool is_high(char32_t c) {
    return c >= 0xD800 && c <= 0xDBFF;
}
bool is_low(char32_t c) {
    return c >= 0xDC00 && c <= 0xDFFF;
}

uint8_t* put_utf8(char32_t c, uint8_t* p) {
    if (c < 0x80) {
        *p++ = uint8_t(c);
    } else if (c < 0x800) {
        *p++ = uint8_t(0xC0 | (c >> 6));
        *p++ = uint8_t(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *p++ = uint8_t(0xE0 | (c >> 12));
        *p++ = uint8_t(0x80 | ((c >> 6) & 0x3F));
        *p++ = uint8_t(0x80 | (c & 0x3F));
    } else {
        *p++ = uint8_t(0xF0 | (c >> 18));
        *p++ = uint8_t(0x80 | ((c >> 12) & 0x3F));
        *p++ = uint8_t(0x80 | ((c >> 6) & 0x3F));
        *p++ = uint8_t(0x80 | (c & 0x3F));
    }
    return p;
}

// `Buffer` is Bytes or std::string.
template <typename Buffer>
void append_utf16le(ByteSpan utf16, Buffer& out) {
    size_t units = utf16.size() / 2;
    size_t old_size = out.size();
    out.resize(old_size + units * 3);  // a unit takes at most three bytes
    uint8_t* begin = reinterpret_cast<uint8_t*>(out.data());
    uint8_t* p = begin + old_size;
    const uint8_t* in = utf16.data();
    size_t i = 0;
    while (i < units) {
        // Four ASCII units at a time.
        while (i + 4 <= units) {
            uint64_t w = load_le<uint64_t>(in + i * 2);
            if (w & 0xFF80FF80FF80FF80ULL) break;
            p[0] = uint8_t(w);
            p[1] = uint8_t(w >> 16);
            p[2] = uint8_t(w >> 32);
            p[3] = uint8_t(w >> 48);
            p += 4;
            i += 4;
        }
        if (i == units) break;
        char32_t c = load_le<uint16_t>(in + i++ * 2);
        if (is_high(c) && i < units) {
            char32_t low = load_le<uint16_t>(in + i * 2);
            if (is_low(low)) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                ++i;
            }
        }
        p = put_utf8(c, p);
    }
    out.resize(size_t(p - begin));
}

}  // namespace

void append_utf16le_as_utf8(ByteSpan utf16, Bytes& out) {
    append_utf16le(utf16, out);
}

void append_utf16le_as_utf8(ByteSpan utf16, std::string& out) {
    append_utf16le(utf16, out);
}

std::string utf16le_to_utf8(ByteSpan utf16) {
    std::string out;
    append_utf16le(utf16, out);
    return out;
}

char32_t next_code_point(std::string_view s, size_t& position) {
    auto byte = [&](size_t k) { return uint8_t(s[position + k]); };
    auto continues = [&](size_t k) {
        return position + k < s.size() && (byte(k) & 0xC0) == 0x80;
    };
    uint8_t b = byte(0);
    if (b < 0x80) {
        ++position;
        return b;
    }
    if (b >= 0xC2 && b <= 0xDF && continues(1)) {
        char32_t c = char32_t((b & 0x1F) << 6) | (byte(1) & 0x3F);
        position += 2;
        return c;
    }
    if (b >= 0xE0 && b <= 0xEF && continues(1) && continues(2)) {
        char32_t c = char32_t((b & 0x0F) << 12) | char32_t((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
        if (c >= 0x800) {
            position += 3;
            return c;
        }
    }
    if (b >= 0xF0 && b <= 0xF4 && continues(1) && continues(2) && continues(3)) {
        char32_t c = char32_t((b & 0x07) << 18) | char32_t((byte(1) & 0x3F) << 12) |
                     char32_t((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
        if (c >= 0x10000 && c <= 0x10FFFF) {
            position += 4;
            return c;
        }
    }
    ++position;
    return k_replacement;
}

void append_utf8(char32_t code_point, std::string& out) {
    uint8_t buffer[4];
    uint8_t* end = put_utf8(code_point, buffer);
    out.append(reinterpret_cast<char*>(buffer), size_t(end - buffer));
}

void append_utf8_as_utf16le(std::string_view utf8, Bytes& out) {
    size_t old_size = out.size();
    out.resize(old_size + utf8.size() * 2);  // a byte gives at most one unit
    uint8_t* p = out.data() + old_size;
    size_t i = 0;
    while (i < utf8.size()) {
        uint8_t b = uint8_t(utf8[i]);
        if (b < 0x80) {
            p[0] = b;
            p[1] = 0;
            p += 2;
            ++i;
            continue;
        }
        char32_t c = next_code_point(utf8, i);
        if (c >= 0x10000) {
            store_le<uint16_t>(p, uint16_t(0xD800 + ((c - 0x10000) >> 10)));
            store_le<uint16_t>(p + 2, uint16_t(0xDC00 + ((c - 0x10000) & 0x3FF)));
            p += 4;
        } else {
            store_le<uint16_t>(p, uint16_t(c));
            p += 2;
        }
    }
    out.resize(size_t(p - out.data()));
}

Bytes utf8_to_utf16le(std::string_view utf8) {
    Bytes out;
    append_utf8_as_utf16le(utf8, out);
    return out;
}

size_t utf16_length(std::string_view utf8) {
    size_t units = 0;
    size_t i = 0;
    while (i < utf8.size()) {
        if (uint8_t(utf8[i]) < 0x80) {
            ++i;
            ++units;
        } else {
            units += next_code_point(utf8, i) >= 0x10000 ? 2 : 1;
        }
    }
    return units;
}

bool is_ascii(std::string_view text) {
    size_t i = 0;
    const uint8_t* p = reinterpret_cast<const uint8_t*>(text.data());
    for (; i + 8 <= text.size(); i += 8) {
        if (load_le<uint64_t>(p + i) & 0x8080808080808080ULL) return false;
    }
    for (; i < text.size(); ++i) {
        if (p[i] & 0x80) return false;
    }
    return true;
}

bool is_valid_utf8(std::string_view text) {
    size_t i = 0;
    while (i < text.size()) {
        size_t start = i;
        char32_t c = next_code_point(text, i);
        if (c == k_replacement && i == start + 1) return false;
    }
    return true;
}

std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = char(c + 32);
    }
    return out;
}

std::string ascii_upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = char(c - 32);
    }
    return out;
}

bool ascii_iequals(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        char x = a[i];
        char y = b[i];
        if (x >= 'A' && x <= 'Z') x = char(x + 32);
        if (y >= 'A' && y <= 'Z') y = char(y + 32);
        if (x != y) return false;
    }
    return true;
}

}  // namespace gantry
