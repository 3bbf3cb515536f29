#pragma once
// Values of one segment in row order, as the bytes an uncompressed row would hold.
// For one thread. Errors: FormatError naming table, column and row group.

#include <array>
#include <memory>

#include "storage/arena.h"
#include "storage/columnstore/dictionary.h"
#include "storage/columnstore/segment.h"
#include "storage/columnstore/value.h"
#include "storage/columnstore/value_pages.h"
#include "storage/lob.h"
#include "storage/row_decoder.h"

namespace gantry::storage::columnstore {

// {u64 blob id, RID}: how the catalog points to a blob.
using BlobPointer = std::array<uint8_t, k_text_pointer_size>;

// What a row of syscscolsegments says of a segment's values.
struct SegmentFacts {
    int32_t encoding = 0;  // sys.column_store_segments.encoding_type
    bool has_nulls = false;
    int64_t null_value = 0;  // the data id that stands for NULL
    int64_t base_id = -1;    // of values without dictionary: (data id + base) * magnitude
    double magnitude = -1;   // 0 or less: the data id is the value
    int64_t min_data_id = 0;
    int64_t max_data_id = 0;
};

class ColumnReader {
  public:
    // `blob` and `source` must outlive this; large values are read from `source`. Dictionaries may
    // be null.
    ColumnReader(ByteSpan blob, uint32_t row_count, const ValueShape& shape,
                 const SegmentFacts& facts, std::unique_ptr<Dictionary> global,
                 std::unique_ptr<Dictionary> local, const PageSource& source,
                 const SegmentName& name);

    // The next `count` rows, of which there must be so many. Valid until the next call.
    void read(uint32_t count, FieldView* out);

  private:
    // How an id without a dictionary becomes a value: (id + base) * multiplier.
    struct Scale {
        int64_t base = 0;
        int64_t multiplier = 1;
    };

    void check_shape();
    void find_scale();
    void find_null_id();
    bool some_row_has(int64_t id) const;
    bool strings_are_tagged(Dictionary& dictionary);
    bool page_values_are_tagged();
    void find_page_number_form();

    void repeat(const Run& run, uint32_t count, FieldView* out);
    void read_packed(const Run& run, uint32_t first, uint32_t count, FieldView* out);
    void read_pages(const Run& run, uint32_t first, uint32_t count, FieldView* out);

    FieldView of_id(int64_t id);
    FieldView of_integer(int64_t value, bool narrow_source);
    FieldView of_string(Dictionary& dictionary, bool tagged, uint32_t entry);
    FieldView of_bytes(ByteSpan bytes);
    FieldView of_page_value(ByteSpan bytes);

    Segment segment_;
    ValueShape shape_;
    SegmentFacts facts_;
    SegmentName name_;
    std::unique_ptr<Dictionary> global_, local_;
    bool global_tagged_ = false, local_tagged_ = false;
    std::unique_ptr<ValuePages> pages_;
    bool pages_tagged_ = false;
    bool halved_ = false;  // integers on value pages are kept doubled
    Scale scale_;
    bool as_integer_ = false;
    uint32_t integer_size_ = 0;
    bool has_null_id_ = false;
    int64_t null_id_ = 0;

    const PageSource& source_;
    Arena scratch_;  // of the current batch
    std::vector<int64_t> ids_;
    size_t run_ = 0;
    uint32_t in_run_ = 0;
    // Where the current run over value pages goes on.
    ValueAddress address_;
};

}  // namespace gantry::storage::columnstore
