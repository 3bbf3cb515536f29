#include "cli/assess_sizing.h"

#include <algorithm>

#include "base/utf.h"
#include "cli/size_text.h"

namespace gantry::cli {
namespace {

bool holds(const std::vector<size::Workload>& workloads, const std::string& database) {
    return std::any_of(workloads.begin(), workloads.end(), [&](const size::Workload& workload) {
        return std::any_of(
            workload.databases.begin(), workload.databases.end(),
            [&](const size::DatabaseLoad& one) { return ascii_iequals(one.name, database); });
    });
}

}  // namespace

void add_sizing(const AssessInputOptions& options, AssessedInputs& assessed) {
    if (assessed.workloads.empty()) return;
    size::SizeOptions how;
    how.target = options.target == assess::Target::gantry ? size::SizeTarget::gantry
                                                          : size::SizeTarget::azure_sql_mi;
    for (const std::string& database : assessed.wanted_databases) {
        if (holds(assessed.workloads, database)) how.aggregate.only_databases.push_back(database);
    }
    size::SizeReport sizes = size_report(assessed.workloads, how);
    sizes.unread = assessed.unread_counters;
    assessed.report.sizing_json = size_json(sizes);
    assessed.report.sizing_sentences = size_sentences(sizes);
}

}  // namespace gantry::cli
