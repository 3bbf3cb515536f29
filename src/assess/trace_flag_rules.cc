#include "assess/trace_flag_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gantry::assess {

bool is_managed_instance_trace_flag(int32_t number) {
    constexpr int32_t k_known[] = {460,  2301, 2389, 2390,  2453, 2467,
                                   7471, 8207, 9389, 10316, 11024};
    return std::binary_search(std::begin(k_known), std::end(k_known), number);
}

void scan_trace_flags(const catalog::Instance& instance, Findings& findings) {
    for (const catalog::TraceFlag& flag : instance.trace_flags) {
        if (!flag.on || !flag.global || is_managed_instance_trace_flag(flag.number)) continue;
        Impact impact;
        impact.object = fmt::format("trace flag {}", flag.number);
        impact.type = "trace flag";
        impact.detail = "on for the whole server";
        findings.add("TraceFlags", std::move(impact));
    }
}

}  // namespace gantry::assess
