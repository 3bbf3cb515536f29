#include "catalog/model_sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"
#include "types/convert.h"
#include "types/pg_binary.h"
#include "types/sql_variant.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {

// sysobjvalues.value of a text: bits as in syscomments.status.
constexpr int64_t k_text_encrypted = 1;
constexpr int64_t k_text_one_byte = 2;

const std::vector<ReferenceRow> k_no_references;
const std::vector<ValueRow> k_no_values;
const std::vector<NamedRow> k_no_names;

std::string latin1_to_utf8(ByteSpan bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (uint8_t b : bytes)
        append_utf8(b, out);
    return out;
}

template <typename Map, typename Key, typename List>
const List& find_list(const Map& map, const Key& key, const List& none) {
    auto found = map.find(key);
    return found == map.end() ? none : found->second;
}

}  // namespace

std::string trimmed(std::string text) {
    size_t end = text.find_last_not_of(std::string_view(" \0", 2));
    text.erase(end == std::string::npos ? 0 : end + 1);
    return text;
}

Bytes to_bytes(ByteSpan bytes) {
    return Bytes(bytes.begin(), bytes.end());
}

SqlType make_type(uint8_t system_type, int32_t user_type, int16_t length, uint8_t precision,
                  uint8_t scale, uint32_t collation) {
    SqlType type;
    type.id = TypeId(system_type);
    type.length = length;
    type.precision = precision;
    type.scale = scale;
    type.collation = collation;
    type.user_type = user_type == system_type ? 0 : user_type;
    return type;
}

namespace {

types::Value stored_variant(ByteSpan variant) {
    SqlType type;
    type.id = TypeId::sql_variant;
    type.length = 8016;
    return types::value_from_storage(variant, type);
}

}  // namespace

std::string variant_text(ByteSpan variant) {
    if (variant.empty()) return {};
    // {u8 type, u8 version, u16 length, value}: binary is shown as T-SQL writes it.
    if (TypeId(variant[0]) == TypeId::varbinary || TypeId(variant[0]) == TypeId::binary) {
        return variant.size() < 4 ? to_hex(variant) : to_hex(variant.subspan(4));
    }
    try {
        types::Value value = stored_variant(variant);
        return value.is_null() ? std::string() : types::to_text(value);
    } catch (const Error&) {
        return to_hex(variant);
    }
}

SqlType variant_stored_type(ByteSpan variant) {
    SqlType none;
    none.id = TypeId::sql_variant;
    if (variant.empty()) return none;
    try {
        types::Value value = stored_variant(variant);
        return value.is_null() ? none : types::variant_type(value.bytes());
    } catch (const Error&) {
        return none;
    }
}

int64_t variant_integer(ByteSpan variant) {
    // {u8 type, u8 version, value}
    if (variant.size() < 3) return 0;
    ByteSpan value = variant.subspan(2);
    switch (TypeId(variant[0])) {
        case TypeId::bit:
        case TypeId::tinyint:
            return value[0];
        case TypeId::smallint:
            return value.size() >= 2 ? load_le<int16_t>(value.data()) : 0;
        case TypeId::int_:
            return value.size() >= 4 ? load_le<int32_t>(value.data()) : 0;
        case TypeId::bigint:
            return value.size() >= 8 ? load_le<int64_t>(value.data()) : 0;
        default:
            return 0;
    }
}

std::string image_text(const ValueRow& row) {
    if (!row.has_image) return variant_text(row.variant);
    int64_t form = variant_integer(row.variant);
    return form & k_text_one_byte ? latin1_to_utf8(row.image) : utf16le_to_utf8(row.image);
}

ModelSources::ModelSources(const SystemCatalog& source) : catalog(source) {
    read_objects();
    read_references();
    read_values();
    read_named();
}

void ModelSources::read_objects() {
    catalog.scan(k_sysschobjs,
                 {"id", "name", "nsid", "nsclass", "status", "type", "pid", "intprop", "pclass",
                  "status2", "created", "modified"},
                 [&](const SystemRow& row) {
                     ObjectRow object;
                     object.id = int32_t(row.integer(0));
                     object.name = row.text(1);
                     object.schema_id = int32_t(row.integer(2));
                     object.name_class = uint8_t(row.integer(3));
                     object.status = int32_t(row.integer(4));
                     object.type = trimmed(row.text(5));
                     object.parent_id = int32_t(row.integer(6));
                     object.property = int32_t(row.integer(7));
                     object.parent_class = uint8_t(row.integer(8));
                     object.status2 = int32_t(row.integer(9));
                     object.created = datetime_text(row.bytes(10));
                     object.modified = datetime_text(row.bytes(11));
                     int32_t id = object.id;
                     objects.emplace(id, std::move(object));
                 });
}

