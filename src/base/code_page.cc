#include "base/code_page.h"

#include <fmt/core.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/utf.h"

namespace gantry {
namespace {

constexpr char16_t k_none = 0xFFFD;

const char* icu_name(uint16_t code_page) {
    switch (code_page) {
        case 437:
            return "ibm-437_P100-1995";
        case 850:
            return "ibm-850_P100-1995";
        case 874:
            return "windows-874-2000";
        case 932:
            return "ibm-943_P15A-2003";
        case 936:
            return "windows-936-2000";
        case 949:
            return "windows-949-2000";
        case 950:
            return "windows-950-2000";
        case 1250:
            return "ibm-5346_P100-1998";
        case 1251:
            return "ibm-5347_P100-1998";
        case 1252:
            return "ibm-5348_P100-1997";
        case 1253:
            return "ibm-5349_P100-1998";
        case 1254:
            return "ibm-5350_P100-1998";
        case 1255:
            return "ibm-9447_P100-2002";
        case 1256:
            return "ibm-9448_X100-2005";
        case 1257:
            return "ibm-9449_P100-2002";
        case 1258:
            return "ibm-5354_P100-1998";
        default:
            return nullptr;
    }
}

bool is_lead_byte(uint16_t code_page, int b) {
    if (code_page == 932) return (b >= 0x81 && b <= 0x9F) || (b >= 0xE0 && b <= 0xFC);
    bool double_byte = code_page == 936 || code_page == 949 || code_page == 950;
    return double_byte && b >= 0x81 && b <= 0xFE;
}

// Single bytes that Windows maps otherwise than ICU: most are undefined ones, for which the tables
// Microsoft gave to Unicode (MAPPINGS/VENDORS/MICSFT/WindowsBestFit) have private use characters.
struct WindowsOnly {
    uint16_t code_page;
    uint8_t first;
    uint8_t last;
    char16_t character;  // of `first`
};
constexpr std::array k_windows_only = {
    WindowsOnly{437, 0xE6, 0xE6, 0x00B5},  WindowsOnly{874, 0xDB, 0xDE, 0xF8C1},
    WindowsOnly{874, 0xFC, 0xFF, 0xF8C5},  WindowsOnly{932, 0xA0, 0xA0, 0xF8F0},
    WindowsOnly{932, 0xFD, 0xFF, 0xF8F1},  WindowsOnly{936, 0x80, 0x80, 0x20AC},
    WindowsOnly{936, 0xFF, 0xFF, 0xF8F5},  WindowsOnly{949, 0xFF, 0xFF, 0xF8F7},
    WindowsOnly{950, 0xFF, 0xFF, 0xF8F8},  WindowsOnly{1253, 0xAA, 0xAA, 0xF8F9},
    WindowsOnly{1253, 0xD2, 0xD2, 0xF8FA}, WindowsOnly{1253, 0xFF, 0xFF, 0xF8FB},
    WindowsOnly{1255, 0xCA, 0xCA, 0x05BA}, WindowsOnly{1255, 0xD9, 0xDF, 0xF88D},
    WindowsOnly{1255, 0xFB, 0xFC, 0xF894}, WindowsOnly{1255, 0xFF, 0xFF, 0xF896},
    WindowsOnly{1257, 0xA1, 0xA1, 0xF8FC}, WindowsOnly{1257, 0xA5, 0xA5, 0xF8FD},
};

// k_none when ICU's character is right.
char16_t windows_only(uint16_t code_page, int b) {
    for (const WindowsOnly& u : k_windows_only) {
        if (u.code_page == code_page && b >= u.first && b <= u.last) {
            return char16_t(u.character + (b - u.first));
        }
    }
    return k_none;
}

struct Utf8 {
    uint8_t size = 0;
    char bytes[3] = {};
};

// Both directions of a code page. Every page stays within the Basic Multilingual Plane.
struct Table {
    std::array<Utf8, 256> single{};
    std::array<bool, 256> lead{};
    std::vector<char16_t> pairs;    // by lead << 8 | trail; k_none; empty without lead bytes
    std::vector<uint16_t> reverse;  // by character: the byte, or lead << 8 | trail; 0 when none
};

char16_t decode(UConverter* converter, const char* bytes, int length) {
    UErrorCode status = U_ZERO_ERROR;
    UChar units[4];
    int32_t count = ucnv_toUChars(converter, units, 4, bytes, length, &status);
    if (U_FAILURE(status) || count != 1 || units[0] == 0x1A) return k_none;  // ICU's substitute
    return units[0];
}

// The character of a byte that stands alone.
char16_t decode_single(UConverter* converter, uint16_t code_page, int b, bool lead) {
    // ICU swaps 0x1A/0x1C/0x7F in some IBM tables; Windows keeps ASCII as it is.
    if (b < 0x80 || lead) return char16_t(b);
    char byte = char(b);
    char16_t c = windows_only(code_page, b);
    if (c == k_none) c = decode(converter, &byte, 1);
    return c == k_none ? char16_t(b) : c;
}

void add_single_bytes(UConverter* converter, uint16_t code_page, Table& table) {
    for (int b = 0; b < 256; ++b) {
        bool lead = is_lead_byte(code_page, b);
        char16_t c = decode_single(converter, code_page, b, lead);
        std::string utf8;
        append_utf8(c, utf8);
        Utf8& single = table.single[size_t(b)];
        single.size = uint8_t(utf8.size());
        std::copy(utf8.begin(), utf8.end(), single.bytes);
        table.lead[size_t(b)] = lead;
        if (!lead && table.reverse[c] == 0) table.reverse[c] = uint16_t(b);
    }
}

void add_pairs(UConverter* converter, Table& table) {
    table.pairs.assign(0x10000, k_none);
    for (int lead = 0x81; lead <= 0xFE; ++lead) {
        if (!table.lead[size_t(lead)]) continue;
        for (int trail = 0x40; trail <= 0xFE; ++trail) {
            char bytes[2] = {char(lead), char(trail)};
            char16_t c = decode(converter, bytes, 2);
            if (c == k_none || c < 0x80) continue;
            uint16_t pair = uint16_t(lead << 8 | trail);
            table.pairs[pair] = c;
            // Some characters have several pairs: the converter says which one is written.
            if (table.reverse[c] == 0) table.reverse[c] = pair;
        }
    }
    for (int c = 0x80; c < 0x10000; ++c) {
        if (table.reverse[size_t(c)] <= 0xFF) continue;
        UChar unit = UChar(c);
        char bytes[4];
        UErrorCode status = U_ZERO_ERROR;
        int32_t count = ucnv_fromUChars(converter, bytes, sizeof bytes, &unit, 1, &status);
        if (U_FAILURE(status) || count != 2) continue;
        uint16_t pair = uint16_t(uint8_t(bytes[0]) << 8 | uint8_t(bytes[1]));
        if (table.pairs[pair] == c) table.reverse[size_t(c)] = pair;
    }
}

std::unique_ptr<Table> build(uint16_t code_page) {
    const char* name = icu_name(code_page);
    if (name == nullptr) {
        throw Error(fmt::format("code page {} is not one SQL Server uses", code_page));
    }
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(name, &status),
                                                                 ucnv_close);
    if (U_FAILURE(status)) throw Error(fmt::format("ICU has no converter for {}", name));
    auto table = std::make_unique<Table>();
    table->reverse.resize(0x10000);
    add_single_bytes(converter.get(), code_page, *table);
    if (is_lead_byte(code_page, 0x81)) add_pairs(converter.get(), *table);
    // A lone lead byte comes back where its character is not that of a pair.
    for (int b = 0x80; b < 256; ++b) {
        if (table->lead[size_t(b)] && table->reverse[size_t(b)] == 0) {
            table->reverse[size_t(b)] = uint16_t(b);
        }
    }
    return table;
}

const Table& table_of(uint16_t code_page) {
    static std::mutex mutex;
    static std::map<uint16_t, std::unique_ptr<Table>> tables;
    thread_local uint16_t last_page = 0;
    thread_local const Table* last = nullptr;
    if (last != nullptr && last_page == code_page) return *last;
    std::lock_guard lock(mutex);
    auto& slot = tables[code_page];
    if (slot == nullptr) slot = build(code_page);
    last_page = code_page;
    last = slot.get();
    return *last;
}

// A UTF-8 collation's bytes may have been put there unchecked; what is not UTF-8 becomes U+FFFD.
template <typename Buffer>
void append_checked_utf8(std::string_view text, Buffer& out) {
    if (is_valid_utf8(text)) {
        out.insert(out.end(), text.begin(), text.end());
        return;
    }
    std::string clean;
    size_t i = 0;
    while (i < text.size())
        append_utf8(next_code_point(text, i), clean);
    out.insert(out.end(), clean.begin(), clean.end());
}

// `Buffer` is Bytes or std::string.
template <typename Buffer>
void append_decoded(ByteSpan text, uint16_t code_page, Buffer& out) {
    if (is_ascii(as_text(text))) {
        out.insert(out.end(), text.begin(), text.end());
        return;
    }
    if (code_page == k_code_page_utf8) {
        append_checked_utf8(as_text(text), out);
        return;
    }
    const Table& table = table_of(code_page);
    size_t at = out.size();
    out.resize(at + text.size() * 3);  // a byte gives at most three
    char* begin = reinterpret_cast<char*>(out.data());
    char* p = begin + at;
    for (size_t i = 0; i < text.size(); ++i) {
        uint8_t b = text[i];
        if (table.lead[b] && i + 1 < text.size()) {
            char16_t c = table.pairs[size_t(b) << 8 | text[i + 1]];
            if (c != k_none) {
                if (c >= 0x800) *p++ = char(0xE0 | c >> 12);
                *p++ = c >= 0x800 ? char(0x80 | (c >> 6 & 0x3F)) : char(0xC0 | c >> 6);
                *p++ = char(0x80 | (c & 0x3F));
                ++i;
                continue;
            }
        }
        const Utf8& single = table.single[b];
        for (size_t k = 0; k < single.size; ++k)
            *p++ = single.bytes[k];
    }
    out.resize(size_t(p - begin));
}

}  // namespace

