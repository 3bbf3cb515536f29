#pragma once
// The physical half of a database's catalog: from the boot page to every rowset, its pages and the
// places of its columns, in any version from SQL Server 2005 to 2022; and a reader of any system
// base table by column name. The logical half is made from it by model_builder.h.
//
// Built once by one thread; const functions are thread-safe afterwards. Errors: FormatError with
// the page. Facts: docs/formats/catalog.md.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/allocation.h"
#include "storage/page_source.h"
#include "storage/row_decoder.h"

namespace gantry::catalog {

// Object ids of system base tables.
constexpr int32_t k_sysrscols = 3;
constexpr int32_t k_sysrowsetcolumns_2005 = 4;
constexpr int32_t k_sysrowsets = 5;
constexpr int32_t k_sysallocunits = 7;
constexpr int32_t k_sysfiles1 = 8;
constexpr int32_t k_sysseobjvalues = 9;
constexpr int32_t k_syshobtcolumns_2005 = 13;
constexpr int32_t k_sysphfg = 23;
constexpr int32_t k_sysprufiles = 24;
constexpr int32_t k_sysowners = 27;
constexpr int32_t k_sysschobjs = 34;
constexpr int32_t k_syscsrowgroups = 35;
constexpr int32_t k_syscolpars = 41;
constexpr int32_t k_sysxprops = 49;
constexpr int32_t k_sysscalartypes = 50;
constexpr int32_t k_sysidxstats = 54;
constexpr int32_t k_sysiscols = 55;
constexpr int32_t k_sysobjvalues = 60;
constexpr int32_t k_syscscolsegments = 62;
constexpr int32_t k_syscsdictionaries = 63;
constexpr int32_t k_sysclsobjs = 64;
constexpr int32_t k_syssingleobjrefs = 74;
constexpr int32_t k_sysmultiobjrefs = 75;

constexpr uint16_t k_version_2005 = 611;
constexpr uint16_t k_version_2008 = 655;
constexpr uint16_t k_version_newest = 957;

struct BootPage {
    uint16_t version = 0;
    uint16_t created_version = 0;
    std::string database_name;
    int32_t database_id = 0;
    uint32_t collation = 0;
    uint8_t compatibility_level = 0;
    std::string recovery_model = "FULL";
    uint32_t status = 0;   // sysdatabases' status word
    uint32_t status2 = 0;  // options: sysdbreg.status2
    std::string created;   // "2012-05-06T07:08:09.123"
    Bytes broker_guid;     // empty: none
    bool broker_disabled = true;
    int32_t target_recovery_seconds = -1;  // -1: not recorded
    storage::PageId first_allocation_units;
};

struct AllocationUnit {
    uint8_t type = 0;  // 1 in-row, 2 LOB, 3 row-overflow
    int16_t filegroup = 0;
    int64_t used_pages = 0, data_pages = 0, reserved_pages = 0;  // as recorded
    storage::PageId first, root, first_iam;
};

// One partition of a heap or index.
struct Rowset {
    int64_t id = 0;
    int32_t object_id = 0;
    int32_t index_id = 0;
    int32_t partition = 1;
    uint8_t owner_type = 1;  // columnstore_catalog.h has the others
    uint32_t status = 0;
    int64_t row_count = 0;  // rcrows
    storage::Compression compression = storage::Compression::none;
    uint8_t compression_level = 0;  // as stored: 3 and up are columnstore
};

// One physical column of a rowset, before it has a name.
struct RowsetColumn {
    uint32_t id = 0;         // rscolid
    int32_t storage_id = 0;  // hbcolid
    storage::ColumnPlace place;
    uint32_t collation = 0;
    int16_t key_ordinal = 0;
    bool dropped = false;
    bool not_null = false;
    bool descending = false;
    bool uniqueifier = false;
    // The column in rows above the leaves; offset 0: not there.
    int16_t upper_offset = 0;
    uint16_t upper_null_bit = 0;
    uint8_t upper_bit_position = 0;
};

// A row of syscolpars: a column of a table, view or function, or a parameter.
struct ColumnRow {
    int32_t object_id = 0;
    int16_t number = 0;  // 0: column; 1 and up: parameter of that procedure number
    int32_t column_id = 0;
    std::string name;
    uint8_t system_type = 0;
    int32_t user_type = 0;
    int16_t length = 0;
    uint8_t precision = 0;
    uint8_t scale = 0;
    uint32_t collation = 0;
    int32_t status = 0;
    int32_t xml_collection = 0;  // xmlns
    int32_t default_object = 0;
    int32_t rule_object = 0;  // chk
    Bytes identity;           // idtval
};

class ColumnstoreCatalog;
class SystemCatalog;

// Rows of one system base table, read by column name.
class SystemRow {
  public:
    int64_t integer(size_t column) const;   // 0 for NULL or a column this version lacks
    std::string text(size_t column) const;  // of UTF-16 and plain char columns
    ByteSpan bytes(size_t column) const;
    bool is_null(size_t column) const;

