// Tables, their columns and defaults, table types.

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "catalog/writer/catalog_row_maker.h"
#include "catalog/writer/physical_type.h"
#include "types/decimal.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {

void append_identity_number(const SqlType& type, const std::string& text, Bytes& out) {
    if (type.id == TypeId::decimal || type.id == TypeId::numeric) {
        std::optional<types::Decimal> value = types::parse_decimal(text);
        if (!value) throw Error("'" + text + "' is no identity value");
        types::Int128 magnitude = value->unscaled < 0 ? -value->unscaled : value->unscaled;
        out.insert(out.end(), {5, type.precision, 0, uint8_t(value->negative() ? 0 : 1)});
        for (int i = 0; i < 16; ++i)
            out.push_back(uint8_t(magnitude >> (8 * i)));
        return;
    }
    int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Error("'" + text + "' is no identity value");
    }
    int size = type_shape(type).length;
    for (int i = 0; i < size; ++i)
        out.push_back(uint8_t(value >> (8 * i)));
}

// syscolpars.idtval: last value, increment, seed; then 1 while no value was used.
Bytes identity_value(const SqlType& type, const Identity& identity) {
    Bytes out;
    append_identity_number(type, identity.last.empty() ? identity.seed : identity.last, out);
    append_identity_number(type, identity.increment, out);
    append_identity_number(type, identity.seed, out);
    out.push_back(identity.last.empty() ? 1 : 0);
    return out;
}

}  // namespace

void CatalogRowMaker::add_column(int32_t object, const Column& column) {
    int32_t status = 0;
    if (!column.nullable) status |= k_column_not_null;
    bool padding = types::is_character(column.type.id) || types::is_binary(column.type.id);
    if (padding && column.ansi_padded && column.type.id != TypeId::text &&
        column.type.id != TypeId::ntext && column.type.id != TypeId::image) {
        status |= k_column_ansi_padded;
    }
    if (column.identity) status |= k_column_identity;
    if (column.rowguidcol) status |= k_column_rowguid;
    if (column.is_computed()) status |= k_column_computed;
    if (column.filestream) status |= k_column_filestream;
    if (column.hidden) status |= k_column_hidden;
    if (column.sparse) status |= k_column_sparse;
    if (column.column_set) status |= k_column_set;
    int32_t dflt = column.default_constraint ? column.default_constraint->object_id : 0;
    SystemTableRow row;
    row.i32(object).i16(0).i32(column.id).text(column.name);
    put_type(row, column.type);
    row.i32(status).i16(in_row_limit(column.type)).i32(0).i32(dflt).i32(0);
    if (column.identity) {
        row.bytes(identity_value(column.type, *column.identity));
    } else {
        row.null();
    }
    out_.add(k_syscolpars, std::move(row));
    if (column.is_computed()) add_text(object, column.id, column.computed_text);
}

void CatalogRowMaker::put_type(SystemTableRow& row, const SqlType& type) {
    TypeShape shape = type_shape(type);
    row.u8(uint8_t(type.id)).i32(user_type_id(type)).i16(shape.length).u8(shape.precision);
    row.u8(shape.scale).u32(type.collation);
}

void CatalogRowMaker::add_table(const Table& table) {
    int32_t last_column = 0;
    for (const Column& column : table.columns) {
        add_column(table.object_id, column);
        last_column = std::max(last_column, column.id);
        if (column.default_constraint) add_default(table, column);
    }
    int32_t status = k_user_table | (table.is_system ? k_shipped : 0);
    if (table.is_table_type) {
        add_table_type(table, status, last_column);
    } else {
        add_object(table.object_id, table.name, table.schema_id, "U", 0, status, last_column);
    }
    bool has_rows_index = false;
    for (const Index& index : table.indexes) {
        add_index(table, index);
        has_rows_index = has_rows_index || index.kind == IndexKind::heap ||
                         index.kind == IndexKind::clustered ||
                         index.kind == IndexKind::clustered_columnstore;
    }
    if (!has_rows_index) add_index(table, Index{});
    for (const ForeignKey& key : table.foreign_keys)
        add_foreign_key(table, key);
    for (const CheckConstraint& check : table.checks) {
        int32_t check_status = k_check | (check.system_named ? k_system_named : 0) |
                               (check.disabled ? k_disabled : 0) |
                               (check.not_for_replication ? k_not_for_replication : 0) |
                               (check.not_trusted ? k_not_trusted : 0);
        add_object(check.object_id, check.name, table.schema_id, "C", table.object_id, check_status,
                   check.column_id);
        add_text(check.object_id, 0, check.text);
        if (check.column_id != 0) add_dependency(check.object_id, table.object_id, check);
    }
}

void CatalogRowMaker::add_default(const Table& table, const Column& column) {
    const DefaultConstraint& constraint = *column.default_constraint;
    add_object(constraint.object_id, constraint.name, table.schema_id, "D", table.object_id,
               k_default | (constraint.system_named ? k_system_named : 0), column.id);
    add_text(constraint.object_id, 0, constraint.text);
}

// A table type is a row in sysscalartypes and a hidden table that it refers to.
void CatalogRowMaker::add_table_type(const Table& table, int32_t status, int32_t last_column) {
    int32_t type_id = next_type_id_++;
    uint8_t id_bytes[4];
    store_be<int32_t>(id_bytes, table.object_id);
    std::string hidden = "TT_" + table.name + "_" + to_hex(id_bytes).substr(2);
    add_object(table.object_id, hidden, k_sys_schema, "TT", 0, status, last_column);
    SystemTableRow row;
    row.i32(type_id).i32(table.schema_id).text(table.name).u8(uint8_t(TypeId::table));
    row.i16(-1).u8(0).u8(0).i32(0).i32(1).u64(options_.created).u64(options_.created);
    row.i32(0).i32(0);
    out_.add(k_sysscalartypes, std::move(row));
    add_reference(k_ref_type_to_table, type_id, 0, table.object_id, 0);
}

}  // namespace gantry::catalog
