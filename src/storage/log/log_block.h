#pragma once
// Log blocks: 512 bytes to 60 KB as they lie in a log file or an MQTL stream, with a framing byte
// at the start of every sector. Decoding copies a block into memory of the decoder, puts the true
// bytes back, verifies the checksum and hands out the records by their slots.
// One decoder per thread. Facts: docs/formats/log.md.

#include <memory>
#include <string>

#include "storage/log/log_record.h"

namespace gantry::storage::log {

constexpr uint32_t k_log_sector_size = 512;
constexpr uint32_t k_block_size_max = 0xF000;
constexpr uint8_t k_frame_parity_mask = 0xC0;
constexpr uint8_t k_frame_first_sector = 0x10;
constexpr uint8_t k_frame_last_sector = 0x08;

// What stands at the start of a block without decoding it; size 0 when no block starts there.
struct BlockHeader {
    uint8_t frame = 0;
    uint32_t size = 0;
    Lsn first_lsn;
};
// `bytes` runs on to where blocks end.
BlockHeader peek_block(ByteSpan bytes);

class BlockDecoder {
  public:
    BlockDecoder() : buffer_(std::make_unique<uint8_t[]>(k_block_size_max)) {}

    // False when the block is damaged; then problem() says how. `bytes` starts at the block.
    bool decode(ByteSpan bytes);
    const std::string& problem() const { return problem_; }

    uint32_t size() const { return size_; }
    Lsn first_lsn() const { return first_lsn_; }
    uint32_t record_count() const { return record_count_; }
    // Record `index` counts from 0; its LSN's slot from 1. The bytes live until the next decode().
    RecordView record(uint32_t index) const;

  private:
    bool fail(std::string problem);
    bool check_slots();
    uint32_t slot(uint32_t index) const {
        return load_le<uint16_t>(buffer_.get() + used_ - 2 * (index + 1));
    }

    std::unique_ptr<uint8_t[]> buffer_;
    uint32_t size_ = 0;
    uint32_t used_ = 0;
    uint32_t record_count_ = 0;
    Lsn first_lsn_;
    std::string problem_;
};

}  // namespace gantry::storage::log
