#include "storage/columnstore/archive.h"

#include <fmt/format.h>

#include "storage/xpress_huffman.h"

namespace gantry::storage::columnstore {

namespace {

constexpr size_t k_prologue = 4;  // u32 0
constexpr size_t k_block_header = 8;
// A blob is one varbinary(max) value.
constexpr uint64_t k_blob_size_max = 0x7FFFFFFF;

struct Block {
    uint32_t size = 0;    // expanded
    uint32_t stored = 0;  // the same when the block did not get smaller
};

Block block_at(ByteSpan blob, size_t at) {
    return {load_le<uint32_t>(blob.data() + at), load_le<uint32_t>(blob.data() + at + 4)};
}

}  // namespace

bool is_archived(ByteSpan blob) {
    if (blob.size() < k_prologue + k_block_header || load_le<uint32_t>(blob.data()) != 0) {
        return false;
    }
    size_t at = k_prologue;
    while (blob.size() - at >= k_block_header) {
        Block block = block_at(blob, at);
        at += k_block_header;
        if (block.size == 0 || block.stored == 0 || block.stored > blob.size() - at) return false;
        at += block.stored;
    }
    return at == blob.size();
}

Bytes expand_archive(ByteSpan blob, const SegmentName& name) {
    if (!is_archived(blob)) fail(name, "the archived blob's blocks do not fill it");
    uint64_t total = 0;
    for (size_t at = k_prologue; at < blob.size();) {
        Block block = block_at(blob, at);
        if (block.size != block.stored && block.size > k_xpress_chunk_max) {
            fail(name, fmt::format("archived block of {} bytes where at most {} can be", block.size,
                                   k_xpress_chunk_max));
        }
        total += block.size;
        at += k_block_header + block.stored;
    }
    if (total > k_blob_size_max) fail(name, fmt::format("archived blob of {} bytes", total));
    Bytes out(total);
    size_t done = 0;
    for (size_t at = k_prologue; at < blob.size();) {
        Block block = block_at(blob, at);
        ByteSpan stored = blob.subspan(at + k_block_header, block.stored);
        if (block.size == block.stored) {
            std::memcpy(out.data() + done, stored.data(), stored.size());
        } else if (!xpress_huffman_decode(stored, {out.data() + done, block.size})) {
            fail(name, fmt::format("archived block at {} does not decode", at));
        }
        done += block.size;
        at += k_block_header + block.stored;
    }
    return out;
}

}  // namespace gantry::storage::columnstore
