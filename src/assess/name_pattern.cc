#include "assess/name_pattern.h"

#include <vector>

#include "base/utf.h"

namespace gantry::assess {
namespace {

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

// Parts from the right, without brackets.
std::vector<std::string_view> parts_of(std::string_view pattern) {
    std::vector<std::string_view> out;
    while (true) {
        size_t begin;
        if (pattern.ends_with(']') && pattern.rfind('[') != pattern.npos) {
            begin = pattern.rfind('[');
            out.push_back(pattern.substr(begin + 1, pattern.size() - begin - 2));
        } else {
            const size_t dot = pattern.rfind('.');
            begin = dot == pattern.npos ? 0 : dot + 1;
            out.push_back(pattern.substr(begin));
        }
        if (begin == 0) return out;
        pattern = pattern.substr(0, begin);
        if (pattern.ends_with('.')) pattern.remove_suffix(1);
    }
}

}  // namespace

bool matches_wildcards(std::string_view pattern, std::string_view text) {
    // After a star is left behind, only the last one is ever tried again.
    size_t p = 0, t = 0, star = pattern.npos, resumed = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resumed = t;
        } else if (p < pattern.size() &&
                   (pattern[p] == '?' || folded(pattern[p]) == folded(text[t]))) {
            ++p;
            ++t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++resumed;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool matches_name(std::string_view pattern, const tsql::ObjectName& name,
                  std::string_view database) {
    const std::vector<std::string_view> parts = parts_of(pattern);
    for (size_t i = 0; i < parts.size(); ++i) {
        const std::string_view part = parts[i];
        const std::string_view written = name.part(i).name;
        if (part.empty()) continue;  // db..t
        if (!written.empty()) {
            if (!matches_wildcards(part, written)) return false;
        } else if (i == 1) {
            if (!matches_wildcards(part, "dbo") && !matches_wildcards(part, "sys")) return false;
        } else if (i != 2 || !matches_wildcards(part, database)) {
            return false;
        }
    }
    return true;
}

}  // namespace gantry::assess
