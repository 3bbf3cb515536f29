#pragma once
// SQL Server's default password policy (CHECK_POLICY = ON, Windows complexity rules): at least
// eight characters, three of the four classes, and not the login's own name. Pure functions but
// for generate_password, which asks the kernel for random bytes.

#include <string>
#include <string_view>

namespace gantry::instance {

// Error saying which rule is broken; never repeats the password.
void check_password(std::string_view login, std::string_view password);

// 24 characters, all classes, without quotes, spaces and look-alikes.
std::string generate_password();

}  // namespace gantry::instance
