// Where rowsets keep their columns: the part of SystemCatalog that reads sysrscols, its two
// ancestors of SQL Server 2005, and the defaults of columns that were added later.

#include <algorithm>

#include "catalog/added_default.h"
#include "catalog/bootstrap_layouts.h"
#include "catalog/system_catalog.h"
#include "catalog/system_fields.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

void take_status(uint32_t status, RowsetColumn& column) {
    column.dropped = (status & 0x02) != 0;
    column.descending = (status & 0x08) != 0;
    column.uniqueifier = (status & 0x10) != 0;
    column.not_null = (status & 0x80) != 0;
}

}  // namespace

void SystemCatalog::read_rowset_columns() {
    storage::RowsetLayout layout = sysrscols_layout();
    scan_rowset(bootstrap_rowset(k_sysrscols), layout, [&](const auto& f) {
        RowsetColumn column;
        column.id = uint32_t(integer_of(f[1]));
        column.storage_id = int32_t(integer_of(f[2]));
        uint32_t type_info = uint32_t(integer_of(f[4]));
        column.collation = uint32_t(integer_of(f[5]));
        column.key_ordinal = int16_t(integer_of(f[6]));
        uint32_t status = uint32_t(integer_of(f[8]));
        // As sys.system_internals_partition_columns takes them apart.
        take_status(status, column);
        column.upper_offset = int16_t(uint32_t(integer_of(f[9])) >> 16);
        column.upper_null_bit = uint16_t(uint32_t(integer_of(f[10])) >> 16);
        column.upper_bit_position = uint8_t(uint32_t(integer_of(f[11])) >> 8);
        storage::ColumnPlace& place = column.place;
        place.column_id = column.id;
        place.sparse = (status & 0x100) != 0;
        place.unreadable = (status & 0x20) != 0;  // FILESTREAM
        place.type = TypeId(type_info & 0xFF);
        place.leaf_offset = int16_t(uint32_t(integer_of(f[9])) & 0xFFFF);
        place.null_bit = uint16_t(uint32_t(integer_of(f[10])) & 0xFFFF);
        place.bit_position = uint8_t(integer_of(f[11]) & 0xFF);
        switch (place.type) {
            case TypeId::decimal:
            case TypeId::numeric:
                place.precision = uint8_t(type_info >> 8);
                place.scale = uint8_t(type_info >> 16);
                break;
            case TypeId::time:
            case TypeId::datetime2:
            case TypeId::datetimeoffset:
                place.scale = uint8_t(type_info >> 8);
                break;
            default:
                place.length = int16_t(type_info >> 8);
        }
        columns_[integer_of(f[0])].push_back(std::move(column));
    });
    for (auto& [rowset, columns] : columns_) {
        // A compressed record keeps columns in storage order (the uniqueifier, keys, the rest), and
        // the offset of each in a compressed rowset is that number, negative.
        std::sort(columns.begin(), columns.end(), [](const RowsetColumn& a, const RowsetColumn& b) {
            return a.storage_id < b.storage_id;
        });
        for (size_t i = 0; i < columns.size(); ++i) {
            storage::ColumnPlace& place = columns[i].place;
            place.compressed_index =
                uint16_t(place.leaf_offset < 0 ? -place.leaf_offset - 1 : int(i));
        }
        std::sort(columns.begin(), columns.end(),
                  [](const RowsetColumn& a, const RowsetColumn& b) { return a.id < b.id; });
    }
}

void SystemCatalog::read_rowset_columns_2005() {
    // (rowset, hobt column) -> rowset column id
    std::map<std::pair<int64_t, int32_t>, uint32_t> ids;
    storage::RowsetLayout names = sysrowsetcolumns_layout();
    scan_rowset(bootstrap_rowset(k_sysrowsetcolumns_2005), names, [&](const auto& f) {
        ids[{integer_of(f[0]), int32_t(integer_of(f[2]))}] = uint32_t(integer_of(f[1]));
    });
    storage::RowsetLayout layout = syshobtcolumns_layout();
    scan_rowset(bootstrap_rowset(k_syshobtcolumns_2005), layout, [&](const auto& f) {
        int64_t rowset = integer_of(f[0]);
        int32_t storage_id = int32_t(integer_of(f[1]));
        auto id = ids.find({rowset, storage_id});
        if (id == ids.end()) return;
        RowsetColumn column;
        column.id = id->second;
        column.storage_id = storage_id;
        column.key_ordinal = int16_t(integer_of(f[3]));
        uint32_t status = uint32_t(integer_of(f[2]));
        take_status(status, column);
        column.dropped = column.dropped || column.id >= 0x04000000;
        column.upper_offset = int16_t(integer_of(f[10]));
        column.upper_bit_position = uint8_t(integer_of(f[12]));
        column.upper_null_bit = uint16_t(integer_of(f[14]));
        column.collation = uint32_t(integer_of(f[8]));
        storage::ColumnPlace& place = column.place;
        place.column_id = column.id;
        place.type = TypeId(integer_of(f[4]));
        place.length = int16_t(integer_of(f[5]));
        place.precision = uint8_t(integer_of(f[6]));
        place.scale = uint8_t(integer_of(f[7]));
        place.leaf_offset = int16_t(integer_of(f[9]));
        place.bit_position = uint8_t(integer_of(f[11]));
        place.null_bit = uint16_t(integer_of(f[13]));
        columns_[rowset].push_back(std::move(column));
    });
    for (auto& [rowset, columns] : columns_) {
        std::sort(columns.begin(), columns.end(),
                  [](const RowsetColumn& a, const RowsetColumn& b) { return a.id < b.id; });
    }
}

// Values that rows written before a column was added take; SQL Server 2012 and later. The column is
// named by its storage id (sys.system_internals_partition_columns joins them so).
void SystemCatalog::read_added_defaults() {
    scan(k_sysseobjvalues, {"valclass", "id", "subid", "valnum", "value"},
         [&](const SystemRow& row) {
             if (row.integer(0) != 1 || row.integer(3) != 0 || row.is_null(4)) return;
             auto columns = columns_.find(row.integer(1));
             if (columns == columns_.end()) return;
             for (RowsetColumn& column : columns->second) {
                 if (column.storage_id != row.integer(2)) continue;
                 column.place.added_default = bytes_of_variant(row.bytes(4), column.place);
                 column.place.default_unreadable = !column.place.added_default;
             }
         });
}

}  // namespace gantry::catalog
