#include "engine/store/model_rows.h"

#include "base/bytes.h"
#include "base/utf.h"

namespace gantry::store {

std::string storable_text(std::string_view text, bool& lossy) {
    bool plain = is_ascii(text) && text.find('\0') == std::string_view::npos;
    if (plain) return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (size_t position = 0; position < text.size();) {
        char32_t c = next_code_point(text, position);
        if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
            c = 0xFFFD;
            lossy = true;
        }
        append_utf8(c, out);
    }
    return out;
}

std::string bytea_text(const std::vector<uint8_t>& bytes) {
    static constexpr char k_digits[] = "0123456789abcdef";
    std::string out = "\\x";
    for (uint8_t byte : bytes) {
        out += k_digits[byte >> 4];
        out += k_digits[byte & 15];
    }
    return out;
}

std::vector<uint8_t> bytes_of_bytea(std::string_view text) {
    std::vector<uint8_t> out;
    auto digit = [](char c) -> uint8_t { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    for (size_t i = 2; i + 1 < text.size(); i += 2) {
        out.push_back(uint8_t(digit(text[i]) << 4 | digit(text[i + 1])));
    }
    return out;
}

}  // namespace gantry::store
