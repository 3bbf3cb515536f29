#pragma once
// T-SQL string functions on WTF-8. Positions and lengths count UTF-16 units, 1-based, as nvarchar
// does (without the _SC collations' counting by characters). Pure, thread-safe. A result longer
// than k_max_text raises SqlError 1105.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gantry::types {

constexpr size_t k_max_text = 1u << 30;

int64_t len(std::string_view text);  // without trailing spaces
std::string_view left(std::string_view text, int64_t count);   // negative count: error 537
std::string_view right(std::string_view text, int64_t count);
std::string_view substring(std::string_view text, int64_t start, int64_t length);
int64_t charindex(std::string_view wanted, std::string_view text, int64_t start,
                  uint32_t collation);
int64_t patindex(std::string_view pattern, std::string_view text, uint32_t collation);
std::string replace(std::string_view text, std::string_view from, std::string_view to,
                    uint32_t collation);
// Nothing (NULL) when start or length are out of range.
std::optional<std::string> stuff(std::string_view text, int64_t start, int64_t length,
                                 std::string_view with);
std::optional<std::string> replicate(std::string_view text, int64_t count);
std::string reverse(std::string_view text);
std::string_view ltrim(std::string_view text);
std::string_view rtrim(std::string_view text);
std::string_view trim(std::string_view text, std::string_view characters);
std::optional<int> ascii(std::string_view text, uint16_t code_page);
std::optional<std::string> character(int64_t code, uint16_t code_page);
std::optional<int> unicode(std::string_view text);
std::optional<std::string> nchar(int64_t code);
std::string str(double value, int64_t length, int64_t decimals);
std::optional<std::string> quotename(std::string_view text, std::string_view quote);
// PARSENAME: the part of a name of one to four, 1 the last; nothing when it has none or is no name.
std::optional<std::string> parsename(std::string_view name, int64_t part);
std::string soundex(std::string_view text);
int difference(std::string_view a, std::string_view b);
// Error 9828 when `from` and `to` differ in length.
std::string translate(std::string_view text, std::string_view from, std::string_view to,
                      uint32_t collation);
bool is_numeric_text(std::string_view text);

}  // namespace gantry::types
