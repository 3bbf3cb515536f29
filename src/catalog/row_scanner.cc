#include "catalog/row_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "base/error.h"
#include "catalog/column_place.h"
#include "catalog/columnstore_scan.h"
#include "catalog/database_image.h"
#include "catalog/system_catalog.h"
#include "catalog/table_storage.h"

namespace gantry::catalog {

using storage::ExtentPages;

std::vector<size_t> stored_columns(const Table& table) {
    std::vector<size_t> out;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].is_stored() && !table.columns[i].column_set) out.push_back(i);
    }
    return out;
}

namespace {

// A rowset that is being replaced may still be there beside its successor: of several for one
// partition of a columnstore, the one with row groups counts.
std::vector<const Rowset*> columnstore_rowsets(const SystemCatalog& catalog, const Table& table) {
    std::map<int32_t, const Rowset*> by_partition;
    for (const Rowset* rowset : catalog.base_rowsets(table.object_id)) {
        const Rowset*& kept = by_partition[rowset->partition];
        bool has_groups = catalog.columnstores().find(rowset->id) != nullptr;
        if (kept == nullptr || catalog.columnstores().find(kept->id) == nullptr) {
            kept = rowset;
        } else if (has_groups) {
            throw FormatError(
                fmt::format("columnstore of table {}: rowsets {} and {} both have row groups of "
                            "partition {}",
                            table.name, kept->id, rowset->id, rowset->partition));
        }
    }
    std::vector<const Rowset*> out;
    for (const auto& [partition, rowset] : by_partition)
        out.push_back(rowset);
    return out;
}

std::vector<RowRange> split_columnstore(const SystemCatalog& catalog, const Table& table,
                                        size_t target_parts) {
    auto parts = std::make_shared<ColumnstoreParts>();
    for (const Rowset* rowset : columnstore_rowsets(catalog, table)) {
        add_columnstore_parts(catalog, table, *rowset, *parts);
    }
    std::vector<RowRange> out;
    size_t total = parts->parts.size();
    size_t step =
        std::max<size_t>(1, (total + target_parts - 1) / std::max<size_t>(1, target_parts));
    for (size_t first = 0; first < total; first += step) {
        RowRange range;
        range.columnstore = parts;
        range.first = first;
        range.last = std::min(total, first + step);
        for (size_t i = first; i < range.last; ++i)
            range.page_count += parts->parts[i].page_count;
        out.push_back(std::move(range));
    }
    return out;
}

bool is_columnstore(const SystemCatalog& catalog, const Table& table) {
    for (const Rowset* rowset : catalog.base_rowsets(table.object_id)) {
        if (rowset->compression_level >= k_columnstore_level) return true;
    }
    return false;
}

}  // namespace

std::vector<RowRange> split_table(const SystemCatalog& catalog, const Table& table,
                                  size_t target_parts) {
    if (std::string why = why_not_in_pages(catalog, table); !why.empty()) {
        throw FormatError(fmt::format("table {} {}", table.name, why));
    }
    if (is_columnstore(catalog, table)) return split_columnstore(catalog, table, target_parts);
    struct Part {
        const Rowset* rowset;
        std::shared_ptr<const std::vector<ExtentPages>> extents;
    };
    std::vector<Part> parts;
    uint64_t total = 0;
    for (const Rowset* rowset : catalog.base_rowsets(table.object_id)) {
        auto extents = std::make_shared<std::vector<ExtentPages>>(catalog.pages_of(*rowset));
        total += extents->size();
        if (!extents->empty()) parts.push_back({rowset, std::move(extents)});
    }
    std::vector<RowRange> out;
    uint64_t step =
        std::max<uint64_t>(1, (total + target_parts - 1) / std::max<size_t>(1, target_parts));
    for (const Part& part : parts) {
        for (size_t first = 0; first < part.extents->size(); first += step) {
            RowRange range;
            range.rowset_id = part.rowset->id;
            range.extents = part.extents;
            range.first = first;
            range.last = std::min<size_t>(part.extents->size(), first + step);
            for (size_t i = range.first; i < range.last; ++i) {
                range.page_count += uint64_t(std::popcount((*part.extents)[i].mask));
            }
            out.push_back(std::move(range));
        }
    }
    return out;
}

