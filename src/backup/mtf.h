#pragma once
// Microsoft Tape Format as SQL Server writes it: blocks that hold streams, walked from block to
// block by their own lengths; every block and stream header carries a checksum that is verified.
// The walk reads headers only, never data, so it is quick on any size and works on a source that is
// not mapped. Pure: no state outside of the objects. Facts: docs/formats/mtf.md.

#include <optional>
#include <string_view>
#include <vector>

#include "backup/backup_header.h"
#include "base/byte_source.h"

namespace gantry::backup {

constexpr uint32_t k_mtf_block_header_size = 0x34;
constexpr uint32_t k_mtf_stream_header_size = 0x16;

struct MtfStream {
    char id[5] = {};
    uint16_t attributes = 0;
    uint64_t data_at = 0;  // offset in the source
    uint64_t length = 0;
    bool whole = true;  // false: the source ends inside

    bool is(std::string_view name) const { return name == std::string_view(id, 4); }
};

struct MtfBlock {
    char type[5] = {};
    uint64_t at = 0;
    uint64_t next = 0;
    uint32_t attributes = 0;
    Bytes body;  // from the block's start to its first stream
    std::vector<MtfStream> streams;
    bool whole = true;  // false: the source ends before the block's end

    bool is(std::string_view name) const { return name == std::string_view(type, 4); }

    // Fields of the body by offset from the block's start; zero or empty when outside.
    uint8_t u8(size_t offset) const;
    uint16_t u16(size_t offset) const;
    uint32_t u32(size_t offset) const;
    uint64_t u64(size_t offset) const;
    // A tape address {u16 size, u16 offset}: the bytes, or the text they are (UTF-16).
    ByteSpan tape_bytes(size_t offset) const;
    std::string tape_text(size_t offset) const;
    LocalTime time(size_t offset) const;
};

// Whether these 52 bytes carry the checksum of a block header.
bool is_mtf_block_header(const uint8_t* header);

// Five bytes, big-endian bit fields; null when there are fewer.
LocalTime mtf_time(ByteSpan bytes);

enum class MtfEnd : uint8_t {
    more,       // a block was read
    end,        // the source ends where a block could start
    truncated,  // it ends inside a block header
    malformed,  // what stands there is no MTF block: checksum or lengths are wrong
};

class MtfWalker {
  public:
    explicit MtfWalker(const ByteSource& source) : source_(source) {}

    // Reads the block at position() into `block` and moves behind it.
    MtfEnd next(MtfBlock& block);
    uint64_t position() const { return at_; }
    void seek(uint64_t position) {
        at_ = position;
        problem_.clear();
    }
    // Size of filemarks whose own length field cannot hold it: blocks of 64 KiB.
    void set_filemark_size(uint32_t bytes) { filemark_size_ = bytes; }
    // What was wrong, after `malformed`.
    const std::string& problem() const { return problem_; }

  private:
    MtfEnd read_streams(MtfBlock& block);
    MtfEnd malformed(uint64_t at, const std::string& what);

    const ByteSource& source_;
    uint64_t at_ = 0;
    uint32_t filemark_size_ = 0;
    std::string problem_;
};

// Where a set's pages and log lie in the stream of one media file.
struct StreamExtent {
    uint64_t at = 0;
    uint64_t length = 0;
    std::optional<uint32_t> checksum;  // CSUM that follows it
    bool whole = true;
};

// A log stream of a set with the range its MSTL block names.
struct LogExtent {
    StreamExtent data;      // may be empty: a virtual log file without bytes in this backup
    uint64_t start_at = 0;  // offset in the log file of the first byte
    uint64_t end_at = 0;    // exclusive
    uint32_t sequence = 0;  // of the virtual log file
    uint64_t vlf_at = 0;    // where that starts in the log file
    uint64_t vlf_size = 0;
    uint32_t file_id = 0;
};

// Bytes of a set that are neither pages nor log nor its description: data of FILESTREAM, full-text
// and memory-optimised containers. Walked over, never read.
struct OtherStream {
    std::string block;
    std::string stream;
    uint64_t at = 0;
    uint64_t length = 0;
};

// One backup set as one media file holds it.
struct SetOnMedia {
    BackupSetHeader header;
    std::vector<std::vector<StreamExtent>> data_passes;  // of each MSDA block its page streams
    std::vector<LogExtent> logs;
    std::vector<OtherStream> others;
    std::string damage;  // where the walk over this set's blocks had to stop, when it had to
    bool has_last_metadata = false;  // MSLS
    uint32_t end_blocks = 0;         // ESET: the end of the set, then the set map
    bool truncated = false;          // the source ends inside the set
};

struct MediaContents {
    MediaHeader media;
    std::vector<SetOnMedia> sets;
    // What follows the last set and is no backup: the rest of a longer, older file, padding.
    uint64_t trailing_at = 0;
    uint64_t trailing_size = 0;
    bool trailing_is_zero = true;
    // It starts like a block and is none: a set whose start is damaged.
    std::string trailing_problem;
};

// Reads label and all sets. A set that cannot be walked to its end is kept with its `damage`, and
// sets behind it are looked for. Throws FormatError 3241 (no MTF media header), 3243 (another MTF
// version), 3242 (malformed before the first set), 3143 (not written by SQL Server).
MediaContents read_media(const ByteSource& source);

// Fills `header` from the SCIN/SFGI/SFIN records of an MQCI stream.
// Throws FormatError 3242 on a record that does not fit.
void read_backup_metadata(ByteSpan mqci, const std::string& device, BackupSetHeader& header);

[[noreturn]] void throw_malformed_media(const std::string& device, std::string detail);  // 3241
[[noreturn]] void throw_invalid_set(const std::string& device, std::string detail);      // 3242

}  // namespace gantry::backup
