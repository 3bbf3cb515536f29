#pragma once
// Row- and page-compressed (CD) records to values in uncompressed encoding. Used by RowDecoder, one
// thread. Throws FormatError naming page and slot.
// Facts: docs/formats/records.md. No sample has populated compressed rows: these are public
// descriptions (OrcaMDF, the SQL Server documentation of row and page compression, and notes of
// people who compared the bytes with DBCC PAGE).

#include <array>
#include <vector>

#include "storage/row_decoder.h"

namespace gantry::storage {

// A parsed CD record: columns by index, each null, empty, true, a page-dictionary symbol, or bytes.
class CompressedRecord {
  public:
    enum class Kind : uint8_t { null, empty, bytes, bit_true, symbol };
    struct Column {
        Kind kind = Kind::null;
        bool complex = false;
        ByteSpan bytes;
    };

    // False when a length does not fit into `area`.
    bool parse(ByteSpan area);
    // Record type, bits 2-4 of byte 0.
    uint8_t type() const { return type_; }
    size_t column_count() const { return columns_.size(); }
    // Bytes of the record without its version tag or address.
    size_t size() const { return size_; }
    const Column& column(size_t index) const { return columns_[index]; }

    static bool is_compressed(uint8_t first_byte) { return (first_byte & 1) != 0; }

  private:
    bool parse_long(ByteSpan area, size_t at, size_t long_count);

    uint8_t type_ = 0;
    size_t size_ = 0;
    std::vector<Column> columns_;
};

// Record types: bits 2-4 of byte 0.
constexpr uint8_t k_cd_primary = 0;
constexpr uint8_t k_cd_ghost_empty = 1;
constexpr uint8_t k_cd_stub = 2;
constexpr uint8_t k_cd_ghost_data = 3;
constexpr uint8_t k_cd_forwarded = 4;
constexpr uint8_t k_cd_ghost_forwarded = 5;
constexpr uint8_t k_cd_index = 6;
constexpr uint8_t k_cd_ghost_index = 7;
constexpr uint8_t k_cd_has_version = 0x02;  // of byte 0: 14 bytes of version tag behind the record

class CompressedRows {
  public:
    CompressedRows(const PageSource& source, const RowsetLayout& layout, Arena& arena,
                   LobReader& lobs);

    // Fills `fields` when the record at `area` is a row; false when it is a ghost or a stub.
    bool decode(PageView page, Rid rid, ByteSpan area, std::vector<FieldView>& fields);

    static bool is_live(ByteSpan area) {
        uint8_t type = area[0] >> 2 & 7;
        return type == k_cd_primary || type == k_cd_forwarded;
    }

  private:
    // What page compression keeps once per page: the anchor row and the dictionary.
    struct PageContext {
        PageId id;
        bool loaded = false;
        bool has_anchor = false;
        CompressedRecord anchor;
        std::vector<ByteSpan> dictionary;
    };

    void load_page_context(PageView page, Rid rid);
    void read_dictionary(ByteSpan dictionary, Rid rid);
    const CompressedRecord::Column* anchor_of(size_t index) const;
    bool anchor_is_true(size_t index) const;
    ByteSpan expand(const CompressedRecord::Column& column, size_t index, Rid rid);
    ByteSpan expand_prefix(ByteSpan bytes, size_t index, Rid rid);
    bool value_of(const ColumnPlace& place, Rid rid, ByteSpan& value);
    bool long_value_of(const ColumnPlace& place, ByteSpan raw, bool complex, Rid rid,
                       ByteSpan& value);

    const PageSource& source_;
    const RowsetLayout& layout_;
    Arena& arena_;
    LobReader& lobs_;
    CompressedRecord record_;
    PageContext page_;
};

}  // namespace gantry::storage
