// Indexes of tables, indexed views and internal tables.

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "catalog/model_parts.h"
#include "catalog/model_reader.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

// sysidxstats.status
constexpr int64_t k_index_present = 0x1;
constexpr int64_t k_index_ignore_duplicates = 0x4;
constexpr int64_t k_index_unique = 0x8;
constexpr int64_t k_index_padded = 0x10;
constexpr int64_t k_index_primary_key = 0x20;
constexpr int64_t k_index_unique_constraint = 0x40;
constexpr int64_t k_index_disabled = 0x80;
constexpr int64_t k_index_hypothetical = 0x100;
constexpr int64_t k_index_no_row_locks = 0x200;
constexpr int64_t k_index_no_page_locks = 0x400;
constexpr int64_t k_index_no_recompute = 0x4000;
constexpr int64_t k_index_filtered = 0x20000;
constexpr int64_t k_index_incremental = 0x800000;
constexpr int64_t k_index_being_resumed = 0x4000000;  // an unfinished RESUMABLE build
// sysiscols.status
constexpr int64_t k_index_column_key = 0x2;
constexpr int64_t k_index_column_descending = 0x4;
constexpr int64_t k_index_column_included = 0x10;

constexpr int32_t k_first_xml_index = 256'000;

}  // namespace

std::vector<Index>* ModelReader::index_list(int32_t object_id) {
    auto table = table_index_.find(object_id);
    if (table != table_index_.end()) return &out_.tables[table->second].indexes;
    auto module = module_index_.find(object_id);
    if (module != module_index_.end()) return &out_.modules[module->second].indexes;
    auto internal = internal_index_.find(object_id);
    if (internal != internal_index_.end()) return &out_.internal_tables[internal->second].indexes;
    return nullptr;
}

void ModelReader::add_indexes() {
    sources_.catalog.scan(k_sysidxstats,
                          {"id", "indid", "name", "status", "fillfact", "type", "intprop",
                           "tinyprop", "dataspace", "lobds"},
                          [&](const SystemRow& row) { read_index(row); });
    read_index_columns();
    for (Table& table : out_.tables)
        finish_index(table.object_id, table.indexes);
    for (Module& module : out_.modules)
        finish_index(module.object_id, module.indexes);
    for (Table& table : out_.internal_tables)
        finish_index(table.object_id, table.indexes);
}

void ModelReader::read_index(const SystemRow& row) {
    auto object_id = int32_t(row.integer(0));
    int64_t status = row.integer(3);
    if (!(status & k_index_present) || (status & k_index_being_resumed)) return;
    std::vector<Index>* list = index_list(object_id);
    if (list == nullptr) return;
    Index index;
    index.id = int32_t(row.integer(1));
    if (index.id != 0) index.name = row.text(2);
    index.kind = IndexKind(row.integer(5));
    if (index.kind > IndexKind::nonclustered_hash) {
        warn(fmt::format("index {} of {} is of a kind that is not known here ({})", row.text(2),
                         object_name(object_id), row.integer(5)));
    }
    index.unique = (status & k_index_unique) != 0;
    index.primary_key = (status & k_index_primary_key) != 0;
    index.unique_constraint = (status & k_index_unique_constraint) != 0;
    index.disabled = (status & k_index_disabled) != 0;
    index.hypothetical = (status & k_index_hypothetical) != 0;
    index.ignore_duplicate_keys = (status & k_index_ignore_duplicates) != 0;
    index.padded = (status & k_index_padded) != 0;
    index.allow_row_locks = (status & k_index_no_row_locks) == 0;
    index.allow_page_locks = (status & k_index_no_page_locks) == 0;
    index.statistics_no_recompute = (status & k_index_no_recompute) != 0;
    index.statistics_incremental = (status & k_index_incremental) != 0;
    index.fill_factor = uint8_t(row.integer(4));
    add_partitions(object_id, index);
    index.data_space_id = data_space_of(object_id, index, int32_t(row.integer(8)));
    if (status & k_index_filtered) {
        const TextValue* text = sources_.text_of(k_value_index_filter, object_id, index.id);
        if (text != nullptr) {
            index.filter_text = text->text;
        } else {
            warn(fmt::format("filter of index {} of {} could not be read", index.name,
                             object_name(object_id)));
        }
    }
    if (index.kind == IndexKind::xml) {
        // A secondary one names its primary (ids from 256000) and its kind as a letter.
        auto primary = int32_t(row.integer(6));
        index.xml_primary = primary < k_first_xml_index;
        if (!index.xml_primary) index.xml_primary_index_id = primary;
        auto letter = char(row.integer(7));
        if (letter != 0 && std::strchr("PVR", letter) != nullptr) index.xml_secondary_type = letter;
    }
    Table* table = table_by_id(object_id);
    bool rowstore = index.kind == IndexKind::heap || index.kind == IndexKind::clustered;
    if (table != nullptr && index.id <= 1 && rowstore) {
        table->options.text_in_row_limit = int32_t(row.integer(6));
        if (table->options.lob_data_space_id == 0) {
            table->options.lob_data_space_id = int32_t(row.integer(9));
        }
    }
    list->push_back(std::move(index));
}

void ModelReader::add_partitions(int32_t object_id, Index& index) {
    for (const Rowset& rowset : sources_.catalog.index_rowsets(object_id, index.id)) {
        Partition partition;
        partition.number = rowset.partition;
        partition.rowset_id = rowset.id;
        partition.row_count = rowset.row_count;
        partition.compression = rowset.compression_level;
        for (const AllocationUnit& unit : sources_.catalog.allocation_units(rowset.id)) {
            if (unit.type == 1) {
                partition.filegroup_id = unit.filegroup;
                partition.data_pages = unit.data_pages;
            }
            partition.used_pages += unit.used_pages;
            partition.reserved_pages += unit.reserved_pages;
        }
        index.partitions.push_back(partition);
    }
}

