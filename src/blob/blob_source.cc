#include "blob/blob_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/spool_space.h"
#include "blob/ranged_source.h"

namespace gantry::blob {

namespace {

class BlobReader final : public RangeReader {
  public:
    BlobReader(const BlobUrl& url, const BlobCredential& credential, const BlobReadOptions& options)
        : client_(url, credential, options.client), blob_(url.blob), name_(url_text(url)) {
        properties_ = client_.properties(blob_, options.stop);
        if (properties_.upload_unfinished) {
            throw BlobError(
                BlobFault::refused,
                fmt::format("{}: the upload of this blob has not come to its end", name_),
                "wait for the upload, or upload the file again");
        }
    }

    const std::string& name() const override { return name_; }
    uint64_t size() const override { return properties_.size; }
    void read(uint64_t offset, uint64_t size, const Take& take,
              std::stop_token stop) const override {
        uint64_t count = client_.read(blob_, offset, size, take, properties_.etag, std::move(stop));
        if (count == size) return;
        throw BlobError(
            BlobFault::changed,
            fmt::format("{}: {} bytes at {} were asked for, {} came", name_, size, offset, count));
    }

  private:
    BlobClient client_;
    std::string blob_;
    std::string name_;
    BlobProperties properties_;
};

}  // namespace

std::unique_ptr<ByteSource> open_blob(const BlobUrl& url, const BlobCredential& credential,
                                      const BlobReadOptions& options) {
    RangedOptions ranged;
    ranged.connections = options.connections;
    ranged.budget =
        options.budget ? options.budget : std::make_shared<DiskBudget>(spool_directory());
    // Several requests are under way: with little room they have to be small.
    const uint64_t share = ranged.budget->left() / 16 / ranged.chunk_bytes * ranged.chunk_bytes;
    ranged.range_bytes = std::clamp(share, ranged.chunk_bytes, ranged.range_bytes);
    ranged.stop = options.stop;
    return std::make_unique<RangedSource>(std::make_unique<BlobReader>(url, credential, options),
                                          std::move(ranged));
}

}  // namespace gantry::blob
