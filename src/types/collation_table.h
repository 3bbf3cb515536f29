#pragma once
// What comparison needs of one collation: ASCII weights taken from ICU once per process, and an
// ICU collator per thread. Internal to the collation files.
//
// "Specials" are the characters of Windows' word sort that weigh nothing until everything else is
// equal: apostrophe, hyphen-minus and the control characters except tab to carriage return.

#include <unicode/ucol.h>
#include <unicode/ucoleitr.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::types {

enum class Sensitivity : uint8_t { ci_as, cs_as, ci_ai, cs_ai };

struct CollationTable {
    uint32_t key = 0;
    Sensitivity sensitivity = Sensitivity::ci_as;
    bool tailored = false;  // the locale has rules of its own
    bool turkic = false;  // dotted and dotless i are letters of their own
    // False where ASCII letters contract or are equal to one another ("ch", "aa", i = y).
    bool ascii_fast = false;
    std::array<uint8_t, 128> weight{};     // 0: special; else 1.. in primary order
    std::array<uint8_t, 128> upper{};      // 1: sorts after its lower-case twin
    std::array<uint8_t, 128> fold{};       // equal characters fold to the same byte
    std::array<uint32_t, 128> primary{};   // ICU's 32-bit primary
    std::vector<uint32_t> ranks;           // primaries of weights 1.., ascending
    std::u16string rules;

    bool case_sensitive() const {
        return sensitivity == Sensitivity::cs_as || sensitivity == Sensitivity::cs_ai;
    }
};

// Valid for ever. Not for binary collations.
const CollationTable& collation_table(uint32_t collation);
// The calling thread's collator.
UCollator* collator_of(const CollationTable& table);

inline bool is_special(unsigned char c) {
    return c == '\'' || c == '-' || c == 0x7F || (c < 0x20 && (c < 9 || c > 13));
}
std::string_view strip_trailing_spaces(std::string_view text);
// The text without specials; a copy in `buffer` only when it has some.
std::string_view without_specials(std::string_view text, std::string& buffer);
// Order of two texts that are equal but for specials.
int compare_specials(std::string_view a, std::string_view b);

// Primary weights of a text in order, zeros left out. For hashing and key prefixes.
class PrimaryIterator {
  public:
    PrimaryIterator(const CollationTable& table, std::string_view text);
    ~PrimaryIterator();
    PrimaryIterator(const PrimaryIterator&) = delete;
    PrimaryIterator& operator=(const PrimaryIterator&) = delete;
    // False at the end.
    bool next(uint32_t& primary);

  private:
    std::u16string text_;
    UCollationElements* elements_;
    int32_t pending_ = UCOL_NULLORDER;
    bool started_ = false;
};

std::u16string to_utf16(std::string_view text);

}  // namespace gantry::types
