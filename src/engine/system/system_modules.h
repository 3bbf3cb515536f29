#pragma once
// System procedures that are T-SQL over the catalog views: what ODBC and JDBC drivers call for
// metadata. Columns and their order are SQL Server's.

#include <string_view>

#include "catalog/model.h"

namespace gantry::engine {

// nullptr when there is none of that (lower-case) name. Lives for ever.
const catalog::Module* system_module(std::string_view name);

}  // namespace gantry::engine
