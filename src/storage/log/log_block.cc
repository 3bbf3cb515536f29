#include "storage/log/log_block.h"

#include <fmt/format.h>

#include <bit>

namespace gantry::storage::log {

namespace {
constexpr size_t k_count_at = 0x02;
constexpr size_t k_used_at = 0x04;
constexpr size_t k_size_at = 0x06;
constexpr size_t k_first_lsn_at = 0x0C;
constexpr size_t k_checksum_at = 0x18;
constexpr uint32_t k_records_at_min = 0x1C;  // 2005; later versions have longer block headers
}  // namespace

BlockHeader peek_block(ByteSpan bytes) {
    BlockHeader out;
    if (bytes.size() < k_log_sector_size) return out;
    uint8_t frame = bytes[0];
    uint32_t size = load_le<uint16_t>(bytes.data() + k_size_at);
    uint8_t parity = frame & k_frame_parity_mask;
    if (!(frame & k_frame_first_sector) || parity == 0 || parity == k_frame_parity_mask) return out;
    if (size == 0 || size % k_log_sector_size != 0 || size > k_block_size_max ||
        size > bytes.size()) {
        return out;
    }
    out.frame = frame;
    out.size = size;
    out.first_lsn = load_lsn(bytes.data() + k_first_lsn_at);
    return out;
}

bool BlockDecoder::fail(std::string problem) {
    problem_ = std::move(problem);
    record_count_ = 0;
    return false;
}

bool BlockDecoder::decode(ByteSpan bytes) {
    record_count_ = 0;
    BlockHeader header = peek_block(bytes);
    if (header.size == 0) return fail("no log block starts here");
    size_ = header.size;
    first_lsn_ = header.first_lsn;
    const uint8_t* raw = bytes.data();
    uint32_t sectors = size_ / k_log_sector_size;
    for (uint32_t i = 0; i < sectors; ++i) {
        uint8_t frame = raw[i * k_log_sector_size];
        if ((frame & k_frame_parity_mask) != (header.frame & k_frame_parity_mask)) {
            return fail(fmt::format("sector {} of {} is of another use of the log", i, sectors));
        }
    }
    // Databases without page checksums leave the field zero.
    uint32_t stored = load_le<uint32_t>(raw + k_checksum_at);
    if (stored != 0) {
        // The field lies in the first sector, which the others rotate.
        uint32_t sum = sql_sum({raw, size_}) ^ std::rotl(stored, int((sectors - 1) % 32));
        if (sum != stored) {
            return fail(fmt::format("checksum is {:#010x}, its bytes give {:#010x}", stored, sum));
        }
    }
    std::memcpy(buffer_.get(), raw, size_);
    for (uint32_t i = 0; i < sectors; ++i)
        buffer_[i * k_log_sector_size] = raw[size_ - 1 - i];
    used_ = load_le<uint16_t>(raw + k_used_at);
    uint32_t count = load_le<uint16_t>(raw + k_count_at);
    // Slots end where the true first bytes of the sectors start.
    if (used_ > size_ - sectors || used_ < k_records_at_min + 2 * count) {
        return fail(fmt::format("{} records in {} of {} bytes", count, used_, size_));
    }
    record_count_ = count;
    return check_slots();
}

bool BlockDecoder::check_slots() {
    uint32_t end = used_ - 2 * record_count_;
    uint32_t previous = k_records_at_min;
    for (uint32_t i = 0; i < record_count_; ++i) {
        uint32_t at = slot(i);
        if (at < previous || at > end) {
            return fail(fmt::format("record {} is at {:#x}, the one before it at {:#x}", i + 1, at,
                                    previous));
        }
        previous = at;
    }
    return true;
}

RecordView BlockDecoder::record(uint32_t index) const {
    uint32_t at = slot(index);
    uint32_t end = index + 1 < record_count_ ? slot(index + 1) : used_ - 2 * record_count_;
    Lsn lsn = first_lsn_;
    lsn.slot = uint16_t(lsn.slot + index);
    return RecordView(lsn, {buffer_.get() + at, end - at});
}

}  // namespace gantry::storage::log
