#pragma once
// What CHECK_POLICY asks of a password: Windows' complexity rules, which SQL Server has on Linux
// too. Pure function.
// Source: Password policy (SQL Server).

#include <cstdint>
#include <string_view>

namespace gantry::store {

constexpr int k_password_characters_min = 8;
constexpr int k_password_characters_max = 128;

enum class PasswordFault : uint8_t { none, too_short, too_long, not_complex, has_name };

// Of the login that it is for; texts in UTF-8.
PasswordFault password_fault(std::string_view login, std::string_view password);

}  // namespace gantry::store
