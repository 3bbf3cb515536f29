#include "types/collation_table.h"

#include <fmt/format.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/error.h"
#include "base/utf.h"
#include "types/collation_bits.h"

namespace gantry::types {
namespace {

// Windows' order of the ASCII symbols (space first, digits and letters after the last).
constexpr std::u16string_view k_symbols = u"\t\n\v\f\r!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>";

struct CollatorCloser {
    void operator()(UCollator* collator) const { ucol_close(collator); }
};
using CollatorPtr = std::unique_ptr<UCollator, CollatorCloser>;

void append_rule_char(char16_t c, std::u16string& rules) {
    static constexpr char16_t k_hex[] = u"0123456789ABCDEF";
    rules += u"\\u";
    for (int shift = 12; shift >= 0; shift -= 4) rules += k_hex[(c >> shift) & 15];
}

// Letters that Windows equates with two others; a locale that has them as letters of their own
// says so in its rules, which come after.
constexpr std::u16string_view k_ligatures =
    u"&s<<<\u00DF/s&S<<<\u1E9E/S&a<<<\u00E6/e&A<<<\u00C6/E&o<<<\u0153/e&O<<<\u0152/E";

// The locale's own rules, then the symbols in Windows' order, each with its full-width twin.
std::u16string build_rules(const char* locale, bool& tailored) {
    UErrorCode status = U_ZERO_ERROR;
    CollatorPtr base(ucol_open(locale, &status));
    std::u16string rules(k_ligatures);
    if (U_SUCCESS(status)) {
        int32_t length = 0;
        const UChar* own = ucol_getRules(base.get(), &length);
        tailored = own != nullptr && length > 0;
        if (tailored) rules.append(own, size_t(length));
    }
    rules += u"&\\u0020";
    for (char16_t c : k_symbols) {
        rules += u"<";
        append_rule_char(c, rules);
        if (c > 0x20) {
            rules += u"<<<";
            append_rule_char(char16_t(c + 0xFEE0), rules);
        }
    }
    return rules;
}

CollatorPtr open_rules(const std::u16string& rules) {
    UErrorCode status = U_ZERO_ERROR;
    CollatorPtr collator(ucol_openRules(rules.data(), int32_t(rules.size()), UCOL_DEFAULT,
                                        UCOL_DEFAULT_STRENGTH, nullptr, &status));
    if (U_FAILURE(status)) {
        throw Error(fmt::format("ICU could not open a collation: {}", u_errorName(status)));
    }
    return collator;
}

// Compiling rules takes 100 ms and more, a copy microseconds: one compiled collator per rules,
// shared by the sensitivities and by all locales that have no rules of their own.
CollatorPtr open_collator(const CollationTable& table) {
    thread_local std::map<std::u16string, CollatorPtr> compiled;
    CollatorPtr& base = compiled[table.rules];
    if (base == nullptr) base = open_rules(table.rules);
    UErrorCode status = U_ZERO_ERROR;
    CollatorPtr collator(ucol_clone(base.get(), &status));
    if (U_FAILURE(status)) {
        throw Error(fmt::format("ICU could not copy a collation: {}", u_errorName(status)));
    }
    bool ai = table.sensitivity == Sensitivity::ci_ai || table.sensitivity == Sensitivity::cs_ai;
    UCollationStrength strength = ai ? UCOL_PRIMARY
                                  : table.case_sensitive() ? UCOL_TERTIARY
                                                           : UCOL_SECONDARY;
    ucol_setStrength(collator.get(), strength);
    ucol_setAttribute(collator.get(), UCOL_CASE_FIRST, UCOL_OFF, &status);
    bool case_level = table.sensitivity == Sensitivity::cs_ai;
    ucol_setAttribute(collator.get(), UCOL_CASE_LEVEL, case_level ? UCOL_ON : UCOL_OFF, &status);
    return collator;
}

// True when two ASCII letters together weigh something else than one after the other. Only a
// locale with rules of its own can have such letters ("ch", "aa", "dz").
bool has_ascii_contractions(const CollationTable& table) {
    if (!table.tailored) return false;
    std::string pair(2, ' ');
    for (char a = 'a'; a <= 'z'; ++a) {
        for (char b = 'a'; b <= 'z'; ++b) {
            pair[0] = a;
            pair[1] = b;
            PrimaryIterator primaries(table, pair);
            uint32_t first = 0;
            uint32_t second = 0;
            bool plain = primaries.next(first) && primaries.next(second) &&
                         first == table.primary[size_t(a)] && second == table.primary[size_t(b)];
            if (!plain) return true;
        }
    }
    return false;
}

// Weights of the ordinary ASCII characters from their primaries.
void fill_ascii(CollationTable& table) {
    std::vector<uint8_t> chars;
    for (int c = 0; c < 128; ++c) {
        if (is_special((unsigned char)c)) continue;
        char byte = char(c);
        PrimaryIterator primaries(table, {&byte, 1});
        if (!primaries.next(table.primary[size_t(c)])) continue;
        chars.push_back(uint8_t(c));
    }
    for (uint8_t c : chars) table.ranks.push_back(table.primary[c]);
    std::sort(table.ranks.begin(), table.ranks.end());
    table.ranks.erase(std::unique(table.ranks.begin(), table.ranks.end()), table.ranks.end());

    table.ascii_fast = !has_ascii_contractions(table);
    for (size_t c = 0; c < 128; ++c) table.fold[c] = uint8_t(c);
    for (uint8_t c : chars) {
        auto at = std::lower_bound(table.ranks.begin(), table.ranks.end(), table.primary[c]);
        table.weight[c] = uint8_t(at - table.ranks.begin() + 1);
        for (uint8_t d : chars) {
            if (d >= c || table.primary[d] != table.primary[c]) continue;
            bool case_pair = c == d + 32 && d >= 'A' && d <= 'Z';
            if (!case_pair) table.ascii_fast = false;
            table.upper[d] = 1;
            if (!table.case_sensitive()) table.fold[d] = c;
        }
    }
}

std::unique_ptr<CollationTable> build(uint32_t key) {
    auto table = std::make_unique<CollationTable>();
    table->key = key;
    bool ci = (key & k_flag_ignore_case) != 0;
    bool ai = (key & k_flag_ignore_accent) != 0;
    table->sensitivity = ci ? (ai ? Sensitivity::ci_ai : Sensitivity::ci_as)
                            : (ai ? Sensitivity::cs_ai : Sensitivity::cs_as);
    const Locale* locale = locale_of(key);
    std::string_view name = locale == nullptr ? "en" : locale->icu;
    table->turkic = name == "tr" || name == "az" || name == "az_Cyrl";
    table->rules = build_rules(locale == nullptr ? "en" : locale->icu, table->tailored);
    fill_ascii(*table);
    return table;
}

}  // namespace

const CollationTable& collation_table(uint32_t collation) {
    if (collation == 0) collation = 0xD008;
    uint32_t key = collation & (0xFF | k_flag_ignore_case | k_flag_ignore_accent);
    thread_local uint32_t last_key = 0;
    thread_local const CollationTable* last = nullptr;
    if (last != nullptr && last_key == key) return *last;
    static std::mutex mutex;
    static std::map<uint32_t, std::unique_ptr<CollationTable>> tables;
    std::lock_guard lock(mutex);
    auto& slot = tables[key];
    if (slot == nullptr) slot = build(key);
    last_key = key;
    last = slot.get();
    return *last;
}

UCollator* collator_of(const CollationTable& table) {
    thread_local std::map<uint32_t, CollatorPtr> collators;
    thread_local uint32_t last_key = 0;
    thread_local UCollator* last = nullptr;
    if (last != nullptr && last_key == table.key) return last;
    auto& slot = collators[table.key];
    if (slot == nullptr) slot = open_collator(table);
    last_key = table.key;
    last = slot.get();
    return last;
}

std::string_view strip_trailing_spaces(std::string_view text) {
    size_t size = text.size();
    while (size > 0 && text[size - 1] == ' ') --size;
    return text.substr(0, size);
}

std::string_view without_specials(std::string_view text, std::string& buffer) {
    auto special = [](char c) { return is_special((unsigned char)c); };
    if (std::none_of(text.begin(), text.end(), special)) return text;
    buffer.clear();
    std::copy_if(text.begin(), text.end(), std::back_inserter(buffer),
                 [&](char c) { return !special(c); });
    return buffer;
}

namespace {

// Walks the specials of a text: how many other bytes stand before each, and which it is.
struct SpecialWalker {
    std::string_view text;
    size_t at = 0;
    size_t others = 0;

