#pragma once
// What tables and databases have that a restore to Gantry keeps in the catalog and does not put in
// force, and tables that come without their rows.

#include <string>
#include <string_view>
#include <vector>

#include "catalog/model.h"

namespace gantry::assess {

struct PropertyGap {
    std::string_view rule;
    std::string detail;
};

std::vector<PropertyGap> property_gaps(const catalog::Table& table);

}  // namespace gantry::assess
