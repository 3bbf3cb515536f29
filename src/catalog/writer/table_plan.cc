#include "catalog/writer/table_plan.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "catalog/writer/physical_type.h"
#include "storage/writer/table_builder.h"

namespace gantry::catalog {
namespace {

using Unit = storage::AllocationUnit;
using storage::RecordColumn;
using types::SqlType;
using types::TypeId;

// sysrowsets.status, as found on tables of 2012.
constexpr uint32_t k_status_heap = 0x202;
constexpr uint32_t k_status_clustered = 0x242;
constexpr uint32_t k_status_unique = 0x04;
constexpr uint32_t k_status_system_clustered = 0x206;
constexpr uint32_t k_status_system_heap = 0x200;

// sysrscols.status.
constexpr int32_t k_column_not_null = 0x80;
constexpr int32_t k_column_descending = 0x08;
constexpr int32_t k_column_uniqueifier = 0x10;
constexpr int32_t k_column_sparse = 0x100;

constexpr size_t k_columns_max = 1024;

void give_units(TablePlan& plan, StorageIds& ids) {
    bool has_lobs = std::any_of(plan.layout.columns.begin(), plan.layout.columns.end(),
                                [](const RecordColumn& column) {
                                    return column.lob == storage::LongValue::text_pointer ||
                                           column.lob == storage::LongValue::large_value;
                                });
    if (plan.layout.longest_row() > storage::k_row_size_max) {
        plan.overflow = std::make_unique<Unit>();
        plan.overflow->id = ids.next_unit();
    } else {
        for (RecordColumn& column : plan.layout.columns) {
            if (column.lob == storage::LongValue::overflow) column.lob = storage::LongValue::none;
        }
    }
    if (has_lobs) {
        plan.lobs = std::make_unique<Unit>();
        plan.lobs->id = ids.next_unit();
    }
}

void check_row_fits(const std::string& table, const storage::RowLayout& layout) {
    uint32_t shortest = layout.fixed_end + 2 + uint32_t(layout.null_bits + 7) / 8;
    if (shortest > storage::k_row_size_max) {
        throw SqlError(1701, "Creating or altering table '" + table +
                                 "' failed because the minimum row size would be " +
                                 std::to_string(shortest) +
                                 ". This exceeds the maximum allowable table row size of 8060 "
                                 "bytes.");
    }
}

uint64_t system_rowset_id(int32_t table) {
    uint64_t id = uint64_t(uint32_t(table)) << 16;
    // The oldest tables have an id without index part.
    return table < 9 ? id : id | uint64_t(1) << 48;
}

}  // namespace

const Index* clustered_index(const Table& table) {
    for (const Index& index : table.indexes) {
        if (index.kind == IndexKind::clustered && !index.hypothetical) return &index;
    }
    return nullptr;
}

bool is_columnstore(const Table& table) {
    return std::any_of(table.indexes.begin(), table.indexes.end(), [](const Index& index) {
        return index.kind == IndexKind::clustered_columnstore;
    });
}

std::vector<const Unit*> TablePlan::units() const {
    std::vector<const Unit*> out{&rows};
    if (overflow) out.push_back(overflow.get());
    if (lobs) out.push_back(lobs.get());
    return out;
}

std::vector<Partition> partitions_of(const Table& table) {
    for (const Index& index : table.indexes) {
        bool holds_rows = index.kind == IndexKind::heap || index.kind == IndexKind::clustered ||
                          index.kind == IndexKind::clustered_columnstore;
        if (holds_rows && !index.hypothetical && !index.partitions.empty()) return index.partitions;
    }
    return {Partition{}};
}

namespace {

// Vardecimal columns and sparse ones leave their usual places.
void place_by_storage(const Table& table, const Column& column, RecordColumn& place) {
    bool is_decimal = column.type.id == TypeId::decimal || column.type.id == TypeId::numeric;
    if (column.sparse) {
        place.place = storage::FieldPlace::sparse;
        if (place.lob == storage::LongValue::overflow) place.lob = storage::LongValue::none;
    } else if (is_decimal && table.options.vardecimal) {
        place.place = storage::FieldPlace::variable;
        place.vardecimal = true;
        place.variable_max = uint16_t(place.fixed_size + 1);
        place.fixed_size = 0;
    }
}

}  // namespace

TablePlan plan_table(const Table& table, const Partition& partition, StorageIds& ids) {
    if (table.columns.size() > k_columns_max) {
        throw SqlError(1702, "CREATE TABLE failed because column '" +
                                 table.columns[k_columns_max].name + "' in table '" + table.name +
                                 "' exceeds the maximum of 1024 columns.");
    }
    TablePlan plan;
    plan.object_id = table.object_id;
    plan.partition = partition.number;
    plan.rowset_id = ids.next_rowset();
    plan.rows.id = ids.next_unit();
    const Index* clustered = clustered_index(table);
    plan.index_id = clustered == nullptr ? 0 : 1;
    plan.rowset_status = clustered == nullptr ? k_status_heap : k_status_clustered;
    if (clustered != nullptr && clustered->unique) plan.rowset_status |= k_status_unique;

    std::vector<RecordColumn> columns;
    uint32_t stored = 0;
    for (const Column& column : table.columns) {
        if (!column.is_stored() || column.column_set) continue;
        RecordColumn place = record_column(column.type);
        place_by_storage(table, column, place);
        place.column_id = column.id;
        place.nullable = column.nullable;
        place.source = stored++;
        columns.push_back(place);
    }
    auto type_of = [&](int32_t column_id) {
        for (const Column& column : table.columns) {
            if (column.id == column_id) return column.type;
        }
        return types::int_type();
    };
    if (clustered != nullptr) {
        int16_t ordinal = 0;
        for (const IndexColumn& key : clustered->columns) {
            if (key.included) continue;
            auto found = std::find_if(
                columns.begin(), columns.end(),
                [&](const RecordColumn& column) { return column.column_id == key.column_id; });
            if (found == columns.end()) {
                throw Error("index '" + clustered->name + "' of table '" + table.name +
                            "' has a key column that is not stored");
            }
            found->key_ordinal = ++ordinal;
            found->descending = key.descending;
            if (found->lob == storage::LongValue::overflow) found->lob = storage::LongValue::none;
        }
        // Key columns come first in the record, in key order.
        std::stable_sort(columns.begin(), columns.end(),
                         [](const RecordColumn& a, const RecordColumn& b) {
                             constexpr int k_last = 32767;
                             return (a.key_ordinal > 0 ? a.key_ordinal : k_last) <
                                    (b.key_ordinal > 0 ? b.key_ordinal : k_last);
                         });
        if (!clustered->unique) {
            RecordColumn uniqueifier;
            uniqueifier.place = storage::FieldPlace::variable;
            uniqueifier.variable_max = 4;
            uniqueifier.indexed_null_bit = false;
            uniqueifier.key_ordinal = int16_t(ordinal + 1);
            uniqueifier.source = stored;
            columns.insert(columns.begin(), uniqueifier);
        }
    }
    for (const RecordColumn& column : columns)
        plan.types.push_back(type_of(column.column_id));
    plan.layout = storage::make_row_layout(std::move(columns));
    if (partition.compression > uint8_t(storage::Compression::page) ||
        (partition.compression != 0 && plan.layout.has_sparse)) {
        throw Error("table '" + table.name + "' cannot be written with compression " +
                    std::to_string(partition.compression));
    }
    plan.layout.compression = storage::Compression(partition.compression);
    check_row_fits(table.name, plan.layout);
    give_units(plan, ids);
    return plan;
}

TablePlan plan_system_table(const SystemTable& table, uint32_t database_collation,
                            StorageIds& ids) {
    TablePlan plan;
    plan.object_id = table.id;
    plan.rowset_id = system_rowset_id(table.id);
    plan.rows.id = plan.rowset_id;
    std::vector<RecordColumn> columns;
    bool has_key = false;
    for (const SystemColumn& column : table.columns) {
        SqlType type;
        type.id = column.type;
        type.length = column.length;
        type.collation =
            column.collation == k_database_collation ? database_collation : column.collation;
        RecordColumn place = record_column(type);
        place.column_id = int32_t(columns.size() + 1);
        place.nullable = column.nullable;
        place.indexed_null_bit = false;
        place.key_ordinal = column.key;
        place.source = uint32_t(columns.size());
        has_key = has_key || column.key > 0;
        columns.push_back(place);
        plan.types.push_back(type);
    }
    plan.index_id = has_key ? 1 : 0;
    plan.rowset_status = has_key ? k_status_system_clustered : k_status_system_heap;
    plan.layout = storage::make_row_layout(std::move(columns));
    give_units(plan, ids);
    return plan;
}

void add_rowset_rows(const TablePlan& plan, SystemTableRows& out) {
    const storage::RowLayout& layout = plan.layout;
    SystemTableRow rowset;
    rowset.u64(plan.rowset_id)
        .u8(plan.owner_type)
        .i32(plan.object_id)
        .i32(plan.index_id)
        .i32(plan.partition);
    rowset.u32(plan.rowset_status).i16(0).u64(plan.row_count);
    uint8_t level = plan.columnstore_level;
    rowset.u8(level != 0 ? level : uint8_t(layout.compression)).u8(0);
    rowset.i16(int16_t(layout.columns.size())).u32(layout.longest_row());
    rowset.i16(int16_t(layout.longest_index_row())).i16(int16_t(layout.fixed_end));
    rowset.i16(int16_t(layout.keys.empty() ? 0 : layout.index_fixed_end + 6));
    rowset.null().null().i32(1);
    out.add(k_sysrowsets, std::move(rowset));

    for (size_t i = 0; i < layout.columns.size(); ++i) {
        const RecordColumn& column = layout.columns[i];
        const SqlType& type = plan.types[i];
        bool uniqueifier = column.column_id == 0;
        int32_t status = !column.nullable || uniqueifier ? k_column_not_null : 0;
        if (uniqueifier) status |= k_column_uniqueifier;
        if (column.descending) status |= k_column_descending;
        if (column.place == storage::FieldPlace::sparse) status |= k_column_sparse;
        bool large = column.lob == storage::LongValue::large_value;
        SystemTableRow row;
        row.u64(plan.rowset_id).i32(column.column_id);
        row.i32(int32_t(i) + plan.first_storage_id).i64(0);
        row.u32(type_word(type)).u32(type.collation).i16(column.key_ordinal);
        row.i16(large ? in_row_limit(type) : int16_t(0)).i32(status);
        // In a compressed partition every column has the number of its place in the row.
        bool is_compressed = layout.compression != storage::Compression::none;
        int16_t offset = is_compressed ? int16_t(-int(i + 1)) : column.offset;
        row.u32(uint32_t(uint16_t(offset)) | uint32_t(uint16_t(column.index_offset)) << 16);
        row.u32(uint32_t(column.null_bit) | uint32_t(column.index_null_bit) << 16);
        row.i16(column.bit_position).null();
        out.add(k_sysrscols, std::move(row));
    }
}

void add_unit_rows(const TablePlan& plan, SystemTableRows& out) {
    auto add = [&](const Unit& unit, uint8_t type) {
        SystemTableRow row;
        row.u64(unit.id).u8(type).u64(plan.rowset_id).i32(0).i16(1);
        row.page(unit.first.page, unit.first.file).page(unit.root.page, unit.root.file);
        row.page(unit.first_iam.page, unit.first_iam.file);
        row.u64(unit.used_pages).u64(unit.data_pages).u64(unit.reserved_pages);
        out.add(k_sysallocunits, std::move(row));
    };
    add(plan.rows, k_in_row_unit);
    if (plan.overflow) add(*plan.overflow, k_overflow_unit);
    if (plan.lobs) add(*plan.lobs, k_lob_unit);
}

}  // namespace gantry::catalog
