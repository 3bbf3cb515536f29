#include "types/functions_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/collation_table.h"
#include "types/convert.h"
#include "types/decimal.h"

namespace gantry::types {
namespace {

void check_size(size_t size) {
    if (size > k_max_text) {
        throw SqlError(1105, 17, 2, "Could not allocate space: a string would pass 1 GB.");
    }
}

// Byte offset of the UTF-16 unit `units` (0-based); the text's size when it is shorter.
size_t offset_of(std::string_view text, int64_t units) {
    if (units <= 0) return 0;
    if (is_ascii(text)) return std::min<size_t>(size_t(units), text.size());
    return cut_utf16(text, size_t(units)).size();
}

[[noreturn]] void throw_invalid_length(std::string_view function) {
    throw SqlError(537, 16, 3,
                   fmt::format("Invalid length parameter passed to the {} function.", function));
}

// Consonant classes of SOUNDEX; 0 a vowel, -1 h and w, -2 no letter.
int soundex_class(char c) {
    static constexpr std::string_view k_classes = "01230120022455012623010202";
    c = char(c | 0x20);
    if (c < 'a' || c > 'z') return -2;
    if (c == 'h' || c == 'w') return -1;
    return k_classes[size_t(c - 'a')] - '0';
}

}  // namespace

int64_t len(std::string_view text) {
    text = strip_trailing_spaces(text);
    return int64_t(is_ascii(text) ? text.size() : utf16_length(text));
}

std::string_view left(std::string_view text, int64_t count) {
    if (count < 0) throw_invalid_length("left");
    return text.substr(0, offset_of(text, count));
}

std::string_view right(std::string_view text, int64_t count) {
    if (count < 0) throw_invalid_length("right");
    int64_t units = int64_t(utf16_length(text));
    return text.substr(offset_of(text, units - std::min(units, count)));
}

std::string_view substring(std::string_view text, int64_t start, int64_t length) {
    if (length < 0) throw_invalid_length("substring");
    int64_t end = start > INT64_MAX - length ? INT64_MAX : start + length;
    if (end <= 1) return {};
    size_t from = offset_of(text, start - 1);
    size_t to = offset_of(text, end - 1);
    return text.substr(from, to - from);
}

int64_t charindex(std::string_view wanted, std::string_view text, int64_t start,
                  uint32_t collation) {
    std::optional<Match> match = find(text, wanted, offset_of(text, start - 1), collation);
    return match ? int64_t(utf16_length(text.substr(0, match->offset))) + 1 : 0;
}

int64_t patindex(std::string_view pattern, std::string_view text, uint32_t collation) {
    bool floats = !pattern.empty() && pattern[0] == '%';
    if (!floats) return like(text, pattern, 0, collation) ? 1 : 0;
    std::string_view rest = pattern.substr(1);
    if (rest.empty()) return text.empty() ? 0 : 1;
    size_t at = 0;
    int64_t units = 0;
    while (at <= text.size()) {
        if (like(text.substr(at), rest, 0, collation)) return units + 1;
        if (at == text.size()) break;
        units += next_code_point(text, at) >= 0x10000 ? 2 : 1;
    }
    return 0;
}

std::string replace(std::string_view text, std::string_view from, std::string_view to,
                    uint32_t collation) {
    if (from.empty()) return std::string(text);
    std::string out;
    size_t at = 0;
    while (std::optional<Match> match = find(text, from, at, collation)) {
        out.append(text.substr(at, match->offset - at));
        out.append(to);
        check_size(out.size());
        at = match->offset + match->length;
    }
    out.append(text.substr(at));
    return out;
}

std::optional<std::string> stuff(std::string_view text, int64_t start, int64_t length,
                                 std::string_view with) {
    int64_t units = int64_t(utf16_length(text));
    if (start <= 0 || start > units || length < 0) return std::nullopt;
    size_t from = offset_of(text, start - 1);
    size_t to = length > units ? text.size() : offset_of(text, start - 1 + length);
    std::string out(text.substr(0, from));
    out += with;
    out += text.substr(to);
    return out;
}

std::optional<std::string> replicate(std::string_view text, int64_t count) {
    if (count < 0) return std::nullopt;
    if (!text.empty()) check_size(size_t(count) > k_max_text ? k_max_text + 1
                                                             : text.size() * size_t(count));
    std::string out;
    if (text.empty()) return out;
    out.reserve(text.size() * size_t(count));
    for (int64_t i = 0; i < count; ++i) out += text;
    return out;
}

std::string reverse(std::string_view text) {
    if (is_ascii(text)) return {text.rbegin(), text.rend()};
    std::string out(text.size(), '\0');
    size_t at = 0;
    size_t end = text.size();
    while (at < text.size()) {
        size_t next = at;
        next_code_point(text, next);
        end -= next - at;
        text.copy(out.data() + end, next - at, at);
        at = next;
    }
    return out;
}

std::string_view ltrim(std::string_view text) {
    size_t at = text.find_first_not_of(' ');
    return at == std::string_view::npos ? std::string_view() : text.substr(at);
}
std::string_view rtrim(std::string_view text) {
    return strip_trailing_spaces(text);
}

std::string_view trim(std::string_view text, std::string_view characters) {
    std::u32string set;
    for (size_t i = 0; i < characters.size();) set += next_code_point(characters, i);
    size_t from = 0;
    while (from < text.size()) {
        size_t next = from;
        if (set.find(next_code_point(text, next)) == std::u32string::npos) break;
        from = next;
    }
    size_t to = from;
    for (size_t at = from; at < text.size();) {
        if (set.find(next_code_point(text, at)) == std::u32string::npos) to = at;
    }
    return text.substr(from, to - from);
}

std::optional<int> ascii(std::string_view text, uint16_t code_page) {
    if (text.empty()) return std::nullopt;
    size_t next = 0;
    next_code_point(text, next);
    Bytes bytes = utf8_to_code_page(text.substr(0, next), code_page);
    return bytes[0];
}

std::optional<std::string> character(int64_t code, uint16_t code_page) {
    if (code < 0 || code > 255) return std::nullopt;
    uint8_t byte = uint8_t(code);
    uint16_t page = code_page == k_code_page_utf8 ? 1252 : code_page;
    return code_page_to_utf8({&byte, 1}, page);
}

std::optional<int> unicode(std::string_view text) {
    if (text.empty()) return std::nullopt;
    size_t next = 0;
    char32_t c = next_code_point(text, next);
    return c < 0x10000 ? int(c) : int(0xD7C0 + (c >> 10));
}

std::optional<std::string> nchar(int64_t code) {
    if (code < 0 || code > 0x10FFFF) return std::nullopt;
    std::string out;
    append_utf8(char32_t(code), out);
    return out;
}

std::string str(double value, int64_t length, int64_t decimals) {
    length = std::clamp<int64_t>(length, 0, 8000);
    decimals = std::clamp<int64_t>(decimals, 0, 16);
    std::string whole = fmt::format("{:.0f}", std::trunc(value));
    if (int64_t(whole.size()) > length) return std::string(size_t(length), '*');
    int64_t room = std::max<int64_t>(0, length - int64_t(whole.size()) - 1);
    std::optional<Decimal> d = decimal_from_double(value, 38, int(std::min(decimals, room)));
    std::string text = d ? to_text(*d) : fmt::format("{:.0f}", value);
    if (int64_t(text.size()) > length) return std::string(size_t(length), '*');
    return std::string(size_t(length) - text.size(), ' ') + text;
}

std::optional<std::string> quotename(std::string_view text, std::string_view quote) {
    if (utf16_length(text) > 128) return std::nullopt;
    char open = quote.empty() ? '[' : quote[0];
    char close = open;
    switch (open) {
        case '[': case ']': open = '['; close = ']'; break;
        case '(': case ')': open = '('; close = ')'; break;
        case '<': case '>': open = '<'; close = '>'; break;
        case '{': case '}': open = '{'; close = '}'; break;
        case '\'': case '"': case '`': break;
        default: return std::nullopt;
    }
    std::string out(1, open);
    for (char c : text) {
        out += c;
        if (c == close) out += c;
    }
    return out + close;
}

std::optional<std::string> parsename(std::string_view name, int64_t part) {
    constexpr size_t k_parts_max = 4;
    constexpr size_t k_units_max = 128;
    std::vector<std::string> parts(1);
    char closing = 0;
    bool ended = false;  // behind a quoted part only a dot may stand
    for (size_t i = 0; i < name.size(); ++i) {
        char c = name[i];
        if (closing != 0) {
            if (c != closing) {
                parts.back() += c;
            } else if (i + 1 < name.size() && name[i + 1] == closing) {
                parts.back() += name[++i];
            } else {
                closing = 0;
                ended = true;
            }
        } else if (c == '.') {
            parts.emplace_back();
            ended = false;
        } else if (ended) {
            return std::nullopt;
        } else if ((c == '[' || c == '"') && parts.back().empty()) {
            closing = c == '[' ? ']' : '"';
        } else {
            parts.back() += c;
        }
    }
    if (closing != 0 || parts.size() > k_parts_max) return std::nullopt;
    for (const std::string& one : parts) {
        if (utf16_length(one) > k_units_max) return std::nullopt;
    }
    if (part < 1 || part > int64_t(parts.size())) return std::nullopt;
    const std::string& found = parts[parts.size() - size_t(part)];
    if (found.empty()) return std::nullopt;
    return found;
}

std::string soundex(std::string_view text) {
    std::string out;
    int last = 0;
    for (char c : text) {
        int group = soundex_class(c);
        if (group == -2) break;
        if (out.empty()) {
            out += char(c & ~0x20);
            last = group;
            continue;
        }
        if (group == -1) continue;
        if (group > 0 && group != last) out += char('0' + group);
        last = group;
        if (out.size() == 4) break;
    }
    out.resize(4, '0');
    return out;
}

int difference(std::string_view a, std::string_view b) {
    std::string x = soundex(a);
    std::string y = soundex(b);
    int same = 0;
    for (size_t i = 0; i < 4; ++i) same += x[i] == y[i];
    return same;
}

std::string translate(std::string_view text, std::string_view from, std::string_view to,
                      uint32_t collation) {
    std::vector<std::string_view> keys;
    std::vector<std::string_view> values;
    auto split = [](std::string_view s, std::vector<std::string_view>& out) {
        for (size_t at = 0; at < s.size();) {
            size_t next = at;
            next_code_point(s, next);
            out.push_back(s.substr(at, next - at));
            at = next;
        }
    };
    split(from, keys);
    split(to, values);
    if (keys.size() != values.size()) {
        throw SqlError(9828, 16, 1,
                       "The second and third arguments of the TRANSLATE built-in function must "
                       "contain an equal number of characters.");
    }
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t next = at;
        next_code_point(text, next);
        std::string_view c = text.substr(at, next - at);
        std::string_view mapped = c;
        for (size_t k = 0; k < keys.size(); ++k) {
            bool same = c == keys[k] || (c != " " && keys[k] != " " && equal(c, keys[k], collation));
            if (!same) continue;
            mapped = values[k];
            break;
        }
        out += mapped;
        at = next;
    }
    return out;
}

bool is_numeric_text(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    text = strip_trailing_spaces(text);
    if (text.empty()) return false;
    if (text == "." || text == "+" || text == "-" || text == "," || text == "$") return true;
    return parse_float(text).has_value() || parse_money(text).has_value();
}

}  // namespace gantry::types
