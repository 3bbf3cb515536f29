#pragma once
// The bits of a collation id and the table of locales; internal to the collation files.

#include <cstdint>
#include <string_view>

namespace gantry::types {

constexpr uint32_t k_flag_sc = 0x100;
constexpr uint32_t k_flag_no_vss = 0x200;  // version 140 only
// Where SQL Server 2019 keeps the UTF-8 flag is not public. Besides the two locales of version 160,
// UTF-8 collations are the only ones newer than the list the other bits were taken from, and no id
// of that list has a bit of k_utf8_bits (in bits 24 and up: a sort id that is none). So a Windows
// collation with any of them is taken for a UTF-8 one; 0x400 is what is written here.
constexpr uint32_t k_flag_utf8 = 0x400;
constexpr uint32_t k_utf8_bits = 0xFFF00400;
constexpr uint32_t k_flag_bin2 = 0x800;
constexpr uint32_t k_flag_ignore_case = 0x1000;
constexpr uint32_t k_flag_ignore_accent = 0x2000;
constexpr uint32_t k_flag_ignore_kana = 0x4000;
constexpr uint32_t k_flag_ignore_width = 0x8000;
constexpr uint32_t k_flag_bin = 0x10000;
constexpr uint32_t k_version_mask = 0xE0000;
constexpr int k_version_shift = 17;
constexpr int k_sort_id_shift = 24;

// Versions a locale name exists in: 80 (no suffix), 90, 100, 140, 160.
constexpr uint8_t k_v80 = 1;
constexpr uint8_t k_v90 = 2;
constexpr uint8_t k_v100 = 4;
constexpr uint8_t k_v140 = 8;
constexpr uint8_t k_v160 = 16;
// SQL Server takes the name but fn_helpcollations does not list it.
constexpr uint8_t k_unlisted = 128;

struct Locale {
    uint8_t index;
    std::string_view name;
    uint32_t lcid;
    uint16_t code_page;  // 0: Unicode only
    uint8_t versions;
    const char* icu;
};

// Null for an index that is none.
const Locale* locale_of(uint32_t collation);

}  // namespace gantry::types
