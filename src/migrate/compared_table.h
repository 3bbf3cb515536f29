#pragma once
// What of a table is compared between a backup and a server: its rows' count, and the values of the
// columns that both can turn into the same bytes. What is left out has its reason. Plain data.

#include <string>
#include <vector>

#include "catalog/database_image.h"
#include "migrate/row_hash.h"

namespace gantry::migrate {

struct ComparedColumn {
    std::string name;
    types::SqlType type;
    HashForm form = HashForm::none;
    size_t place = 0;  // among the values of a RowView
};

struct SkippedColumn {
    std::string name;
    std::string reason;
};

struct ComparedTable {
    const catalog::Table* table = nullptr;  // of the image's model
    std::string schema, name;
    std::vector<ComparedColumn> columns;
    std::vector<SkippedColumn> skipped;
    std::string why_not;  // of the whole table; empty: it is compared
    std::string note;     // what may make its rows differ, for who finds a difference

    std::string display_name() const { return schema + "." + name; }
};

// All tables of the database that hold rows of its users.
std::vector<ComparedTable> compared_tables(const catalog::DatabaseImage& image);

}  // namespace gantry::migrate
