#pragma once
// SQL Server collations: names, ids, what TDS says of them, and comparison.
//
// An id is the u32 SQL Server keeps in its catalog (sysrscols.cid, dbi_collation): locale index,
// flags, version and the sort id of SQL_ collations; k_default_collation is
// SQL_Latin1_General_CP1_CI_AS. Id 0 is taken as the default everywhere.
//
// Text is WTF-8. Comparison ignores trailing spaces. Order is Windows' order of the locale, which
// SQL Server uses for nvarchar in every collation and for varchar in Windows collations: symbols,
// digits, letters, and "word sort" (apostrophe, hyphen and control characters only break ties).
// Differences from SQL Server, on purpose:
//  * varchar under a SQL_ collation has an order of its own there (sort order 52 and others, where
//    hyphen and apostrophe are symbols like others); here it is compared like nvarchar;
//  * letters outside ASCII are ordered by ICU's table for the locale, not by Windows NLS's;
//  * a case-sensitive collation also tells width and kana apart (ICU's third level);
//  * BIN compares like BIN2: by UTF-16 units.
// Thread-safe: collators are per thread. ASCII text does not reach ICU in collations where ASCII
// letters have no contractions (all but a few locales: Danish, Czech, Hungarian, ...).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <array>
#include <vector>

namespace gantry::types {

constexpr uint32_t k_default_collation = 0x3400D008;  // SQL_Latin1_General_CP1_CI_AS
// The collation of system catalogs and of anything that must compare bytes.
constexpr uint32_t k_latin1_bin2 = 0x00000808;  // Latin1_General_BIN2

// SQL Server's name in its own spelling; empty for an id that is none.
std::string collation_name(uint32_t id);
// In any case; nothing for a name that is none.
std::optional<uint32_t> collation_by_name(std::string_view name);
// All names known here, in name order: fn_helpcollations.
const std::vector<std::string>& collation_names();

uint16_t code_page_of(uint32_t id);   // 1252; 65001 for _UTF8; 0 for Unicode-only locales
uint32_t lcid_of(uint32_t id);        // 0x0409
// MS-TDS 2.2.5.1.2: 20 bits of LCID, flags, version nibble, sort id.
std::array<uint8_t, 5> tds_collation(uint32_t id);
std::optional<uint32_t> collation_from_tds(const std::array<uint8_t, 5>& bytes);

bool is_case_sensitive(uint32_t id);
bool is_accent_sensitive(uint32_t id);
bool is_binary_collation(uint32_t id);  // BIN, BIN2

// Below 0, 0, above 0.
int compare(std::string_view a, std::string_view b, uint32_t collation);
bool equal(std::string_view a, std::string_view b, uint32_t collation);
// Equal texts have equal hashes.
uint64_t hash(std::string_view text, uint32_t collation, uint64_t seed = 0);
// memcmp order of the keys is the order of the texts; equal texts have equal keys.
std::string sort_key(std::string_view text, uint32_t collation);
// The first 8 bytes of an order-preserving key: a < b in the result means a < b as texts, equal
// results say nothing.
uint64_t abbreviated_key(std::string_view text, uint32_t collation);

std::string upper(std::string_view text, uint32_t collation);
std::string lower(std::string_view text, uint32_t collation);

// T-SQL LIKE: % _ [a-z] [^a-z]; `escape` is 0 or the ESCAPE character. `ignore_trailing` is what
// LIKE does for char and varchar: trailing blanks of the value may be left over.
bool like(std::string_view value, std::string_view pattern, char32_t escape, uint32_t collation,
          bool ignore_trailing = false);
// 0-based byte offset of the first substring of `text` at or after byte `from` that equals
// `wanted`, and its length in bytes; nothing when there is none. For CHARINDEX and REPLACE.
struct Match {
    size_t offset;
    size_t length;
};
std::optional<Match> find(std::string_view text, std::string_view wanted, size_t from,
                          uint32_t collation);

}  // namespace gantry::types
