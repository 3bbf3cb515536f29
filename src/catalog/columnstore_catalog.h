#pragma once
// What the system tables say of columnstores: row groups (syscsrowgroups), segments
// (syscscolsegments) and dictionaries (syscsdictionaries), by rowset. Read once; const and
// thread-safe afterwards. Errors: FormatError. Facts: docs/formats/columnstore.md.

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "storage/columnstore/row_group.h"

namespace gantry::catalog {

class SystemCatalog;

// sysrowsets.ownertype: what a rowset of an object's index is.
constexpr uint8_t k_owner_rows = 1;  // of a heap, an index, or the columnstore itself
constexpr uint8_t k_owner_delete_bitmap = 2;
constexpr uint8_t k_owner_delta_store = 3;

// sysrowsets.cmprlevel from which on a rowset is a columnstore: 3, or 4 when archived.
constexpr uint8_t k_columnstore_level = 3;

enum class RowGroupState : uint8_t {  // syscsrowgroups.status, lowest three bits
    invisible = 0,                    // being built from a delta store
    open = 1,
    closed = 2,
    compressed = 3,
    tombstone = 4,  // its rows are elsewhere or gone
};

struct ColumnstoreRowGroup {
    int32_t id = 0;
    RowGroupState state = RowGroupState::invisible;
    uint32_t row_count = 0;
    int64_t delta_rowset = 0;
};

struct ColumnstoreSegment {
    storage::columnstore::SegmentPlace place;  // with its dictionaries
    int64_t stored_bytes = 0;
    bool elsewhere = false;           // not in this database's pages
    int32_t missing_dictionary = -1;  // its id, when the catalog lacks one that is named
};

// The columnstore of one rowset: a partition of a clustered columnstore index.
struct Columnstore {
    std::vector<ColumnstoreRowGroup> row_groups;  // by id
    // By (row group, column); columns by their storage ids (RowsetColumn::storage_id).
    std::map<std::pair<int32_t, int32_t>, ColumnstoreSegment> segments;
};

class ColumnstoreCatalog {
  public:
    explicit ColumnstoreCatalog(const SystemCatalog& catalog);

    // Null: there is none.
    const Columnstore* find(int64_t rowset_id) const;

  private:
    std::unordered_map<int64_t, Columnstore> stores_;
};

}  // namespace gantry::catalog
