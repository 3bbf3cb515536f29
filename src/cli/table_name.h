#pragma once
// Tables as a person names them on a command line, and file names made from names of tables.

#include <string>

#include "catalog/model.h"

namespace gantry::cli {

std::string schema_name(const catalog::Database& model, int32_t schema_id);
// "dbo.Orders".
std::string full_name(const catalog::Database& model, const catalog::Table& table);
// "[dbo].[Order]]s]": T-SQL can read it back.
std::string bracketed(const std::string& name);

// "Orders", "dbo.Orders", either part perhaps in brackets ("]]" for a "]" inside); case does not
// matter unless only case tells two tables apart. Throws Error when there is no such table, or
// several.
const catalog::Table& find_table(const catalog::Database& model, const std::string& name);

// "dbo.Order Details": for a file system of any kind. What some system gives a meaning to is %XX;
// a name too long for a file is cut and ends in a hash of the whole.
std::string file_stem(const std::string& schema, const std::string& table);

}  // namespace gantry::cli
