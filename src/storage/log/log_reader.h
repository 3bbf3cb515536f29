#pragma once
// Log from any number of pieces, in order of LSN: what backup streams and log files give. Walks
// block by block and finds a record again by its place, for undo.
//
// Pieces are borrowed bytes. One reader per thread. FormatError 3456-like errors are replay's; here
// it is 3203 (log ends before it should), 9004 (a block is damaged or missing).

#include <string>
#include <vector>

#include "storage/log/log_block.h"

namespace gantry::storage::log {

// Consecutive bytes of one virtual log file.
struct LogPiece {
    ByteSpan bytes;
    uint32_t vlf = 0;          // sequence number
    uint32_t first_block = 0;  // where the bytes start, in 512-byte units from the VLF's start
    // Parity of the VLF's current use when it is known: 0x40 or 0x80.
    uint8_t parity = 0;
    // A log file's last VLF is used up to somewhere: what follows is of an earlier use. A backup
    // holds blocks only.
    bool may_end_early = false;
    std::string name;  // of the file, for messages
};

// Where a record lies.
struct LogPosition {
    uint32_t piece = 0;
    uint32_t record = 0;  // index in the block
    uint64_t offset = 0;  // of the block in the piece
};

class LogReader {
  public:
    // In any order; sorted here. Pieces of one VLF may overlap or repeat.
    explicit LogReader(std::vector<LogPiece> pieces);

    // Starts over: next() gives blocks that hold LSN `from` or later ones.
    void seek(Lsn from);
    // False at the end. Blocks of LSNs that were given already are passed over.
    bool next();
    const BlockDecoder& block() const { return decoder_; }
    LogPosition position(uint32_t record) const { return {piece_, record, offset_}; }
    // The LSN behind the last block given.
    Lsn reached() const { return reached_; }

    // How many bytes of log there are, and lie before the block given last.
    uint64_t bytes_total() const;
    uint64_t bytes_passed() const { return bytes_before_ + offset_; }

    // The record at a place given before; valid until the next call. Does not disturb next().
    RecordView read_again(const LogPosition& position);

    const std::vector<LogPiece>& pieces() const { return pieces_; }

  private:
    bool open_block();
    [[noreturn]] void throw_damaged(const std::string& problem) const;

    std::vector<LogPiece> pieces_;
    BlockDecoder decoder_;
    BlockDecoder again_;
    uint32_t again_piece_ = UINT32_MAX;
    uint64_t again_offset_ = 0;
    uint32_t piece_ = 0;
    uint64_t offset_ = 0;
    uint64_t next_offset_ = 0;
    uint64_t bytes_before_ = 0;  // of the pieces before this one
    Lsn from_;
    Lsn reached_;
};

}  // namespace gantry::storage::log
