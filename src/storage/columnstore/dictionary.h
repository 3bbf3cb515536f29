#pragma once
// Dictionaries of a columnstore's columns: data ids to numbers, or to strings in pages that are
// plain or Huffman-coded. Owns its blob. One per scan: strings that were decoded are kept, up to a
// limit. Facts: docs/formats/columnstore.md.

#include <memory>
#include <vector>

#include "base/bytes.h"
#include "storage/arena.h"
#include "storage/columnstore/fault.h"
#include "storage/columnstore/huffman.h"

namespace gantry::storage::columnstore {

class Dictionary {
  public:
    // `blob` is plain (archive.h expands archived ones). `entry_count` and `last_id` are the
    // catalog's: the first entry's data id is last_id - entry_count + 1. Throws FormatError.
    Dictionary(Bytes blob, int64_t entry_count, int64_t last_id, const SegmentName& name);

    bool is_numeric() const { return numeric_; }
    int64_t first_id() const { return first_id_; }
    int64_t last_id() const { return last_id_; }
    uint32_t entry_count() const { return entry_count_; }
    // Bytes of each number: 1, 2, 4 or 8.
    uint32_t number_size() const { return number_size_; }

    // Entry of a data id; false when it has none.
    bool find(int64_t data_id, uint32_t& entry) const {
        if (data_id < first_id_ || data_id - first_id_ >= int64_t(entry_count_)) return false;
        entry = uint32_t(data_id - first_id_);
        return true;
    }
    int64_t number(uint32_t entry) const;
    // Valid as long as this and `arena`'s contents. Throws FormatError.
    ByteSpan string(uint32_t entry, Arena& arena);

  private:
    struct Page {
        ByteSpan content;
        bool coded = false;
        bool narrow = false;  // a symbol is a UTF-16 unit below 256
        ByteSpan table;
        std::unique_ptr<HuffmanCode> code;
    };

    void parse_numbers();
    void parse_strings();
    void add_page(ByteSpan bytes);
    ByteSpan plain_string(const Page& page, uint32_t offset, uint32_t entry) const;
    ByteSpan coded_string(Page& page, uint32_t bit, uint32_t entry, Arena& arena);

    Bytes blob_;
    SegmentName name_;
    bool numeric_ = false;
    int64_t first_id_ = 0;
    int64_t last_id_ = 0;
    uint32_t entry_count_ = 0;
    uint32_t number_size_ = 0;
    size_t handles_at_ = 0;
    std::vector<Page> pages_;
    Arena decoded_;
    size_t decoded_bytes_ = 0;
    std::vector<ByteSpan> known_;  // decoded strings; no data: not yet
};

}  // namespace gantry::storage::columnstore
