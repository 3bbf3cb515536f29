// Columns of the model, of tables, views and table functions.

#include <fmt/format.h>

#include "base/error.h"
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
constexpr int32_t k_column_xml_document = 0x800;
constexpr int32_t k_column_hidden = 0x2000;
constexpr int32_t k_column_sparse = 0x1000000;
constexpr int32_t k_column_set = 0x2000000;
constexpr int32_t k_column_row_start = 0x10000000;
constexpr int32_t k_column_row_end = 0x20000000;

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

void ModelReader::add_columns(const ObjectRow& object, std::vector<Column>& columns) {
    for (const ColumnRow& row : sources_.catalog.column_rows(object.id)) {
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
    column.xml_collection_id = row.xml_collection;
    column.xml_document = (row.status & k_column_xml_document) != 0;
    if (row.status & k_column_identity) {
        column.identity = read_identity(row, column.type);
        // A view's column carries the bit without values.
        if (!column.identity && !row.identity.empty()) {
            warn(fmt::format("identity of column {} of {} could not be read", row.name,
                             object_name(object_id)));
            column.identity = Identity{};
        }
    }
    if (row.status & k_column_row_start) column.generated_always = 1;
    if (row.status & k_column_row_end) column.generated_always = 2;
    set_protection(object_id, column);
    // The pseudo columns of graph tables have the computed bit and no text.
    if ((row.status & k_column_computed) != 0 && column.graph_type == 0) {
        set_computed(row, object_id, column);
    }
    set_default(row, column);
    return column;
}

void ModelReader::set_computed(const ColumnRow& row, int32_t object_id, Column& column) {
    const TextValue* text = sources_.text_of(k_value_text, object_id, row.column_id);
    column.computed_text = text != nullptr ? text->text : std::string();
    if (column.computed_text.empty()) {
        column.computed_text = "(NULL)";
        warn(fmt::format("definition of computed column {} of {} could not be read", row.name,
                         object_name(object_id)));
    }
    for (const Rowset* rowset : sources_.catalog.base_rowsets(object_id)) {
        for (const RowsetColumn& place : sources_.catalog.rowset_columns(rowset->id)) {
            if (place.id == uint32_t(row.column_id)) column.persisted = true;
        }
    }
}

void ModelReader::set_default(const ColumnRow& row, Column& column) {
    column.bound_rule_id = row.rule_object;
    if (row.default_object == 0) return;
    const ObjectRow* constraint = sources_.object(row.default_object);
    if (constraint == nullptr || constraint->type != "D") return;
    if (constraint->parent_id == 0) {  // CREATE DEFAULT and sp_bindefault
        column.bound_default_id = row.default_object;
        return;
    }
    DefaultConstraint value;
    value.object_id = row.default_object;
    value.name = constraint->name;
    value.system_named = constraint->has(k_object_system_named);
    const TextValue* text = sources_.text_of(k_value_text, row.default_object, 0);
    if (text != nullptr) value.text = text->text;
    column.default_constraint = std::move(value);
}

// Masks, Always Encrypted, generated columns of ledger tables and graph columns, which are values
// of the column in sysobjvalues.
void ModelReader::set_protection(int32_t object_id, Column& column) {
    for (const ValueRow& row : sources_.values(k_value_column_mask, object_id)) {
        if (row.sub_id != column.id) continue;
        TypeId type = row.variant.empty() ? TypeId::none : TypeId(row.variant[0]);
        bool text = types::is_character(type) || (row.has_image && !row.image.empty());
        if (text)
            column.masking_function = row.has_image ? image_text(row) : variant_text(row.variant);
    }
    const ValueRow* masked = sources_.value(k_value_column_mask, object_id, column.id, 0);
    if (masked != nullptr && variant_integer(masked->variant) != 0 &&
        column.masking_function.empty()) {
        column.masking_function = "default()";
        warn(
            fmt::format("the masking function of column {} of {} was not found: default() is "
                        "taken",
                        column.name, object_name(object_id)));
    }
    const ValueRow* encrypted = sources_.value(k_value_column_encryption, object_id, column.id, 0);
    if (encrypted != nullptr) {
        uint64_t code = uint64_t(variant_integer(encrypted->variant));
        column.encryption_type = uint8_t(code >> 8);
        if ((code & 0xFF) == 1) column.encryption_algorithm = "AEAD_AES_256_CBC_HMAC_SHA_256";
        for (const ReferenceRow& key : sources_.refs(k_reference_column_key, object_id)) {
            if (key.sub_id == column.id) column.encryption_key_id = key.target_id;
        }
    }
    const ValueRow* generated = sources_.value(k_value_generated_always, object_id, column.id, 0);
    if (generated != nullptr) {
        column.generated_always = uint8_t(variant_integer(generated->variant));
    }
    const ValueRow* graph = sources_.value(k_value_graph_column, object_id, column.id, 0);
    if (graph != nullptr) column.graph_type = uint8_t(variant_integer(graph->variant));
}

}  // namespace gantry::catalog
