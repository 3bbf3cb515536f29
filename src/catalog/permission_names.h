#pragma once
// Names of permissions by their four-letter type, as sys.database_permissions and
// sys.server_permissions print them. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace gantry::catalog {

// "SELECT" of "SL"; the type itself when it is not known. Classes of 100 and up are the server's,
// where a few types have another name.
std::string permission_name(std::string_view type, uint8_t securable_class);

}  // namespace gantry::catalog
