#pragma once
// A fixture script read into a schema model and rows in memory. Statements beyond those that make
// tables, modules and rows are errors, except SET, USE and PRINT, which are passed over, and what
// fixture_storage.h names.
// Throws SqlError with the line in the script, FormatError for syntax errors.

#include <map>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "catalog/writer/row_source.h"
#include "storage/writer/table_builder.h"
#include "types/value.h"

namespace gantry::cli {

struct FixtureDatabase {
    catalog::Database model;  // ids assigned, constraints named
    catalog::RowSources rows;
    uint64_t row_count = 0;
    std::map<int32_t, storage::RowOddities> oddities;  // by object id
};

// `text` is the script, `default_name` names the database when no CREATE DATABASE does.
FixtureDatabase read_fixture_script(const std::string& text, const std::string& default_name);

}  // namespace gantry::cli
