#pragma once
// Options under the names that T-SQL has for them: of a database those of ALTER DATABASE ... SET.

#include <string>
#include <utility>
#include <vector>

#include "catalog/model.h"

namespace gantry::catalog {

// Name and value ("ON", "OFF", "CHECKSUM", "60"), those of the database's core first: compatibility
// level, collation, recovery model. Options whose state is not known are absent.
std::vector<std::pair<const char*, std::string>> option_texts(const Database& database);

// DATA_COMPRESSION of a partition by its level (cmprlevel); "?" for a level that none has.
const char* compression_name(uint8_t level);

}  // namespace gantry::catalog
