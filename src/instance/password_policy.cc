#include "instance/password_policy.h"

#include <sys/random.h>

#include "base/error.h"
#include "engine/store/password_rules.h"

namespace gantry::instance {

using store::PasswordFault;

void check_password(std::string_view login, std::string_view password) {
    const char* hint =
        "use at least 8 characters from three of: upper case, lower case, digits, symbols";
    switch (store::password_fault(login, password)) {
        case PasswordFault::none:
            return;
        case PasswordFault::too_short:
            throw Error("the password is too short: it must have at least 8 characters", hint);
        case PasswordFault::too_long:
            throw Error("the password is too long: it can have 128 characters", hint);
        case PasswordFault::not_complex:
            throw Error(
                "the password is not complex enough: it needs three of upper case letters, "
                "lower case letters, digits and symbols",
                hint);
        case PasswordFault::has_name:
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
        if (store::password_fault({}, out) == PasswordFault::none) return out;
    }
}

}  // namespace gantry::instance
