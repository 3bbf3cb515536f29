#include "blob/upload.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "blob/base64.h"
#include "blob/chunk_pipeline.h"
#include "blob/digest.h"
#include "blob/upload_parts.h"

namespace gantry::blob {
namespace {

constexpr uint64_t k_mib = uint64_t(1) << 20;
constexpr std::array<uint64_t, 6> k_block_steps{4, 8, 16, 32, 64, 100};
constexpr uint64_t k_blocks_max = 50'000;
constexpr uint64_t k_in_flight_bytes = 256 * k_mib;
constexpr size_t k_block_id_bytes = 24;
constexpr size_t k_block_id_letters = k_block_id_bytes / 3 * 4;

// Number, size and MD5: what makes two blocks the same.
std::string block_id(uint64_t index, ByteSpan bytes, ByteSpan bytes_md5) {
    ByteWriter writer;
    writer.be(uint32_t(index));
    writer.be(uint32_t(bytes.size()));
    writer.append(bytes_md5);
    return to_base64(writer.bytes());
}

using BlockIds = std::unordered_set<std::string>;

// Ids of a blob's uncommitted blocks that have the form of ours.
BlockIds sent_before(const BlobClient& client, const std::string& blob, std::stop_token stop) {
    BlockIds out;
    for (const BlobBlock& block : client.block_list(blob, std::move(stop)).uncommitted) {
        if (block.id.size() != k_block_id_letters)
            throw BlobError(BlobFault::refused,
                            fmt::format("somebody else has begun to write '{}' and not finished",
                                        client.name_of(blob)),
                            "choose another name, or wait: the service drops what is unfinished "
                            "after a week");
        out.insert(block.id);
    }
    return out;
}

Bytes md5_of(const LocalFile& file, std::stop_token stop) {
    return work_in_chunks(
        file, 4 * k_mib, 1, [](const Chunk&, std::stop_token) {}, stop);
}

BlobState state_of(const BlobClient& client, const LocalFile& file, const std::string& blob,
                   BlobProperties& existing, const std::stop_token& stop) {
    try {
        existing = client.properties(blob, stop);
    } catch (const BlobError& error) {
        if (error.fault() == BlobFault::not_found) return BlobState::absent;
        if (error.fault() == BlobFault::denied) return BlobState::unknown;
        throw;
    }
    if (existing.upload_unfinished && existing.kind == BlobKind::page &&
        existing.size == file.size())
        return BlobState::unfinished;
    bool same = existing.size == file.size() && !existing.content_md5.empty() &&
                existing.content_md5 == md5_of(file, stop);
    return same ? BlobState::same : BlobState::different;
}

// Ours after all: a reply that was lost on its way makes the next try find what it has made.
bool is_there(const BlobClient& client, const std::string& blob, uint64_t size, ByteSpan whole_md5,
              const std::stop_token& stop) {
    BlobProperties found = client.properties(blob, stop);
    return found.size == size && std::equal(found.content_md5.begin(), found.content_md5.end(),
                                            whole_md5.begin(), whole_md5.end());
}

UploadResult upload_blocks(const BlobClient& client, const LocalFile& file, const std::string& blob,
                           const UploadPlan& plan, unsigned workers, const BlobCondition& condition,
                           UploadProgress& progress, const std::stop_token& stop) {
    UploadResult result;
    BlockIds before;
    if (plan.blocks_there != 0) before = sent_before(client, blob, stop);
    std::vector<std::string> ids(plan.blocks);
    std::atomic<uint64_t> blocks_sent = 0, bytes_sent = 0;
    auto work = [&](const Chunk& chunk, std::stop_token stop_all) {
        Bytes digest = md5(chunk.bytes);
        std::string& id = ids[chunk.index];
        id = block_id(chunk.index, chunk.bytes, digest);
        if (before.contains(id)) {
            progress.bytes += chunk.bytes.size();
            return;
        }
        CallProgress sent(progress.bytes);
        client.put_block(blob, id, chunk.bytes, digest, stop_all, sent.callback());
        sent.finish(chunk.bytes.size());
        ++blocks_sent;
        bytes_sent += chunk.bytes.size();
    };
    // Large blocks: fewer at once.
    auto room = unsigned(std::max<uint64_t>(2, k_in_flight_bytes / plan.block_bytes));
    result.md5 = work_in_chunks(file, plan.block_bytes, std::min(workers, room), work, stop);
    file.check_unchanged();
    try {
        client.put_block_list(blob, ids, result.md5, condition, stop);
    } catch (const BlobError& error) {
        bool conflict = error.fault() == BlobFault::exists || error.fault() == BlobFault::changed;
        if (!conflict || !is_there(client, blob, file.size(), result.md5, stop)) throw;
    }
    result.blocks_sent = blocks_sent;
    result.bytes_sent = bytes_sent;
    return result;
}

}  // namespace

uint64_t block_bytes_for(uint64_t file_bytes) {
    for (uint64_t step : k_block_steps)
        if (file_bytes <= step * k_mib * k_blocks_max) return step * k_mib;
    throw IoError("the file is larger than a block blob can be (4.7 TiB)",
                  "stripe the backup over several files");
}

UploadPlan plan_upload(const BlobClient& client, const LocalFile& file, const std::string& blob,
                       const UploadOptions& options, std::stop_token stop) {
    UploadPlan plan;
    plan.bytes = file.size();
    if (options.page_blob) {
        check_page_blob_size(file);
        plan.block_bytes = k_page_chunk_bytes;
    } else {
        try {
            plan.block_bytes = block_bytes_for(plan.bytes);
        } catch (const IoError& error) {
            throw IoError(fmt::format("'{}': {}", file.path(), error.what()), error.hint());
        }
    }
    plan.blocks = (plan.bytes + plan.block_bytes - 1) / plan.block_bytes;
    plan.state = state_of(client, file, blob, plan.existing, stop);
    bool looks_for_blocks =
        !options.page_blob &&
        (plan.state == BlobState::absent ||
         (plan.state == BlobState::different && plan.existing.kind == BlobKind::block));
    if (looks_for_blocks) plan.blocks_there = sent_before(client, blob, stop).size();
    return plan;
}

UploadResult upload(const BlobClient& client, const LocalFile& file, const std::string& blob,
                    const UploadOptions& options, UploadProgress& progress, std::stop_token stop) {
    UploadPlan plan = plan_upload(client, file, blob, options, stop);
    if (plan.state == BlobState::same) {
        progress.bytes += plan.bytes;
        return {plan, false, 0, 0, plan.existing.content_md5};
    }
    bool other_kind = plan.existing.kind != (options.page_blob ? BlobKind::page : BlobKind::block);
    bool mine = plan.state == BlobState::unfinished && !other_kind;
    bool in_the_way =
        plan.state == BlobState::different || (plan.state == BlobState::unfinished && other_kind);
    if (in_the_way && !options.overwrite)
        throw BlobError(
            BlobFault::exists,
            fmt::format("'{}' is there already and differs from '{}' ({} bytes, the "
                        "file {})",
                        client.name_of(blob), file.path(), plan.existing.size, plan.bytes),
            "choose another name, or replace it with --overwrite");
    if (in_the_way && other_kind)
        throw BlobError(
            BlobFault::exists,
            fmt::format("'{}' is there already as a blob of another kind", client.name_of(blob)),
            "delete it first, or choose another name");
    BlobCondition condition;
    if (in_the_way) {
        condition.match = plan.existing.etag;
    } else if (plan.state == BlobState::absent || !options.overwrite) {
        condition.absent = true;
    }
    UploadResult result =
        options.page_blob
            ? upload_pages(client, file, blob, mine, condition, options.workers, progress, stop)
            : upload_blocks(client, file, blob, plan, options.workers, condition, progress, stop);
    result.plan = plan;
    result.sent = true;
    return result;
}

}  // namespace gantry::blob
