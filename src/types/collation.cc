#include "types/collation.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/bytes.h"
#include "base/utf.h"
#include "types/collation_bits.h"
#include "types/collation_table.h"

namespace gantry::types {
namespace {

// UTF-16 order of WTF-8: supplementary characters (lead bytes F0..F4) sort before U+E000..U+FFFF.
uint8_t utf16_rank(uint8_t lead) {
    if (lead >= 0xF0) return uint8_t(lead - 2);  // EE..F2
    if (lead >= 0xEE) return uint8_t(lead + 5);  // F3, F4
    return lead;
}

int compare_binary(std::string_view a, std::string_view b) {
    size_t common = std::min(a.size(), b.size());
    auto [pa, pb] = std::mismatch(a.begin(), a.begin() + long(common), b.begin());
    if (pa == a.begin() + long(common)) {
        return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
    }
    return utf16_rank(uint8_t(*pa)) < utf16_rank(uint8_t(*pb)) ? -1 : 1;
}

int compare_slow(const CollationTable& table, std::string_view a, std::string_view b) {
    std::string buffer_a;
    std::string buffer_b;
    std::string_view plain_a = without_specials(a, buffer_a);
    std::string_view plain_b = without_specials(b, buffer_b);
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult result =
        ucol_strcollUTF8(collator_of(table), plain_a.data(), int32_t(plain_a.size()),
                         plain_b.data(), int32_t(plain_b.size()), &status);
    if (result != UCOL_EQUAL) return result == UCOL_LESS ? -1 : 1;
    return compare_specials(a, b);
}

bool followed_by_ascii(std::string_view text, size_t i) {
    return i + 1 >= text.size() || uint8_t(text[i + 1]) < 0x80;
}

// Where the two differ first, going back to after an ASCII character: what is the same in front
// of it weighs the same.
size_t common_prefix(std::string_view a, std::string_view b) {
    size_t common = std::min(a.size(), b.size());
    size_t i = 0;
    while (i + 8 <= common) {
        uint64_t x = load_le<uint64_t>(as_bytes(a).data() + i);
        uint64_t y = load_le<uint64_t>(as_bytes(b).data() + i);
        if (x != y) {
            i += size_t(std::countr_zero(x ^ y)) / 8;
            break;
        }
        i += 8;
    }
    while (i < common && a[i] == b[i]) ++i;
    while (i > 0 && uint8_t(a[i - 1]) >= 0x80) --i;
    return i;
}

int compare_text(const CollationTable& table, std::string_view a, std::string_view b) {
    if (!table.ascii_fast) return compare_slow(table, a, b);
    const bool cased = table.case_sensitive();
    int case_order = 0;
    bool specials = false;
    size_t i = common_prefix(a, b);
    size_t j = i;
    while (true) {
        while (i < a.size() && is_special((unsigned char)a[i])) ++i, specials = true;
        while (j < b.size() && is_special((unsigned char)b[j])) ++j, specials = true;
        bool end_a = i == a.size();
        bool end_b = j == b.size();
        if (end_a && end_b) break;
        if (end_a || end_b) {
            uint8_t next = uint8_t(end_a ? b[j] : a[i]);
            if (next >= 0x80) return compare_slow(table, a, b);
            return end_a ? -1 : 1;
        }
        uint8_t ca = uint8_t(a[i]);
        uint8_t cb = uint8_t(b[j]);
        if ((ca | cb) >= 0x80) return compare_slow(table, a, b);
        uint8_t wa = table.weight[ca];
        uint8_t wb = table.weight[cb];
        if (wa != wb) {
            // A combining mark may follow and make another letter of it.
            if (!followed_by_ascii(a, i) || !followed_by_ascii(b, j)) {
                return compare_slow(table, a, b);
            }
            return wa < wb ? -1 : 1;
        }
        if (cased && case_order == 0) case_order = int(table.upper[ca]) - int(table.upper[cb]);
        ++i;
        ++j;
    }
    if (case_order != 0) return case_order;
    return specials ? compare_specials(a, b) : 0;
}

uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ull;
    return hash ^ (hash >> 29);
}

// One byte for an ASCII primary (odd), or an even byte between two of them and the four bytes of
// the primary. Returns false when the key is full.
class KeyBuilder {
  public:
    bool put(uint8_t byte) {
        if (used_ == 8) return false;
        key_ |= uint64_t(byte) << (56 - 8 * used_);
        ++used_;
        return used_ < 8;
    }
    bool put_primary(const CollationTable& table, uint32_t primary) {
        auto at = std::lower_bound(table.ranks.begin(), table.ranks.end(), primary);
        size_t rank = size_t(at - table.ranks.begin());
        if (at != table.ranks.end() && *at == primary) return put(uint8_t(2 * rank + 3));
        return put(uint8_t(2 * rank + 2)) && put(uint8_t(primary >> 24)) &&
               put(uint8_t(primary >> 16)) && put(uint8_t(primary >> 8)) && put(uint8_t(primary));
    }
    uint64_t key() const { return key_; }

