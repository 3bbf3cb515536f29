// Tables, table types, columns and indexes of the model.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/model_reader.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {

// syscolpars.status
constexpr int32_t k_column_not_null = 0x1;
constexpr int32_t k_column_ansi_padded = 0x2;
constexpr int32_t k_column_identity = 0x4;
constexpr int32_t k_column_rowguid = 0x8;
constexpr int32_t k_column_computed = 0x10;
constexpr int32_t k_column_filestream = 0x20;
constexpr int32_t k_column_hidden = 0x2000;
constexpr int32_t k_column_sparse = 0x1000000;
constexpr int32_t k_column_set = 0x2000000;

// sysidxstats.status
constexpr int64_t k_index_present = 0x1;
constexpr int64_t k_index_unique = 0x8;
constexpr int64_t k_index_primary_key = 0x20;
constexpr int64_t k_index_unique_constraint = 0x40;
constexpr int64_t k_index_disabled = 0x80;
constexpr int64_t k_index_hypothetical = 0x100;
constexpr int64_t k_index_filtered = 0x20000;
// sysiscols.status
constexpr int64_t k_index_column_descending = 0x4;
constexpr int64_t k_index_column_included = 0x10;

constexpr uint8_t k_columnstore_level = 3;

// idtval: {last, increment, seed}, each as long as the column's storage, then a byte whose bit 0
// says that no value was used yet.
std::optional<Identity> read_identity(const ColumnRow& row, const SqlType& type) {
    size_t size = row.identity.size() / 3;
    if (row.identity.size() != 3 * size + 1 || size == 0) return std::nullopt;
    SqlType plain = type;
    plain.user_type = 0;
    bool is_decimal = type.id == TypeId::decimal || type.id == TypeId::numeric;
    auto text = [&](size_t index) -> std::string {
        ByteSpan bytes = ByteSpan(row.identity).subspan(index * size, size);
        // A decimal is {u8 length, u8 precision, u8 scale, u8 sign, 16 bytes of magnitude}.
        if (is_decimal && size == 20) {
            plain.precision = 38;
            bytes = bytes.subspan(3);
        }
        return types::to_text(types::value_from_storage(bytes, plain));
    };
    Identity out;
    try {
        out.increment = text(1);
        out.seed = text(2);
        if (!(row.identity.back() & 1)) out.last = text(0);
    } catch (const Error&) {
        return std::nullopt;
    }
    return out;
}

}  // namespace

void ModelReader::add_tables() {
    // Table types: the type's row names them, the object holds columns and indexes.
    std::map<int32_t, std::pair<std::string, int32_t>> type_names;
    catalog_.scan(k_sysscalartypes, {"id", "schid", "name", "xtype"}, [&](const SystemRow& row) {
        if (TypeId(row.integer(3)) != TypeId::table) return;
        for (const ReferenceRow& r : references(k_reference_type_table, int32_t(row.integer(0)))) {
            type_names[r.target_id] = {row.text(2), int32_t(row.integer(1))};
        }
    });
    for (const auto& [id, object] : objects_) {
        if (object.type == "TT") {
            auto name = type_names.find(id);
            if (name == type_names.end()) {
                warn(fmt::format("table type object {} has no type", object.name));
                continue;
            }
            Table table = make_table(object);
            table.name = name->second.first;
            table.schema_id = name->second.second;
            table_index_[id] = out_.tables.size();
            out_.tables.push_back(std::move(table));
        } else if (object.type == "U" && is_listed(object)) {
            Table table = make_table(object);
            table_index_[id] = out_.tables.size();
            out_.tables.push_back(std::move(table));
        }
    }
}

Table ModelReader::make_table(const ObjectRow& object) {
    Table table;
    table.object_id = object.id;
    table.schema_id = object.schema_id;
    table.name = object.name;
    table.is_system = object.has(k_object_ms_shipped);
    table.is_table_type = object.type == "TT";
    for (const Rowset* rowset : catalog_.base_rowsets(object.id)) {
        table.row_count += rowset->row_count;
    }
    add_columns(object, table.columns);
    warn_about_storage(table);
    return table;
}

void ModelReader::warn_about_storage(const Table& table) {
    // A table type is a shape: its variables have the rows.
    if (!table.is_table_type && catalog_.base_rowsets(table.object_id).empty()) {
        warn(
            fmt::format("table {} has no pages in the database: memory-optimized and external "
                        "tables keep their rows elsewhere and come without them",
                        table.name));
    }
    for (const Column& column : table.columns) {
        if (column.filestream) {
            warn(
                fmt::format("column {} of table {} is FILESTREAM: its values are in files outside "
                            "of the pages and cannot be read",
                            column.name, table.name));
        }
    }
    for (const Rowset* rowset : catalog_.base_rowsets(table.object_id)) {
        if (rowset->compression_level >= k_columnstore_level) {
            warn(
                fmt::format("table {} is a clustered columnstore (compression level {}): its rows "
                            "cannot be read",
                            table.name, rowset->compression_level));
            return;
        }
    }
}

void ModelReader::add_columns(const ObjectRow& object, std::vector<Column>& columns) {
    for (const ColumnRow& row : catalog_.column_rows(object.id)) {
        if (row.number == 0) columns.push_back(make_column(row, object.id));
    }
}

