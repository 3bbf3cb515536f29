#include "instance/password_policy.h"

#include <strings.h>
#include <sys/random.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::instance {
namespace {

struct Classes {
    bool upper = false;
    bool lower = false;
    bool digit = false;
    bool other = false;
    int count() const { return upper + lower + digit + other; }
};

Classes classes_of(std::string_view text) {
    Classes out;
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') {
            out.upper = true;
        } else if (c >= 'a' && c <= 'z') {
            out.lower = true;
        } else if (c >= '0' && c <= '9') {
            out.digit = true;
        } else {
            out.other = true;
        }
    }
    return out;
}

size_t character_count(std::string_view text) {
    return size_t(std::count_if(text.begin(), text.end(),
                                [](char c) { return (uint8_t(c) & 0xC0) != 0x80; }));
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    for (size_t at = 0; at + part.size() <= text.size(); ++at) {
        if (strncasecmp(text.data() + at, part.data(), part.size()) == 0) return true;
    }
    return false;
}

}  // namespace

void check_password(std::string_view login, std::string_view password) {
    const char* hint =
        "use at least 8 characters from three of: upper case, lower case, digits, symbols";
    if (character_count(password) < 8) {
        throw Error("the password is too short: it must have at least 8 characters", hint);
    }
    if (character_count(password) > 128) {
        throw Error("the password is too long: it can have 128 characters", hint);
    }
    if (classes_of(password).count() < 3) {
        throw Error(
            "the password is not complex enough: it needs three of upper case letters, "
            "lower case letters, digits and symbols",
            hint);
    }
    // Windows ignores names shorter than three characters here.
    if (login.size() >= 3 && contains_ignoring_case(password, login)) {
        throw Error("the password must not contain the login's name", hint);
    }
}

std::string generate_password() {
    static constexpr std::string_view k_alphabet =
        "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.+%";
    for (;;) {
        std::string out;
        while (out.size() < 24) {
            uint8_t byte = 0;
            if (getrandom(&byte, 1, 0) != 1) throw IoError("no random bytes from the kernel");
            // Bytes past the last whole multiple would favour the first letters.
            if (byte < 256 / k_alphabet.size() * k_alphabet.size()) {
                out += k_alphabet[byte % k_alphabet.size()];
            }
        }
        if (classes_of(out).count() == 4) return out;
    }
}

}  // namespace gantry::instance
