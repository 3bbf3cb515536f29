#include "base/bytes.h"

namespace gantry {

void append_hex(ByteSpan bytes, std::string& out) {
    static constexpr char k_digits[] = "0123456789ABCDEF";
    size_t at = out.size();
    out.resize(at + 2 + bytes.size() * 2);
    char* p = out.data() + at;
    *p++ = '0';
    *p++ = 'x';
    for (uint8_t b : bytes) {
        *p++ = k_digits[b >> 4];
        *p++ = k_digits[b & 15];
    }
}

std::string to_hex(ByteSpan bytes) {
    std::string out;
    append_hex(bytes, out);
    return out;
}

}  // namespace gantry
