#include "assess/engine_check/table_properties.h"

#include <algorithm>

namespace gantry::assess {

using namespace catalog;

std::vector<PropertyGap> property_gaps(const Table& table) {
    constexpr std::string_view k_rows = "Gantry.Engine.RowsNotRestored";
    constexpr std::string_view k_force = "Gantry.Engine.NotInForce";
    std::vector<PropertyGap> out;
    const bool hash = std::any_of(table.indexes.begin(), table.indexes.end(), [](const Index& one) {
        return one.kind == IndexKind::nonclustered_hash;
    });
    const TableOptions& options = table.options;
    if (options.external) {
        out.push_back({k_rows, "external: its rows are elsewhere"});
    } else if ((options.memory_optimized || hash) && !options.schema_only) {
        out.push_back({k_rows, "memory-optimized: its rows are not in the database's pages"});
    }
    if (options.temporal == TemporalType::versioned) {
        out.push_back({k_force, "system versioning: changes write no history"});
    }
    if (options.ledger != LedgerType::none) out.push_back({k_force, "ledger"});
    if (options.change_tracking) out.push_back({k_force, "change tracking"});
    if (options.tracked_by_cdc) out.push_back({k_force, "change data capture"});
    for (const Column& column : table.columns) {
        if (column.masking_function.empty()) continue;
        out.push_back({k_force, "data masking: values of " + column.name + " are shown to all"});
    }
    return out;
}

}  // namespace gantry::assess
