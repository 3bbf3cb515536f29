#include "engine/store/password_rules.h"

#include <strings.h>

#include <algorithm>

namespace gantry::store {
namespace {

// Of upper case, lower case, digits and all else.
int count_classes(std::string_view text) {
    bool upper = false, lower = false, digit = false, other = false;
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') {
            upper = true;
        } else if (c >= 'a' && c <= 'z') {
            lower = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
        } else {
            other = true;
        }
    }
    return upper + lower + digit + other;
}

int64_t character_count(std::string_view text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (uint8_t(c) & 0xC0) != 0x80; });
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    for (size_t at = 0; at + part.size() <= text.size(); ++at) {
        if (strncasecmp(text.data() + at, part.data(), part.size()) == 0) return true;
    }
    return false;
}

}  // namespace

PasswordFault password_fault(std::string_view login, std::string_view password) {
    constexpr int k_classes_min = 3;
    const int64_t count = character_count(password);
    if (count < k_password_characters_min) return PasswordFault::too_short;
    if (count > k_password_characters_max) return PasswordFault::too_long;
    if (count_classes(password) < k_classes_min) return PasswordFault::not_complex;
    // Windows ignores names shorter than three characters here.
    if (login.size() >= 3 && contains_ignoring_case(password, login)) {
        return PasswordFault::has_name;
    }
    return PasswordFault::none;
}

}  // namespace gantry::store
