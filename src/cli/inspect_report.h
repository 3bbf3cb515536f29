#pragma once
// What `gantry inspect` found, and its two ways to show it. Private to the inspect command.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backup/media_set.h"
#include "catalog/database_image.h"

namespace gantry::cli {

struct TableCheck {
    uint64_t decoded_rows = 0;
    std::string error;  // empty: readable
};

struct InspectReport {
    std::vector<std::string> paths;
    std::vector<backup::MediaSet> media;            // empty for data files
    std::unique_ptr<catalog::DatabaseImage> image;  // null when there is none to read
    std::string image_error;                        // why there is none
    std::vector<TableCheck> checks;                 // as model().tables; empty without --check
};

void print_report(const InspectReport& report);
void print_report_json(const InspectReport& report);

// Rows of one table, values as text; `limit` 0 means all. `name` is "table", "schema.table", either
// part perhaps in brackets. Throws Error when there is no such table, or several.
void print_rows(const catalog::DatabaseImage& image, const std::string& name, uint64_t limit,
                bool json);

std::string schema_name(const catalog::Database& model, int32_t schema_id);
// "dbo.Orders".
std::string full_name(const catalog::Database& model, const catalog::Table& table);

}  // namespace gantry::cli
