// Indexes with their columns and partitions, and statistics that have no index.

#include <algorithm>

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

#define GANTRY_OF_USER_OBJECTS                                  \
    "JOIN sys.objects AS o ON o.object_id = t.object_id WHERE " \
    "o.type IN ('U', 'V', 'TT') "

constexpr CatalogQuery k_indexes = {
    .what = "indexes",
    .view = "sys.indexes",
    .columns =
        "object_id, index_id, name, type, is_unique, is_primary_key, is_unique_constraint, "
        "is_disabled, is_hypothetical, fill_factor, data_space_id, is_padded, "
        "ignore_dup_key, allow_row_locks, allow_page_locks, filter_definition@10, "
        "compression_delay@13, suppress_dup_key_messages@14, auto_created@14, "
        "optimize_for_sequential_key@15",
    .rest = "FROM sys.indexes AS t " GANTRY_OF_USER_OBJECTS "ORDER BY t.object_id, t.index_id",
};
constexpr CatalogQuery k_index_columns = {
    .what = "columns of indexes",
    .view = "sys.index_columns",
    .columns =
        "object_id, index_id, column_id, is_descending_key, is_included_column, "
        "partition_ordinal, column_store_order_ordinal@16",
    .rest = "FROM sys.index_columns AS t " GANTRY_OF_USER_OBJECTS
            "ORDER BY t.object_id, t.index_id, t.is_included_column, t.key_ordinal, "
            "t.index_column_id",
};
constexpr CatalogQuery k_key_constraints = {
    .what = "key constraints",
    .view = "sys.key_constraints",
    .columns = "object_id, parent_object_id, unique_index_id, is_system_named",
    .rest = "FROM sys.key_constraints AS t",
};
constexpr CatalogQuery k_xml_indexes = {
    .what = "XML indexes",
    .view = "sys.xml_indexes",
    .columns = "object_id, index_id, using_xml_index_id, secondary_type, xml_index_type@11",
    .rest = "FROM sys.xml_indexes AS t",
};
constexpr CatalogQuery k_hash_indexes = {
    .what = "hash indexes",
    .view = "sys.hash_indexes",
    .columns = "object_id, index_id, bucket_count",
    .rest = "FROM sys.hash_indexes AS t",
    .since = 12,
};
constexpr CatalogQuery k_partitions = {
    .what = "partitions",
    .view = "sys.partitions",
    .columns = "object_id, index_id, partition_number, partition_id, rows, data_compression@10",
    .rest = "FROM sys.partitions AS t " GANTRY_OF_USER_OBJECTS
            "ORDER BY t.object_id, t.index_id, t.partition_number",
};
constexpr CatalogQuery k_statistics = {
    .what = "statistics",
    .view = "sys.stats",
    .columns =
        "object_id, stats_id, name, auto_created, user_created, no_recompute, "
        "filter_definition@10, is_temporary@11, is_incremental@12, auto_drop@16",
    .rest = "FROM sys.stats AS t " GANTRY_OF_USER_OBJECTS "ORDER BY t.object_id, t.stats_id",
};
constexpr CatalogQuery k_statistics_columns = {
    .what = "columns of statistics",
    .view = "sys.stats_columns",
    .columns = "object_id, stats_id, column_id",
    .rest = "FROM sys.stats_columns AS t " GANTRY_OF_USER_OBJECTS
            "ORDER BY t.object_id, t.stats_id, t.stats_column_id",
};

std::vector<Index>* indexes_of(Reader& reader, int32_t object_id) {
    if (Table* table = reader.table(object_id)) return &table->indexes;
    if (Module* module = reader.module(object_id)) return &module->indexes;
    return nullptr;
}

Index* index_at(Reader& reader, int32_t object_id, int32_t index_id) {
    std::vector<Index>* indexes = indexes_of(reader, object_id);
    if (indexes == nullptr) return nullptr;
    for (Index& index : *indexes) {
        if (index.id == index_id) return &index;
    }
    return nullptr;
}

Index* index_at(Reader& reader, const Row& row) {
    return index_at(reader, int_of(row, "object_id"), int_of(row, "index_id"));
}

Index index_of(const Row& row) {
    Index out;
    out.id = int_of(row, "index_id");
    out.name = row.text("name");
    out.kind = IndexKind(row.integer("type"));
    out.unique = row.flag("is_unique");
    out.primary_key = row.flag("is_primary_key");
    out.unique_constraint = row.flag("is_unique_constraint");
    out.disabled = row.flag("is_disabled");
    out.hypothetical = row.flag("is_hypothetical");
    out.fill_factor = uint8_t(row.integer("fill_factor"));
    out.data_space_id = int_of(row, "data_space_id");
    out.padded = row.flag("is_padded");
    out.ignore_duplicate_keys = row.flag("ignore_dup_key");
    out.allow_row_locks = row.flag("allow_row_locks");
    out.allow_page_locks = row.flag("allow_page_locks");
    out.filter_text = row.text("filter_definition");
    out.compression_delay = int_of(row, "compression_delay");
    out.suppress_duplicate_key_messages = row.flag("suppress_dup_key_messages");
    out.auto_created = row.flag("auto_created");
    out.optimize_for_sequential_key = row.flag("optimize_for_sequential_key");
    return out;
}

