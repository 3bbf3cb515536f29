#include "catalog/verify/log_check.h"

#include <fmt/format.h>

#include <bit>

#include "storage/page.h"

namespace gantry::catalog {

namespace {

constexpr uint64_t k_sector = 512;
constexpr uint32_t k_block_size_max = 0xF000;
constexpr size_t k_record_count_at = 0x02;
constexpr size_t k_size_at = 0x06;
constexpr size_t k_lsn_at = 0x0C;
constexpr size_t k_checksum_at = 0x18;
constexpr uint8_t k_first_sector = 0x10;

// The checksum of a block with its own field taken as zero.
uint32_t block_checksum(ByteSpan block) {
    auto field = load_le<uint32_t>(block.data() + k_checksum_at);
    auto rotations = int((block.size() / k_sector - 1) % 32);
    return storage::sql_sum(block) ^ std::rotl(field, rotations);
}

}  // namespace

LogCounts check_log(const backup::LogExtent& log, ByteSpan bytes, const std::string& device,
                    Findings& findings) {
    LogCounts out;
    auto error = [&](uint64_t at, std::string what) {
        findings.error(CheckKind::log, {},
                       fmt::format("{}: log file {}, offset {:#x}: {}", device, log.file_id,
                                   log.start_at + at, what));
    };
    uint64_t range = log.end_at - log.start_at;
    if (log.end_at < log.start_at || range > bytes.size()) {
        error(0, fmt::format("{} bytes of log are announced, {} are there", range, bytes.size()));
        return out;
    }
    uint64_t at = 0;
    while (at < range) {
        ByteSpan rest = bytes.subspan(at, range - at);
        uint32_t size = rest.size() < k_sector ? 0 : load_le<uint16_t>(rest.data() + k_size_at);
        if (size == 0 || size % k_sector != 0 || size > k_block_size_max || size > rest.size() ||
            !(rest[0] & k_first_sector)) {
            error(at, fmt::format("no log block where one must be, {} bytes before the end",
                                  rest.size()));
            return out;
        }
        ByteSpan block = rest.first(size);
        storage::Lsn lsn = storage::load_lsn(block.data() + k_lsn_at);
        uint64_t place = log.start_at + at - log.vlf_at;
        if (lsn.vlf != log.sequence || lsn.block * k_sector != place) {
            error(at, fmt::format("the log block calls itself {}:{}, its place is {}:{}", lsn.vlf,
                                  lsn.block, log.sequence, place / k_sector));
        }
        auto stored = load_le<uint32_t>(block.data() + k_checksum_at);
        if (stored != 0 && block_checksum(block) != stored) {
            error(at, fmt::format("checksum of the log block is {:#010x}, its bytes give {:#010x}",
                                  stored, block_checksum(block)));
        }
        ++out.blocks;
        out.records += load_le<uint16_t>(block.data() + k_record_count_at);
        at += size;
    }
    out.bytes = range;
    return out;
}

}  // namespace gantry::catalog
