#pragma once
// Options of a database that ALTER DATABASE ... SET changes and sys.databases shows. They describe
// SQL Server's storage engine or the defaults of its sessions: nothing here depends on them.

#include <string_view>

#include "pg/executor.h"

namespace gantry::store {

// SET READ_COMMITTED_SNAPSHOT ON, PAGE_VERIFY CHECKSUM: `word` is ON, OFF or the value, in upper
// case. False: no such option is kept.
bool set_database_option(pg::Executor& executor, int32_t database_id, std::string_view name,
                         std::string_view word);

}  // namespace gantry::store
