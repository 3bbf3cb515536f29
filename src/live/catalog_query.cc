#include "live/catalog_query.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/utf.h"
#include "tdsclient/connection.h"

namespace gantry::live {
namespace {

struct Item {
    std::string_view name, expression;
    int since = 0;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

Item parse_item(std::string_view text) {
    Item out;
    const size_t name_end = text.find_first_of("@= ");
    out.name = text.substr(0, name_end);
    if (name_end == std::string_view::npos) return out;
    std::string_view rest = text.substr(name_end);
    if (rest.front() == '@') {
        const char* end = rest.data() + rest.size();
        const auto number = std::from_chars(rest.data() + 1, end, out.since);
        rest = {number.ptr, size_t(end - number.ptr)};
    }
    rest = trimmed(rest);
    if (rest.empty()) return out;
    GANTRY_ASSERT(rest.front() == '=');
    out.expression = trimmed(rest.substr(1));
    return out;
}

// Cut at the commas outside of parentheses and quotes.
std::vector<Item> items_of(const CatalogQuery& query) {
    std::vector<Item> out;
    size_t begin = 0;
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i <= query.columns.size(); ++i) {
        const char c = i < query.columns.size() ? query.columns[i] : ',';
        if (c == '\'') quoted = !quoted;
        if (quoted && i < query.columns.size()) continue;
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c != ',' || depth != 0) continue;
        out.push_back(parse_item(trimmed(query.columns.substr(begin, i - begin))));
        begin = i + 1;
    }
    return out;
}

bool is_name_char(char c) {
    return isalnum(uint8_t(c)) || c == '_' || c == '$' || c == '@';
}

// As a whole word, in any case.
bool has_word(std::string_view text, std::string_view word) {
    for (size_t at = 0; at + word.size() <= text.size(); ++at) {
        if (!ascii_iequals(text.substr(at, word.size()), word)) continue;
        const size_t end = at + word.size();
        const bool begins = at == 0 || !is_name_char(text[at - 1]);
        if (begins && (end == text.size() || !is_name_char(text[end]))) return true;
    }
    return false;
}

bool is_about(const Item& item, std::string_view name) {
    if (item.expression.empty()) return ascii_iequals(item.name, name);
    return has_word(item.expression, name);
}

}  // namespace

int native_level(int major) {
    return std::clamp(major, k_oldest_major, k_newest_major) * 10;
}

std::string query_text(const CatalogQuery& query, int major,
                       const std::vector<std::string>& missing) {
    std::string out = "SELECT ";
    bool first = true;
    for (const Item& item : items_of(query)) {
        if (!first) out += ", ";
        first = false;
        const bool absent = major < item.since || std::any_of(missing.begin(), missing.end(),
                                                              [&](const std::string& name) {
                                                                  return is_about(item, name);
                                                              });
        if (absent) {
            out += "NULL AS ";
        } else if (!item.expression.empty()) {
            out.append(item.expression).append(" AS ");
        } else {
            out += "t.";
        }
        out += tdsclient::quote_name(item.name);
    }
    return out.append(" ").append(query.rest);
}

std::vector<std::string> query_columns(const CatalogQuery& query) {
    std::vector<std::string> out;
    for (const Item& item : items_of(query))
        out.emplace_back(item.name);
    return out;
}

bool mentions(const CatalogQuery& query, std::string_view name) {
    const std::vector<Item> items = items_of(query);
    return std::any_of(items.begin(), items.end(),
                       [&](const Item& item) { return is_about(item, name); });
}

}  // namespace gantry::live
