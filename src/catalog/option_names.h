#pragma once
// Options of a database under the names that ALTER DATABASE ... SET has for them.

#include <string>
#include <utility>
#include <vector>

#include "catalog/model.h"

namespace gantry::catalog {

// Name and value ("ON", "OFF", "CHECKSUM", "60"), those of the database's core first: compatibility
// level, collation, recovery model. Options whose state is not known are absent.
std::vector<std::pair<const char*, std::string>> option_texts(const Database& database);

}  // namespace gantry::catalog
