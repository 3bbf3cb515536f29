#pragma once
// General Purpose gives each file IOPS and throughput by its size: which files must grow, or be
// made several, for what they have to deliver, and what storage and disks that takes. Pure.

#include <string>
#include <vector>

#include "size/aggregate.h"

namespace gantry::size {

struct FileChange {
    std::string database, file;
    bool log = false;
    double from_gb = 0, to_gb = 0;  // of each of the files
    int parts = 1;                  // files of its filegroup that it must become
    std::string reason;             // one sentence with the numbers
};

struct FilePlan {
    std::vector<FileChange> changes;
    double storage_gb = 0;  // files as they are after the changes
    double disks_gb = 0;    // of the disks that hold them
    double iops = 0;        // what all files together get
    double mb_per_s = 0;
    size_t files = 0;
    std::string impossible;  // empty, or why no layout delivers what a file needs
};

FilePlan plan_files(const Need& need);

}  // namespace gantry::size
