#pragma once
// Rules that look at a database's schema and files, by its model.

#include "assess/finding.h"
#include "catalog/model.h"

namespace gantry::assess {

struct SchemaContext {
    int source_level = 160, target_level = 160;
    Target target = Target::azure_sql_mi;
    uint64_t size_bytes = 0;  // of the files; 0: unknown
};

void scan_schema(const catalog::Database& database, const SchemaContext& context,
                 Findings& findings);

}  // namespace gantry::assess
