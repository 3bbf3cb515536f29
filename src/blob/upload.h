#pragma once
// One file of this machine into one blob: in blocks that several threads send, resumable, and with
// the MD5 of the whole kept beside it.
//
// A block's id holds its number, its size and the MD5 of its bytes, so the service's own list of
// uncommitted blocks says what an earlier run has sent already: no state on this side, and a block
// is only taken over when its content is the file's. The blob appears, or is replaced, in one step
// at the end. A blob of the same length and MD5 is left as it is.
//
// A page blob (needed by SQL Server 2012 and 2014, which restore from nothing else) is created with
// its full size, marked as unfinished until its last page is there; a rerun compares pages.
//
// Memory: workers + 1 blocks, at most about 300 MiB. Errors: BlobError, IoError.
// Limits (Azure Storage "Scalability and performance targets for Blob storage"): 50,000 blocks a
// blob; blocks of up to 100 MiB for services of version 2016-05-31 on.

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>

#include "blob/client.h"
#include "blob/local_file.h"

namespace gantry::blob {

struct UploadOptions {
    bool overwrite = false;
    bool page_blob = false;
    unsigned workers = 4;
};

// Read by others while an upload runs.
struct UploadProgress {
    std::atomic<uint64_t> bytes = 0;  // sent, or found to be there
};

enum class BlobState {
    absent,
    same,        // as long as the file and with its MD5
    different,   // another blob
    unfinished,  // a page blob of that size that was not finished
    unknown,     // the credential does not permit to look
};

// What an upload would do, or finds when it begins.
struct UploadPlan {
    uint64_t bytes = 0;
    uint64_t block_bytes = 0;
    uint64_t blocks = 0;
    BlobState state = BlobState::absent;
    uint64_t blocks_there = 0;  // uncommitted ones that an earlier run has sent
    BlobProperties existing;    // when there is a blob
};

struct UploadResult {
    UploadPlan plan;
    bool sent = false;  // false: it was there already
    uint64_t blocks_sent = 0;
    uint64_t bytes_sent = 0;
    Bytes md5;
};

// 4, 8, 16, 32, 64 or 100 MiB: the smallest with which a file needs no more than 50,000 blocks.
// Throws IoError for files of more than 4.7 TiB.
uint64_t block_bytes_for(uint64_t file_bytes);

// Looks only. Reads the file when a blob of its length and with an MD5 is there.
UploadPlan plan_upload(const BlobClient& client, const LocalFile& file, const std::string& blob,
                       const UploadOptions& options, std::stop_token stop);

// BlobFault::exists when another blob is there and `overwrite` is not set.
UploadResult upload(const BlobClient& client, const LocalFile& file, const std::string& blob,
                    const UploadOptions& options, UploadProgress& progress, std::stop_token stop);

}  // namespace gantry::blob