namespace {

const Rowset& rowset_by_id(const SystemCatalog& catalog, const Table& table, int64_t rowset_id) {
    for (const Rowset* rowset : catalog.base_rowsets(table.object_id)) {
        if (rowset->id == rowset_id) return *rowset;
    }
    throw Error(fmt::format("table {} has no partition {}", table.name, rowset_id));
}

// FILESTREAM values are in files, and those of Always Encrypted are bytes of a cipher, kept as
// varbinary whatever the column's type.
bool is_unreadable(const Column& column, const storage::ColumnPlace& place) {
    if (column.filestream || column.encryption_type != 0) return true;
    bool is_plain = types::is_numeric(column.type.id) || types::is_date_time(column.type.id) ||
                    types::is_character(column.type.id);
    return is_plain && place.type == types::TypeId::varbinary;
}

storage::RowsetLayout make_layout(const SystemCatalog& catalog, const Table& table,
                                  const Rowset& rowset) {
    storage::RowsetLayout layout;
    layout.table_name = table.name;
    layout.compression = rowset.compression;
    const std::vector<RowsetColumn>& places = catalog.rowset_columns(rowset.id);
    for (size_t i : stored_columns(table)) {
        const Column& column = table.columns[i];
        storage::ColumnPlace place;
        bool found = false;
        for (const RowsetColumn& candidate : places) {
            if (candidate.id != uint32_t(column.id) || candidate.dropped) continue;
            place = candidate.place;
            found = true;
        }
        if (!found && !column.sparse) {
            throw FormatError(
                fmt::format("table {}: the catalog has no place in the rows of partition {} for "
                            "column {}",
                            table.name, rowset.partition, column.name),
                3183);
        }
        place.sparse = column.sparse;
        place.unreadable = is_unreadable(column, place);
        layout.columns.push_back(place_of_column(column, std::move(place)));
    }
    return layout;
}

}  // namespace

RowScanner::RowScanner(const DatabaseImage& image, const Table& table, const RowRange& range)
    : pages_(image.pages()), extents_(range.extents), extent_(range.first), last_(range.last) {
    const SystemCatalog& catalog = image.system_catalog();
    if (range.columnstore) {
        columnstore_ = std::make_unique<ColumnstoreScanner>(catalog, table, range.columnstore,
                                                            range.first, range.last);
        return;
    }
    GANTRY_ASSERT(extents_ != nullptr && last_ <= extents_->size());
    layout_ = make_layout(catalog, table, rowset_by_id(catalog, table, range.rowset_id));
    decoder_ = std::make_unique<storage::RowDecoder>(pages_, layout_);
    fields_ = decoder_->fields();
}

bool RowScanner::next_of_columnstore() {
    if (!columnstore_->next()) return false;
    fields_ = columnstore_->fields();
    return true;
}

RowScanner::~RowScanner() = default;

bool RowScanner::next_page() {
    for (; extent_ < last_; ++extent_, in_extent_ = 0) {
        const ExtentPages& extent = (*extents_)[extent_];
        while (in_extent_ < storage::k_pages_per_extent) {
            uint32_t i = in_extent_++;
            if (!(extent.mask >> i & 1)) continue;
            page_id_ = {extent.first.file, extent.first.page + i};
            storage::PageView page = pages_.require(page_id_, layout_.table_name);
            if (!storage::holds_rows(pages_, page_id_, page)) continue;
            decoder_->begin_page(page, page_id_);
            slot_ = 0;
            slot_count_ = decoder_->slot_count();
            return true;
        }
    }
    slot_count_ = 0;
    return false;
}

}  // namespace gantry::catalog
