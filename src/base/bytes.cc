#include "base/bytes.h"

namespace gantry {

std::string to_hex(ByteSpan bytes) {
    static constexpr char k_digits[] = "0123456789ABCDEF";
    std::string out = "0x";
    out.reserve(2 + bytes.size() * 2);
    for (uint8_t b : bytes) {
        out.push_back(k_digits[b >> 4]);
        out.push_back(k_digits[b & 15]);
    }
    return out;
}

}  // namespace gantry
