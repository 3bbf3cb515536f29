// Page blobs: created at their full size, pages in any order, holes left as the zeros they are.

#include <fmt/core.h>

#include <algorithm>

#include "blob/chunk_pipeline.h"
#include "blob/upload_parts.h"

namespace gantry::blob {
namespace {

constexpr uint64_t k_page_bytes = 512;
constexpr uint64_t k_page_blob_bytes_max = uint64_t(8) << 40;

bool is_zero(ByteSpan bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

// Creates it, or finds that the try before has.
void create(const BlobClient& client, const LocalFile& file, const std::string& blob,
            const BlobCondition& condition, const std::stop_token& stop) {
    try {
        client.create_page_blob(blob, file.size(), condition, stop);
    } catch (const BlobError& error) {
        bool conflict = error.fault() == BlobFault::exists || error.fault() == BlobFault::changed;
        if (!conflict) throw;
        BlobProperties found = client.properties(blob, stop);
        if (!found.upload_unfinished || found.size != file.size()) throw;
    }
}

}  // namespace

void check_page_blob_size(const LocalFile& file) {
    if (file.size() == 0 || file.size() % k_page_bytes != 0)
        throw IoError(fmt::format("'{}' cannot become a page blob: its size, {} bytes, is no "
                                  "multiple of 512",
                                  file.path(), file.size()),
                      "upload it as a block blob, without --page-blob");
    if (file.size() > k_page_blob_bytes_max)
        throw IoError(fmt::format("'{}' is larger than a page blob can be (8 TiB)", file.path()));
}

UploadResult upload_pages(const BlobClient& client, const LocalFile& file, const std::string& blob,
                          bool resume, const BlobCondition& condition, unsigned workers,
                          UploadProgress& progress, const std::stop_token& stop) {
    if (!resume) create(client, file, blob, condition, stop);
    UploadResult result;
    std::atomic<uint64_t> blocks_sent = 0, bytes_sent = 0;
    auto work = [&](const Chunk& chunk, std::stop_token stop_all) {
        bool there = false;
        if (resume) {
            Bytes found(chunk.bytes.size());
            client.read(blob, chunk.offset, found, {}, stop_all);
            there = found == chunk.bytes;
        } else {
            there = is_zero(chunk.bytes);
        }
        if (there) {
            progress.bytes += chunk.bytes.size();
            return;
        }
        CallProgress sent(progress.bytes);
        client.put_pages(blob, chunk.offset, chunk.bytes, stop_all, sent.callback());
        sent.finish(chunk.bytes.size());
        ++blocks_sent;
        bytes_sent += chunk.bytes.size();
    };
    result.md5 = work_in_chunks(file, k_page_chunk_bytes, workers, work, stop);
    file.check_unchanged();
    client.finish_page_blob(blob, result.md5, stop);
    result.blocks_sent = blocks_sent;
    result.bytes_sent = bytes_sent;
    return result;
}

}  // namespace gantry::blob
