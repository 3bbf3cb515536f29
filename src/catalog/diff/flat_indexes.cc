// Indexes, statistics and full-text indexes of tables and views: Flattener of flat.h.

#include "catalog/diff/flat.h"
#include "catalog/option_names.h"

namespace gantry::catalog::diff {

namespace {

const char* kind_name(IndexKind kind) {
    switch (kind) {
        case IndexKind::heap:
            return "heap";
        case IndexKind::clustered:
            return "clustered";
        case IndexKind::nonclustered:
            return "nonclustered";
        case IndexKind::xml:
            return "XML";
        case IndexKind::spatial:
            return "spatial";
        case IndexKind::clustered_columnstore:
            return "clustered columnstore";
        case IndexKind::nonclustered_columnstore:
            return "nonclustered columnstore";
        case IndexKind::nonclustered_hash:
            return "nonclustered hash";
    }
    return "";
}

// "PAGE", or by partition: "1 NONE, 2 PAGE".
std::string compression_of(const Index& index) {
    bool same = true;
    for (const Partition& partition : index.partitions) {
        same = same && partition.compression == index.partitions[0].compression;
    }
    if (index.partitions.empty()) return {};
    if (same) return compression_name(index.partitions[0].compression);
    std::string out;
    for (const Partition& partition : index.partitions) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", partition.number,
                           compression_name(partition.compression));
    }
    return out;
}

std::string part_kind(const Index& index) {
    if (index.primary_key) return "primary key";
    if (index.unique_constraint) return "unique constraint";
    return index.id == 0 ? "storage" : "index";
}

}  // namespace

void Flattener::add_indexes(const std::vector<Index>& indexes, const std::vector<Column>& columns,
                            FlatObject& out) {
    for (const Index& index : indexes) {
        if (!index.hypothetical) add_index(index, columns, out);
    }
}

void Flattener::add_index(const Index& index, const std::vector<Column>& columns, FlatObject& out) {
    std::string keys, included, partitioning;
    for (const IndexColumn& column : index.columns) {
        std::string name = column_names(columns, {column.column_id});
        if (column.descending) name += " DESC";
        std::string& list = column.included ? included : keys;
        bool only_partitions =
            !column.included && column.partition_ordinal != 0 && index.kind == IndexKind::heap;
        std::string& target = only_partitions ? partitioning : list;
        target += (target.empty() ? "" : ", ") + name;
        if (column.partition_ordinal != 0) partitioning = name;
    }
    // A table has one primary key; a unique constraint is what its columns are.
    std::string name = index.name;
    if (index.system_named) name = index.primary_key ? "" : "(" + keys + ")";
    FlatPart& part = out.part(part_kind(index), name, index.primary_key ? "" : fold(name));
    if (index.primary_key) part.set("name", name);
    part.set("kind", kind_name(index.kind));
    part.set("columns", keys);
    part.set("included columns", included);
    part.flag("unique", index.unique);
    part.set("filter", index.filter_text);
    part.set("on", data_space(index.data_space_id));
    part.set("partitioned by", partitioning);
    part.set("compression", compression_of(index));
    part.number("fill factor", index.fill_factor);
    part.flag("padded", index.padded);
    part.flag("ignore duplicate keys", index.ignore_duplicate_keys);
    part.flag("row locks", index.allow_row_locks);
    part.flag("page locks", index.allow_page_locks);
    part.flag("statistics no recompute", index.statistics_no_recompute);
    part.flag("disabled", index.disabled);
    part.number("bucket count", index.bucket_count);
    part.number("compression delay", index.compression_delay);
    part.set("XML index", index.kind != IndexKind::xml ? ""
                          : index.xml_primary          ? "primary"
                                                       : std::string(1, index.xml_secondary_type));
    part.set("tessellation", index.tessellation ? index.tessellation->scheme : "");
}

void Flattener::add_statistics(int32_t object_id, const std::vector<Column>& columns,
                               FlatObject& out) {
    for (const Statistics& statistics : db_.statistics) {
        if (statistics.object_id != object_id || statistics.auto_created) continue;
        FlatPart& part = out.part("statistics", statistics.name, fold(statistics.name));
        part.set("columns", column_names(columns, statistics.columns));
        part.set("filter", statistics.filter_text);
        part.flag("no recompute", statistics.no_recompute);
        part.flag("incremental", statistics.incremental);
    }
}

void Flattener::add_fulltext_index(int32_t object_id, const std::vector<Column>& columns,
                                   FlatObject& out) {
    for (const FulltextIndex& index : db_.fulltext_indexes) {
        if (index.object_id != object_id) continue;
        std::string list;
        for (const FulltextColumn& column : index.columns) {
            list += fmt::format("{}{} language {}", list.empty() ? "" : ", ",
                                column_names(columns, {column.column_id}), column.language);
            if (column.type_column_id != 0) {
                list += " type " + column_names(columns, {column.type_column_id});
            }
        }
        FlatPart& part = out.part("full-text index", "", "");
        part.set("columns", list);
        part.flag("enabled", index.enabled);
        part.set("change tracking", std::string(1, index.change_tracking));
        for (const FulltextCatalog& catalog : db_.fulltext_catalogs) {
            if (catalog.id == index.catalog_id) part.set("catalog", catalog.name);
        }
    }
}

}  // namespace gantry::catalog::diff
