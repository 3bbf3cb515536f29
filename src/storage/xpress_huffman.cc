#include "storage/xpress_huffman.h"

namespace gantry::storage {

namespace {

constexpr uint32_t k_symbols = 512;
constexpr uint32_t k_table_bytes = k_symbols / 2;
constexpr uint32_t k_code_length_max = 15;
constexpr uint32_t k_root_bits = 11;
constexpr uint32_t k_sub_bits = k_code_length_max - k_root_bits;
constexpr uint16_t k_sub_flag = 0x8000;

// Entries: symbol | length << 9, or k_sub_flag | index of a second table of 16 entries.
struct DecodeTable {
    uint16_t root[1 << k_root_bits];
    // Every second table holds at least one symbol, so 512 of them suffice.
    uint16_t sub[k_symbols << k_sub_bits];

    // False when the lengths are not those of one complete prefix code.
    bool build(const uint8_t* nibbles);
};

bool DecodeTable::build(const uint8_t* nibbles) {
    uint16_t count[k_code_length_max + 1] = {};
    uint8_t length_of[k_symbols];
    for (uint32_t i = 0; i < k_table_bytes; ++i) {
        length_of[2 * i] = nibbles[i] & 15;
        length_of[2 * i + 1] = nibbles[i] >> 4;
        ++count[nibbles[i] & 15];
        ++count[nibbles[i] >> 4];
    }
    // Canonical order: by length, then by symbol.
    uint16_t place[k_code_length_max + 2];
    place[1] = 0;
    uint32_t space = 0;
    for (uint32_t length = 1; length <= k_code_length_max; ++length) {
        place[length + 1] = uint16_t(place[length] + count[length]);
        space += uint32_t(count[length]) << (k_code_length_max - length);
    }
    if (space != 1u << k_code_length_max) return false;
    uint16_t sorted[k_symbols];
    for (uint32_t symbol = 0; symbol < k_symbols; ++symbol) {
        if (length_of[symbol] != 0) sorted[place[length_of[symbol]]++] = uint16_t(symbol);
    }
    uint32_t position = 0;  // in units of 2^-15
    uint32_t next_sub = 0;
    uint32_t total = k_symbols - count[0];
    for (uint32_t i = 0; i < total; ++i) {
        uint32_t symbol = sorted[i];
        uint32_t length = length_of[symbol];
        uint16_t entry = uint16_t(symbol | length << 9);
        uint32_t width = 1u << (k_code_length_max - length);
        if (length <= k_root_bits) {
            uint32_t first = position >> k_sub_bits;
            for (uint32_t k = 0; k < width >> k_sub_bits; ++k)
                root[first + k] = entry;
        } else {
            uint32_t low = position & ((1u << k_sub_bits) - 1);
            if (low == 0) {
                root[position >> k_sub_bits] = uint16_t(k_sub_flag | next_sub);
                ++next_sub;
            }
            uint16_t* table = sub + ((next_sub - 1) << k_sub_bits);
            for (uint32_t k = 0; k < width; ++k)
                table[low + k] = entry;
        }
        position += width;
    }
    return true;
}

// The bit reader of MS-XCA: 16-bit words, most significant bit first, at least 16 bits ahead;
// single bytes are taken at the word position. Past the end it supplies zeros and counts them.
class BitInput {
  public:
    BitInput(const uint8_t* p, const uint8_t* end) : p_(p), end_(end) {
        bits_ = uint32_t(word()) << 16;
        bits_ |= word();
        extra_ = 16;
    }
    uint32_t peek15() const { return bits_ >> 17; }
    uint32_t peek(uint32_t count) const { return count == 0 ? 0 : bits_ >> (32 - count); }
    void drop(uint32_t count) {
        bits_ <<= count;
        extra_ -= int(count);
        if (extra_ < 0) {
            bits_ |= uint32_t(word()) << -extra_;
            extra_ += 16;
        }
    }
    uint32_t byte() { return p_ < end_ ? *p_++ : miss(1); }
    uint32_t word() {
        if (end_ - p_ < 2) {
            uint32_t low = p_ < end_ ? *p_ : 0;
            p_ = end_;
            missed_ += 1;
            return low;
        }
        uint32_t out = load_le<uint16_t>(p_);
        p_ += 2;
        return out;
    }
    // The reader runs at most two words ahead of what is needed.
    bool overrun() const { return missed_ > 2; }

  private:
    uint32_t miss(uint32_t count) {
        missed_ += count + 2;
        return 0;
    }

    const uint8_t* p_;
    const uint8_t* end_;
    uint32_t bits_ = 0;
    int extra_ = 0;
    uint32_t missed_ = 0;
};

// Copies a match; `room` is what is left of the output from `to`, at least `length`.
inline void copy_match(uint8_t* to, size_t distance, size_t length, size_t room) {
    const uint8_t* from = to - distance;
    if (distance >= 8 && room >= length + 8) {
        for (size_t done = 0; done < length; done += 8)
            std::memcpy(to + done, from + done, 8);
    } else if (distance == 1) {
        std::memset(to, *from, length);
    } else {
        for (size_t i = 0; i < length; ++i)
            to[i] = from[i];
    }
}

}  // namespace

bool xpress_huffman_decode(ByteSpan in, std::span<uint8_t> out) {
    if (out.size() > k_xpress_chunk_max || in.size() < k_table_bytes) return false;
    DecodeTable table;
    if (!table.build(in.data())) return false;
    BitInput input(in.data() + k_table_bytes, in.data() + in.size());
    uint8_t* to = out.data();
    uint8_t* const end = to + out.size();
    while (to < end) {
        uint32_t window = input.peek15();
        uint16_t entry = table.root[window >> k_sub_bits];
        if (entry & k_sub_flag) {
            entry = table.sub[((entry & ~k_sub_flag) << k_sub_bits) +
                              (window & ((1u << k_sub_bits) - 1))];
        }
        input.drop(entry >> 9);
        uint32_t symbol = entry & 511;
        if (symbol < 256) {
            *to++ = uint8_t(symbol);
            continue;
        }
        size_t length = symbol & 15;
        uint32_t distance_bits = (symbol >> 4) & 15;
        if (length == 15) {
            length = input.byte();
            if (length == 255) {
                length = input.word();
                if (length == 0) {
                    length = input.word();
                    length |= size_t(input.word()) << 16;
                }
                if (length < 15) return false;
                length -= 15;
            }
            length += 15;
        }
        length += 3;
        size_t distance = (size_t(1) << distance_bits) + input.peek(distance_bits);
        input.drop(distance_bits);
        size_t room = size_t(end - to);
        if (distance > size_t(to - out.data()) || length > room) return false;
        copy_match(to, distance, length, room);
        to += length;
        if (input.overrun()) return false;
    }
    return !input.overrun();
}

}  // namespace gantry::storage
