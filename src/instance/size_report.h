#pragma once
// The recommendation in a report: the JSON of `gantry size`, or of `gantry assess` with its part
// `sizing`. Read leniently: fields that are missing leave a part of the size open, unknown ones are
// passed over. The text is hostile: sizes are checked, nothing is taken that is no number in range.
// Error, with what the report has, when there is nothing to take.

#include <string>
#include <string_view>

#include "instance/sizing.h"

namespace gantry::instance {

struct ReportChoice {
    std::string server;                       // of several instances; empty: the only one
    std::string recommendation = "baseline";  // or "headroom"
};

struct RecommendedSize {
    InstanceSize size;
    int64_t max_sessions = 0;  // 0: not said
    int64_t max_wal_mb = 0;    // 0: not said
    std::string description;   // which one it is: "baseline of SALES1, General Purpose, ..."
};

inline constexpr size_t k_report_bytes_max = size_t(256) << 20;

RecommendedSize read_size_report(std::string_view text, const ReportChoice& choice);

// The values of the report into `config`.
void take_recommended(const RecommendedSize& recommended, InstanceConfig& config);

}  // namespace gantry::instance
