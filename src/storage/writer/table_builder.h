#pragma once
// Rows into pages: a clustered B-tree when the layout has keys, a heap when it has none. Rows of a
// tree come in key order; every row that fits a page is taken. Index levels grow as leaf pages
// fill, so one pass is enough and memory is one page a level.
// Not thread-safe. Throws Error when a row is longer than a page holds.

#include <memory>
#include <vector>

#include "storage/writer/data_file_writer.h"
#include "storage/writer/page_builder.h"
#include "storage/writer/row_layout.h"

namespace gantry::storage {

// Longest row SQL Server stores in a page.
constexpr uint32_t k_row_size_max = 8060;

class TableBuilder {
  public:
    // `file`, `unit` and `layout` outlive the builder.
    TableBuilder(DataFileWriter& file, AllocationUnit& unit, const RowLayout& layout);

    // Returns where the row went.
    Rid add(const std::vector<Field>& fields);
    // Writes the last pages and sets the unit's first and root page. Once, after the last row.
    void finish();

  private:
    void start_page(size_t level, PageId id);
    void keep_first_key();
    void turn_page(size_t level, const std::vector<Field>& key);
    void store(size_t level);
    void add_child(size_t level, const std::vector<Field>& key, PageId child);

    DataFileWriter& file_;
    AllocationUnit& unit_;
    const RowLayout& layout_;
    bool is_heap_;
    std::vector<std::unique_ptr<PageBuilder>> levels_;
    std::vector<PageId> first_pages_;
    std::vector<Field> first_key_;
    Bytes first_key_bytes_;
    std::vector<Field> key_;
    Bytes record_;
    Bytes index_record_;
};

}  // namespace gantry::storage
