#pragma once
// The Huffman code of one page of a string dictionary: 256 code lengths of four bits, codes given
// in order of (length, symbol), bits taken from 16-bit little-endian words, highest first. Pure.
// Facts: docs/formats/columnstore.md.

#include <array>

#include "base/bytes.h"

namespace gantry::storage::columnstore {

constexpr size_t k_huffman_table_size = 128;

// Bits of a page from any bit on. Bits past the end are zeros; overran() tells that some were used.
class HuffmanBits {
  public:
    HuffmanBits(ByteSpan bytes, uint64_t bit) : bytes_(bytes), bit_(bit) {}

    // The next 15 bits, the first of them highest.
    uint32_t peek() const;
    void skip(uint32_t count) { bit_ += count; }
    bool overran() const { return bit_ > bytes_.size() * 8; }

  private:
    ByteSpan bytes_;
    uint64_t bit_;
};

class HuffmanCode {
  public:
    static constexpr uint32_t k_bits_max = 15;

    // `table` has k_huffman_table_size bytes, symbol 2i in the low half of byte i. False when the
    // lengths are no prefix code.
    bool build(ByteSpan table);
    // The next symbol; -1 when the bits are no code.
    int next(HuffmanBits& bits) const;

  private:
    static constexpr uint32_t k_fast_bits = 9;
    struct Fast {
        uint8_t symbol = 0;
        uint8_t length = 0;  // 0: longer than k_fast_bits, or no code
    };

    std::array<Fast, 1 << k_fast_bits> fast_;
    // For each length: one past its last code, aligned to 15 bits; and where its symbols begin.
    std::array<uint32_t, k_bits_max + 1> limit_;
    std::array<uint32_t, k_bits_max + 1> first_code_;
    std::array<uint32_t, k_bits_max + 1> first_symbol_;
    std::array<uint8_t, 256> symbols_;
};

}  // namespace gantry::storage::columnstore
