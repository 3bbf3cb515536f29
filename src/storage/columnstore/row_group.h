#pragma once
// The rows of one compressed row group of a columnstore, made of its columns' segments. What is
// where comes from the catalog (a RowGroupPlan); segments and dictionaries are read from the LOB
// pages when the first row is asked for. Memory: the group's blobs and a batch of rows.
// For one thread; the PageSource may be shared. Errors: FormatError naming table, column and row
// group. Facts: docs/formats/columnstore.md.

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/columnstore/column_reader.h"
#include "storage/page_source.h"
#include "storage/row_decoder.h"

namespace gantry::storage::columnstore {

// A row of syscsdictionaries.
struct DictionaryPlace {
    int64_t entry_count = 0;
    int64_t last_id = 0;
    BlobPointer pointer{};
};

// A row of syscscolsegments and the dictionaries it names.
struct SegmentPlace {
    SegmentFacts facts;
    uint32_t row_count = 0;
    std::optional<DictionaryPlace> global_dictionary;
    std::optional<DictionaryPlace> local_dictionary;
    BlobPointer pointer{};
};

struct GroupColumn {
    std::string name;
    ValueShape shape;
    std::optional<SegmentPlace> segment;  // nothing: the column was added later
    std::optional<Bytes> added_default;   // then every row's value; nothing: NULL
};

struct RowGroupPlan {
    std::string table;
    int32_t id = 0;
    uint32_t row_count = 0;  // deleted rows among them
    std::vector<GroupColumn> columns;
    std::vector<uint32_t> deleted;  // row numbers, ascending
};

class RowGroupReader {
  public:
    RowGroupReader(const PageSource& source, RowGroupPlan plan);
    ~RowGroupReader();

    // False at the end; else fields() are the next row's, valid until the next call.
    bool next();
    std::span<const FieldView> fields() const { return row_; }

  private:
    struct Column {
        Bytes segment;                         // expanded, when it was archived
        std::unique_ptr<ColumnReader> reader;  // null: a column without segment
    };

    void load();
    void load_column(size_t index);
    // The plain blob: in `owned` when it was archived, else in pages or the arena.
    ByteSpan load_blob(const BlobPointer& pointer, const SegmentName& name, Bytes& owned);
    std::unique_ptr<Dictionary> load_dictionary(const std::optional<DictionaryPlace>& place,
                                                const SegmentName& name);
    bool next_batch();

    const PageSource& source_;
    RowGroupPlan plan_;
    Arena blobs_;
    LobReader lobs_;
    bool loaded_ = false;
    std::vector<Column> columns_;
    std::vector<FieldView> batch_;  // column after column
    std::vector<FieldView> row_;
    uint32_t batch_first_ = 0;  // row number of the batch's first row
    uint32_t batch_size_ = 0;
    uint32_t in_batch_ = 0;
    size_t next_deleted_ = 0;
};

}  // namespace gantry::storage::columnstore
