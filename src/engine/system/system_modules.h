#pragma once
// System procedures that are T-SQL over the catalog views: what ODBC and JDBC drivers call for
// metadata. Columns and their order are SQL Server's.

#include <span>
#include <string_view>

#include "catalog/model.h"

namespace gantry::engine {

// nullptr when there is none of that (lower-case) name. Lives for ever.
const catalog::Module* system_module(std::string_view name);

// The texts of more of them, by subject.
struct SystemModuleText {
    const char* name;
    std::string_view text;
};
std::span<const SystemModuleText> session_modules();

}  // namespace gantry::engine