int32_t ModelReader::data_space_of(int32_t object_id, const Index& index, int32_t stored) const {
    if (stored != 0) return stored;  // 2005 to 2008 R2
    int32_t scheme = partition_scheme_of(sources_, object_id, index.id);
    if (scheme != 0) return scheme;
    return index.partitions.empty() ? 0 : index.partitions[0].filegroup_id;
}

void ModelReader::read_index_columns() {
    struct Key {
        int64_t ordinal;
        int64_t sub_id;
        IndexColumn column;
    };
    std::map<std::pair<int32_t, int32_t>, std::vector<Key>> keys;
    sources_.catalog.scan(
        k_sysiscols,
        {"idmajor", "idminor", "subid", "status", "intprop", "tinyprop1", "tinyprop2", "tinyprop4"},
        [&](const SystemRow& row) {
            if (!(row.integer(3) & k_index_column_key)) return;
            Key key{row.integer(5), row.integer(2), {}};
            key.column.column_id = int32_t(row.integer(4));
            key.column.descending = (row.integer(3) & k_index_column_descending) != 0;
            key.column.included = (row.integer(3) & k_index_column_included) != 0;
            key.column.partition_ordinal = uint8_t(row.integer(6));
            key.column.columnstore_order = uint8_t(row.integer(7));
            keys[{int32_t(row.integer(0)), int32_t(row.integer(1))}].push_back(key);
        });
    for (auto& [id, columns] : keys) {
        std::vector<Index>* list = index_list(id.first);
        if (list == nullptr) continue;
        std::sort(columns.begin(), columns.end(), [](const Key& a, const Key& b) {
            return std::tuple(a.column.included, a.ordinal, a.sub_id) <
                   std::tuple(b.column.included, b.ordinal, b.sub_id);
        });
        for (Index& index : *list) {
            if (index.id != id.second) continue;
            for (const Key& key : columns)
                index.columns.push_back(key.column);
        }
    }
}

void ModelReader::finish_index(int32_t object_id, std::vector<Index>& indexes) {
    std::sort(indexes.begin(), indexes.end(),
              [](const Index& a, const Index& b) { return a.id < b.id; });
    // A column has one primary XML index, made before its secondary ones.
    std::map<int32_t, int32_t> primaries;
    for (Index& index : indexes) {
        if (index.kind == IndexKind::xml && !index.columns.empty()) {
            auto [first, is_first] = primaries.emplace(index.columns[0].column_id, index.id);
            if (!is_first) {
                index.xml_primary = false;
                if (index.xml_primary_index_id == 0) index.xml_primary_index_id = first->second;
            }
        }
        if (index.kind == IndexKind::xml && !index.xml_primary && index.xml_secondary_type == 0) {
            warn(fmt::format("the kind (PATH, VALUE, PROPERTY) of XML index {} of {} is not known",
                             index.name, object_name(object_id)));
        }
        if (index.kind == IndexKind::spatial) add_tessellation(object_id, index);
    }
}

// Class 92: values 2 to 5 are the levels as log2 of cells a side (2 LOW 4x4, 3 MEDIUM, 4 HIGH
// 16x16; 0 with an automatic grid), value 6 the cells per object.
void ModelReader::add_tessellation(int32_t object_id, Index& index) {
    auto number = [&](int32_t value_number) -> int64_t {
        const ValueRow* row =
            sources_.value(k_value_spatial_cells, object_id, index.id, value_number);
        return row == nullptr ? 0 : variant_integer(row->variant);
    };
    auto level = [&](int32_t value_number) -> std::string {
        constexpr std::string_view k_levels[] = {"", "", "LOW", "MEDIUM", "HIGH"};
        int64_t code = number(value_number);
        return code >= 0 && code < 5 ? std::string(k_levels[code]) : std::string();
    };
    SpatialTessellation out;
    out.level_1 = level(2);
    out.level_2 = level(3);
    out.level_3 = level(4);
    out.level_4 = level(5);
    out.cells_per_object = int32_t(number(6));
    bool geography = true;
    const Table* table = table_by_id(object_id);
    for (const IndexColumn& key : index.columns) {
        if (table == nullptr) break;
        for (const Column& column : table->columns) {
            if (column.id == key.column_id && column.type.user_type == types::k_geometry) {
                geography = false;
            }
        }
    }
    bool automatic = out.level_1.empty();
    out.scheme =
        fmt::format("{}_{}GRID", geography ? "GEOGRAPHY" : "GEOMETRY", automatic ? "AUTO_" : "");
    // The bounding box of a geometry index: four floats, in the order of the catalog view.
    std::vector<double> box;
    for (const ValueRow* row : sources_.values_of(object_id)) {
        bool is_float = row->variant.size() == 10 && TypeId(row->variant[0]) == TypeId::float_;
        if (row->sub_id == index.id && is_float)
            box.push_back(std::bit_cast<double>(load_le<uint64_t>(&row->variant[2])));
    }
    if (box.size() == 4 && box[0] < box[2] && box[1] < box[3]) {
        out.xmin = box[0];
        out.ymin = box[1];
        out.xmax = box[2];
        out.ymax = box[3];
    } else if (!geography) {
        warn(fmt::format("the bounding box of spatial index {} of {} is not known", index.name,
                         object_name(object_id)));
    }
    index.tessellation = std::move(out);
}

void ModelReader::set_table_spaces() {
    for (Table& table : out_.tables) {
        if (!table.indexes.empty() && table.indexes[0].id <= 1) {
            table.options.data_space_id = table.indexes[0].data_space_id;
        }
    }
}

}  // namespace gantry::catalog
