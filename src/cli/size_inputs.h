#pragma once
// What `gantry size` reads: performance files, and backups whose headers and models tell sizes and
// files. A server's performance files and its backups make one workload. A file that cannot be read
// is told and does not stop the others.

#include <string>
#include <vector>

#include "size/report.h"

namespace gantry::cli {

struct SizeInputOptions {
    std::vector<std::string> paths;        // backups, data files, performance files, folders
    std::vector<std::string> performance;  // folders or files of performance files only
};

struct SizeInputs {
    std::vector<size::Workload> workloads;
    std::vector<size::UnreadFile> unread;
};

SizeInputs read_size_inputs(const SizeInputOptions& options);

}  // namespace gantry::cli