void ModelSources::read_references() {
    for (int32_t table : {k_syssingleobjrefs, k_sysmultiobjrefs}) {
        catalog.scan(table, {"class", "depid", "depsubid", "indepid", "indepsubid", "status"},
                     [&](const SystemRow& row) {
                         ReferenceRow r{uint8_t(row.integer(0)), int32_t(row.integer(2)),
                                        int32_t(row.integer(3)), int32_t(row.integer(4)),
                                        int32_t(row.integer(5))};
                         auto id = int32_t(row.integer(1));
                         if (table == k_syssingleobjrefs) {
                             references[{r.reference_class, id}].push_back(r);
                             references_by_id[id].push_back(r);
                         } else {
                             multi_references[{r.reference_class, id}].push_back(r);
                         }
                     });
    }
    for (auto& [key, rows] : references) {
        std::sort(rows.begin(), rows.end(),
                  [](const ReferenceRow& a, const ReferenceRow& b) { return a.sub_id < b.sub_id; });
    }
}

void ModelSources::read_values() {
    catalog.scan(k_sysobjvalues, {"valclass", "objid", "subobjid", "valnum", "value", "imageval"},
                 [&](const SystemRow& row) {
                     ValueRow value;
                     value.value_class = uint8_t(row.integer(0));
                     if (value.value_class == k_value_statistics_blob) return;
                     value.object_id = int32_t(row.integer(1));
                     value.sub_id = int32_t(row.integer(2));
                     value.number = int32_t(row.integer(3));
                     value.variant = to_bytes(row.bytes(4));
                     value.has_image = !row.is_null(5);
                     value.image = to_bytes(row.bytes(5));
                     insert(std::move(value));
                 });
}

void ModelSources::insert(ValueRow value) {
    bool text = value.value_class == k_value_text || value.value_class == k_value_index_filter;
    if (text && value.number == 0) {
        TextValue out;
        int64_t form = variant_integer(value.variant);
        out.encrypted = value.has_image && (form & k_text_encrypted) != 0;
        if (!out.encrypted) out.text = image_text(value);
        texts_[{value.value_class, value.object_id, value.sub_id}] = std::move(out);
        return;
    }
    values_[{value.value_class, value.object_id}].push_back(std::move(value));
}

void ModelSources::read_named() {
    auto read = [&](int32_t table, std::map<uint8_t, std::vector<NamedRow>>& into) {
        catalog.scan(
            table,
            {"class", "id", "name", "status", "type", "intprop", "created", "modified", "nsid"},
            [&](const SystemRow& row) {
                NamedRow named;
                named.object_class = uint8_t(row.integer(0));
                named.id = int32_t(row.integer(1));
                named.name = row.text(2);
                named.status = int32_t(row.integer(3));
                named.type = trimmed(row.text(4));
                named.property = int32_t(row.integer(5));
                named.created = datetime_text(row.bytes(6));
                named.modified = datetime_text(row.bytes(7));
                named.schema_id = int32_t(row.integer(8));
                into[named.object_class].push_back(std::move(named));
            });
    };
    constexpr int32_t k_sysnsobjs = 44;
    read(k_sysclsobjs, class_objects);
    read(k_sysbinobjs, binary_named);
    read(k_sysnsobjs, namespace_named);
}

const TextValue* ModelSources::text_of(uint8_t value_class, int32_t object_id,
                                       int32_t sub_id) const {
    auto found = texts_.find({value_class, object_id, sub_id});
    return found == texts_.end() ? nullptr : &found->second;
}

const std::vector<ReferenceRow>& ModelSources::refs(uint8_t reference_class, int32_t id) const {
    return find_list(references, std::pair(reference_class, id), k_no_references);
}

const std::vector<ReferenceRow>& ModelSources::all_refs(int32_t id) const {
    return find_list(references_by_id, id, k_no_references);
}

const std::vector<ReferenceRow>& ModelSources::multi(uint8_t reference_class, int32_t id) const {
    return find_list(multi_references, std::pair(reference_class, id), k_no_references);
}

int32_t ModelSources::target(uint8_t reference_class, int32_t id, int32_t missing) const {
    const auto& rows = refs(reference_class, id);
    return rows.empty() ? missing : rows[0].target_id;
}

const std::vector<ValueRow>& ModelSources::values(uint8_t value_class, int32_t object_id) const {
    return find_list(values_, std::pair(value_class, object_id), k_no_values);
}

const ValueRow* ModelSources::value(uint8_t value_class, int32_t object_id, int32_t sub_id,
                                    int32_t number) const {
    for (const ValueRow& row : values(value_class, object_id)) {
        if (row.sub_id == sub_id && row.number == number) return &row;
    }
    return nullptr;
}

std::vector<const ValueRow*> ModelSources::values_of(int32_t object_id) const {
    std::vector<const ValueRow*> out;
    for (int value_class = 0; value_class < 256; ++value_class) {
        for (const ValueRow& row : values(uint8_t(value_class), object_id))
            out.push_back(&row);
    }
    return out;
}

const std::vector<NamedRow>& ModelSources::named(uint8_t object_class) const {
    return find_list(class_objects, object_class, k_no_names);
}

const std::vector<NamedRow>& ModelSources::binary(uint8_t object_class) const {
    return find_list(binary_named, object_class, k_no_names);
}

const ObjectRow* ModelSources::object(int32_t id) const {
    auto found = objects.find(id);
    return found == objects.end() ? nullptr : &found->second;
}

}  // namespace gantry::catalog