  private:
    friend class SystemCatalog;
    SystemRow(const std::vector<storage::FieldView>& fields,
              const std::vector<storage::ColumnPlace>& places)
        : fields_(fields), places_(places) {}
    const std::vector<storage::FieldView>& fields_;
    const std::vector<storage::ColumnPlace>& places_;
};

class SystemCatalog {
  public:
    // Reads boot page, allocation units, rowsets and columns. The source must outlive this.
    explicit SystemCatalog(const storage::PageSource& source);
    ~SystemCatalog();

    const BootPage& boot() const { return boot_; }
    const storage::PageSource& source() const { return source_; }

    // Partitions of an object's heap or clustered index (index ids 0 and 1); empty: none.
    std::vector<const Rowset*> base_rowsets(int32_t object_id) const;
    const std::map<std::pair<int32_t, int32_t>, std::vector<Rowset>>& rowsets() const {
        return rowsets_;
    }
    // What an index has beside its rows: delete bitmaps and delta stores of columnstores.
    const std::vector<Rowset>& internal_rowsets(int32_t object_id, int32_t index_id) const;
    // Read when it is first asked for.
    const ColumnstoreCatalog& columnstores() const;
    const AllocationUnit* allocation_unit(int64_t rowset_id, uint8_t type) const;
    const std::vector<AllocationUnit>& allocation_units(int64_t rowset_id) const;
    // The rowsets of an index, by partition.
    const std::vector<Rowset>& index_rowsets(int32_t object_id, int32_t index_id) const;
    // Physical columns of a rowset, in order of rowset column id.
    const std::vector<RowsetColumn>& rowset_columns(int64_t rowset_id) const;
    // Pages in use of a rowset's in-row data, index levels among them.
    std::vector<storage::ExtentPages> pages_of(const Rowset& rowset) const;
    // Columns (number 0) and parameters of an object, in order of (number, column id).
    const std::vector<ColumnRow>& column_rows(int32_t object_id) const;

    // Visits every row of a system base table. `columns` are column names of which an unknown one
    // (the version lacks it) reads as NULL; the visitor gets them by position. Does nothing when
    // the table is not there.
    void scan(int32_t object_id, const std::vector<std::string_view>& columns,
              const std::function<void(const SystemRow&)>& visit) const;

    // Decodes every row of a rowset with `layout`.
    void scan_rowset(
        const Rowset& rowset, const storage::RowsetLayout& layout,
        const std::function<void(const std::vector<storage::FieldView>&)>& visit) const;

  private:
    void read_boot_page();
    void read_allocation_units();
    void read_rowsets();
    void read_rowset_columns();
    void read_rowset_columns_2005();
    void read_added_defaults();
    void read_column_rows();
    const Rowset& bootstrap_rowset(int32_t object_id) const;

    const storage::PageSource& source_;
    BootPage boot_;
    std::unordered_map<int64_t, std::vector<AllocationUnit>> units_;  // by rowset id
    std::map<std::pair<int32_t, int32_t>, std::vector<Rowset>> rowsets_, internal_rowsets_;
    mutable std::once_flag columnstores_read_;
    mutable std::unique_ptr<ColumnstoreCatalog> columnstores_;
    std::unordered_map<int64_t, std::vector<RowsetColumn>> columns_;
    std::unordered_map<int32_t, std::vector<ColumnRow>> column_rows_;
};

}  // namespace gantry::catalog