bool is_known_code_page(uint16_t code_page) {
    return code_page == k_code_page_utf8 || icu_name(code_page) != nullptr;
}

void append_code_page_as_utf8(ByteSpan text, uint16_t code_page, Bytes& out) {
    append_decoded(text, code_page, out);
}

void append_code_page_as_utf8(ByteSpan text, uint16_t code_page, std::string& out) {
    append_decoded(text, code_page, out);
}

std::string code_page_to_utf8(ByteSpan text, uint16_t code_page) {
    std::string out;
    append_decoded(text, code_page, out);
    return out;
}

void append_utf8_as_code_page(std::string_view utf8, uint16_t code_page, Bytes& out) {
    if (code_page == k_code_page_utf8 || is_ascii(utf8)) {
        out.insert(out.end(), utf8.begin(), utf8.end());
        return;
    }
    const Table& table = table_of(code_page);
    size_t i = 0;
    while (i < utf8.size()) {
        char32_t c = next_code_point(utf8, i);
        if (c < 0x80) {
            out.push_back(uint8_t(c));
            continue;
        }
        uint16_t found = c < 0x10000 ? table.reverse[c] : uint16_t(0);
        if (found == 0) {
            out.push_back('?');
            if (c >= 0x10000) out.push_back('?');  // Windows replaces each UTF-16 unit
        } else {
            if (found > 0xFF) out.push_back(uint8_t(found >> 8));
            out.push_back(uint8_t(found));
        }
    }
}

Bytes utf8_to_code_page(std::string_view utf8, uint16_t code_page) {
    Bytes out;
    append_utf8_as_code_page(utf8, code_page, out);
    return out;
}

}  // namespace gantry
