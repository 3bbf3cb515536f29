#include "tsql/words.h"

#include <array>

namespace gantry::tsql {
namespace {

struct Entry {
    std::string_view text;
    uint8_t since;
};

constexpr Entry k_entries[] = {
    {"", 0},
#define GANTRY_TSQL_WORD(name, text, since) {text, since},
    GANTRY_TSQL_RESERVED_WORDS(GANTRY_TSQL_WORD)
#undef GANTRY_TSQL_WORD
#define GANTRY_TSQL_WORD(name, text) {text, 0},
        GANTRY_TSQL_CONTEXT_WORDS(GANTRY_TSQL_WORD)
#undef GANTRY_TSQL_WORD
};
constexpr size_t k_entry_count = std::size(k_entries);
constexpr size_t k_slot_count = 2048;

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; }

constexpr size_t slot_of(std::string_view text) {
    uint32_t hash = uint32_t(text.size());
    for (char c : text) hash = (hash ^ uint8_t(upper(c))) * 0x01000193u;
    return (hash ^ (hash >> 15)) % k_slot_count;
}

constexpr size_t longest_word() {
    size_t longest = 0;
    for (const Entry& entry : k_entries) {
        if (entry.text.size() > longest) longest = entry.text.size();
    }
    return longest;
}
constexpr size_t k_longest = longest_word();

constexpr auto make_slots() {
    std::array<uint16_t, k_slot_count> slots{};
    for (size_t i = 1; i < k_entry_count; ++i) {
        size_t slot = slot_of(k_entries[i].text);
        while (slots[slot] != 0) slot = (slot + 1) % k_slot_count;
        slots[slot] = uint16_t(i);
    }
    return slots;
}
constexpr auto k_slots = make_slots();

bool equal_ignoring_case(std::string_view word, std::string_view text) {
    if (word.size() != text.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
        if (word[i] != upper(text[i])) return false;
    }
    return true;
}

// "Configuration functions", "Cursor functions", "System statistical functions" and "System
// functions" of the product documentation.
constexpr std::string_view k_global_functions[] = {
    "CONNECTIONS", "CPU_BUSY", "CURSOR_ROWS", "DATEFIRST", "DBTS", "DEF_SORTORDER_ID",
    "DEFAULT_LANGID", "ERROR", "FETCH_STATUS", "IDENTITY", "IDLE", "IO_BUSY", "LANGID",
    "LANGUAGE", "LOCK_TIMEOUT", "MAX_CONNECTIONS", "MAX_PRECISION", "MAXCHARLEN",
    "MICROSOFTVERSION", "NESTLEVEL", "OPTIONS", "PACKET_ERRORS", "PACK_RECEIVED", "PACK_SENT",
    "PROCID", "REMSERVER", "ROWCOUNT", "SERVERNAME", "SERVICENAME", "SPID", "TEXTSIZE",
    "TIMETICKS", "TOTAL_ERRORS", "TOTAL_READ", "TOTAL_WRITE", "TRANCOUNT", "VERSION",
};

}  // namespace

bool is_global_function(std::string_view name) {
    if (!name.starts_with("@@")) return false;
    for (std::string_view known : k_global_functions) {
        if (equal_ignoring_case(known, name.substr(2))) return true;
    }
    return false;
}

Word find_word(std::string_view text) {
    if (text.size() < 2 || text.size() > k_longest) return Word::None;
    for (size_t slot = slot_of(text); k_slots[slot] != 0; slot = (slot + 1) % k_slot_count) {
        if (equal_ignoring_case(k_entries[k_slots[slot]].text, text)) return Word(k_slots[slot]);
    }
    return Word::None;
}

int reserved_since(Word word) { return k_entries[size_t(word)].since; }
std::string_view word_text(Word word) { return k_entries[size_t(word)].text; }

}  // namespace gantry::tsql
