#pragma once
// What `gantry size` reads: performance files, live servers that are sampled, and backups whose
// headers and models tell sizes and files. A server's performance files, samples and backups make
// one workload. What cannot be read is told and does not stop the others.

#include <string>
#include <vector>

#include "cli/blob_options.h"
#include "live/performance.h"
#include "size/report.h"

namespace gantry::cli {

struct SizeInputOptions {
    std::vector<std::string> paths;  // backups, data files, performance files, folders, servers
    std::vector<std::string> performance;  // folders or files of performance files only
    live::SamplingTimes times;             // of live servers
    std::string password_file;             // of mssql://user@host, empty: none
    BlobOptions blobs;
};

struct SizeInputs {
    std::vector<size::Workload> workloads;
    std::vector<size::UnreadFile> unread;
    std::vector<std::string> databases;  // that addresses of servers name
};

SizeInputs read_size_inputs(const SizeInputOptions& options);

}  // namespace gantry::cli
