#pragma once
// One media file being written, compressed or not: a buffered, append-only stream of MTF blocks and
// streams with their checksums, padding and soft filemarks. Knows MTF, not backups. Not
// thread-safe. Throws IoError; the file stays as far as it was written. Facts: docs/formats/mtf.md;
// values as in backups of 2012.

#include <memory>
#include <string>
#include <vector>

#include "backup/backup_header.h"
#include "backup/writer/container_output.h"
#include "base/bytes.h"

namespace gantry::backup {

constexpr uint32_t k_soft_filemark_size = 0x200;
constexpr uint32_t k_logical_block_size = 0x400;

// The bytes of a block from its header to its first stream. Texts are put at the end in UTF-16,
// where tape addresses point.
class BlockBody {
  public:
    BlockBody(std::string_view type, size_t fixed_size, bool has_texts);

    template <std::integral T>
    void put(size_t offset, T value) {
        store_le<T>(bytes_.data() + offset, value);
    }
    void put_bytes(size_t offset, ByteSpan bytes);
    void put_time(size_t offset, const LocalTime& time);
    // The tape address at `offset` gets the text or bytes; an empty one stays zero.
    void put_text(size_t offset, std::string_view text);
    void put_tape_bytes(size_t offset, ByteSpan bytes);
    Bytes& bytes() { return bytes_; }

  private:
    Bytes bytes_;
};

// Five bytes, big-endian bit fields.
void append_mtf_time(const LocalTime& time, Bytes& out);

struct MediaFormat {
    uint32_t block_size = k_soft_filemark_size;  // 512 to 65536, a power of two
    bool compressed = false;
    uint32_t container_version = 2;
};

class MediaOutput {
  public:
    // Creates or truncates the file. Throws Error for a block size that is none.
    explicit MediaOutput(std::string path, const MediaFormat& format = {});
    ~MediaOutput();
    MediaOutput(const MediaOutput&) = delete;
    MediaOutput& operator=(const MediaOutput&) = delete;

    const std::string& path() const { return path_; }
    // In the MTF stream.
    uint64_t position() const { return position_; }
    uint32_t block_size() const { return format_.block_size; }

    // Blocks until the next call count from here: format logical addresses, control block ids.
    void start_set();
    void end_set() { in_set_ = false; }
    uint64_t set_start() const { return set_start_; }

    // Writes a block's header and body; streams follow, then end_block().
    void begin_block(BlockBody& body, uint32_t attributes = 0);
    void stream(std::string_view id, ByteSpan data, uint16_t attributes = 0);
    // A stream whose data the caller writes piece by piece, `length` bytes in all.
    void begin_stream(std::string_view id, uint64_t length, uint16_t attributes);
    void write(ByteSpan data);
    void end_stream() { align(4); }
    // An APAD stream that makes data behind the next stream header and two bytes of padding start
    // at a soft filemark boundary.
    void align_data();
    // Pads to a whole logical block counted from the block's own start, with stream `id`.
    void pad_block(std::string_view id);
    void end_block() { pad_block("SPAD"); }
    void soft_filemark();
    // Writes what is buffered and makes it durable.
    void close();

  private:
    void put_stream_header(std::string_view id, uint64_t length, uint16_t attributes);
    void zeros(uint64_t count);
    void align(uint32_t size);
    void flush();
    void write_out(Bytes& bytes);

    std::string path_;
    MediaFormat format_;
    Bytes container_bytes_;
    std::unique_ptr<ContainerOutput> container_;
    int descriptor_ = -1;
    Bytes buffer_;
    uint64_t position_ = 0;
    uint64_t block_start_ = 0;
    uint64_t set_start_ = 0;
    bool in_set_ = false;
    uint32_t control_id_ = 0;
    std::vector<uint64_t> filemarks_;
};

}  // namespace gantry::backup
