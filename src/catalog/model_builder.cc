#include "catalog/model_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/model_reader.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

namespace {
const std::vector<ReferenceRow> k_no_references;
constexpr uint8_t k_class_schema = 50;
// sysobjvalues.value of a text: bits as in syscomments.status.
constexpr int64_t k_text_encrypted = 1;
constexpr int64_t k_text_one_byte = 2;

std::string latin1_to_utf8(ByteSpan bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (uint8_t b : bytes)
        append_utf8(b, out);
    return out;
}

std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}
}  // namespace

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

std::string variant_text(ByteSpan variant) {
    if (variant.empty()) return {};
    SqlType type;
    type.id = TypeId::sql_variant;
    type.length = 8016;
    try {
        types::Value value = types::value_from_storage(variant, type);
        return value.is_null() ? std::string() : types::to_text(value);
    } catch (const Error&) {
        return to_hex(variant);
    }
}

int64_t variant_integer(ByteSpan variant) {
    // {u8 type, u8 version, value}
    if (variant.size() < 3) return 0;
    ByteSpan value = variant.subspan(2);
    switch (TypeId(variant[0])) {
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

Database build_model(const SystemCatalog& catalog) {
    return ModelReader(catalog).run();
}

ModelReader::ModelReader(const SystemCatalog& catalog) : catalog_(catalog) {}

Database ModelReader::run() {
    const BootPage& boot = catalog_.boot();
    out_.name = boot.database_name;
    out_.id = boot.database_id;
    out_.internal_version = boot.version;
    out_.created_version = boot.created_version;
    out_.collation = boot.collation;
    out_.compatibility_level = boot.compatibility_level;
    out_.recovery_model = boot.recovery_model;
    if (boot.version > k_version_newest) {
        warn(
            fmt::format("the database has internal version {}, newer than any known here ({}): "
                        "new kinds of columns and objects may be missing",
                        boot.version, k_version_newest));
    }
    read_objects();
    read_references();
    read_texts();
    add_schemas();
    add_principals();
    add_types();
    add_tables();
    add_indexes();
    add_constraints();
    add_modules();
    add_extended_properties();
    return std::move(out_);
}

void ModelReader::read_objects() {
    catalog_.scan(k_sysschobjs,
                  {"id", "name", "nsid", "nsclass", "status", "type", "pid", "intprop"},
                  [&](const SystemRow& row) {
                      if (row.integer(3) != 0) return;
                      ObjectRow object;
                      object.id = int32_t(row.integer(0));
                      object.name = row.text(1);
                      object.schema_id = int32_t(row.integer(2));
                      object.status = int32_t(row.integer(4));
                      object.type = trimmed(row.text(5));
                      object.parent_id = int32_t(row.integer(6));
                      object.property = int32_t(row.integer(7));
                      int32_t id = object.id;
                      objects_.emplace(id, std::move(object));
                  });
}

void ModelReader::read_references() {
    catalog_.scan(
        k_syssingleobjrefs, {"class", "depid", "depsubid", "indepid", "indepsubid"},
        [&](const SystemRow& row) {
            references_[{uint8_t(row.integer(0)), int32_t(row.integer(1))}].push_back(
                {int32_t(row.integer(2)), int32_t(row.integer(3)), int32_t(row.integer(4))});
        });
    for (auto& [key, rows] : references_) {
        std::sort(rows.begin(), rows.end(),
                  [](const ReferenceRow& a, const ReferenceRow& b) { return a.sub_id < b.sub_id; });
    }
}

void ModelReader::read_texts() {
    catalog_.scan(k_sysobjvalues, {"valclass", "objid", "subobjid", "valnum", "value", "imageval"},
                  [&](const SystemRow& row) {
                      auto value_class = uint8_t(row.integer(0));
                      bool text =
                          value_class == k_value_text || value_class == k_value_index_filter;
                      if (!text || row.integer(3) != 0) return;
                      TextValue value;
                      int64_t form = variant_integer(row.bytes(4));
                      value.encrypted = (form & k_text_encrypted) != 0;
                      if (row.is_null(5)) {
                          value.text = variant_text(row.bytes(4));
                      } else if (!value.encrypted) {
                          value.text = form & k_text_one_byte ? latin1_to_utf8(row.bytes(5))
                                                              : utf16le_to_utf8(row.bytes(5));
                      }
                      texts_[{value_class, int32_t(row.integer(1)), int32_t(row.integer(2))}] =
                          std::move(value);
                  });
}

const TextValue* ModelReader::text_of(uint8_t value_class, int32_t object_id,
                                      int32_t sub_id) const {
    auto found = texts_.find({value_class, object_id, sub_id});
    return found == texts_.end() ? nullptr : &found->second;
}

const std::vector<ReferenceRow>& ModelReader::references(uint8_t reference_class,
                                                         int32_t id) const {
    auto found = references_.find({reference_class, id});
    return found == references_.end() ? k_no_references : found->second;
}

void ModelReader::add_schemas() {
    catalog_.scan(k_sysclsobjs, {"class", "id", "name"}, [&](const SystemRow& row) {
        if (row.integer(0) != k_class_schema) return;
        Schema schema;
        schema.id = int32_t(row.integer(1));
        schema.name = row.text(2);
        const auto& owner = references(k_reference_schema_owner, schema.id);
        if (!owner.empty()) schema.owner_id = owner[0].target_id;
        out_.schemas.push_back(std::move(schema));
    });
}

void ModelReader::add_principals() {
    catalog_.scan(k_sysowners, {"id", "name", "type", "sid", "dfltsch"}, [&](const SystemRow& row) {
        Principal principal;
        principal.id = int32_t(row.integer(0));
        principal.name = row.text(1);
        std::string type = row.text(2);
        if (!type.empty()) principal.type = type[0];
        ByteSpan sid = row.bytes(3);
        principal.sid.assign(sid.begin(), sid.end());
        principal.default_schema = row.text(4);
        out_.principals.push_back(std::move(principal));
    });
}

void ModelReader::add_types() {
    constexpr int32_t k_first_user_type = 257;
    catalog_.scan(
        k_sysscalartypes,
        {"id", "schid", "name", "xtype", "length", "prec", "scale", "collationid", "status"},
        [&](const SystemRow& row) {
            int32_t id = int32_t(row.integer(0));
            auto system_type = uint8_t(row.integer(3));
            if (id < k_first_user_type || TypeId(system_type) == TypeId::table) return;
            UserType type;
            type.id = id;
            type.schema_id = int32_t(row.integer(1));
            type.name = row.text(2);
            type.base = make_type(system_type, system_type, int16_t(row.integer(4)),
                                  uint8_t(row.integer(5)), uint8_t(row.integer(6)),
                                  uint32_t(row.integer(7)));
            type.nullable = (row.integer(8) & 1) == 0;
            if (type.base.id == TypeId::clr) {
                warn(
                    fmt::format("type {} is a CLR type of an assembly: its values stay "
                                "bytes",
                                type.name));
            }
            out_.user_types.push_back(std::move(type));
        });
}

void ModelReader::add_extended_properties() {
    catalog_.scan(k_sysxprops, {"class", "id", "subid", "name", "value"},
                  [&](const SystemRow& row) {
                      ExtendedProperty property;
                      property.object_class = uint8_t(row.integer(0));
                      property.major_id = int32_t(row.integer(1));
                      property.minor_id = int32_t(row.integer(2));
                      property.name = row.text(3);
                      property.value = variant_text(row.bytes(4));
                      out_.extended_properties.push_back(std::move(property));
                  });
}

}  // namespace gantry::catalog
