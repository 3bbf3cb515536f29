#include "assess/method_source.h"

#include <algorithm>

namespace gantry::assess {

MethodSource method_source_of(const catalog::Database& database, uint64_t size_bytes) {
    MethodSource out;
    if (!database.name.empty()) out.database = database.name;
    out.version = source_version_of_database(database.internal_version);
    out.size_bytes = size_bytes;
    out.recovery_model = database.recovery_model;
    out.encrypted = database.options.encrypted;
    out.contained = database.options.containment == "PARTIAL";
    out.memory_optimized =
        std::any_of(database.tables.begin(), database.tables.end(),
                    [](const catalog::Table& table) { return table.options.memory_optimized; });
    out.read_only = database.options.read_only;
    return out;
}

}  // namespace gantry::assess
