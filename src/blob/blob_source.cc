#include "blob/blob_source.h"

#include <fmt/format.h>

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
    void read(uint64_t offset, std::span<uint8_t> out, std::stop_token stop) const override {
        size_t count = client_.read(blob_, offset, out, properties_.etag, std::move(stop));
        if (count == out.size()) return;
        throw BlobError(BlobFault::changed,
                        fmt::format("{}: {} bytes at {} were asked for, {} came", name_, out.size(),
                                    offset, count));
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
    ranged.budget = options.budget;
    ranged.stop = options.stop;
    return std::make_unique<RangedSource>(std::make_unique<BlobReader>(url, credential, options),
                                          std::move(ranged));
}

}  // namespace gantry::blob
