#pragma once
// What is behind a BlobClient; for its own .cc files.

#include "blob/call.h"
#include "blob/client.h"

namespace gantry::blob {

// Metadata of a page blob whose writer has not come to its end.
inline constexpr const char* k_unfinished_header = "x-ms-meta-gantry_unfinished";

struct BlobClient::State {
    State(const BlobUrl& url, BlobCredential credential, const BlobClientOptions& options)
        : caller(url, std::move(credential), options) {}

    Caller caller;
};

}  // namespace gantry::blob