Column ModelReader::make_column(const ColumnRow& row, int32_t object_id) {
    Column column;
    column.id = row.column_id;
    column.name = row.name;
    column.type = make_type(row.system_type, row.user_type, row.length, row.precision, row.scale,
                            row.collation);
    column.nullable = (row.status & k_column_not_null) == 0;
    column.ansi_padded = (row.status & k_column_ansi_padded) != 0;
    column.rowguidcol = (row.status & k_column_rowguid) != 0;
    column.sparse = (row.status & k_column_sparse) != 0;
    column.column_set = (row.status & k_column_set) != 0;
    column.filestream = (row.status & k_column_filestream) != 0;
    column.hidden = (row.status & k_column_hidden) != 0;
    if (row.status & k_column_identity) {
        column.identity = read_identity(row, column.type);
        // A view's column carries the bit without values.
        if (!column.identity && !row.identity.empty()) {
            warn(fmt::format("identity of column {} of object {} could not be read", row.name,
                             object_id));
            column.identity = Identity{};
        }
    }
    if (row.status & k_column_computed) {
        const TextValue* text = text_of(k_value_text, object_id, row.column_id);
        column.computed_text = text != nullptr ? text->text : std::string();
        if (column.computed_text.empty()) {
            column.computed_text = "(NULL)";
            warn(fmt::format("definition of computed column {} of object {} could not be read",
                             row.name, object_id));
        }
        for (const Rowset* rowset : catalog_.base_rowsets(object_id)) {
            for (const RowsetColumn& place : catalog_.rowset_columns(rowset->id)) {
                if (place.id == uint32_t(row.column_id)) column.persisted = true;
            }
        }
    }
    auto constraint = objects_.find(row.default_object);
    if (row.default_object != 0 && constraint != objects_.end() && constraint->second.type == "D") {
        DefaultConstraint value;
        value.object_id = row.default_object;
        value.name = constraint->second.name;
        value.system_named = constraint->second.has(k_object_system_named);
        const TextValue* text = text_of(k_value_text, row.default_object, 0);
        if (text != nullptr) value.text = text->text;
        column.default_constraint = std::move(value);
    }
    return column;
}

Table* ModelReader::table_by_id(int32_t object_id) {
    auto found = table_index_.find(object_id);
    return found == table_index_.end() ? nullptr : &out_.tables[found->second];
}

void ModelReader::add_indexes() {
    catalog_.scan(k_sysidxstats, {"id", "indid", "name", "status", "fillfact", "type"},
                  [&](const SystemRow& row) {
                      Table* table = table_by_id(int32_t(row.integer(0)));
                      int64_t status = row.integer(3);
                      if (table == nullptr || !(status & k_index_present)) return;
                      Index index;
                      index.id = int32_t(row.integer(1));
                      index.name = row.text(2);
                      index.kind = IndexKind(row.integer(5));
                      index.unique = (status & k_index_unique) != 0;
                      index.primary_key = (status & k_index_primary_key) != 0;
                      index.unique_constraint = (status & k_index_unique_constraint) != 0;
                      index.disabled = (status & k_index_disabled) != 0;
                      index.hypothetical = (status & k_index_hypothetical) != 0;
                      index.fill_factor = uint8_t(row.integer(4));
                      if (index.id == 0) index.name.clear();
                      if (status & k_index_filtered) {
                          const TextValue* text =
                              text_of(k_value_index_filter, table->object_id, index.id);
                          if (text != nullptr) {
                              index.filter_text = text->text;
                          } else {
                              warn(fmt::format("filter of index {} of table {} could not be read",
                                               index.name, table->name));
                          }
                      }
                      table->indexes.push_back(std::move(index));
                  });
    struct Key {
        int64_t ordinal;
        int64_t sub_id;
        IndexColumn column;
    };
    std::map<std::pair<int32_t, int32_t>, std::vector<Key>> keys;
    catalog_.scan(k_sysiscols, {"idmajor", "idminor", "subid", "status", "intprop", "tinyprop1"},
                  [&](const SystemRow& row) {
                      Key key{row.integer(5), row.integer(2), {}};
                      key.column.column_id = int32_t(row.integer(4));
                      key.column.descending = (row.integer(3) & k_index_column_descending) != 0;
                      key.column.included = (row.integer(3) & k_index_column_included) != 0;
                      keys[{int32_t(row.integer(0)), int32_t(row.integer(1))}].push_back(key);
                  });
    for (Table& table : out_.tables) {
        std::sort(table.indexes.begin(), table.indexes.end(),
                  [](const Index& a, const Index& b) { return a.id < b.id; });
        for (Index& index : table.indexes) {
            auto& columns = keys[{table.object_id, index.id}];
            std::sort(columns.begin(), columns.end(), [](const Key& a, const Key& b) {
                return std::tuple(a.column.included, a.ordinal, a.sub_id) <
                       std::tuple(b.column.included, b.ordinal, b.sub_id);
            });
            for (const Key& key : columns)
                index.columns.push_back(key.column);
        }
    }
}

}  // namespace gantry::catalog
