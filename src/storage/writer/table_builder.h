#pragma once
// Rows into pages: a clustered B-tree when the layout has keys, a heap when it has none. Rows of a
// tree come in key order; every row that fits a page is taken. Index levels grow as leaf pages
// fill, so one pass is enough and memory is one page a level. In a page-compressed table a page is
// compressed when it is full, as SQL Server does, and then takes more rows; levels above the leaf
// keep the ordinary format.
// Not thread-safe. Throws Error when a row is longer than a page holds.

#include <memory>
#include <vector>

#include "storage/writer/compressed_page.h"
#include "storage/writer/data_file_writer.h"
#include "storage/writer/page_builder.h"
#include "storage/writer/row_layout.h"

namespace gantry::storage {

// Longest row SQL Server stores in a page.
constexpr uint32_t k_row_size_max = 8060;

// Records that a table can hold beside its rows: every n-th row gets one; 0: none.
struct RowOddities {
    uint32_t ghost_every = 0;    // the row's copy as a deleted row behind it
    uint32_t version_every = 0;  // a 14-byte version tag behind the row
    uint32_t forward_every = 0;  // heaps: a stub here, the row at the end
};

class TableBuilder {
  public:
    // `file`, `unit` and `layout` outlive the builder.
    TableBuilder(DataFileWriter& file, AllocationUnit& unit, const RowLayout& layout,
                 const RowOddities& oddities = {});

    // Returns where the row went.
    Rid add(const std::vector<Field>& fields);
    // Writes the last pages and sets the unit's first and root page. Once, after the last row.
    void finish();

  private:
    // A row whose place holds a stub until the end.
    struct Moved {
        Rid stub;
        std::vector<Field> fields;
        std::vector<Bytes> bytes;
    };

    // A row of a compressed table.
    struct LeafRow {
        uint8_t type = 0;
        CompressedFields fields;
        Bytes tail;  // version tag or back pointer
    };

    // Builds record_ for a row at the current page.
    void build(const std::vector<Field>& fields, RecordType type, const Rid* back_pointer);
    void build_leaf_record(const LeafRow& row);
    // Makes room for record_ at the leaf, turning the page if need be.
    void make_room(const std::vector<Field>& fields, RecordType type, const Rid* back_pointer);
    bool compress_leaf();
    Rid append(const std::vector<Field>& fields, RecordType type, const Rid* back_pointer);
    Rid leave_stub(const std::vector<Field>& fields);
    void place_moved_rows();
    void point_stub(Rid stub, Rid to);

    void start_page(size_t level, PageId id);
    void keep_first_key();
    void turn_page(size_t level, const std::vector<Field>& key);
    void store(size_t level);
    void add_child(size_t level, const std::vector<Field>& key, PageId child);

    DataFileWriter& file_;
    AllocationUnit& unit_;
    const RowLayout& layout_;
    RowOddities oddities_;
    bool is_heap_;
    uint64_t row_count_ = 0;
    std::vector<Moved> moved_;
    // Of compressed tables: the row being added, and those of the current leaf page.
    LeafRow row_;
    std::vector<LeafRow> leaf_rows_;
    CompressedPage leaf_context_;
    bool leaf_tried_ = false;
    PageId leaf_previous_;
    std::vector<std::unique_ptr<PageBuilder>> levels_;
    std::vector<PageId> first_pages_;
    std::vector<Field> first_key_;
    Bytes first_key_bytes_;
    std::vector<Field> key_;
    Bytes record_;
    Bytes index_record_;
};

}  // namespace gantry::storage
