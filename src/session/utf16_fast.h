#pragma once
// UTF-8 to UTF-16LE for the row stream: ASCII, which is most of what databases hold, is widened
// sixteen bytes at a time; anything else goes through base/utf.h. Inline for the encoder's loop.

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/utf.h"

namespace gantry::session {

// Length of the ASCII prefix of [p, p+size), in whole steps of what the machine does at once.
inline size_t widen_ascii(const uint8_t* p, size_t size, uint8_t* out) {
    size_t at = 0;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    for (; at + 16 <= size; at += 16) {
        __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + at));
        if (_mm_movemask_epi8(chunk) != 0) break;
        auto* to = reinterpret_cast<__m128i*>(out + at * 2);
        _mm_storeu_si128(to, _mm_unpacklo_epi8(chunk, zero));
        _mm_storeu_si128(to + 1, _mm_unpackhi_epi8(chunk, zero));
    }
#endif
    for (; at < size && p[at] < 0x80; ++at) {
        out[at * 2] = p[at];
        out[at * 2 + 1] = 0;
    }
    return at;
}

// Writes at most 2 * size bytes and returns the end. `out` must have that room.
inline uint8_t* write_utf16(const uint8_t* p, size_t size, uint8_t* out) {
    std::string_view text(reinterpret_cast<const char*>(p), size);
    size_t at = 0;
    while (true) {
        size_t ascii = widen_ascii(p + at, size - at, out);
        at += ascii;
        out += ascii * 2;
        if (at >= size) return out;
        char32_t code = next_code_point(text, at);
        if (code >= 0x10000) {
            code -= 0x10000;
            uint16_t high = uint16_t(0xD800 + (code >> 10));
            uint16_t low = uint16_t(0xDC00 + (code & 0x3FF));
            std::memcpy(out, &high, 2);
            std::memcpy(out + 2, &low, 2);
            out += 4;
        } else {
            uint16_t unit = uint16_t(code);
            std::memcpy(out, &unit, 2);
            out += 2;
        }
    }
}

inline bool is_ascii_bytes(const uint8_t* p, size_t size) {
    size_t at = 0;
    for (; at + 8 <= size; at += 8) {
        uint64_t word;
        std::memcpy(&word, p + at, 8);
        if ((word & 0x8080808080808080u) != 0) return false;
    }
    for (; at < size; ++at) {
        if (p[at] >= 0x80) return false;
    }
    return true;
}

}  // namespace gantry::session
