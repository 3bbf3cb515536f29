#include "catalog/writer/columnstore_writer.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "catalog/columnstore_catalog.h"
#include "catalog/writer/physical_type.h"
#include "storage/columnstore/writer/segment_writer.h"

namespace gantry::catalog {

using storage::RecordColumn;
using storage::columnstore::BlobPointer;
using storage::columnstore::EncodedDictionary;
using storage::columnstore::EncodedSegment;

namespace {

// A columnstore's storage numbers its columns behind the key of its delta stores.
constexpr int32_t k_first_storage_id = 2;
constexpr uint32_t k_status_columnstore = 0x242;
constexpr uint8_t k_in_place_tag = 0x21;
constexpr size_t k_tagged_max = 8000;  // longer values are large ones, without tag

std::vector<const Column*> stored(const Table& table) {
    std::vector<const Column*> out;
    for (const Column& column : table.columns) {
        if (column.is_stored()) out.push_back(&column);
    }
    return out;
}

storage::ValueShape shape_of(const types::SqlType& type) {
    TypeShape shape = type_shape(type);
    return {type.id, shape.length, shape.precision, shape.scale};
}

RecordColumn key_column(types::TypeId id, int32_t column_id, int16_t ordinal) {
    types::SqlType type;
    type.id = id;
    RecordColumn out = record_column(type);
    out.column_id = column_id;
    out.nullable = false;
    out.key_ordinal = ordinal;
    out.source = uint32_t(ordinal - 1);
    return out;
}

// A rowset beside the columnstore's own: a tree with the same object, index and partition.
std::unique_ptr<TablePlan> plan_beside(const TablePlan& plan, uint8_t owner_type, StorageIds& ids) {
    auto out = std::make_unique<TablePlan>();
    out->object_id = plan.object_id;
    out->index_id = plan.index_id;
    out->partition = plan.partition;
    out->owner_type = owner_type;
    out->rowset_id = ids.next_rowset();
    out->rowset_status = k_status_columnstore | 4;
    out->rows.id = ids.next_unit();
    return out;
}

types::SqlType plain_type(types::TypeId id) {
    types::SqlType type;
    type.id = id;
    return type;
}

}  // namespace

TablePlan plan_columnstore(const Table& table, const Partition& partition, StorageIds& ids) {
    TablePlan plan;
    plan.object_id = table.object_id;
    plan.index_id = 1;
    plan.partition = partition.number;
    plan.rowset_id = ids.next_rowset();
    plan.rowset_status = k_status_columnstore;
    plan.columnstore_level = std::max(k_columnstore_level, partition.compression);
    plan.first_storage_id = k_first_storage_id;
    plan.rows.id = ids.next_unit();
    plan.lobs = std::make_unique<storage::AllocationUnit>();
    plan.lobs->id = ids.next_unit();
    std::vector<RecordColumn> columns;
    for (const Column* column : stored(table)) {
        RecordColumn place = record_column(column->type);
        place.column_id = column->id;
        place.nullable = column->nullable;
        place.source = uint32_t(columns.size());
        columns.push_back(place);
        plan.types.push_back(column->type);
    }
    plan.layout = storage::make_row_layout(std::move(columns));
    return plan;
}

ColumnstoreWriter::ColumnstoreWriter(storage::DataFileWriter& file, TablePlan& plan,
                                     const Table& table, const ColumnstoreOptions& options,
                                     StorageIds& ids, SystemTableRows& rows)
    : file_(file),
      plan_(plan),
      table_(table),
      options_(options),
      ids_(ids),
      rows_(rows),
      lobs_(file, *plan.lobs) {
    for (const Column* column : stored(table)) {
        encoders_.emplace_back(shape_of(column->type),
                               [this](ByteSpan value) { return store(value); });
    }
    values_.resize(encoders_.size());
    local_ids_.resize(encoders_.size());
}

ColumnstoreWriter::~ColumnstoreWriter() = default;

BlobPointer ColumnstoreWriter::store(ByteSpan blob) {
    Bytes archived;
    if (plan_.columnstore_level > k_columnstore_level) {
        archived = storage::columnstore::write_archive(blob);
        blob = archived;
    }
    Bytes pointer;
    lobs_.write_text(blob, pointer);
    BlobPointer out{};
    GANTRY_ASSERT(pointer.size() == out.size());
    std::copy(pointer.begin(), pointer.end(), out.begin());
    return out;
}

void ColumnstoreWriter::add(const std::vector<storage::Field>& fields) {
    if (row_count_++ >= options_.compressed_rows) {
        add_to_delta(fields);
        return;
    }
    for (size_t i = 0; i < values_.size(); ++i) {
        values_[i].push_back(fields[i].null
                                 ? std::optional<Bytes>()
                                 : Bytes(fields[i].bytes.begin(), fields[i].bytes.end()));
    }
    if (values_[0].size() == options_.rows_per_group) write_group();
}

void ColumnstoreWriter::write_group() {
    uint32_t rows = uint32_t(values_[0].size());
    for (size_t i = 0; i < values_.size(); ++i)
        write_column(i);
    for (uint32_t row = 0; options_.delete_every != 0 && row < rows; ++row) {
        if ((row + 1) % options_.delete_every == 0) deleted_.push_back({next_group_, int32_t(row)});
    }
    add_group_row(rows, int32_t(RowGroupState::compressed), 0);
    plan_.row_count += rows;
    for (auto& column : values_)
        column.clear();
}

void ColumnstoreWriter::write_column(size_t index) {
    EncodedSegment segment = encoders_[index].encode(values_[index]);
    if (segment.new_global) add_dictionary_row(index, 0, *segment.new_global);
    if (segment.local) add_dictionary_row(index, ++local_ids_[index], *segment.local);
    BlobPointer pointer = store(segment.blob);
    const storage::columnstore::SegmentFacts& facts = segment.facts;
    uint8_t magnitude[8];
    store_le<uint64_t>(magnitude, std::bit_cast<uint64_t>(facts.magnitude));
    SystemTableRow row;
    row.u64(plan_.rowset_id).i32(int32_t(index) + k_first_storage_id).i32(next_group_).i32(1);
    row.i32(facts.encoding).i32(int32_t(values_[index].size())).i32(facts.has_nulls ? 1 : 0);
    row.i64(facts.base_id).bytes(magnitude);
    row.i32(segment.uses_global ? 0 : -1).i32(segment.local ? local_ids_[index] : -1);
    row.i64(facts.min_data_id).i64(facts.max_data_id).i64(facts.null_value);
    row.i64(int64_t(segment.blob.size())).bytes(pointer);
    rows_.add(k_syscscolsegments, std::move(row));
}

void ColumnstoreWriter::add_dictionary_row(size_t column, int32_t id,
                                           const EncodedDictionary& dictionary) {
    BlobPointer pointer = store(dictionary.blob);
    uint32_t type = load_le<uint32_t>(dictionary.blob.data() + 4);  // 2 numbers, 3 strings
    SystemTableRow row;
    row.u64(plan_.rowset_id).i32(int32_t(column) + k_first_storage_id).i32(id).i32(1);
    row.i32(type == 2 ? 1 : 3).i64(0).i32(int32_t(dictionary.last_id)).i64(dictionary.entry_count);
    row.i64(int64_t(dictionary.blob.size())).bytes(pointer);
    rows_.add(k_syscsdictionaries, std::move(row));
}

void ColumnstoreWriter::add_group_row(uint32_t rows, int32_t state, uint64_t delta_rowset) {
    SystemTableRow row;
    row.u64(plan_.rowset_id).i32(next_group_++).i32(1);
    delta_rowset == 0 ? row.null() : row.u64(delta_rowset);
    row.i32(int32_t(rows)).i32(state).i32(0).i32(0).i64(next_group_).null().null();
    rows_.add(k_syscsrowgroups, std::move(row));
}

void ColumnstoreWriter::add_to_delta(const std::vector<storage::Field>& fields) {
    if (!delta_) {
        delta_ = plan_beside(plan_, k_owner_delta_store, ids_);
        std::vector<RecordColumn> columns{key_column(types::TypeId::bigint, 1, 1)};
        delta_->types.push_back(plain_type(types::TypeId::bigint));
        for (size_t i = 0; i < plan_.layout.columns.size(); ++i) {
            RecordColumn place = record_column(plan_.types[i]);
            place.column_id = int32_t(columns.size() + 1);
            place.nullable = plan_.layout.columns[i].nullable;
            place.source = uint32_t(columns.size());
            if (place.lob == storage::LongValue::overflow) place.lob = storage::LongValue::none;
            columns.push_back(place);
            delta_->types.push_back(plan_.types[i]);
        }
        delta_->layout = storage::make_row_layout(std::move(columns));
        delta_->layout.compression = options_.delta_compression;
        delta_->lobs = std::make_unique<storage::AllocationUnit>();
        delta_->lobs->id = ids_.next_unit();
        delta_writer_ = std::make_unique<storage::RowWriter>(
            file_, delta_->rows, delta_->lobs.get(), nullptr, delta_->layout);
    }
    uint8_t key[8];
    store_le<uint64_t>(key, row_count_);
    std::vector<storage::Field> row{{key, false, false}};
    std::vector<Bytes> tagged(fields.size());
    for (size_t i = 0; i < fields.size(); ++i) {
        row.push_back(fields[i]);
        if (fields[i].null || plan_.types[i].length != types::k_max_length) continue;
        if (fields[i].bytes.size() >= k_tagged_max) continue;
        tagged[i].push_back(k_in_place_tag);
        tagged[i].insert(tagged[i].end(), fields[i].bytes.begin(), fields[i].bytes.end());
        row.back().bytes = tagged[i];
    }
    delta_writer_->add(row);
    ++delta_->row_count;
}

std::unique_ptr<TablePlan> ColumnstoreWriter::write_delete_bitmap() {
    std::unique_ptr<TablePlan> plan = plan_beside(plan_, k_owner_delete_bitmap, ids_);
    plan->types = {types::int_type(), types::int_type()};
    plan->layout = storage::make_row_layout(
        {key_column(types::TypeId::int_, 1, 1), key_column(types::TypeId::int_, 2, 2)});
    plan->layout.compression = storage::Compression::page;
    storage::RowWriter writer(file_, plan->rows, nullptr, nullptr, plan->layout);
    for (const auto& [group, row] : deleted_) {
        uint8_t bytes[8];
        store_le<int32_t>(bytes, group);
        store_le<int32_t>(bytes + 4, row);
        std::vector<storage::Field> fields{{ByteSpan(bytes, 4), false, false},
                                           {ByteSpan(bytes + 4, 4), false, false}};
        writer.add(fields);
    }
    writer.finish();
    plan->row_count = writer.row_count();
    return plan;
}

std::vector<std::unique_ptr<TablePlan>> ColumnstoreWriter::finish() {
    if (!values_.empty() && !values_[0].empty()) write_group();
    std::vector<std::unique_ptr<TablePlan>> out;
    if (delta_) {
        delta_writer_->finish();
        add_group_row(uint32_t(delta_->row_count), int32_t(RowGroupState::open), delta_->rowset_id);
        out.push_back(std::move(delta_));
    }
    if (!deleted_.empty()) out.push_back(write_delete_bitmap());
    lobs_.finish();
    return out;
}

}  // namespace gantry::catalog
