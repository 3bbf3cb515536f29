#pragma once
// From a slot to column values, by a plan that is made once per rowset. The hot path of restore.
//
// A decoder belongs to one thread; the PageSource may be shared. Values point into the page, into
// the decoder's arena or into the plan: they are valid until the next decode() call.
// Values come out in the encodings of ordinary uncompressed rows (docs/formats/records.md),
// whatever the row's compression: a bit is one byte 0 or 1, a decimal as stored, LOBs are
// assembled.

#include <memory>
#include <optional>
#include <vector>

#include "storage/lob.h"
#include "storage/record.h"
#include "types/sql_type.h"

namespace gantry::storage {

struct FieldView {
    const uint8_t* data = nullptr;
    uint32_t size = 0;
    bool null = true;

    ByteSpan bytes() const { return {data, size}; }
};

// Where a rowset keeps one column: a row of sysrscols, or of its two ancestors in SQL Server 2005.
struct ColumnPlace {
    std::string name;        // for messages
    uint32_t column_id = 0;  // in the rowset
    types::TypeId type = types::TypeId::none;
    int16_t length = 0;  // bytes; -1 for max types
    uint8_t precision = 0;
    uint8_t scale = 0;
    int16_t leaf_offset = 0;        // >= 4: fixed part; < 0: variable column -offset - 1
    uint16_t null_bit = 0;          // from 1; 0: none
    uint8_t bit_position = 0;       // of a bit column
    uint16_t compressed_index = 0;  // place among the columns of a compressed row
    bool sparse = false;
    bool unreadable = false;  // FILESTREAM (its bytes are in files), Always Encrypted: NULL here
    // Value for rows that were written before the column was added; nothing: NULL.
    std::optional<Bytes> added_default;
    bool default_unreadable = false;  // there is one, but not as bytes of the column's type
};

enum class Compression : uint8_t { none = 0, row = 1, page = 2 };

struct RowsetLayout {
    std::string table_name;  // for messages
    Compression compression = Compression::none;
    std::vector<ColumnPlace> columns;  // those wanted, in the order wanted
};

// The value of a column that a record is too old to have. Throws when it cannot be told.
FieldView missing_value(const PageSource& source, const RowsetLayout& layout,
                        const ColumnPlace& place, Rid rid);

class CompressedRows;

class RowDecoder {
  public:
    RowDecoder(const PageSource& source, const RowsetLayout& layout);
    ~RowDecoder();
    RowDecoder(const RowDecoder&) = delete;
    RowDecoder& operator=(const RowDecoder&) = delete;

    // The page that decode() reads from now on; `id` is what messages call it. Throws FormatError
    // when slots, records and free space cannot all fit the page.
    void begin_page(PageView page, PageId id);
    uint32_t slot_count() const { return slot_count_; }
    // Decodes a slot (below slot_count()) of that page. False when it holds no row a scan returns
    // (empty slot, ghost, forwarding stub). Throws FormatError naming page and slot.
    bool decode(uint32_t slot);
    bool decode(PageView page, PageId id, uint16_t slot) {
        begin_page(page, id);
        return slot < slot_count_ && decode(slot);
    }
    // Of the last decode() that returned true, in the layout's order.
    const std::vector<FieldView>& fields() const { return fields_; }

  private:
    enum class Op : uint8_t { fixed, bit, variable, text, vardecimal, sparse, absent };
    struct Step {
        Op op = Op::absent;
        uint8_t bit_mask = 0;
        uint8_t null_shift = 0;
        uint16_t null_bit = 0;
        uint16_t index = 0;  // offset in the fixed part, or variable column
        uint16_t size = 0;
    };

    void make_plan();
    bool refuse_format(ByteSpan area, uint32_t slot);
    bool decode_fixed_var(ByteSpan area, uint32_t slot);
    void decode_short_record(const FixedVarRecord& record, uint32_t slot);
    void decode_column(const FixedVarRecord& record, size_t i, uint32_t slot);
    void set_complex(const VariableField& field, size_t i, uint32_t slot);
    void set_sparse_columns(const FixedVarRecord& record, uint32_t slot);
    void set_sparse(size_t i, ByteSpan value, bool complex, uint32_t slot);
    Rid rid_of(uint32_t slot) const { return {page_id_, uint16_t(slot)}; }
    void set_missing(size_t i, uint32_t slot);
    void set(size_t i, ByteSpan bytes) {
        fields_[i] = {bytes.data(), uint32_t(bytes.size()), false};
    }

    const PageSource& source_;
    const RowsetLayout& layout_;
    std::vector<Step> steps_;
    std::vector<std::pair<uint32_t, uint32_t>> sparse_;  // (column id, field), ascending
    std::vector<FieldView> fields_;
    uint32_t plain_null_bit_ = 0;   // a record with this many columns has all of ours
    bool simple_plan_ = true;       // every column has a null bit among the first 64
    uint32_t plain_fixed_end_ = 0;  // and one with this fixed end holds all fixed columns
    PageView page_;
    PageId page_id_;
    uint32_t slot_count_ = 0;
    uint32_t records_end_ = 0;
    Arena arena_;
    LobReader lobs_;
    std::unique_ptr<CompressedRows> compressed_;
};

// Whether a page of a table's or index's unit holds rows. False for index levels and what was
// deallocated; throws FormatError 3183 for a page that cannot be in use there: zeros, LOB data,
// allocation maps.
bool holds_rows(const PageSource& source, PageId id, PageView page);

}  // namespace gantry::storage