    bool next(size_t& position, uint8_t& which) {
        while (at < text.size()) {
            auto c = (unsigned char)text[at++];
            if (is_special(c)) {
                position = others;
                which = c == '\'' ? 0x80 : c == '-' ? 0x81 : c;
                return true;
            }
            ++others;
        }
        return false;
    }
};

}  // namespace

int compare_specials(std::string_view a, std::string_view b) {
    SpecialWalker wa{a};
    SpecialWalker wb{b};
    while (true) {
        size_t pa = 0;
        size_t pb = 0;
        uint8_t ca = 0;
        uint8_t cb = 0;
        bool has_a = wa.next(pa, ca);
        bool has_b = wb.next(pb, cb);
        if (!has_a || !has_b) return int(has_a) - int(has_b);
        if (pa != pb) return pa < pb ? -1 : 1;
        if (ca != cb) return ca < cb ? -1 : 1;
    }
}

std::u16string to_utf16(std::string_view text) {
    std::u16string out;
    out.reserve(text.size());
    size_t i = 0;
    while (i < text.size()) {
        char32_t c = next_code_point(text, i);
        if (c >= 0x10000) {
            out += char16_t(0xD7C0 + (c >> 10));
            out += char16_t(0xDC00 + (c & 0x3FF));
        } else {
            out += char16_t(c);
        }
    }
    return out;
}

PrimaryIterator::PrimaryIterator(const CollationTable& table, std::string_view text)
    : text_(to_utf16(text)) {
    UErrorCode status = U_ZERO_ERROR;
    elements_ = ucol_openElements(collator_of(table), text_.data(), int32_t(text_.size()), &status);
    if (U_FAILURE(status)) {
        throw Error(fmt::format("ICU could not walk a text: {}", u_errorName(status)));
    }
}

PrimaryIterator::~PrimaryIterator() {
    ucol_closeElements(elements_);
}

// ICU gives a long primary as two elements, the second marked by the bits 0xC0.
bool PrimaryIterator::next(uint32_t& primary) {
    UErrorCode status = U_ZERO_ERROR;
    if (!started_) {
        pending_ = ucol_next(elements_, &status);
        started_ = true;
    }
    while (pending_ != UCOL_NULLORDER) {
        uint32_t value = uint32_t(pending_) & 0xFFFF0000u;
        pending_ = ucol_next(elements_, &status);
        if (pending_ != UCOL_NULLORDER && (pending_ & 0xC0) == 0xC0) {
            value |= uint32_t(pending_) >> 16;
            pending_ = ucol_next(elements_, &status);
        }
        if (value != 0) {
            primary = value;
            return true;
        }
    }
    return false;
}

}  // namespace gantry::types
