#include "storage/xpress_huffman.h"

namespace gantry::storage {

namespace {

constexpr uint32_t k_symbols = 512;
constexpr uint32_t k_table_bytes = k_symbols / 2;
constexpr uint32_t k_code_length_max = 15;
constexpr uint32_t k_root_bits = 11;
constexpr uint32_t k_sub_bits = k_code_length_max - k_root_bits;

// Entries: symbol | length << 9, or k_sub_flag | number of a second table. Small enough that table
// and window stay in the first-level cache.
constexpr uint16_t k_sub_flag = 0x8000;
constexpr uint32_t k_symbol_mask = 511;
constexpr uint32_t k_length_shift = 9;

struct DecodeTable {
    uint16_t root[1u << k_root_bits];
    // Every second table holds at least one symbol, so 512 of them suffice.
    uint16_t sub[k_symbols << k_sub_bits];

    // False when the lengths are not those of one complete prefix code.
    bool build(const uint8_t* nibbles);

  private:
    void fill(const uint16_t* sorted, const uint8_t* length_of, uint32_t total);
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
    fill(sorted, length_of, k_symbols - count[0]);
    return true;
}

void DecodeTable::fill(const uint16_t* sorted, const uint8_t* length_of, uint32_t total) {
    uint32_t position = 0;  // in units of 2^-15
    uint32_t next_sub = 0;
    for (uint32_t i = 0; i < total; ++i) {
        uint32_t symbol = sorted[i];
        uint32_t length = length_of[symbol];
        auto entry = uint16_t(symbol | length << k_length_shift);
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
}

// The bits of [MS-XCA]: 16-bit words, most significant bit first. The format's own reader is
// always 16 to 31 bits ahead, and single bytes (long lengths) are taken where it stands; this one
// reads further ahead and steps back for them. Past the end it supplies zeros and counts them.
class BitInput {
  public:
    explicit BitInput(ByteSpan in) : in_(in) {}

    // At least 33 bits are there afterwards, enough for a code and a distance.
    void refill() {
        if (count_ > 32) return;
        if (at_ + 4 <= in_.size()) {
            uint32_t words = load_le<uint32_t>(in_.data() + at_);
            bits_ |= uint64_t(words << 16 | words >> 16) << (32 - count_);
        } else {
            bits_ |= uint64_t(word_or_zero(at_) << 16 | word_or_zero(at_ + 2)) << (32 - count_);
        }
        at_ += 4;
        count_ += 32;
    }
    uint32_t window(uint32_t size) const { return uint32_t(bits_ >> (64 - size)); }
    // `size` may be 0.
    uint32_t peek(uint32_t size) const { return uint32_t(bits_ >> 1 >> (63 - size)); }
    void drop(uint32_t size) {
        bits_ <<= size;
        count_ -= size;
    }
    // Bits that were not there have been used.
    bool overrun() const { return at_ * 8 - count_ > in_.size() * 8; }

    // The length of a match that its symbol cannot hold; false when it makes no sense.
    bool long_length(size_t& length) {
        step_back();
        if (at_ >= in_.size()) return false;
        length = in_[at_++];
        if (length == 255) {
            if (at_ + 2 > in_.size()) return false;
            length = word_or_zero(at_);
            at_ += 2;
            if (length == 0) {
                if (at_ + 4 > in_.size()) return false;
                length = load_le<uint32_t>(in_.data() + at_);
                at_ += 4;
            }
            if (length < 15) return false;
            length -= 15;
        }
        length += 15;
        return true;
    }

  private:
    uint32_t word_or_zero(size_t at) const {
        if (at + 2 <= in_.size()) return load_le<uint16_t>(in_.data() + at);
        return at < in_.size() ? in_[at] : 0;
    }
    // To where the format's reader stands: keeps 16 to 31 bits.
    void step_back() {
        uint32_t words = (count_ - 16) / 16;
        at_ -= 2 * words;
        count_ -= 16 * words;
        bits_ &= ~uint64_t(0) << (64 - count_);
    }

    ByteSpan in_;
    size_t at_ = 0;       // may be behind the end
    uint64_t bits_ = 0;   // the next bits, at the top
    uint32_t count_ = 0;  // how many
};

inline uint32_t next_symbol(const DecodeTable& table, BitInput& input) {
    uint32_t window = input.window(k_code_length_max);
    uint32_t entry = table.root[window >> k_sub_bits];
    if (entry & k_sub_flag) [[unlikely]] {
        entry =
            table.sub[((entry & ~k_sub_flag) << k_sub_bits) + (window & ((1u << k_sub_bits) - 1))];
    }
    input.drop(entry >> k_length_shift);
    return entry & k_symbol_mask;
}

// Bytes behind a match that copying may overwrite.
constexpr size_t k_copy_slack = 32;

// Copies a match; `room` is what is left of the output from `to`, at least `length`. Most matches
// are short. Wide copies from near by would wait for the narrow stores that just wrote those bytes.
inline void copy_match(uint8_t* to, size_t distance, size_t length, size_t room) {
    const uint8_t* from = to - distance;
    if (distance >= 8 && room >= length + k_copy_slack) {
        std::memcpy(to, from, 8);
        if (length <= 8) return;
        std::memcpy(to + 8, from + 8, 8);
        if (length <= 16) return;
        if (distance >= 32) {
            for (size_t done = 16; done < length; done += 32)
                std::memcpy(to + done, from + done, 32);
        } else {
            for (size_t done = 16; done < length; done += 8)
                std::memcpy(to + done, from + done, 8);
        }
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
    BitInput input(in.subspan(k_table_bytes));
    uint8_t* to = out.data();
    uint8_t* const end = to + out.size();
    while (to < end) {
        input.refill();
        uint32_t symbol = next_symbol(table, input);
        if (symbol < 256) {
            *to++ = uint8_t(symbol);
            // Two literals are 30 bits at most: both fit one refill.
            if (to == end) break;
            symbol = next_symbol(table, input);
            if (symbol < 256) {
                *to++ = uint8_t(symbol);
                continue;
            }
            input.refill();
        }
        size_t length = symbol & 15;
        uint32_t distance_bits = (symbol >> 4) & 15;
        if (length == 15) {
            // On a copy: an address that is handed on would keep `input` out of registers.
            BitInput slow = input;
            if (!slow.long_length(length)) return false;
            slow.refill();
            input = slow;
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
