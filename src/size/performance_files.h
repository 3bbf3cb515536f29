#pragma once
// Performance files to Workloads, one for each server they name: the three CSV files of the public
// SQL Server assessment tools (...PerformanceAggregated_Counters.csv, ...CommonInstanceLevel_
// Counters.csv, ...CommonDbLevel_Counters.csv) and our own samples (docs/reference/size.md). A
// file's kind is told by the names in its heading, never by its name. Columns may stand in any
// order; those that are not known are passed over.
//
// Errors: FormatError with file and line; what was read before it stays. The number of
// measurements is bounded. For one thread.

#include <memory>
#include <vector>

#include "base/byte_source.h"
#include "size/workload.h"

namespace gantry::size {

class Places;

class PerformanceReader {
  public:
    PerformanceReader();
    ~PerformanceReader();

    // Throws FormatError also when the file is none of the known kinds.
    void read(const ByteSource& source);
    // In the order the servers were met first.
    std::vector<Workload> take();

  private:
    std::unique_ptr<Places> places_;
};

// By its heading; the rest may still be broken.
bool is_performance_file(const ByteSource& source);

}  // namespace gantry::size
