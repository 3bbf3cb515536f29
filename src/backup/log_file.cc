#include "backup/log_file.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gantry::backup {

namespace {

constexpr uint64_t k_first_vlf_at = 0x2000;
constexpr uint64_t k_blocks_at = 0x2000;  // in a virtual log file
constexpr uint8_t k_vlf_mark = 0xAB;
constexpr size_t k_vlf_parity_at = 0x01;
constexpr size_t k_vlf_sequence_at = 0x04;
constexpr size_t k_vlf_size_at = 0x10;
constexpr size_t k_vlf_start_at = 0x18;
constexpr size_t k_vlf_header_size = 0x20;
constexpr size_t k_vlf_count_max = 1 << 20;

}  // namespace

LogFile::LogFile(const ByteSource& source) : source_(source) {
    ByteSpan bytes = source.mapped();
    if (bytes.size() < k_first_vlf_at) {
        throw FormatError(fmt::format("The header for file '{}' is not a valid database file "
                                      "header. The file size is not correct.",
                                      source.name()),
                          5172);
    }
    uint64_t at = k_first_vlf_at;
    while (bytes.size() - at >= k_vlf_header_size && virtual_files_.size() < k_vlf_count_max) {
        source.need(at, k_vlf_header_size);
        const uint8_t* p = bytes.data() + at;
        if (p[0] != k_vlf_mark) break;
        VirtualLogFile vlf;
        vlf.parity = p[k_vlf_parity_at];
        vlf.sequence = load_le<uint32_t>(p + k_vlf_sequence_at);
        vlf.at = at;
        vlf.size = load_le<uint64_t>(p + k_vlf_size_at);
        bool fits = vlf.size > k_blocks_at && vlf.size <= bytes.size() - at &&
                    load_le<uint64_t>(p + k_vlf_start_at) == at;
        if (!fits) {
            throw FormatError(
                fmt::format("file {}: the virtual log file at {:#x} says it has {} bytes at {:#x}",
                            source.name(), at, vlf.size, load_le<uint64_t>(p + k_vlf_start_at)),
                5172);
        }
        virtual_files_.push_back(vlf);
        at += vlf.size;
    }
}

std::vector<storage::log::LogPiece> LogFile::pieces() const {
    std::vector<storage::log::LogPiece> out;
    for (const VirtualLogFile& vlf : virtual_files_) {
        uint8_t parity = vlf.parity & storage::log::k_frame_parity_mask;
        if (vlf.sequence == 0 || parity == 0) continue;
        source_.need(vlf.at + k_blocks_at, vlf.size - k_blocks_at);
        storage::log::LogPiece piece;
        piece.bytes = source_.mapped().subspan(vlf.at + k_blocks_at, vlf.size - k_blocks_at);
        piece.vlf = vlf.sequence;
        piece.first_block = uint32_t(k_blocks_at / storage::log::k_log_sector_size);
        piece.parity = parity;
        piece.may_end_early = true;
        piece.name = source_.name();
        out.push_back(std::move(piece));
    }
    return out;
}

}  // namespace gantry::backup
