#pragma once
// The bits of a collation id and the table of locales; internal to the collation files.

#include <cstdint>
#include <string_view>

namespace gantry::types {

constexpr uint32_t k_flag_sc = 0x100;
constexpr uint32_t k_flag_no_vss = 0x200;  // version 140 only
// SQL Server's own place of the UTF-8 flag is not known: no sample has one.
constexpr uint32_t k_flag_utf8 = 0x400;
constexpr uint32_t k_flag_bin2 = 0x800;
constexpr uint32_t k_flag_ignore_case = 0x1000;
constexpr uint32_t k_flag_ignore_accent = 0x2000;
constexpr uint32_t k_flag_ignore_kana = 0x4000;
constexpr uint32_t k_flag_ignore_width = 0x8000;
constexpr uint32_t k_flag_bin = 0x10000;
constexpr uint32_t k_version_mask = 0x60000;
constexpr int k_version_shift = 17;
constexpr int k_sort_id_shift = 24;

// Versions a locale name exists in: 80 (no suffix), 90, 100, 140.
constexpr uint8_t k_v80 = 1;
constexpr uint8_t k_v90 = 2;
constexpr uint8_t k_v100 = 4;
constexpr uint8_t k_v140 = 8;

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