  private:
    uint64_t key_ = 0;
    int used_ = 0;
};

uint64_t abbreviated_binary(std::string_view text) {
    KeyBuilder key;
    for (char c : text) {
        uint8_t byte = uint8_t(c);
        if (byte >= 0xEE) {
            key.put(utf16_rank(byte));
            break;
        }
        if (!key.put(byte)) break;
    }
    return key.key();
}

}  // namespace

int compare(std::string_view a, std::string_view b, uint32_t collation) {
    a = strip_trailing_spaces(a);
    b = strip_trailing_spaces(b);
    if (is_binary_collation(collation)) return compare_binary(a, b);
    if (a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size()) == 0) return 0;
    return compare_text(collation_table(collation), a, b);
}

bool equal(std::string_view a, std::string_view b, uint32_t collation) {
    return compare(a, b, collation) == 0;
}

uint64_t hash(std::string_view text, uint32_t collation, uint64_t seed) {
    text = strip_trailing_spaces(text);
    uint64_t result = mix(seed, 0x8EBC6AF09C88C6E3ull);
    if (is_binary_collation(collation)) {
        size_t i = 0;
        for (; i + 8 <= text.size(); i += 8) {
            result = mix(result, load_le<uint64_t>(as_bytes(text).data() + i));
        }
        uint64_t tail = 0;
        if (i < text.size()) std::memcpy(&tail, text.data() + i, text.size() - i);
        return mix(result, tail ^ text.size());
    }
    const CollationTable& table = collation_table(collation);
    if (table.ascii_fast && is_ascii(text)) {
        for (char c : text) {
            uint32_t primary = table.primary[uint8_t(c)];
            if (primary != 0) result = mix(result, primary);
        }
        return result;
    }
    std::string buffer;
    PrimaryIterator primaries(table, without_specials(text, buffer));
    uint32_t primary = 0;
    while (primaries.next(primary)) result = mix(result, primary);
    return result;
}

std::string sort_key(std::string_view text, uint32_t collation) {
    text = strip_trailing_spaces(text);
    std::string out;
    if (is_binary_collation(collation)) {
        for (char16_t unit : to_utf16(text)) {
            out += char(unit >> 8);
            out += char(unit & 0xFF);
        }
        return out;
    }
    const CollationTable& table = collation_table(collation);
    std::string buffer;
    std::u16string utf16 = to_utf16(without_specials(text, buffer));
    UCollator* collator = collator_of(table);
    int32_t needed = ucol_getSortKey(collator, utf16.data(), int32_t(utf16.size()), nullptr, 0);
    out.resize(size_t(needed));
    ucol_getSortKey(collator, utf16.data(), int32_t(utf16.size()),
                    reinterpret_cast<uint8_t*>(out.data()), needed);
    uint32_t others = 0;  // ICU's key ends with 0x00: what follows only breaks ties
    for (char c : text) {
        if (!is_special((unsigned char)c)) {
            ++others;
            continue;
        }
        uint8_t place[4];
        store_be(place, others);
        out.append(reinterpret_cast<const char*>(place), 4);
        out += c == '\'' ? char(0x80) : c == '-' ? char(0x81) : c;
    }
    return out;
}

uint64_t abbreviated_key(std::string_view text, uint32_t collation) {
    text = strip_trailing_spaces(text);
    if (is_binary_collation(collation)) return abbreviated_binary(text);
    const CollationTable& table = collation_table(collation);
    KeyBuilder key;
    if (table.ascii_fast) {
        // Enough ASCII in front fills the key; what follows it must be ASCII too, for a combining
        // mark after the last letter may change it.
        for (size_t i = 0; i < text.size(); ++i) {
            uint8_t c = uint8_t(text[i]);
            if (c >= 0x80) break;
            if (is_special(c)) continue;
            if (!followed_by_ascii(text, i)) break;
            if (!key.put(uint8_t(2 * table.weight[c] + 1))) return key.key();
        }
        if (is_ascii(text)) return key.key();
    }
    KeyBuilder slow;
    std::string buffer;
    PrimaryIterator primaries(table, without_specials(text, buffer));
    uint32_t primary = 0;
    while (primaries.next(primary)) {
        if (!slow.put_primary(table, primary)) break;
    }
    return slow.key();
}

}  // namespace gantry::types
