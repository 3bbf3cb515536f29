#include "storage/columnstore/row_group.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/columnstore/archive.h"

namespace gantry::storage::columnstore {

namespace {
constexpr uint32_t k_batch_rows = 1024;
}

RowGroupReader::RowGroupReader(const PageSource& source, RowGroupPlan plan)
    : source_(source), plan_(std::move(plan)), lobs_(source, blobs_) {}

RowGroupReader::~RowGroupReader() = default;

void RowGroupReader::load() {
    if (plan_.row_count > k_rows_max) {
        fail({plan_.table, "(all)", plan_.id}, fmt::format("{} rows", plan_.row_count));
    }
    columns_.resize(plan_.columns.size());
    for (size_t i = 0; i < columns_.size(); ++i)
        load_column(i);
    batch_.resize(columns_.size() * k_batch_rows);
    row_.resize(columns_.size());
    loaded_ = true;
}

void RowGroupReader::load_column(size_t index) {
    const GroupColumn& column = plan_.columns[index];
    if (!column.segment) return;
    const SegmentPlace& place = *column.segment;
    SegmentName name{plan_.table, column.name, plan_.id};
    if (place.row_count != plan_.row_count) {
        fail(name, fmt::format("the segment has {} rows, others of the row group {}",
                               place.row_count, plan_.row_count));
    }
    std::unique_ptr<Dictionary> global =
        load_dictionary(place.global_dictionary, SegmentName{plan_.table, column.name, -1});
    std::unique_ptr<Dictionary> local = load_dictionary(place.local_dictionary, name);
    Column& out = columns_[index];
    ByteSpan blob = load_blob(place.pointer, name, out.segment);
    out.reader = std::make_unique<ColumnReader>(blob, place.row_count, column.shape, place.facts,
                                                std::move(global), std::move(local), source_, name);
}

std::unique_ptr<Dictionary> RowGroupReader::load_dictionary(
    const std::optional<DictionaryPlace>& place, const SegmentName& name) {
    if (!place) return nullptr;
    Bytes plain;
    ByteSpan blob = load_blob(place->pointer, name, plain);
    if (plain.empty()) plain.assign(blob.begin(), blob.end());
    return std::make_unique<Dictionary>(std::move(plain), place->entry_count, place->last_id, name);
}

ByteSpan RowGroupReader::load_blob(const BlobPointer& pointer, const SegmentName& name,
                                   Bytes& owned) {
    LobValue value = lobs_.read_text_pointer(pointer, {});
    if (value.null) fail(name, "the catalog has no pointer to its blob");
    if (!is_archived(value.bytes)) return value.bytes;
    owned = expand_archive(value.bytes, name);
    return owned;
}

bool RowGroupReader::next_batch() {
    batch_first_ += batch_size_;
    batch_size_ = std::min(k_batch_rows, plan_.row_count - batch_first_);
    in_batch_ = 0;
    if (batch_size_ == 0) return false;
    for (size_t i = 0; i < columns_.size(); ++i) {
        FieldView* out = batch_.data() + i * k_batch_rows;
        if (columns_[i].reader) {
            columns_[i].reader->read(batch_size_, out);
            continue;
        }
        FieldView value;
        if (const std::optional<Bytes>& bytes = plan_.columns[i].added_default) {
            value = {bytes->data(), uint32_t(bytes->size()), false};
        }
        std::fill(out, out + batch_size_, value);
    }
    return true;
}

bool RowGroupReader::next() {
    if (!loaded_) load();
    for (;;) {
        if (in_batch_ == batch_size_ && !next_batch()) return false;
        uint32_t in_batch = in_batch_++;
        uint32_t number = batch_first_ + in_batch;
        if (next_deleted_ < plan_.deleted.size() && plan_.deleted[next_deleted_] == number) {
            ++next_deleted_;
            continue;
        }
        for (size_t i = 0; i < row_.size(); ++i)
            row_[i] = batch_[i * k_batch_rows + in_batch];
        return true;
    }
}

}  // namespace gantry::storage::columnstore
