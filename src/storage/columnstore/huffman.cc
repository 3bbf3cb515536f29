#include "storage/columnstore/huffman.h"

namespace gantry::storage::columnstore {

uint32_t HuffmanBits::peek() const {
    // Two words hold any 15 bits: they begin in the first one.
    size_t word = size_t(bit_ / 16) * 2;
    auto word_at = [&](size_t at) -> uint32_t {
        if (at + 2 <= bytes_.size()) return load_le<uint16_t>(bytes_.data() + at);
        return at < bytes_.size() ? bytes_[at] : 0;
    };
    uint32_t both = word_at(word) << 16 | word_at(word + 2);
    return both << (bit_ % 16) >> (32 - HuffmanCode::k_bits_max);
}

bool HuffmanCode::build(ByteSpan table) {
    std::array<uint32_t, k_bits_max + 1> counts{};
    auto length_of = [&](uint32_t symbol) {
        uint8_t both = table[symbol / 2];
        return uint32_t(symbol % 2 == 0 ? both & 0x0F : both >> 4);
    };
    for (uint32_t symbol = 0; symbol < 256; ++symbol)
        ++counts[length_of(symbol)];
    counts[0] = 0;
    fast_.fill({});
    uint32_t code = 0, index = 0;
    for (uint32_t length = 1; length <= k_bits_max; ++length) {
        code <<= 1;
        first_code_[length] = code;
        first_symbol_[length] = index;
        code += counts[length];
        index += counts[length];
        if (code > 1u << length) return false;
        limit_[length] = code << (k_bits_max - length);
    }
    if (index == 0) return false;
    std::array<uint32_t, k_bits_max + 1> next = first_symbol_;
    for (uint32_t symbol = 0; symbol < 256; ++symbol) {
        uint32_t length = length_of(symbol);
        if (length == 0) continue;
        uint32_t place = next[length]++;
        symbols_[place] = uint8_t(symbol);
        if (length > k_fast_bits) continue;
        uint32_t first = (first_code_[length] + place - first_symbol_[length])
                         << (k_fast_bits - length);
        for (uint32_t i = 0; i < 1u << (k_fast_bits - length); ++i) {
            fast_[first + i] = {uint8_t(symbol), uint8_t(length)};
        }
    }
    return true;
}

int HuffmanCode::next(HuffmanBits& bits) const {
    uint32_t peeked = bits.peek();
    const Fast& fast = fast_[peeked >> (k_bits_max - k_fast_bits)];
    if (fast.length != 0) {
        bits.skip(fast.length);
        return fast.symbol;
    }
    for (uint32_t length = k_fast_bits + 1; length <= k_bits_max; ++length) {
        if (peeked >= limit_[length]) continue;
        uint32_t code = peeked >> (k_bits_max - length);
        if (code < first_code_[length]) return -1;
        bits.skip(length);
        return symbols_[first_symbol_[length] + code - first_code_[length]];
    }
    return -1;
}

}  // namespace gantry::storage::columnstore
