#include "base/code_page.h"

#include <fmt/core.h>
#include <unicode/ucnv.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "base/utf.h"

namespace gantry {
namespace {

const char* icu_name(uint16_t code_page) {
    switch (code_page) {
        case 437: return "ibm-437_P100-1995";
        case 850: return "ibm-850_P100-1995";
        case 874: return "windows-874-2000";
        case 932: return "ibm-943_P15A-2003";
        case 936: return "windows-936-2000";
        case 949: return "windows-949-2000";
        case 950: return "windows-950-2000";
        case 1250: return "ibm-5346_P100-1998";
        case 1251: return "ibm-5347_P100-1998";
        case 1252: return "ibm-5348_P100-1997";
        case 1253: return "ibm-5349_P100-1998";
        case 1254: return "ibm-5350_P100-1998";
        case 1255: return "ibm-9447_P100-2002";
        case 1256: return "ibm-9448_X100-2005";
        case 1257: return "ibm-9449_P100-2002";
        case 1258: return "ibm-5354_P100-1998";
        default: return nullptr;
    }
}

bool is_lead_byte(uint16_t code_page, int b) {
    if (code_page == 932) return (b >= 0x81 && b <= 0x9F) || (b >= 0xE0 && b <= 0xFC);
    bool double_byte = code_page == 936 || code_page == 949 || code_page == 950;
    return double_byte && b >= 0x81 && b <= 0xFE;
}

// Both directions of a code page. For double-byte pages a lead byte's row is in `pairs`.
struct Table {
    std::array<char32_t, 256> single{};
    std::array<bool, 256> lead{};
    std::unordered_map<uint16_t, char32_t> pairs;
    std::unordered_map<char32_t, uint16_t> reverse;  // > 0xFF: two bytes, lead first
};

char32_t decode(UConverter* converter, const char* bytes, int length) {
    UErrorCode status = U_ZERO_ERROR;
    UChar units[4];
    int32_t count = ucnv_toUChars(converter, units, 4, bytes, length, &status);
    if (U_FAILURE(status) || count < 1) return 0xFFFD;
    if (count == 1) return units[0] == 0x1A ? 0xFFFD : units[0];  // 0x1A: ICU's substitute
    if (count == 2 && U16_IS_LEAD(units[0])) return U16_GET_SUPPLEMENTARY(units[0], units[1]);
    return 0xFFFD;
}

std::unique_ptr<Table> build(uint16_t code_page) {
    const char* name = icu_name(code_page);
    if (name == nullptr) {
        throw Error(fmt::format("code page {} is not one SQL Server uses", code_page));
    }
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(name, &status);
    if (U_FAILURE(status)) throw Error(fmt::format("ICU has no converter for {}", name));
    auto table = std::make_unique<Table>();
    for (int b = 0; b < 256; ++b) {
        char byte = char(b);
        // ICU swaps 0x1A/0x1C/0x7F in some IBM tables; Windows keeps ASCII as it is.
        char32_t c = b < 0x80 ? char32_t(b) : decode(converter, &byte, 1);
        bool lead = is_lead_byte(code_page, b);
        table->lead[size_t(b)] = lead;
        table->single[size_t(b)] = c == 0xFFFD ? char32_t(b) : c;
        if (!lead) table->reverse.emplace(table->single[size_t(b)], uint16_t(b));
    }
    for (int lead = 0x81; lead <= 0xFE; ++lead) {
        if (!table->lead[size_t(lead)]) continue;
        for (int trail = 0x40; trail <= 0xFE; ++trail) {
            char bytes[2] = {char(lead), char(trail)};
            char32_t c = decode(converter, bytes, 2);
            if (c == 0xFFFD) continue;
            uint16_t pair = uint16_t(lead << 8 | trail);
            table->pairs.emplace(pair, c);
            table->reverse.emplace(c, pair);
        }
    }
    ucnv_close(converter);
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

void put(char32_t c, Bytes& out) {
    std::string utf8;  // at most four bytes: no allocation
    append_utf8(c, utf8);
    out.insert(out.end(), utf8.begin(), utf8.end());
}

}  // namespace

bool is_known_code_page(uint16_t code_page) {
    return code_page == k_code_page_utf8 || icu_name(code_page) != nullptr;
}

void append_code_page_as_utf8(ByteSpan text, uint16_t code_page, Bytes& out) {
    if (code_page == k_code_page_utf8 || is_ascii(as_text(text))) {
        out.insert(out.end(), text.begin(), text.end());
        return;
    }
    const Table& table = table_of(code_page);
    for (size_t i = 0; i < text.size(); ++i) {
        uint8_t b = text[i];
        if (b < 0x80) {
            out.push_back(b);
        } else if (table.lead[b] && i + 1 < text.size()) {
            auto found = table.pairs.find(uint16_t(b << 8 | text[i + 1]));
            if (found != table.pairs.end()) {
                put(found->second, out);
                ++i;
            } else {
                put(table.single[b], out);
            }
        } else {
            put(table.single[b], out);
        }
    }
}

std::string code_page_to_utf8(ByteSpan text, uint16_t code_page) {
    Bytes out;
    append_code_page_as_utf8(text, code_page, out);
    return std::string(as_text(out));
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
        auto found = table.reverse.find(c);
        if (found == table.reverse.end()) {
            out.push_back('?');
            if (c >= 0x10000) out.push_back('?');  // Windows replaces each UTF-16 unit
        } else {
            if (found->second > 0xFF) out.push_back(uint8_t(found->second >> 8));
            out.push_back(uint8_t(found->second));
        }
    }
}

Bytes utf8_to_code_page(std::string_view utf8, uint16_t code_page) {
    Bytes out;
    append_utf8_as_code_page(utf8, code_page, out);
    return out;
}

}  // namespace gantry
