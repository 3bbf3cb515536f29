#pragma once
// A blob as a ByteSource: read by range over several connections as its bytes are needed, with the
// ETag it had when it was opened (ranged_source.h says how).
//
// Opening asks for the blob's properties only. Errors: BlobError, at opening and from need(): a
// blob that is replaced while it is read is BlobFault::changed; 3257 when the disk budget is short.

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/byte_source.h"
#include "blob/client.h"
#include "blob/disk_budget.h"

namespace gantry::blob {

struct BlobReadOptions {
    std::stop_token stop = {};
    // Shared by the devices of one restore; null: of this blob alone.
    std::shared_ptr<DiskBudget> budget = {};
    int connections = 5;
    uint64_t read_ahead_bytes = uint64_t(64) << 20;
    // Null, or gets all bytes that come.
    std::shared_ptr<std::atomic<uint64_t>> fetched = {};
    BlobClientOptions client = {};
};

std::unique_ptr<ByteSource> open_blob(const BlobUrl& url, const BlobCredential& credential,
                                      const BlobReadOptions& options = {});
// Over a client that several blobs of one container share. `listed`: what a list said of it, which
// saves asking.
std::unique_ptr<ByteSource> open_blob(std::shared_ptr<const BlobClient> client, const BlobUrl& url,
                                      const std::optional<BlobProperties>& listed,
                                      const BlobReadOptions& options);

}  // namespace gantry::blob
