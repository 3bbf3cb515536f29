#pragma once
// The container of compressed backups ("MSSQLBAK"): records of XPRESS-Huffman data around
// uncompressed filemark blocks. Its decompressed bytes are a plain MTF stream, and that stream is
// what this ByteSource is. Facts: docs/formats/mssqlbak.md.
//
// Opening reads record headers only. read_at() decompresses what it needs and keeps the last
// record, which is enough to list headers. materialise() decompresses everything, on all cores,
// into a spool; from then on mapped() holds the whole stream. Decompress::at_once does so while
// record headers are read: a file that comes over the network is then read once, in order, and
// nothing of it is kept.
// Thread-safe. Throws FormatError 3241 when the container is not what it should be, 33111 when it
// seems to be encrypted.

#include <atomic>
#include <functional>
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
    enum class Decompress : uint8_t { when_needed, at_once };
    explicit MssqlbakSource(const ByteSource& file, Decompress when = Decompress::when_needed);

    const std::string& name() const override { return file_.name(); }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override;
    ByteSpan mapped() const override;
    void release(uint64_t offset, uint64_t size) const override;

    // With `problems`, records that are damaged are described there and read as zeros; without, the
    // first one is thrown.
    void materialise(std::vector<std::string>* problems = nullptr);
    // Drops what materialise() made. Nothing may hold on to mapped() any more.
    void forget();

    size_t record_count() const { return records_.size(); }
    // Where the decompressed stream ends because the file does, inside a record.
    bool truncated() const { return truncated_; }
    uint32_t version() const { return version_; }
    // Where each byte of the file belongs.
    struct Account {
        uint64_t header = 0;      // of the file and of records
        uint64_t compressed = 0;  // payload of data records
        uint64_t filemarks = 0;   // blocks that stand as they are
        uint64_t padding = 0;
        uint64_t index = 0;
        // Not understood: between records of version 1, behind the last set.
        uint64_t skipped = 0;
    };
    const Account& account() const { return account_; }

  private:
    enum class Form : uint8_t { xpress, stored, filemark };
    struct Record {
        uint64_t input_at;   // of the bytes after the header
        uint64_t output_at;  // in the decompressed stream
        uint32_t input_size;
        uint32_t output_size;
        uint32_t checksum;
        Form form;
    };

    // Records that follow each other, and all the bytes of the file they come from.
    struct Batch {
        std::vector<Record> records;
        uint64_t begin = 0;
        uint64_t end = 0;
    };

    void read_records(const std::function<void(uint64_t)>& passed);
    void decompress_at_once();
    void decode_batch(const Batch& batch, Spool& spool) const;
    std::unique_ptr<Spool> spool_for_all() const;
    void decode_into(const Record& record, Spool& spool, std::vector<uint8_t>& scratch) const;
    uint64_t first_record(ByteSpan bytes) const;
    uint64_t read_record(ByteSpan bytes, uint64_t at);
    uint64_t read_filemark(ByteSpan bytes, uint64_t at);
    uint64_t read_data(ByteSpan bytes, uint64_t at);
    uint64_t read_stored(ByteSpan bytes, uint64_t at);
    uint64_t read_unknown(ByteSpan bytes, uint64_t at);
    bool is_record_at(ByteSpan bytes, uint64_t at) const;
    bool is_behind_set(uint64_t at) const;
    uint64_t take_trailing(ByteSpan bytes, uint64_t at);
    uint64_t cut(ByteSpan bytes);
    void decode(const Record& record, uint8_t* out) const;
    [[noreturn]] void refuse_payload(const Record& record, ByteSpan input) const;

    const ByteSource& file_;
    std::vector<Record> records_;
    uint64_t size_ = 0;
    uint32_t version_ = 0;
    uint32_t header_size_ = 0;  // of a record, before its checksum
    bool truncated_ = false;
    uint32_t filemarks_ = 0;
    uint64_t search_left_ = 0;  // bytes that searching for records may still look at
    Account account_;

    mutable std::mutex mutex_;
    mutable size_t cached_record_ = SIZE_MAX;
    mutable std::vector<uint8_t> cached_;
    std::unique_ptr<Spool> spool_;
    std::atomic<bool> materialised_{false};
};

}  // namespace gantry::backup
