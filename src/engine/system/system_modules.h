#pragma once
// System procedures that are T-SQL over the catalog views: what ODBC and JDBC drivers call for
// metadata. Columns and their order are SQL Server's.

#include <span>
#include <string_view>

#include "catalog/model.h"

namespace gantry::engine {

// nullptr when `database` has none of that (lower-case) name. Lives for ever.
const catalog::Module* system_module(std::string_view name, std::string_view database);

// The texts of more of them, by subject.
struct SystemModuleText {
    const char* name;
    std::string_view text;
    std::string_view only_in = {};  // the one database that has it; empty: all
};
std::span<const SystemModuleText> session_modules();
std::span<const SystemModuleText> login_modules();
std::span<const SystemModuleText> msdb_modules();

}  // namespace gantry::engine
