#pragma once
// SQL Server's default password policy (engine/store/password_rules.h) for who makes an instance.
// Pure functions but for generate_password, which asks the kernel for random bytes.

#include <string>
#include <string_view>

namespace gantry::instance {

// Error saying which rule is broken; never repeats the password.
void check_password(std::string_view login, std::string_view password);

// 24 characters that keep the policy, without quotes, spaces and look-alikes.
std::string generate_password();

}  // namespace gantry::instance
