#pragma once
// The container of compressed backups ("MSSQLBAK"): records of XPRESS-Huffman data around
// uncompressed filemark blocks. Its decompressed bytes are a plain MTF stream, and that stream is
// what this ByteSource is. Facts: docs/formats/mssqlbak.md.
//
// Opening reads record headers only. read_at() decompresses what it needs and keeps the last
// record, which is enough to list headers. materialise() decompresses everything, on all cores,
// into a spool; from then on mapped() holds the whole stream.
// Thread-safe. Throws FormatError 3241 when the container is not what it should be.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "backup/spool.h"
#include "base/byte_source.h"

namespace gantry::backup {

bool is_mssqlbak(ByteSpan first_bytes);

class MssqlbakSource final : public ByteSource {
  public:
    // `file` must be mapped() and outlive this.
    explicit MssqlbakSource(const ByteSource& file);

    const std::string& name() const override { return file_.name(); }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override;
    ByteSpan mapped() const override;
    void release(uint64_t offset, uint64_t size) const override;

    void materialise();
    // Drops what materialise() made. Nothing may hold on to mapped() any more.
    void forget();

    size_t record_count() const { return records_.size(); }
    // Where the decompressed stream ends because the file does, inside a record.
    bool truncated() const { return truncated_; }

  private:
    struct Record {
        uint64_t input_at;   // of the bytes after the header
        uint64_t output_at;  // in the decompressed stream
        uint32_t input_size;
        uint32_t output_size;
        uint32_t checksum;
        bool compressed;  // false: a filemark block, copied
    };

    void read_records();
    uint64_t read_record(ByteSpan bytes, uint64_t at);
    void decode(const Record& record, uint8_t* out) const;

    const ByteSource& file_;
    std::vector<Record> records_;
    uint64_t size_ = 0;
    bool truncated_ = false;

    mutable std::mutex mutex_;
    mutable size_t cached_record_ = SIZE_MAX;
    mutable std::vector<uint8_t> cached_;
    std::unique_ptr<Spool> spool_;
    std::atomic<bool> materialised_{false};
};

}  // namespace gantry::backup
