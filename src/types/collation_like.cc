// LIKE, searching and case mapping: character by character, in the collation's sense of equality.

#include <unicode/uchar.h>

#include <algorithm>
#include <cstring>

#include "base/utf.h"
#include "types/collation.h"
#include "types/collation_bits.h"
#include "types/collation_table.h"

namespace gantry::types {
namespace {

// Equality and order of single characters under one collation.
class CharacterOrder {
  public:
    explicit CharacterOrder(uint32_t collation) : binary_(is_binary_collation(collation)) {
        if (!binary_) table_ = &collation_table(collation);
    }

    bool equal(char32_t a, char32_t b) const {
        if (a == b) return true;
        if (binary_) return false;
        if (a < 128 && b < 128 && table_->ascii_fast) {
            if (table_->weight[a] != table_->weight[b] || table_->weight[a] == 0) return false;
            return !table_->case_sensitive();
        }
        return compare(a, b) == 0;
    }

    int compare(char32_t a, char32_t b) const {
        if (a == b) return 0;
        if (binary_) return a < b ? -1 : 1;
        bool special_a = a < 128 && is_special((unsigned char)a);
        bool special_b = b < 128 && is_special((unsigned char)b);
        if (special_a || special_b) {
            if (special_a && special_b) return a < b ? -1 : 1;
            return special_a ? -1 : 1;
        }
        std::string text_a;
        std::string text_b;
        append_utf8(a, text_a);
        append_utf8(b, text_b);
        UErrorCode status = U_ZERO_ERROR;
        UCollationResult result =
            ucol_strcollUTF8(collator_of(*table_), text_a.data(), int32_t(text_a.size()),
                             text_b.data(), int32_t(text_b.size()), &status);
        return result == UCOL_EQUAL ? 0 : result == UCOL_LESS ? -1 : 1;
    }

  private:
    bool binary_;
    const CollationTable* table_ = nullptr;
};

class LikeMatcher {
  public:
    LikeMatcher(std::string_view value, std::string_view pattern, char32_t escape,
                const CharacterOrder& order)
        : value_(value), pattern_(pattern), escape_(escape), order_(order) {}

    // Greedy with one point to come back to: the last %. O(value * pattern) at worst.
    bool matches() const {
        size_t v = 0;
        size_t p = 0;
        size_t star_pattern = std::string_view::npos;
        size_t star_value = 0;
        while (true) {
            if (p < pattern_.size() && pattern_[p] == '%' && escape_ != '%') {
                star_pattern = ++p;
                star_value = v;
                continue;
            }
            if (v == value_.size()) {
                if (p == pattern_.size()) return true;
                return false;
            }
            size_t next_v = v;
            char32_t c = next_code_point(value_, next_v);
            size_t next_p = p;
            if (p < pattern_.size() && element_matches(c, next_p)) {
                v = next_v;
                p = next_p;
                continue;
            }
            if (star_pattern == std::string_view::npos) return false;
            next_code_point(value_, star_value);
            v = star_value;
            p = star_pattern;
        }
    }

  private:
    // One element of the pattern against `c`; moves past the element.
    bool element_matches(char32_t c, size_t& p) const {
        char32_t e = next_code_point(pattern_, p);
        if (escape_ != 0 && e == escape_ && p < pattern_.size()) {
            return order_.equal(c, next_code_point(pattern_, p));
        }
        if (e == '_') return true;
        if (e == '[') {
            size_t end = p;
            bool matched = false;
            if (class_matches(c, end, matched)) {
                p = end;
                return matched;
            }
            return false;  // an unclosed [ matches nothing
        }
        return order_.equal(c, e);
    }

    // False when there is no closing bracket.
    bool class_matches(char32_t c, size_t& p, bool& matched) const {
        bool negated = p < pattern_.size() && pattern_[p] == '^';
        if (negated) ++p;
        bool found = false;
        bool first = true;
        while (p < pattern_.size()) {
            bool escaped = false;
            char32_t low = next_code_point(pattern_, p);
            if (escape_ != 0 && low == escape_ && p < pattern_.size()) {
                low = next_code_point(pattern_, p);
                escaped = true;
            }
            if (low == ']' && !escaped && !first) {
                matched = found != negated;
                return true;
            }
            if (low == ']' && !escaped && first) {  // "[]": an empty class matches nothing
                matched = negated;
                return true;
            }
            first = false;
            if (p + 1 < pattern_.size() && pattern_[p] == '-' && pattern_[p + 1] != ']') {
                ++p;
                char32_t high = next_code_point(pattern_, p);
                if (escape_ != 0 && high == escape_ && p < pattern_.size()) {
                    high = next_code_point(pattern_, p);
                }
                found |= order_.compare(low, c) <= 0 && order_.compare(c, high) <= 0;
            } else {
                found |= order_.equal(c, low);
            }
        }
        return false;
    }

