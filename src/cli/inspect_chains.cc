// The chains of `gantry inspect`: which backups make each database, drawn as full backup,
// differential, logs, with what is missing and what is left out.

#include <fmt/format.h>

#include "cli/inspect_report.h"
#include "cli/text_table.h"

namespace gantry::cli {

namespace {

using backup::Chain;
using backup::ChainRole;
using backup::ChainSet;

const char* drawn(ChainRole role) {
    switch (role) {
        case ChainRole::full:
            return "full";
        case ChainRole::differential:
            return "└─ differential";
        case ChainRole::log:
            return "   └─ log";
    }
    return "";
}

std::string place_of(const ChainSet& set) {
    return fmt::format("{}, set {}", set.device, set.header.position);
}

void print_steps(const ChainOverview& overview, const Chain& chain) {
    TextTable table({"chain", "finished", ">to LSN", "backup"});
    size_t gap = 0;
    for (const backup::ChainStep& step : chain.steps) {
        const ChainSet& set = overview.sets[step.set];
        table.add(
            {drawn(step.role), to_string(set.header.finish), to_string(step.to), place_of(set)});
    }
    for (; gap < chain.gaps.size(); ++gap) {
        const ChainSet& next = overview.sets[chain.gaps[gap].before_set];
        table.add({"   ✗  GAP", "", to_string(chain.gaps[gap].to),
                   fmt::format("log from LSN {} on is missing before {}",
                               to_string(chain.gaps[gap].from), place_of(next))});
    }
    if (!table.empty()) fmt::print("{}", table.text(2));
}

void print_unused(const ChainOverview& overview, const Chain& chain) {
    TextTable table({"not used", "type", "finished", "because"});
    for (const backup::UnusedSet& unused : chain.unused) {
        const ChainSet& set = overview.sets[unused.set];
        table.add({place_of(set), set.header.type_description(), to_string(set.header.finish),
                   fmt::format("{}: {}", to_string(unused.reason), unused.why)});
    }
    if (!table.empty()) fmt::print("\n{}", table.text(2));
}

}  // namespace

void print_chains(const ChainOverview& overview) {
    for (const Chain& chain : overview.plan.chains) {
        // One full backup is no chain worth drawing.
        if (chain.steps.size() == 1 && chain.unused.empty() && !chain.problem) continue;
        fmt::print("\nChain of {} on {}", printable(chain.database), printable(chain.server));
        if (!chain.steps.empty()) {
            fmt::print(": reaches {}, LSN {}", to_string(chain.reached_at),
                       to_string(chain.reached));
        }
        fmt::print("\n");
        print_steps(overview, chain);
        if (chain.problem) {
            fmt::print("  stops: Msg {}: {}\n         {}\n", chain.problem->number,
                       printable(chain.problem->message), printable(chain.problem->detail));
        }
        print_unused(overview, chain);
    }
}

}  // namespace gantry::cli
