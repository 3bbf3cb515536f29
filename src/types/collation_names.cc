// Names, code pages and LCIDs of collations. The locale indexes and the SQL_ list come from the
// public output of fn_helpcollations with the ids of sysrscols (docs/formats: collation id); LCIDs
// from MS-LCID; code pages as the reference of each collation states them.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/bytes.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/collation_bits.h"

namespace gantry::types {
namespace {

constexpr std::array k_locales = {
    Locale{0x01, "Arabic", 0x0401, 1256, k_v80 | k_v100, "ar"},
    Locale{0x02, "Dari", 0x048c, 1256, k_v100, "fa_AF"},
    Locale{0x03, "Chinese_Taiwan_Stroke", 0x0404, 950, k_v80, "zh_Hant@collation=stroke"},
    Locale{0x04, "Czech", 0x0405, 1250, k_v80 | k_v100, "cs"},
    Locale{0x05, "Danish_Norwegian", 0x0406, 1252, k_v80, "da"},
    Locale{0x06, "Yakut", 0x0485, 1251, k_v100, "sah"},
    Locale{0x07, "Greek", 0x0408, 1253, k_v80 | k_v100, "el"},
    Locale{0x08, "Latin1_General", 0x0409, 1252, k_v80 | k_v100, "en"},
    Locale{0x09, "Traditional_Spanish", 0x040a, 1252, k_v80 | k_v100,
           "es@collation=traditional"},
    Locale{0x0A, "Finnish_Swedish", 0x040b, 1252, k_v80 | k_v100, "sv"},
    Locale{0x0B, "French", 0x040c, 1252, k_v80 | k_v100, "fr"},
    Locale{0x0C, "Hebrew", 0x040d, 1255, k_v80 | k_v100, "he"},
    Locale{0x0D, "Hungarian", 0x040e, 1250, k_v80 | k_v100, "hu"},
    Locale{0x0E, "Icelandic", 0x040f, 1252, k_v80 | k_v100, "is"},
    Locale{0x0F, "Corsican", 0x0483, 1252, k_v100, "co"},
    Locale{0x10, "Japanese", 0x0411, 932, k_v80, "ja"},
    Locale{0x11, "Korean_Wansung", 0x0412, 949, k_v80, "ko"},
    Locale{0x12, "Maori", 0x0481, 0, k_v100, "mi"},
    Locale{0x13, "Polish", 0x0415, 1250, k_v80 | k_v100, "pl"},
    Locale{0x14, "Romanian", 0x0418, 1250, k_v80 | k_v100, "ro"},
    Locale{0x15, "Cyrillic_General", 0x0419, 1251, k_v80 | k_v100, "ru"},
    Locale{0x16, "Croatian", 0x041a, 1250, k_v80 | k_v100, "hr"},
    Locale{0x17, "Slovak", 0x041b, 1250, k_v80 | k_v100, "sk"},
    Locale{0x18, "Albanian", 0x041c, 1250, k_v80 | k_v100, "sq"},
    Locale{0x19, "Thai", 0x041e, 874, k_v80 | k_v100, "th"},
    Locale{0x1A, "Turkish", 0x041f, 1254, k_v80 | k_v100, "tr"},
    Locale{0x1B, "Ukrainian", 0x0422, 1251, k_v80 | k_v100, "uk"},
    Locale{0x1C, "Slovenian", 0x0424, 1250, k_v80 | k_v100, "sl"},
    Locale{0x1D, "Estonian", 0x0425, 1257, k_v80 | k_v100, "et"},
    Locale{0x1E, "Latvian", 0x0426, 1257, k_v80 | k_v100, "lv"},
    Locale{0x1F, "Lithuanian", 0x0427, 1257, k_v80 | k_v100, "lt"},
    Locale{0x20, "Vietnamese", 0x042a, 1258, k_v80 | k_v100, "vi"},
    Locale{0x24, "Chinese_PRC", 0x0804, 936, k_v80, "zh@collation=pinyin"},
    Locale{0x25, "Uighur", 0x0480, 1256, k_v100, "ug"},
    Locale{0x26, "Breton", 0x047e, 1252, k_v100, "br"},
    // The two unlisted ones by the order of the LCIDs of indexes up to 0x2F.
    Locale{0x27, "Lithuanian_Classic", 0x0827, 1257, k_v80 | k_unlisted, "lt"},
    Locale{0x28, "Modern_Spanish", 0x0c0a, 1252, k_v80 | k_v100, "es"},
    Locale{0x29, "German_PhoneBook", 0x10407, 1252, k_v80 | k_v100, "de@collation=phonebook"},
    Locale{0x2A, "Hungarian_Technical", 0x1040e, 1250, k_v80 | k_v100, "hu"},
    Locale{0x2B, "Japanese_Unicode", 0x10411, 932, k_v80, "ja"},
    Locale{0x2C, "Korean_Wansung_Unicode", 0x10412, 949, k_v80 | k_unlisted, "ko"},
    Locale{0x2D, "Georgian_Modern_Sort", 0x10437, 1252, k_v80 | k_v100, "ka"},
    Locale{0x2E, "Chinese_PRC_Stroke", 0x20804, 936, k_v80, "zh@collation=stroke"},
    Locale{0x2F, "Chinese_Taiwan_Bopomofo", 0x30404, 950, k_v80, "zh_Hant@collation=zhuyin"},
    Locale{0x30, "Japanese", 0x0411, 932, k_v90, "ja"},
    Locale{0x31, "Chinese_PRC", 0x0804, 936, k_v90, "zh@collation=pinyin"},
    Locale{0x32, "Chinese_PRC_Stroke", 0x20804, 936, k_v90, "zh@collation=stroke"},
    Locale{0x33, "Chinese_Taiwan_Bopomofo", 0x30404, 950, k_v90, "zh_Hant@collation=zhuyin"},
    Locale{0x34, "Chinese_Taiwan_Stroke", 0x0404, 950, k_v90, "zh_Hant@collation=stroke"},
    Locale{0x35, "Indic_General", 0x0439, 0, k_v90 | k_v100, "hi"},
    Locale{0x37, "Kazakh", 0x043f, 1251, k_v90 | k_v100, "kk"},
    Locale{0x38, "Uzbek_Latin", 0x0443, 1254, k_v90 | k_v100, "uz"},
    Locale{0x39, "Tatar", 0x0444, 1251, k_v90 | k_v100, "tt"},
    Locale{0x3A, "Macedonian_FYROM", 0x042f, 1251, k_v90 | k_v100, "mk"},
    Locale{0x3B, "Syriac", 0x045a, 0, k_v90 | k_v100, "syr"},
    Locale{0x3C, "Divehi", 0x0465, 0, k_v90 | k_v100, "dv"},
    Locale{0x3E, "Chinese_Hong_Kong_Stroke", 0x0c04, 950, k_v90, "zh_Hant@collation=stroke"},
    Locale{0x3F, "Mohawk", 0x047c, 1252, k_v100, "moh"},
    Locale{0x40, "Korean", 0x0412, 949, k_v90 | k_v100, "ko"},
    Locale{0x41, "Chinese_Traditional_Stroke_Count", 0x0404, 950, k_v100,
           "zh_Hant@collation=stroke"},
    Locale{0x42, "Chinese_Traditional_Bopomofo", 0x30404, 950, k_v100,
           "zh_Hant@collation=zhuyin"},
    Locale{0x43, "Chinese_Simplified_Pinyin", 0x0804, 936, k_v100 | k_v160,
           "zh@collation=pinyin"},
    Locale{0x44, "Chinese_Simplified_Stroke_Order", 0x20804, 936, k_v100 | k_v160,
           "zh@collation=stroke"},
    Locale{0x45, "Chinese_Traditional_Pinyin", 0x1404, 950, k_v100, "zh_Hant@collation=pinyin"},
    Locale{0x46, "Chinese_Traditional_Stroke_Order", 0x21404, 950, k_v100,
           "zh_Hant@collation=stroke"},
    Locale{0x47, "Danish_Greenlandic", 0x0406, 1252, k_v100, "da"},
    Locale{0x48, "Japanese_XJIS", 0x0411, 932, k_v100 | k_v140, "ja"},
    Locale{0x49, "Japanese_Bushu_Kakusu", 0x40411, 932, k_v100 | k_v140, "ja"},
    Locale{0x4A, "Norwegian", 0x0414, 1252, k_v100, "nb"},
    Locale{0x4B, "Romansh", 0x0417, 1252, k_v100, "rm"},
    Locale{0x4C, "Serbian_Latin", 0x081a, 1250, k_v100, "sr_Latn"},
    Locale{0x4D, "Serbian_Cyrillic", 0x0c1a, 1251, k_v100, "sr"},
    Locale{0x4E, "Bosnian_Latin", 0x141a, 1250, k_v100, "bs"},
    Locale{0x4F, "Bosnian_Cyrillic", 0x201a, 1251, k_v100, "bs_Cyrl"},
    Locale{0x50, "Urdu", 0x0420, 1256, k_v100, "ur"},
    Locale{0x51, "Persian", 0x0429, 1256, k_v100, "fa"},
    Locale{0x52, "Mapudungan", 0x047a, 1252, k_v100, "arn"},
    Locale{0x53, "Upper_Sorbian", 0x042e, 1252, k_v100, "hsb"},
    Locale{0x54, "Bashkir", 0x046d, 1251, k_v100, "ba"},
    Locale{0x55, "Maltese", 0x043a, 0, k_v100, "mt"},
    Locale{0x56, "Sami_Norway", 0x043b, 1252, k_v100, "se"},
    Locale{0x57, "Sami_Sweden_Finland", 0x083b, 1252, k_v100, "se"},
    Locale{0x58, "Turkmen", 0x0442, 1250, k_v100, "tk"},
    Locale{0x59, "Bengali", 0x0445, 0, k_v100, "bn"},
    Locale{0x5A, "Assamese", 0x044d, 0, k_v100, "as"},
    Locale{0x5B, "Pashto", 0x0463, 0, k_v100, "ps"},
    Locale{0x5C, "Tibetan", 0x0451, 0, k_v100, "bo"},
    Locale{0x5D, "Welsh", 0x0452, 1252, k_v100, "cy"},
    Locale{0x5E, "Khmer", 0x0453, 0, k_v100, "km"},
    Locale{0x5F, "Lao", 0x0454, 0, k_v100, "lo"},
    Locale{0x60, "Frisian", 0x0462, 1252, k_v100, "fy"},
    Locale{0x61, "Tamazight", 0x085f, 1252, k_v100, "tzm"},
    Locale{0x62, "Nepali", 0x0461, 0, k_v100, "ne"},
    Locale{0x63, "Azeri_Latin", 0x042c, 1254, k_v100, "az"},
    Locale{0x64, "Azeri_Cyrillic", 0x082c, 1251, k_v100, "az_Cyrl"},
};

struct SqlCollation {
    uint32_t id;
    std::string_view name;
    uint16_t code_page;
};

// Collations named SQL_...: flags and locale in the low bytes, the sort id in the high one.
constexpr std::array k_sql_collations = {
    SqlCollation{0x3100D008, "SQL_1xCompat_CP850_CI_AS", 850},
    SqlCollation{0x3900F008, "SQL_AltDiction_CP850_CI_AI", 850},
    SqlCollation{0x3D00D008, "SQL_AltDiction_CP850_CI_AS", 850},
    SqlCollation{0x3700C008, "SQL_AltDiction_CP850_CS_AS", 850},
    SqlCollation{0x3800D008, "SQL_AltDiction_Pref_CP850_CI_AS", 850},
    SqlCollation{0x7A00C008, "SQL_AltDiction2_CP1253_CS_AS", 1253},
    SqlCollation{0x5C00D016, "SQL_Croatian_CP1250_CI_AS", 1250},
    SqlCollation{0x5B00C016, "SQL_Croatian_CP1250_CS_AS", 1250},
    SqlCollation{0x5400D004, "SQL_Czech_CP1250_CI_AS", 1250},
    SqlCollation{0x5300C004, "SQL_Czech_CP1250_CS_AS", 1250},
    SqlCollation{0xB700D005, "SQL_Danish_Pref_CP1_CI_AS", 1252},
    SqlCollation{0xD200C008, "SQL_EBCDIC037_CP1_CS_AS", 1252},
    SqlCollation{0xDB00C029, "SQL_EBCDIC1141_CP1_CS_AS", 1252},
    SqlCollation{0xD300C029, "SQL_EBCDIC273_CP1_CS_AS", 1252},
    SqlCollation{0xDA00C005, "SQL_EBCDIC277_2_CP1_CS_AS", 1252},
    SqlCollation{0xD400C005, "SQL_EBCDIC277_CP1_CS_AS", 1252},
    SqlCollation{0xD500C00A, "SQL_EBCDIC278_CP1_CS_AS", 1252},
    SqlCollation{0xD600C008, "SQL_EBCDIC280_CP1_CS_AS", 1252},
    SqlCollation{0xD700C028, "SQL_EBCDIC284_CP1_CS_AS", 1252},
    SqlCollation{0xD800C008, "SQL_EBCDIC285_CP1_CS_AS", 1252},
    SqlCollation{0xD900C00B, "SQL_EBCDIC297_CP1_CS_AS", 1252},
    SqlCollation{0x9C00D01D, "SQL_Estonian_CP1257_CI_AS", 1257},
    SqlCollation{0x9B00C01D, "SQL_Estonian_CP1257_CS_AS", 1257},
    SqlCollation{0x5600D00D, "SQL_Hungarian_CP1250_CI_AS", 1250},
    SqlCollation{0x5500C00D, "SQL_Hungarian_CP1250_CS_AS", 1250},
    SqlCollation{0xBA00D00E, "SQL_Icelandic_Pref_CP1_CI_AS", 1252},
    SqlCollation{0x3600F008, "SQL_Latin1_General_CP1_CI_AI", 1252},
    SqlCollation{0x3400D008, "SQL_Latin1_General_CP1_CI_AS", 1252},
    SqlCollation{0x3300C008, "SQL_Latin1_General_CP1_CS_AS", 1252},
    SqlCollation{0x5200D008, "SQL_Latin1_General_CP1250_CI_AS", 1250},
    SqlCollation{0x5100C008, "SQL_Latin1_General_CP1250_CS_AS", 1250},
    SqlCollation{0x6A00D008, "SQL_Latin1_General_CP1251_CI_AS", 1251},
    SqlCollation{0x6900C008, "SQL_Latin1_General_CP1251_CS_AS", 1251},
    SqlCollation{0x7C00F008, "SQL_Latin1_General_CP1253_CI_AI", 1253},
    SqlCollation{0x7200D008, "SQL_Latin1_General_CP1253_CI_AS", 1253},
    SqlCollation{0x7100C008, "SQL_Latin1_General_CP1253_CS_AS", 1253},
    SqlCollation{0x8200D01A, "SQL_Latin1_General_CP1254_CI_AS", 1254},
    SqlCollation{0x8100C01A, "SQL_Latin1_General_CP1254_CS_AS", 1254},
    SqlCollation{0x8A00D008, "SQL_Latin1_General_CP1255_CI_AS", 1255},
    SqlCollation{0x8900C008, "SQL_Latin1_General_CP1255_CS_AS", 1255},
    SqlCollation{0x9200D008, "SQL_Latin1_General_CP1256_CI_AS", 1256},
    SqlCollation{0x9100C008, "SQL_Latin1_General_CP1256_CS_AS", 1256},
    SqlCollation{0x9A00D008, "SQL_Latin1_General_CP1257_CI_AS", 1257},
    SqlCollation{0x9900C008, "SQL_Latin1_General_CP1257_CS_AS", 1257},
    SqlCollation{0x1E010008, "SQL_Latin1_General_CP437_BIN", 437},
    SqlCollation{0x1E000808, "SQL_Latin1_General_CP437_BIN2", 437},
    SqlCollation{0x2200F008, "SQL_Latin1_General_CP437_CI_AI", 437},
    SqlCollation{0x2000D008, "SQL_Latin1_General_CP437_CI_AS", 437},
    SqlCollation{0x1F00C008, "SQL_Latin1_General_CP437_CS_AS", 437},
    SqlCollation{0x28010008, "SQL_Latin1_General_CP850_BIN", 850},
    SqlCollation{0x28000808, "SQL_Latin1_General_CP850_BIN2", 850},
    SqlCollation{0x2C00F008, "SQL_Latin1_General_CP850_CI_AI", 850},
    SqlCollation{0x2A00D008, "SQL_Latin1_General_CP850_CI_AS", 850},
    SqlCollation{0x2900C008, "SQL_Latin1_General_CP850_CS_AS", 850},
    SqlCollation{0x3500D008, "SQL_Latin1_General_Pref_CP1_CI_AS", 1252},
    SqlCollation{0x2100D008, "SQL_Latin1_General_Pref_CP437_CI_AS", 437},
    SqlCollation{0x2B00D008, "SQL_Latin1_General_Pref_CP850_CI_AS", 850},
    SqlCollation{0x9E00D01E, "SQL_Latvian_CP1257_CI_AS", 1257},
    SqlCollation{0x9D00C01E, "SQL_Latvian_CP1257_CS_AS", 1257},
    SqlCollation{0xA000D01F, "SQL_Lithuanian_CP1257_CI_AS", 1257},
    SqlCollation{0x9F00C01F, "SQL_Lithuanian_CP1257_CS_AS", 1257},
    SqlCollation{0x7800C008, "SQL_MixDiction_CP1253_CS_AS", 1253},
    SqlCollation{0x5800D013, "SQL_Polish_CP1250_CI_AS", 1250},
    SqlCollation{0x5700C013, "SQL_Polish_CP1250_CS_AS", 1250},
    SqlCollation{0x5A00D014, "SQL_Romanian_CP1250_CI_AS", 1250},
    SqlCollation{0x5900C014, "SQL_Romanian_CP1250_CS_AS", 1250},
    SqlCollation{0x3C00D00A, "SQL_Scandinavian_CP850_CI_AS", 850},
    SqlCollation{0x3B00C00A, "SQL_Scandinavian_CP850_CS_AS", 850},
    SqlCollation{0x3A00D00A, "SQL_Scandinavian_Pref_CP850_CI_AS", 850},
    SqlCollation{0x5E00D017, "SQL_Slovak_CP1250_CI_AS", 1250},
    SqlCollation{0x5D00C017, "SQL_Slovak_CP1250_CS_AS", 1250},
    SqlCollation{0x6000D01C, "SQL_Slovenian_CP1250_CI_AS", 1250},
    SqlCollation{0x5F00C01C, "SQL_Slovenian_CP1250_CS_AS", 1250},
    SqlCollation{0xB800D00A, "SQL_SwedishPhone_Pref_CP1_CI_AS", 1252},
    SqlCollation{0xB900D00A, "SQL_SwedishStd_Pref_CP1_CI_AS", 1252},
    SqlCollation{0x6C00D01B, "SQL_Ukrainian_CP1251_CI_AS", 1251},
    SqlCollation{0x6B00C01B, "SQL_Ukrainian_CP1251_CS_AS", 1251},
};

const SqlCollation* sql_collation(uint32_t id) {
    if (id >> k_sort_id_shift == 0) return nullptr;
    for (const SqlCollation& c : k_sql_collations) {
        if (c.id == id) return &c;
    }
    return nullptr;
}

uint32_t version_of(uint32_t id) {
    return (id & k_version_mask) >> k_version_shift;
}

uint8_t version_bit(uint32_t id) {
    uint32_t version = version_of(id);
    return version > 4 ? uint8_t(0) : uint8_t(1u << version);
}

std::string_view version_suffix(uint32_t id) {
    switch (version_of(id)) {
        case 1: return "_90";
        case 2: return "_100";
        case 3: return "_140";
        case 4: return "_160";
        default: return "";
    }
}

bool is_utf8(uint32_t id) {
    return (id & k_utf8_bits) != 0 && version_of(id) != 0 && sql_collation(id) == nullptr;
}

// With the one UTF-8 flag names and ids are made of here.
uint32_t normalized(uint32_t id) {
    return is_utf8(id) ? (id & ~k_utf8_bits) | k_flag_utf8 : id;
}

std::string sensitivity_suffix(uint32_t id) {
    if (id & k_flag_bin) return "_BIN";
    if (id & k_flag_bin2) return id & k_flag_utf8 ? "_BIN2_UTF8" : "_BIN2";
    std::string out = id & k_flag_ignore_case ? "_CI" : "_CS";
    out += id & k_flag_ignore_accent ? "_AI" : "_AS";
    if (!(id & k_flag_ignore_kana)) out += "_KS";
    if (!(id & k_flag_ignore_width)) out += "_WS";
    bool is_140 = version_of(id) == 3;  // supplementary characters without saying so
    if (is_140 && !(id & k_flag_no_vss)) out += "_VSS";
    if (!is_140 && (id & (k_flag_sc | k_flag_utf8))) out += "_SC";
    if (id & k_flag_utf8) out += "_UTF8";
    return out;
}

// Every id of a Windows collation of this locale and version.
std::vector<uint32_t> ids_of(const Locale& locale, uint32_t version) {
    std::vector<uint32_t> out;
    uint32_t base = locale.index | version << k_version_shift;
    if (version != 4) {
        out.push_back(base | k_flag_bin);
        out.push_back(base | k_flag_bin2);
    }
    bool latin1_100 = version == 2 && locale.index == (k_latin1_bin2 & 0xFF);
    if (latin1_100) out.push_back(base | k_flag_bin2 | k_flag_utf8);  // the only one
    static constexpr uint32_t k_without_sc[] = {0};
    static constexpr uint32_t k_with_sc[] = {0, k_flag_sc, k_flag_sc | k_flag_utf8};
    static constexpr uint32_t k_140[] = {k_flag_sc, k_flag_sc | k_flag_no_vss,
                                         k_flag_sc | k_flag_utf8,
                                         k_flag_sc | k_flag_no_vss | k_flag_utf8};
    static constexpr uint32_t k_160[] = {k_flag_sc | k_flag_utf8};
    std::span<const uint32_t> extras = version == 0   ? std::span<const uint32_t>(k_without_sc)
                                       : version == 3 ? std::span<const uint32_t>(k_140)
                                       : version == 4 ? std::span<const uint32_t>(k_160)
                                                      : std::span<const uint32_t>(k_with_sc);
    for (uint32_t extra : extras) {
        for (uint32_t sensitivity = 0; sensitivity < 16; ++sensitivity) {
            out.push_back(base | extra | sensitivity << 12);
        }
    }
    return out;
}

struct NameIndex {
    std::map<std::string, uint32_t, std::less<>> ids;  // by lower-case name
    std::vector<std::string> names;
};

const NameIndex& name_index() {
    static const NameIndex index = [] {
        NameIndex out;
        auto add = [&](std::string name, uint32_t id, bool listed = true) {
            out.ids.emplace(ascii_lower(name), id);
            if (listed) out.names.push_back(std::move(name));
        };
        for (const Locale& locale : k_locales) {
            bool listed = (locale.versions & k_unlisted) == 0;
            for (uint32_t version = 0; version <= 4; ++version) {
                if (!(locale.versions & (1u << version))) continue;
                for (uint32_t id : ids_of(locale, version)) add(collation_name(id), id, listed);
            }
        }
        for (const SqlCollation& c : k_sql_collations) add(std::string(c.name), c.id);
        std::sort(out.names.begin(), out.names.end());
        return out;
    }();
    return index;
}

}  // namespace

const Locale* locale_of(uint32_t id) {
    static constexpr std::array k_by_index = [] {
        std::array<int16_t, 256> out{};
        out.fill(-1);
        for (size_t i = 0; i < k_locales.size(); ++i) out[k_locales[i].index] = int16_t(i);
        return out;
    }();
    int16_t at = k_by_index[uint8_t(id)];
    return at < 0 ? nullptr : &k_locales[size_t(at)];
}

std::string collation_name(uint32_t id) {
    if (id == 0) id = k_default_collation;
    if (const SqlCollation* c = sql_collation(id)) return std::string(c->name);
    id = normalized(id);
    const Locale* locale = locale_of(id);
    if (locale == nullptr || id >> k_sort_id_shift != 0) return {};
    if (!(locale->versions & version_bit(id))) return {};
    return fmt::format("{}{}{}", locale->name, version_suffix(id), sensitivity_suffix(id));
}

std::optional<uint32_t> collation_by_name(std::string_view name) {
    const auto& ids = name_index().ids;
    auto found = ids.find(ascii_lower(name));
    if (found == ids.end()) return std::nullopt;
    return found->second;
}

const std::vector<std::string>& collation_names() {
    return name_index().names;
}

uint16_t code_page_of(uint32_t id) {
    if (id == 0 || id == k_default_collation) return 1252;
    if (is_utf8(id)) return 65001;
    if (const SqlCollation* c = sql_collation(id)) return c->code_page;
    const Locale* locale = locale_of(id);
    return locale == nullptr ? 1252 : locale->code_page;
}

uint32_t lcid_of(uint32_t id) {
    if (id == 0) id = k_default_collation;
    const Locale* locale = locale_of(id);
    return locale == nullptr ? 0x0409 : locale->lcid;
}

std::array<uint8_t, 5> tds_collation(uint32_t id) {
    if (id == 0) id = k_default_collation;
    uint32_t info = lcid_of(id) & 0xFFFFF;
    if (id & k_flag_ignore_case) info |= 1u << 20;
    if (id & k_flag_ignore_accent) info |= 1u << 21;
    if (id & k_flag_ignore_kana) info |= 1u << 22;
    if (id & k_flag_ignore_width) info |= 1u << 23;
    if (id & k_flag_bin) info |= 1u << 24;
    if (id & k_flag_bin2) info |= 1u << 25;
    id = normalized(id);
    if (id & k_flag_utf8) info |= 1u << 26;
    info |= version_of(id) << 28;
    return {uint8_t(info), uint8_t(info >> 8), uint8_t(info >> 16), uint8_t(info >> 24),
            uint8_t(id >> k_sort_id_shift)};
}

std::optional<uint32_t> collation_from_tds(const std::array<uint8_t, 5>& bytes) {
    if (bytes[4] != 0) {
        for (const SqlCollation& c : k_sql_collations) {
            if (c.id >> k_sort_id_shift == bytes[4]) return c.id;
        }
        return std::nullopt;
    }
    uint32_t info = load_le<uint32_t>(bytes.data());
    uint32_t version = info >> 28;
    if (version > 4) return std::nullopt;
    for (const Locale& locale : k_locales) {
        if (locale.lcid != (info & 0xFFFFF) || !(locale.versions & (1u << version))) continue;
        uint32_t id = locale.index | version << k_version_shift;
        if (info & (1u << 20)) id |= k_flag_ignore_case;
        if (info & (1u << 21)) id |= k_flag_ignore_accent;
        if (info & (1u << 22)) id |= k_flag_ignore_kana;
        if (info & (1u << 23)) id |= k_flag_ignore_width;
        if (info & (1u << 24)) id |= k_flag_bin;
        if (info & (1u << 25)) id |= k_flag_bin2;
        if (info & (1u << 26)) id |= k_flag_utf8 | (info & (1u << 25) ? 0 : k_flag_sc);
        if (version == 3 && !(id & (k_flag_bin | k_flag_bin2))) id |= k_flag_sc | k_flag_no_vss;
        return id;
    }
    return std::nullopt;
}

bool is_case_sensitive(uint32_t id) {
    return id != 0 && (id & k_flag_ignore_case) == 0;
}
bool is_accent_sensitive(uint32_t id) {
    return (id & k_flag_ignore_accent) == 0;
}
bool is_binary_collation(uint32_t id) {
    return (id & (k_flag_bin | k_flag_bin2)) != 0;
}

}  // namespace gantry::types