void read_index_rows(Reader& reader) {
    reader.source.read(k_indexes, [&](const Row& row) {
        const int32_t object_id = int_of(row, "object_id");
        std::vector<Index>* indexes = indexes_of(reader, object_id);
        if (indexes == nullptr) return;
        indexes->push_back(index_of(row));
        Table* table = reader.table(object_id);
        if (table != nullptr && indexes->back().id <= 1) {
            table->options.data_space_id = indexes->back().data_space_id;
        }
    });
    reader.source.read(k_index_columns, [&](const Row& row) {
        Index* index = index_at(reader, row);
        if (index == nullptr) return;
        IndexColumn column;
        column.column_id = int_of(row, "column_id");
        column.descending = row.flag("is_descending_key");
        column.included = row.flag("is_included_column");
        column.partition_ordinal = uint8_t(row.integer("partition_ordinal"));
        column.columnstore_order = uint8_t(row.integer("column_store_order_ordinal"));
        index->columns.push_back(column);
    });
}

void read_index_kinds(Reader& reader) {
    reader.source.read(k_key_constraints, [&](const Row& row) {
        Index* index =
            index_at(reader, int_of(row, "parent_object_id"), int_of(row, "unique_index_id"));
        if (index == nullptr) return;
        index->object_id = int_of(row, "object_id");
        index->system_named = row.flag("is_system_named");
    });
    reader.source.read(k_xml_indexes, [&](const Row& row) {
        Index* index = index_at(reader, row);
        if (index == nullptr) return;
        index->xml_primary_index_id = int_of(row, "using_xml_index_id");
        index->xml_primary = index->xml_primary_index_id == 0;
        index->xml_secondary_type = letter_of(row, "secondary_type", '\0');
        index->xml_selective = row.integer("xml_index_type") >= 2;
    });
    reader.source.read(k_hash_indexes, [&](const Row& row) {
        Index* index = index_at(reader, row);
        if (index != nullptr) index->bucket_count = row.integer("bucket_count");
    });
}

void read_partitions(Reader& reader) {
    reader.source.read(k_partitions, [&](const Row& row) {
        Index* index = index_at(reader, row);
        if (index == nullptr) return;
        Partition partition;
        partition.number = int_of(row, "partition_number");
        partition.rowset_id = row.integer("partition_id");
        partition.row_count = row.integer("rows");
        partition.compression = uint8_t(row.integer("data_compression"));
        index->partitions.push_back(partition);
        Table* table = reader.table(int_of(row, "object_id"));
        if (table != nullptr && index->id <= 1) table->row_count += partition.row_count;
    });
}

void read_statistics(Reader& reader) {
    std::map<std::pair<int32_t, int32_t>, size_t> places;
    reader.source.read(k_statistics, [&](const Row& row) {
        const int32_t object_id = int_of(row, "object_id");
        const int32_t id = int_of(row, "stats_id");
        if (Index* index = index_at(reader, object_id, id)) {
            index->statistics_no_recompute = row.flag("no_recompute");
            index->statistics_incremental = row.flag("is_incremental");
            return;
        }
        if (reader.table(object_id) == nullptr && reader.module(object_id) == nullptr) return;
        Statistics statistics;
        statistics.object_id = object_id;
        statistics.id = id;
        statistics.name = row.text("name");
        statistics.auto_created = row.flag("auto_created");
        statistics.user_created = row.flag("user_created");
        statistics.no_recompute = row.flag("no_recompute");
        statistics.incremental = row.flag("is_incremental");
        statistics.temporary = row.flag("is_temporary");
        statistics.auto_drop = row.flag("auto_drop");
        statistics.filter_text = row.text("filter_definition");
        places[{object_id, id}] = reader.out.statistics.size();
        reader.out.statistics.push_back(std::move(statistics));
    });
    if (places.empty()) return;
    reader.source.read(k_statistics_columns, [&](const Row& row) {
        const auto found = places.find({int_of(row, "object_id"), int_of(row, "stats_id")});
        if (found == places.end()) return;
        reader.out.statistics[found->second].columns.push_back(int_of(row, "column_id"));
    });
}

}  // namespace

void read_indexes(Reader& reader) {
    read_index_rows(reader);
    read_index_kinds(reader);
    read_partitions(reader);
    read_statistics(reader);
}

void add_index_queries(QueryList& out) {
    out.insert(out.end(), {&k_indexes, &k_index_columns, &k_key_constraints, &k_xml_indexes,
                           &k_hash_indexes, &k_partitions, &k_statistics, &k_statistics_columns});
}

}  // namespace gantry::live
