#include "catalog/columnstore_catalog.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "catalog/system_catalog.h"

namespace gantry::catalog {

using storage::columnstore::BlobPointer;
using storage::columnstore::DictionaryPlace;
using storage::columnstore::SegmentFacts;

namespace {

constexpr int64_t k_state_mask = 7;
constexpr int64_t k_segment_has_nulls = 1;

// (rowset, column, dictionary id). Id 0 is a column's global dictionary, the others are local.
using Dictionaries = std::map<std::tuple<int64_t, int32_t, int32_t>, DictionaryPlace>;

BlobPointer pointer_of(ByteSpan bytes) {
    BlobPointer out{};
    if (bytes.size() == out.size()) std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

Dictionaries read_dictionaries(const SystemCatalog& catalog) {
    Dictionaries out;
    catalog.scan(
        k_syscsdictionaries,
        {"hobt_id", "column_id", "dictionary_id", "last_id", "entry_count", "data_ptr"},
        [&](const SystemRow& row) {
            DictionaryPlace place;
            place.last_id = row.integer(3);
            place.entry_count = row.integer(4);
            place.pointer = pointer_of(row.bytes(5));
            out[{row.integer(0), int32_t(row.integer(1)), int32_t(row.integer(2))}] = place;
        });
    return out;
}

std::optional<DictionaryPlace> dictionary_of(const Dictionaries& dictionaries, int64_t rowset,
                                             int32_t column, int32_t id,
                                             ColumnstoreSegment& segment) {
    if (id < 0) return std::nullopt;  // -1: none
    auto found = dictionaries.find({rowset, column, id});
    if (found != dictionaries.end()) return found->second;
    segment.missing_dictionary = id;
    return std::nullopt;
}

}  // namespace

ColumnstoreCatalog::ColumnstoreCatalog(const SystemCatalog& catalog) {
    catalog.scan(k_syscsrowgroups, {"hobt_id", "segment_id", "row_count", "status", "ds_hobtid"},
                 [&](const SystemRow& row) {
                     ColumnstoreRowGroup group;
                     group.id = int32_t(row.integer(1));
                     group.row_count = uint32_t(row.integer(2));
                     group.state = RowGroupState(row.integer(3) & k_state_mask);
                     group.delta_rowset = row.integer(4);
                     stores_[row.integer(0)].row_groups.push_back(group);
                 });
    if (stores_.empty()) return;
    for (auto& [rowset, store] : stores_) {
        std::sort(store.row_groups.begin(), store.row_groups.end(),
                  [](const auto& a, const auto& b) { return a.id < b.id; });
    }
    Dictionaries dictionaries = read_dictionaries(catalog);
    catalog.scan(
        k_syscscolsegments,
        {"hobt_id", "column_id", "segment_id", "encoding_type", "row_count", "status", "base_id",
         "magnitude", "primary_dictionary_id", "secondary_dictionary_id", "min_data_id",
         "max_data_id", "null_value", "on_disk_size", "data_ptr", "container_id"},
        [&](const SystemRow& row) {
            auto store = stores_.find(row.integer(0));
            if (store == stores_.end()) return;  // of a nonclustered columnstore of 2012
            int32_t column = int32_t(row.integer(1)), group = int32_t(row.integer(2));
            ColumnstoreSegment segment;
            SegmentFacts& facts = segment.place.facts;
            facts.encoding = int32_t(row.integer(3));
            segment.place.row_count = uint32_t(row.integer(4));
            facts.has_nulls = (row.integer(5) & k_segment_has_nulls) != 0;
            facts.base_id = row.integer(6);
            facts.magnitude = std::bit_cast<double>(row.integer(7));
            facts.min_data_id = row.integer(10);
            facts.max_data_id = row.integer(11);
            facts.null_value = row.integer(12);
            segment.place.global_dictionary =
                dictionary_of(dictionaries, store->first, column, int32_t(row.integer(8)), segment);
            segment.place.local_dictionary =
                dictionary_of(dictionaries, store->first, column, int32_t(row.integer(9)), segment);
            segment.stored_bytes = row.integer(13);
            segment.place.pointer = pointer_of(row.bytes(14));
            segment.elsewhere = row.integer(15) != 0;
            store->second.segments[{group, column}] = std::move(segment);
        });
}

const Columnstore* ColumnstoreCatalog::find(int64_t rowset_id) const {
    auto found = stores_.find(rowset_id);
    return found == stores_.end() ? nullptr : &found->second;
}

}  // namespace gantry::catalog
