#include "blob/blob_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/spool_space.h"
#include "blob/ranged_source.h"

namespace gantry::blob {

namespace {

class BlobReader final : public RangeReader {
  public:
    BlobReader(std::shared_ptr<const BlobClient> client, const BlobUrl& url,
               const std::optional<BlobProperties>& listed, const std::stop_token& stop)
        : client_(std::move(client)), blob_(url.blob), name_(url_text(url)) {
        // A list does not tell whether a page blob's writer has come to its end.
        const bool known = listed && listed->kind != BlobKind::page && !listed->etag.empty();
        properties_ = known ? *listed : client_->properties(blob_, stop);
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
        uint64_t count =
            client_->read(blob_, offset, size, take, properties_.etag, std::move(stop));
        if (count == size) return;
        throw BlobError(
            BlobFault::changed,
            fmt::format("{}: {} bytes at {} were asked for, {} came", name_, size, offset, count));
    }

  private:
    std::shared_ptr<const BlobClient> client_;
    std::string blob_;
    std::string name_;
    BlobProperties properties_;
};

}  // namespace

std::unique_ptr<ByteSource> open_blob(const BlobUrl& url, const BlobCredential& credential,
                                      const BlobReadOptions& options) {
    return open_blob(std::make_shared<BlobClient>(url, credential, options.client), url,
                     std::nullopt, options);
}

std::unique_ptr<ByteSource> open_blob(std::shared_ptr<const BlobClient> client, const BlobUrl& url,
                                      const std::optional<BlobProperties>& listed,
                                      const BlobReadOptions& options) {
    RangedOptions ranged;
    ranged.connections = options.connections;
    ranged.read_ahead_bytes = options.read_ahead_bytes;
    ranged.fetched = options.fetched;
    ranged.budget =
        options.budget ? options.budget : std::make_shared<DiskBudget>(spool_directory());
    // Several requests are under way: with little room they have to be small.
    const uint64_t share = ranged.budget->left() / 16 / ranged.chunk_bytes * ranged.chunk_bytes;
    ranged.range_bytes = std::clamp(share, ranged.chunk_bytes, ranged.range_bytes);
    ranged.stop = options.stop;
    return std::make_unique<RangedSource>(
        std::make_unique<BlobReader>(std::move(client), url, listed, options.stop),
        std::move(ranged));
}

}  // namespace gantry::blob
