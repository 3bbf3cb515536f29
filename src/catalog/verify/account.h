#pragma once
// What every byte of a file is: so that "read completely" can be shown in numbers. The parts of a
// file add up to its size; what no rule explains is counted as unexplained.
// Reads everything once. Throws FormatError when the files cannot be read at all.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backup/media_set.h"

namespace gantry::catalog {

struct ByteAccount {
    uint64_t headers = 0;      // of blocks, streams, container records, files
    uint64_t metadata = 0;     // what sets and media say of themselves
    uint64_t pages_used = 0;   // pages in use
    uint64_t pages_free = 0;   // pages of allocated extents that are not
    uint64_t pages_empty = 0;  // never formatted
    uint64_t filler = 0;       // pages that pad a transfer unit
    uint64_t log = 0;          // log records and their blocks
    uint64_t log_unused = 0;   // of a log file or stream behind its end
    uint64_t padding = 0;
    uint64_t checksums = 0;
    uint64_t compressed = 0;  // records of a compressed file; `stream` says what is in them
    uint64_t other = 0;       // streams of FILESTREAM and other containers
    uint64_t trailing = 0;    // behind the last set
    uint64_t unexplained = 0;

    uint64_t total() const {
        return headers + metadata + pages_used + pages_free + pages_empty + filler + log +
               log_unused + padding + checksums + compressed + other + trailing + unexplained;
    }
};

struct FileAccount {
    std::string file;
    uint64_t size = 0;
    ByteAccount bytes;
    // Of a compressed file: the stream in it.
    bool is_compressed = false;
    uint64_t stream_size = 0;
    ByteAccount stream;
};

std::vector<FileAccount> account_of(backup::MediaSet& media);
std::vector<FileAccount> account_of_data_files(std::vector<std::unique_ptr<ByteSource>> files);
FileAccount account_of_log_file(const ByteSource& file);

}  // namespace gantry::catalog
