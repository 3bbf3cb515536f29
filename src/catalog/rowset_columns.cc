// Where rowsets keep their columns: the part of SystemCatalog that reads sysrscols, its two
// ancestors of SQL Server 2005, and the defaults of columns that were added later.

#include <algorithm>

#include "catalog/bootstrap_layouts.h"
#include "catalog/system_catalog.h"
#include "catalog/system_fields.h"

namespace gantry::catalog {

using types::TypeId;

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
        column.dropped = (status & 0x02) != 0;
        column.not_null = (status & 0x80) != 0;
        storage::ColumnPlace& place = column.place;
        place.column_id = column.id;
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
        // A compressed record keeps columns in storage order.
        std::sort(columns.begin(), columns.end(), [](const RowsetColumn& a, const RowsetColumn& b) {
            return a.storage_id < b.storage_id;
        });
        for (size_t i = 0; i < columns.size(); ++i) {
            columns[i].place.compressed_index = uint16_t(i);
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
        column.dropped = (status & 0x02) != 0 || column.id >= 0x04000000;
        column.not_null = (status & 0x80) != 0;
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

// Values that rows written before a column was added take; SQL Server 2012 and later.
void SystemCatalog::read_added_defaults() {
    scan(k_sysseobjvalues, {"valclass", "id", "subid", "value"}, [&](const SystemRow& row) {
        if (row.integer(0) != 1 || row.is_null(3)) return;
        auto columns = columns_.find(row.integer(1));
        if (columns == columns_.end()) return;
        for (RowsetColumn& column : columns->second) {
            if (column.id != uint64_t(row.integer(2))) continue;
            // sql_variant: base type, version, then metadata by type, then the value's bytes.
            ByteSpan value = row.bytes(3);
            if (value.size() < 2) return;
            size_t header = 2;
            switch (TypeId(value[0])) {
                case TypeId::decimal:
                case TypeId::numeric:
                case TypeId::binary:
                case TypeId::varbinary:
                    header += 2;
                    break;
                case TypeId::char_:
                case TypeId::varchar:
                case TypeId::nchar:
                case TypeId::nvarchar:
                    header += 6;
                    break;
                case TypeId::time:
                case TypeId::datetime2:
                case TypeId::datetimeoffset:
                    header += 1;
                    break;
                default:
                    break;
            }
            if (value.size() < header) return;
            ByteSpan bytes = value.subspan(header);
            column.place.added_default = Bytes(bytes.begin(), bytes.end());
        }
    });
}

}  // namespace gantry::catalog
