#pragma once
// A table on its way to disk: the layout of its rows, its rowset and allocation units, and the rows
// about them in sysrowsets, sysrscols and sysallocunits.

#include <memory>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "catalog/writer/system_rows.h"
#include "catalog/writer/system_tables.h"
#include "storage/writer/data_file_writer.h"
#include "storage/writer/row_layout.h"

namespace gantry::catalog {

// sysallocunits.type.
constexpr uint8_t k_in_row_unit = 1;
constexpr uint8_t k_lob_unit = 2;
constexpr uint8_t k_overflow_unit = 3;

// Next ids of rowsets and allocation units of user tables.
struct StorageIds {
    uint64_t rowset = 0x0100000000070000;
    uint64_t unit = 0x0100000000080000;

    uint64_t next_rowset() { return take(rowset); }
    uint64_t next_unit() { return take(unit); }

  private:
    static uint64_t take(uint64_t& id) {
        uint64_t given = id;
        id += 0x10000;
        return given;
    }
};

// One partition of a table.
struct TablePlan {
    int32_t object_id = 0;
    int32_t index_id = 0;  // 0 heap, 1 clustered
    int32_t partition = 1;
    uint64_t rowset_id = 0;
    uint32_t rowset_status = 0;
    uint8_t owner_type = 1;         // sysrowsets.ownertype: columnstore_catalog.h
    uint8_t columnstore_level = 0;  // sysrowsets.cmprlevel of a columnstore
    int32_t first_storage_id = 1;   // hbcolid of the first column
    storage::RowLayout layout;
    std::vector<types::SqlType> types;  // one for each column of the layout
    storage::AllocationUnit rows;
    std::unique_ptr<storage::AllocationUnit> lobs;      // when there are LOB columns
    std::unique_ptr<storage::AllocationUnit> overflow;  // when rows could be too long
    uint64_t row_count = 0;

    std::vector<const storage::AllocationUnit*> units() const;
};

// Of the partition `partition` of the table's heap or clustered index, whose compression it has.
TablePlan plan_table(const Table& table, const Partition& partition, StorageIds& ids);
// Those of the model, or one that is not compressed.
std::vector<Partition> partitions_of(const Table& table);
TablePlan plan_system_table(const SystemTable& table, uint32_t database_collation, StorageIds& ids);

// The clustered index; null for a heap.
const Index* clustered_index(const Table& table);
bool is_columnstore(const Table& table);

void add_rowset_rows(const TablePlan& plan, SystemTableRows& out);
void add_unit_rows(const TablePlan& plan, SystemTableRows& out);

}  // namespace gantry::catalog