    std::string_view value_;
    std::string_view pattern_;
    char32_t escape_;
    const CharacterOrder& order_;
};

// LIKE on ASCII without classes or escape: byte against byte.
bool matches_ascii(const CollationTable& table, std::string_view value, std::string_view pattern) {
    const auto& fold = table.fold;
    size_t v = 0;
    size_t p = 0;
    size_t star_pattern = std::string_view::npos;
    size_t star_value = 0;
    while (v < value.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star_pattern = ++p;
            star_value = v;
            if (p == pattern.size()) return true;
        } else if (p < pattern.size() &&
                   (pattern[p] == '_' || fold[uint8_t(pattern[p])] == fold[uint8_t(value[v])])) {
            ++p;
            ++v;
        } else if (star_pattern != std::string_view::npos) {
            p = star_pattern;
            v = ++star_value;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

bool matches(std::string_view value, std::string_view pattern, char32_t escape,
             uint32_t collation) {
    if (escape == 0 && !is_binary_collation(collation) && is_ascii(value) && is_ascii(pattern) &&
        pattern.find('[') == std::string_view::npos) {
        const CollationTable& table = collation_table(collation);
        if (table.ascii_fast) return matches_ascii(table, value, pattern);
    }
    CharacterOrder order(collation);
    return LikeMatcher(value, pattern, escape, order).matches();
}

template <typename Map>
std::string map_case(std::string_view text, Map map) {
    std::string out;
    out.reserve(text.size());
    size_t i = 0;
    while (i < text.size()) append_utf8(map(next_code_point(text, i)), out);
    return out;
}

bool is_turkic(uint32_t collation) {
    const Locale* locale = locale_of(collation);
    return locale != nullptr && collation != 0 &&
           (locale->lcid == 0x041f || locale->lcid == 0x042c || locale->lcid == 0x082c);
}

}  // namespace

bool like(std::string_view value, std::string_view pattern, char32_t escape, uint32_t collation,
          bool ignore_trailing) {
    if (matches(value, pattern, escape, collation)) return true;
    if (!ignore_trailing || value.empty() || value.back() != ' ') return false;
    return matches(strip_trailing_spaces(value), pattern, escape, collation);
}

std::optional<Match> find(std::string_view text, std::string_view wanted, size_t from,
                          uint32_t collation) {
    if (wanted.empty() || from > text.size()) return std::nullopt;
    if (is_binary_collation(collation)) {
        size_t at = text.find(wanted, from);
        if (at == std::string_view::npos) return std::nullopt;
        return Match{at, wanted.size()};
    }
    CharacterOrder order(collation);
    size_t start = from;
    while (start < text.size()) {
        size_t t = start;
        size_t w = 0;
        while (w < wanted.size() && t < text.size()) {
            if (!order.equal(next_code_point(text, t), next_code_point(wanted, w))) {
                w = std::string_view::npos;
                break;
            }
        }
        if (w == wanted.size()) return Match{start, t - start};
        next_code_point(text, start);
    }
    return std::nullopt;
}

std::string upper(std::string_view text, uint32_t collation) {
    bool turkic = is_turkic(collation);
    return map_case(text, [turkic](char32_t c) -> char32_t {
        if (turkic && c == 'i') return 0x130;
        if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
        return char32_t(u_toupper(UChar32(c)));
    });
}

std::string lower(std::string_view text, uint32_t collation) {
    bool turkic = is_turkic(collation);
    return map_case(text, [turkic](char32_t c) -> char32_t {
        if (turkic && c == 'I') return 0x131;
        if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
        return char32_t(u_tolower(UChar32(c)));
    });
}

}  // namespace gantry::types
