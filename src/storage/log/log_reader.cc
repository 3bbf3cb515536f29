#include "storage/log/log_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::storage::log {

namespace {
// VLFs start with a header; the first block stands behind it.
constexpr uint32_t k_first_block_of_vlf = 0x10;
}  // namespace

LogReader::LogReader(std::vector<LogPiece> pieces) : pieces_(std::move(pieces)) {
    std::stable_sort(pieces_.begin(), pieces_.end(), [](const LogPiece& a, const LogPiece& b) {
        return a.vlf != b.vlf ? a.vlf < b.vlf : a.first_block < b.first_block;
    });
    seek({});
}

void LogReader::seek(Lsn from) {
    piece_ = 0;
    offset_ = next_offset_ = 0;
    bytes_before_ = 0;
    from_ = from;
    reached_ = {};
}

void LogReader::throw_damaged(const std::string& problem) const {
    const LogPiece& piece = pieces_[piece_];
    uint64_t block = piece.first_block + next_offset_ / k_log_sector_size;
    throw FormatError(
        fmt::format("An error occurred while processing the log for the database: {}, at log block "
                    "{}:{}. If possible, restore from backup.",
                    problem, piece.vlf, block),
        9004, piece.name);
}

// True when a block stands at next_offset_ of the piece, and it is decoded.
bool LogReader::open_block() {
    const LogPiece& piece = pieces_[piece_];
    ByteSpan rest = piece.bytes.subspan(next_offset_);
    BlockHeader header = peek_block(rest);
    Lsn expected{piece.vlf, uint32_t(piece.first_block + next_offset_ / k_log_sector_size), 0};
    bool right = header.size != 0 && header.first_lsn.vlf == expected.vlf &&
                 header.first_lsn.block == expected.block && header.first_lsn.slot >= 1;
    right = right && (piece.parity == 0 || (header.frame & k_frame_parity_mask) == piece.parity);
    if (!right) {
        if (piece.may_end_early) return false;
        if (header.size == 0) throw_damaged("no log block stands there");
        throw_damaged(
            fmt::format("the block there is {}:{}", header.first_lsn.vlf, header.first_lsn.block));
    }
    if (!decoder_.decode(rest)) {
        // A block whose writing was cut off ends a log file.
        if (piece.may_end_early) return false;
        throw_damaged(decoder_.problem());
    }
    return true;
}

uint64_t LogReader::bytes_total() const {
    uint64_t out = 0;
    for (const LogPiece& piece : pieces_)
        out += piece.bytes.size();
    return out;
}

bool LogReader::next() {
    while (piece_ < pieces_.size()) {
        const LogPiece& piece = pieces_[piece_];
        if (next_offset_ >= piece.bytes.size()) {
            bytes_before_ += piece.bytes.size();
            ++piece_;
            offset_ = next_offset_ = 0;
            continue;
        }
        // Blocks before those wanted, or that an overlapping piece gave already, by header alone.
        uint32_t block = uint32_t(piece.first_block + next_offset_ / k_log_sector_size);
        BlockHeader header = peek_block(piece.bytes.subspan(next_offset_));
        Lsn end{piece.vlf, uint32_t(block + header.size / k_log_sector_size), 0};
        bool passed =
            !reached_.is_null() && Lsn{piece.vlf, block, 0} < Lsn{reached_.vlf, reached_.block, 0};
        if (header.size != 0 && (end <= Lsn{from_.vlf, from_.block, 0} || passed)) {
            next_offset_ += header.size;
            continue;
        }
        if (!open_block()) {
            ++piece_;
            next_offset_ = 0;
            continue;
        }
        if (!reached_.is_null()) {
            bool follows = piece.vlf == reached_.vlf
                               ? block == reached_.block
                               : piece.vlf == reached_.vlf + 1 && block == k_first_block_of_vlf;
            if (!follows) {
                throw_damaged(
                    fmt::format("log is missing behind block {}:{}", reached_.vlf, reached_.block));
            }
        }
        offset_ = next_offset_;
        next_offset_ += decoder_.size();
        reached_ = {end.vlf, end.block, 1};
        return true;
    }
    return false;
}

RecordView LogReader::read_again(const LogPosition& position) {
    if (position.piece >= pieces_.size() ||
        position.offset >= pieces_[position.piece].bytes.size()) {
        return {};
    }
    if (again_piece_ != position.piece || again_offset_ != position.offset) {
        if (!again_.decode(pieces_[position.piece].bytes.subspan(position.offset))) return {};
        again_piece_ = position.piece;
        again_offset_ = position.offset;
    }
    if (position.record >= again_.record_count()) return {};
    return again_.record(position.record);
}

}  // namespace gantry::storage::log
