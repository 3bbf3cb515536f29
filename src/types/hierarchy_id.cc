#include "types/hierarchy_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"

namespace gantry::types {
namespace {

struct Pattern {
    int64_t low;
    int64_t high;
    std::string_view bits;  // 0 and 1 are fixed, x is a bit of the value, T the last bit
};

// No beginning (the bits before the first x) is the beginning of another.
constexpr std::array k_patterns = {
    Pattern{0, 3, "01xxT"},
    Pattern{4, 7, "100xxT"},
    Pattern{8, 15, "101xxxT"},
    Pattern{16, 79, "110xx0x1xxxT"},
    Pattern{80, 1103, "1110xxx0xxx0x1xxxT"},
    Pattern{1104, 5199, "11110xxxxx0xxx0x1xxxT"},
    Pattern{5200, 4'294'972'495, "111110xxxxxxxxxxxxxxxxxxx0xxxxxx0xxx0x1xxxT"},
    Pattern{4'294'972'496, 281'479'271'683'151,
            "111111xxxxxxxxxxxxxx0xxxxxxxxxxxxxxxxxxxxx0xxxxxx0xxx0x1xxxT"},
    Pattern{-8, -1, "00111xxxT"},
    Pattern{-72, -9, "0010xx0x1xxxT"},
    Pattern{-4'168, -73, "000110xxxxx0xxx0x1xxxT"},
    Pattern{-4'294'971'464, -4'169, "000101xxxxxxxxxxxxxxxxxxx0xxxxxx0xxx0x1xxxT"},
    Pattern{-281'479'271'682'120, -4'294'971'465,
            "000100xxxxxxxxxxxxxx0xxxxxxxxxxxxxxxxxxxxx0xxxxxx0xxx0x1xxxT"},
};

class BitReader {
  public:
    explicit BitReader(ByteSpan bytes) : bytes_(bytes) {}

    size_t position() const { return position_; }
    size_t remaining() const { return bytes_.size() * 8 - position_; }
    // Bit `offset` after the position; it must be there.
    bool peek(size_t offset) const {
        size_t at = position_ + offset;
        return (bytes_[at / 8] >> (7 - at % 8) & 1) != 0;
    }
    void skip(size_t count) { position_ += count; }
    // Less than a byte of zeros is left: padding.
    bool at_padding() const {
        if (remaining() >= 8) return false;
        for (size_t i = 0; i < remaining(); ++i) {
            if (peek(i)) return false;
        }
        return true;
    }

  private:
    ByteSpan bytes_;
    size_t position_ = 0;
};

[[noreturn]] void throw_malformed(size_t bit) {
    throw FormatError(fmt::format("a hierarchyid is malformed at bit {}", bit));
}

const Pattern* pattern_at(const BitReader& in) {
    for (const Pattern& pattern : k_patterns) {
        size_t fixed = pattern.bits.find('x');
        if (in.remaining() < pattern.bits.size()) continue;
        size_t i = 0;
        while (i < fixed && in.peek(i) == (pattern.bits[i] == '1'))
            ++i;
        if (i == fixed) return &pattern;
    }
    return nullptr;
}

void put_bits(std::string_view bits, size_t& position, Bytes& out) {
    for (char bit : bits) {
        if (position % 8 == 0) out.push_back(0);
        if (bit == '1') out.back() |= uint8_t(0x80 >> position % 8);
        ++position;
    }
}

}  // namespace

void append_hierarchy_id(ByteSpan storage, std::string& out) {
    out += '/';
    BitReader in(storage);
    bool open = false;  // a "." was the last thing written
    while (!in.at_padding()) {
        const Pattern* pattern = pattern_at(in);
        if (pattern == nullptr) throw_malformed(in.position());
        int64_t value = 0;
        bool last = false;
        for (size_t i = 0; i < pattern->bits.size(); ++i) {
            bool bit = in.peek(i);
            char kind = pattern->bits[i];
            if (kind == 'x') {
                value = value << 1 | int64_t(bit);
            } else if (kind == 'T') {
                last = bit;
            } else if (bit != (kind == '1')) {
                throw_malformed(in.position() + i);
            }
        }
        in.skip(pattern->bits.size());
        char buffer[24];
        value += pattern->low - (last ? 0 : 1);
        out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
        out += last ? '/' : '.';
        open = !last;
    }
    if (open) throw_malformed(in.position());
}

Bytes parse_hierarchy_id(std::string_view text) {
    auto fail = [&]() {
        throw FormatError(fmt::format("'{}' is no hierarchyid", text.substr(0, 100)));
    };
    if (text.empty() || text[0] != '/') fail();
    Bytes out;
    size_t position = 0;
    size_t at = 1;
    bool last = true;
    while (at < text.size()) {
        int64_t label = 0;
        auto parsed = std::from_chars(text.data() + at, text.data() + text.size(), label);
        at = size_t(parsed.ptr - text.data());
        if (parsed.ec != std::errc() || at == text.size()) fail();
        if (text[at] != '/' && text[at] != '.') fail();
        last = text[at++] == '/';
        int64_t value = label + (last ? 0 : 1);
        auto pattern = std::find_if(k_patterns.begin(), k_patterns.end(), [&](const Pattern& p) {
            return value >= p.low && value <= p.high;
        });
        if (pattern == k_patterns.end()) fail();
        std::string bits(pattern->bits);
        int64_t rest = value - pattern->low;
        bits.back() = last ? '1' : '0';
        for (size_t i = bits.size(); i-- > 0;) {
            if (bits[i] != 'x') continue;
            bits[i] = char('0' + (rest & 1));
            rest >>= 1;
        }
        put_bits(bits, position, out);
    }
    if (!last) fail();
    return out;
}

}  // namespace gantry::types
