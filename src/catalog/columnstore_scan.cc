#include "catalog/columnstore_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "catalog/column_place.h"
#include "catalog/system_catalog.h"
#include "catalog/system_fields.h"
#include "storage/columnstore/large_value.h"

namespace gantry::catalog {

using storage::FieldView;
using storage::columnstore::GroupColumn;
using storage::columnstore::RowGroupPlan;

namespace {

constexpr size_t k_delta_extents_per_part = 512;  // 32 MB

[[noreturn]] void fail(const Table& table, int32_t row_group, const std::string& problem) {
    throw FormatError(
        fmt::format("columnstore of table {}, row group {}: {}", table.name, row_group, problem));
}

const Columnstore& store_of(const SystemCatalog& catalog, const Table& table,
                            const Rowset& rowset) {
    const Columnstore* store = catalog.columnstores().find(rowset.id);
    static const Columnstore none;
    if (store == nullptr && rowset.row_count != 0) {
        throw FormatError(
            fmt::format("columnstore of table {}: the catalog has {} rows and no row groups",
                        table.name, rowset.row_count));
    }
    return store == nullptr ? none : *store;
}

const Rowset* delete_bitmap_of(const SystemCatalog& catalog, const Rowset& rowset) {
    for (const Rowset& other : catalog.internal_rowsets(rowset.object_id, rowset.index_id)) {
        if (other.owner_type == k_owner_delete_bitmap && other.partition == rowset.partition) {
            return &other;
        }
    }
    return nullptr;
}

const Rowset* delta_store_of(const SystemCatalog& catalog, const Rowset& rowset, int64_t id) {
    for (const Rowset& other : catalog.internal_rowsets(rowset.object_id, rowset.index_id)) {
        if (other.id == id && other.owner_type == k_owner_delta_store) return &other;
    }
    return nullptr;
}

// A row for every deleted row: its row group and its number there.
void read_deleted(const SystemCatalog& catalog, const Table& table, const Rowset& rowset,
                  ColumnstoreParts& out) {
    const Rowset* bitmap = delete_bitmap_of(catalog, rowset);
    if (bitmap == nullptr) return;
    std::vector<const RowsetColumn*> columns;
    for (const RowsetColumn& column : catalog.rowset_columns(bitmap->id)) {
        columns.push_back(&column);
    }
    std::sort(columns.begin(), columns.end(),
              [](const auto* a, const auto* b) { return a->storage_id < b->storage_id; });
    auto is_integer = [](const RowsetColumn* column) {
        return column->place.type == types::TypeId::int_ ||
               column->place.type == types::TypeId::bigint;
    };
    if (columns.size() < 2 || !is_integer(columns[0]) || !is_integer(columns[1])) {
        throw FormatError(
            fmt::format("columnstore of table {}: its delete bitmap, rowset {}, has {} columns of "
                        "no known kind",
                        table.name, bitmap->id, columns.size()));
    }
    storage::RowsetLayout layout;
    layout.table_name = table.name + " (delete bitmap)";
    layout.compression = bitmap->compression;
    layout.columns = {columns[0]->place, columns[1]->place};
    catalog.scan_rowset(*bitmap, layout, [&](const std::vector<FieldView>& f) {
        int64_t group = integer_of(f[0]), number = integer_of(f[1]);
        if (f[0].null || f[1].null || group < 0 || group > INT32_MAX || number < 0 ||
            number >= storage::columnstore::k_rows_max) {
            throw FormatError(fmt::format(
                "columnstore of table {}: the delete bitmap names row {} of row group {}",
                table.name, number, group));
        }
        out.deleted[{rowset.id, int32_t(group)}].push_back(uint32_t(number));
    });
    for (auto& [key, rows] : out.deleted) {
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    }
}

// About as many as the row group's segments take.
uint64_t stored_pages(const Columnstore& store, int32_t row_group) {
    constexpr int64_t k_blob_size_max = 0x7FFFFFFF;
    uint64_t pages = 0;
    auto at = store.segments.lower_bound({row_group, INT32_MIN});
    for (; at != store.segments.end() && at->first.first == row_group; ++at) {
        int64_t bytes = std::clamp<int64_t>(at->second.stored_bytes, 0, k_blob_size_max);
        pages += uint64_t(bytes) / storage::k_page_size + 1;
    }
    return pages;
}

// Rows of a compressed row group, deleted ones among them: as many as its segments have, since the
// row group may count what is left.
uint32_t rows_of_group(const Columnstore& store, const ColumnstoreRowGroup& group) {
    auto first = store.segments.lower_bound({group.id, INT32_MIN});
    if (first == store.segments.end() || first->first.first != group.id) return group.row_count;
    return first->second.place.row_count;
}

void add_delta_parts(const SystemCatalog& catalog, const Table& table, const Rowset& rowset,
                     const ColumnstoreRowGroup& group, ColumnstoreParts& out) {
    if (group.delta_rowset == 0 && group.row_count == 0) return;
    const Rowset* delta = delta_store_of(catalog, rowset, group.delta_rowset);
    if (delta == nullptr) {
        fail(table, group.id,
             fmt::format("the catalog lacks its delta store, rowset {}", group.delta_rowset));
    }
    std::vector<storage::ExtentPages> extents = catalog.pages_of(*delta);
    for (size_t first = 0; first < extents.size(); first += k_delta_extents_per_part) {
        size_t last = std::min(extents.size(), first + k_delta_extents_per_part);
        ColumnstorePart part;
        part.rowset_id = rowset.id;
        part.row_group = group.id;
        part.delta_rowset = group.delta_rowset;
        part.extents.assign(extents.begin() + long(first), extents.begin() + long(last));
        for (const storage::ExtentPages& extent : part.extents) {
            part.page_count += uint64_t(std::popcount(extent.mask));
        }
        out.parts.push_back(std::move(part));
    }
}

const RowsetColumn* column_of(const SystemCatalog& catalog, int64_t rowset_id, int32_t column_id) {
    for (const RowsetColumn& column : catalog.rowset_columns(rowset_id)) {
        if (column.id == uint32_t(column_id) && !column.dropped) return &column;
    }
    return nullptr;
}

RowGroupPlan plan_of(const SystemCatalog& catalog, const Table& table,
                     const ColumnstoreParts& parts, const ColumnstorePart& part) {
    const Columnstore& store = *catalog.columnstores().find(part.rowset_id);
    RowGroupPlan plan;
    plan.table = table.name;
    plan.id = part.row_group;
    for (const ColumnstoreRowGroup& group : store.row_groups) {
        if (group.id == part.row_group) plan.row_count = rows_of_group(store, group);
    }
    for (size_t i : stored_columns(table)) {
        const Column& column = table.columns[i];
        const RowsetColumn* place = column_of(catalog, part.rowset_id, column.id);
        if (place == nullptr) {
            fail(table, part.row_group,
                 fmt::format("the catalog has no place for column {}", column.name));
        }
        GroupColumn out;
        out.name = column.name;
        out.shape = {column.type.id, column.type.length, column.type.precision, column.type.scale};
        auto segment = store.segments.find({part.row_group, place->storage_id});
        if (segment != store.segments.end()) {
            if (segment->second.elsewhere) {
                fail(table, part.row_group,
                     fmt::format("the segment of column {} is not in the database's pages",
                                 column.name));
            }
            if (segment->second.missing_dictionary >= 0) {
                fail(table, part.row_group,
                     fmt::format("the catalog lacks dictionary {} of column {}",
                                 segment->second.missing_dictionary, column.name));
            }
            out.segment = segment->second.place;
        } else if (!column.nullable && !place->place.added_default) {
            fail(table, part.row_group,
                 fmt::format("the catalog has no segment of column {}", column.name));
        } else {
            out.added_default = place->place.added_default;
        }
        plan.columns.push_back(std::move(out));
    }
    auto deleted = parts.deleted.find({part.rowset_id, part.row_group});
    if (deleted != parts.deleted.end()) plan.deleted = deleted->second;
    if (!plan.deleted.empty() && plan.deleted.back() >= plan.row_count) {
        fail(table, part.row_group,
             fmt::format("the delete bitmap names row {} of {}", plan.deleted.back(),
                         plan.row_count));
    }
    return plan;
}

// Delta stores number their columns as the columnstore's storage does, behind a key of their own;
// should one number them as the table does, the types tell.
storage::RowsetLayout delta_layout(const SystemCatalog& catalog, const Table& table,
                                   const ColumnstorePart& part, const Rowset& delta) {
    storage::RowsetLayout layout;
    layout.table_name = table.name + " (delta store)";
    layout.compression = delta.compression;
    for (size_t i : stored_columns(table)) {
        const Column& column = table.columns[i];
        const RowsetColumn* own = column_of(catalog, part.rowset_id, column.id);
        const RowsetColumn* found = nullptr;
        for (const RowsetColumn& candidate : catalog.rowset_columns(delta.id)) {
            bool by_storage = own != nullptr && candidate.storage_id == own->storage_id;
            bool by_id = candidate.id == uint32_t(column.id) && found == nullptr;
            if ((by_storage || by_id) && candidate.place.type == column.type.id) {
                found = &candidate;
                if (by_storage) break;
            }
        }
        if (found == nullptr) {
            fail(table, part.row_group,
                 fmt::format("the delta store has no place for column {}", column.name));
        }
        layout.columns.push_back(place_of_column(column, found->place));
    }
    return layout;
}

}  // namespace

void add_columnstore_parts(const SystemCatalog& catalog, const Table& table, const Rowset& rowset,
                           ColumnstoreParts& out) {
    const Columnstore& store = store_of(catalog, table, rowset);
    for (const ColumnstoreRowGroup& group : store.row_groups) {
        switch (group.state) {
            case RowGroupState::invisible:
            case RowGroupState::tombstone:
                break;
            case RowGroupState::open:
            case RowGroupState::closed:
                add_delta_parts(catalog, table, rowset, group, out);
                break;
            case RowGroupState::compressed: {
                ColumnstorePart part;
                part.rowset_id = rowset.id;
                part.row_group = group.id;
                part.page_count = stored_pages(store, group.id);
                if (part.page_count == 0 && group.row_count > 0) {
                    fail(table, group.id, "the catalog has no segments of it");
                }
                if (part.page_count > 0) out.parts.push_back(std::move(part));
                break;
            }
            default:
                fail(table, group.id, fmt::format("state {} is not known", int(group.state)));
        }
    }
    read_deleted(catalog, table, rowset, out);
}

int64_t columnstore_row_count(const SystemCatalog& catalog, const Rowset& rowset) {
    const Columnstore* store = catalog.columnstores().find(rowset.id);
    if (store == nullptr) return rowset.row_count;
    int64_t rows = 0;
    for (const ColumnstoreRowGroup& group : store->row_groups) {
        if (group.state == RowGroupState::compressed) rows += rows_of_group(*store, group);
        if (group.state == RowGroupState::open || group.state == RowGroupState::closed) {
            const Rowset* delta = delta_store_of(catalog, rowset, group.delta_rowset);
            if (delta != nullptr) rows += delta->row_count;
        }
    }
    const Rowset* bitmap = delete_bitmap_of(catalog, rowset);
    return rows - (bitmap == nullptr ? 0 : bitmap->row_count);
}

ColumnstoreScanner::ColumnstoreScanner(const SystemCatalog& catalog, const Table& table,
                                       std::shared_ptr<const ColumnstoreParts> parts, size_t first,
                                       size_t last)
    : catalog_(catalog), table_(table), parts_(std::move(parts)), part_(first), last_(last) {
    GANTRY_ASSERT(last_ <= parts_->parts.size());
}

ColumnstoreScanner::~ColumnstoreScanner() = default;

bool ColumnstoreScanner::next() {
    for (;;) {
        if (group_ && next_of_group()) return true;
        if (decoder_ && next_of_delta()) return true;
        group_.reset();
        decoder_.reset();
        if (!open_part()) return false;
    }
}

bool ColumnstoreScanner::open_part() {
    if (part_ >= last_) return false;
    const ColumnstorePart& part = parts_->parts[part_++];
    if (part.delta_rowset == 0) {
        group_ = std::make_unique<storage::columnstore::RowGroupReader>(
            catalog_.source(), plan_of(catalog_, table_, *parts_, part));
        return true;
    }
    const Rowset* delta = nullptr;
    for (const Rowset* rowset : catalog_.base_rowsets(table_.object_id)) {
        if (rowset->id == part.rowset_id) {
            delta = delta_store_of(catalog_, *rowset, part.delta_rowset);
        }
    }
    GANTRY_ASSERT(delta != nullptr);  // it was found when the table was split
    layout_ = delta_layout(catalog_, table_, part, *delta);
    decoder_ = std::make_unique<storage::RowDecoder>(catalog_.source(), layout_);
    max_columns_.clear();
    for (size_t i = 0; i < layout_.columns.size(); ++i) {
        if (layout_.columns[i].length == types::k_max_length) max_columns_.push_back(i);
    }
    extent_ = in_extent_ = slot_ = slot_count_ = 0;
    return true;
}

bool ColumnstoreScanner::next_of_group() {
    if (!group_->next()) return false;
    fields_ = group_->fields();
    return true;
}

bool ColumnstoreScanner::next_of_delta() {
    for (;;) {
        while (slot_ < slot_count_) {
            if (!decoder_->decode(slot_++)) continue;
            fields_ = decoder_->fields();
            if (!max_columns_.empty()) take_off_tags();
            return true;
        }
        if (!next_delta_page()) return false;
    }
}

bool ColumnstoreScanner::next_delta_page() {
    const std::vector<storage::ExtentPages>& extents = parts_->parts[part_ - 1].extents;
    const storage::PageSource& source = catalog_.source();
    for (; extent_ < extents.size(); ++extent_, in_extent_ = 0) {
        while (in_extent_ < storage::k_pages_per_extent) {
            uint32_t i = in_extent_++;
            if (!(extents[extent_].mask >> i & 1)) continue;
            storage::PageId id{extents[extent_].first.file, extents[extent_].first.page + i};
            storage::PageView page = source.require(id, layout_.table_name);
            if (!storage::holds_rows(source, id, page)) continue;
            decoder_->begin_page(page, id);
            slot_ = 0;
            slot_count_ = decoder_->slot_count();
            return true;
        }
    }
    return false;
}

// Values of max types have a tag in front in delta stores.
void ColumnstoreScanner::take_off_tags() {
    arena_.reset();
    untagged_.assign(fields_.begin(), fields_.end());
    for (size_t i : max_columns_) {
        FieldView& field = untagged_[i];
        if (field.null) continue;
        bool wide = layout_.columns[i].type == types::TypeId::nvarchar;
        ByteSpan bytes = field.bytes();
        if (storage::columnstore::is_large_value(bytes)) {
            bytes = storage::columnstore::read_large_value(
                bytes, catalog_.source(), arena_,
                {table_.name, layout_.columns[i].name, parts_->parts[part_ - 1].row_group});
        } else if (storage::columnstore::has_in_place_tag(bytes, wide)) {
            bytes = bytes.subspan(1);
        }
        field = {bytes.data(), uint32_t(bytes.size()), false};
    }
    fields_ = untagged_;
}

}  // namespace gantry::catalog
