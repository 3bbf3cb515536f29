#pragma once
// The log a backup set carries: blocks follow each other without a gap from the range's start to
// its end, each at the place its LSN says, each with a right checksum (databases that protect pages
// by torn bits keep none there), and the range ends where the set says. What records mean is not
// looked at. Pure. Facts: docs/formats/log.md.

#include "backup/mtf.h"
#include "catalog/verify/findings.h"

namespace gantry::catalog {

struct LogCounts {
    uint64_t blocks = 0;
    uint64_t records = 0;
    uint64_t bytes = 0;
};

// `bytes`: of the log stream, behind its two bytes of padding.
LogCounts check_log(const backup::LogExtent& log, ByteSpan bytes, const std::string& device,
                    Findings& findings);

}  // namespace gantry::catalog
