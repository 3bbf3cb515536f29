#pragma once
// Long values into text pages: data records of up to 8040 bytes, trees of links above them, and
// what stands in the row instead of the value: a 16-byte pointer for text, ntext and image, an
// inline root for varchar(max) and its kin. Short records share pages.
// Not thread-safe.
// Facts: docs/formats/records.md (LOB); field values as in backups of 2012.

#include "storage/writer/data_file_writer.h"
#include "storage/writer/page_builder.h"

namespace gantry::storage {

class LobWriter {
  public:
    // Both outlive the writer.
    LobWriter(DataFileWriter& file, AllocationUnit& unit) : file_(file), unit_(unit) {}

    // Stores the value and fills `pointer` with the 16 bytes for the row.
    void write_text(ByteSpan value, Bytes& pointer);
    // Stores the value and fills `root` with 24 to 72 bytes for the row.
    void write_large_value(ByteSpan value, Bytes& root);
    // The same for a value of at most 8,000 bytes that did not fit its row.
    void write_overflow(ByteSpan value, Bytes& root);
    // Writes the last page. Once, after the last value.
    void finish();

  private:
    struct Link {
        uint64_t end = 0;  // bytes of the value up to here, from the start of its node
        Rid rid;
    };

    void write_inline_root(uint8_t kind, ByteSpan value, Bytes& root);
    std::vector<Link> write_data(ByteSpan value, uint64_t blob_id);
    // Adds levels of nodes until at most `root_links` links remain; returns the levels added.
    uint16_t fold(std::vector<Link>& links, size_t root_links, uint64_t blob_id);
    Rid put(ByteSpan record);
    void start_record(uint64_t blob_id, uint16_t kind);
    void end_record() { store_le<uint16_t>(record_.bytes().data() + 2, uint16_t(record_.size())); }
    uint64_t next_blob_id() { return (blob_number_++) << 16; }

    DataFileWriter& file_;
    AllocationUnit& unit_;
    PageBuilder page_;
    bool started_ = false;
    uint64_t blob_number_ = 2001;
    ByteWriter record_;
};

}  // namespace gantry::storage
