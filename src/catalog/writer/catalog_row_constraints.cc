// Indexes and constraints.

#include <algorithm>

#include "base/error.h"
#include "catalog/writer/catalog_row_maker.h"

namespace gantry::catalog {

void CatalogRowMaker::add_dependency(int32_t from, int32_t table, const CheckConstraint& check) {
    SystemTableRow row;
    row.u8(1).i32(from).i32(0).i32(table).i32(check.column_id).i32(0);
    out_.add(k_sysmultiobjrefs, std::move(row));
}

void CatalogRowMaker::add_index(const Table& table, const Index& index) {
    if (index.kind > IndexKind::nonclustered && index.kind != IndexKind::clustered_columnstore) {
        throw Error("index '" + index.name + "' of table '" + table.name +
                    "' cannot be written to a backup: only clustered and nonclustered indexes "
                    "and clustered columnstores can");
    }
    int32_t status = k_index;
    if (index.kind != IndexKind::heap) status |= k_index_always;
    if (index.unique) status |= k_index_unique;
    if (index.primary_key) status |= k_index_primary;
    if (index.unique_constraint) status |= k_index_constraint;
    if (index.disabled) status |= k_index_disabled;
    if (index.hypothetical) status |= k_index_hypothetical;
    if (!index.filter_text.empty()) status |= k_index_filtered;
    bool holds_rows = index.kind != IndexKind::nonclustered && !index.hypothetical;
    auto rowset = rowset_of_.find(table.object_id);
    uint64_t rowset_id = holds_rows && rowset != rowset_of_.end() ? rowset->second : 0;
    int32_t index_id = index.kind == IndexKind::heap ? 0 : index.id;
    SystemTableRow row;
    row.i32(table.object_id).i32(index_id).text(index.name).i32(status).i32(0);
    row.u8(index.fill_factor).u8(uint8_t(index.kind)).u8(0).i32(0).i32(0).u64(rowset_id);
    out_.add(k_sysidxstats, std::move(row));
    if (!index.filter_text.empty())
        add_text(table.object_id, index_id, index.filter_text, k_value_filter);

    int32_t sub_id = 0;
    uint8_t ordinal = 0;
    for (const IndexColumn& column : index.columns) {
        int32_t column_status = column.included ? k_included_column : k_key_column;
        if (column.descending) column_status |= k_descending;
        SystemTableRow columns;
        columns.i32(table.object_id).i32(index_id).i32(++sub_id).i32(column_status);
        columns.i32(column.column_id).u8(column.included ? 0 : ++ordinal).u8(0).u8(0);
        out_.add(k_sysiscols, std::move(columns));
    }
    if (index.primary_key || index.unique_constraint) {
        add_object(index.object_id, index.name, table.schema_id, index.primary_key ? "PK" : "UQ",
                   table.object_id, index.system_named ? k_system_named : 0, 0);
        add_reference(k_ref_constraint_index, index.object_id, 0, index_id, 0);
    }
}

int32_t CatalogRowMaker::referenced_index(const ForeignKey& key) const {
    for (const Table& table : database_.tables) {
        if (table.object_id != key.referenced_table_id) continue;
        for (const Index& index : table.indexes) {
            if (!index.unique || index.columns.size() != key.referenced_columns.size()) continue;
            bool same = std::all_of(
                index.columns.begin(), index.columns.end(), [&](const IndexColumn& column) {
                    return std::count(key.referenced_columns.begin(), key.referenced_columns.end(),
                                      column.column_id) == 1;
                });
            if (same) return index.id;
        }
    }
    return 1;
}

void CatalogRowMaker::add_foreign_key(const Table& table, const ForeignKey& key) {
    int32_t status = (key.system_named ? k_system_named : 0) | (key.disabled ? k_disabled : 0) |
                     (key.not_for_replication ? k_not_for_replication : 0) |
                     (key.not_trusted ? k_not_trusted : 0) |
                     int32_t(key.on_update) << k_update_action_shift |
                     int32_t(key.on_delete) << k_delete_action_shift;
    add_object(key.object_id, key.name, table.schema_id, "F", table.object_id, status,
               key.columns.empty() ? 0 : key.columns[0]);
    add_reference(k_ref_foreign_key, key.object_id, 0, key.referenced_table_id,
                  referenced_index(key));
    for (size_t i = 0; i < key.columns.size(); ++i) {
        add_reference(k_ref_foreign_key_column, key.object_id, int32_t(i + 1), table.object_id,
                      key.columns[i]);
        add_reference(k_ref_referenced_column, key.object_id, int32_t(i + 1),
                      key.referenced_table_id, key.referenced_columns[i]);
    }
}

}  // namespace gantry::catalog
