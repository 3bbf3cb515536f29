#pragma once
// What rules about code have to know of the schema around it.

#include "assess/code_scan.h"
#include "catalog/model.h"

namespace gantry::assess {

// Fills own_objects, tables_with_triggers and tables_with_identity.
void add_schema_names(const catalog::Database& database, CodeContext& context);
// Types of the columns, where one is computed: for the texts of that table.
std::map<std::string, std::string> column_types(const catalog::Table& table);

}  // namespace gantry::assess
