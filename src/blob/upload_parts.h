#pragma once
// The parts of an upload, for upload.cc.

#include "blob/upload.h"

namespace gantry::blob {

constexpr uint64_t k_page_chunk_bytes = 4 << 20;

// Throws IoError when the file cannot become a page blob.
void check_page_blob_size(const LocalFile& file);

// `resume`: a blob of this size is there, some of its pages are right.
UploadResult upload_pages(const BlobClient& client, const LocalFile& file, const std::string& blob,
                          bool resume, const BlobCondition& condition, unsigned workers,
                          UploadProgress& progress, const std::stop_token& stop);

// Adds what one call has sent so far to a sum; a try that begins again takes its bytes back.
class CallProgress {
  public:
    explicit CallProgress(std::atomic<uint64_t>& sum) : sum_(sum) {}

    BlobProgress callback() {
        return [this](uint64_t sent) { finish(sent); };
    }
    void finish(uint64_t sent) {
        sum_ += sent - counted_;  // modulo 2^64: less is fine
        counted_ = sent;
    }

  private:
    std::atomic<uint64_t>& sum_;
    uint64_t counted_ = 0;
};

}  // namespace gantry::blob
