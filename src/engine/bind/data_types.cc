// Types as written in declarations, CAST and CREATE TABLE.

#include <limits>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/unsupported.h"

namespace gantry::engine::bind {

using types::SqlType;
using types::TypeId;

namespace {

[[noreturn]] void bad_length(const tsql::DataType& type, int64_t length, int maximum) {
    if (length <= 0) {
        fail_at(type.range, 1001, 15, "Line {}: Length or precision specification {} is invalid.",
                type.range.line, length);
    }
    fail_at(type.range, 131, 15,
            "The size ({}) given to the type '{}' exceeds the maximum allowed for any data type "
            "({}).",
            length, type.name.object(), maximum);
}

void set_length(SqlType& out, const tsql::DataType& type, bool for_cast) {
    bool unicode = types::is_unicode(out.id);
    int maximum = unicode ? 4000 : 8000;
    int64_t length = for_cast ? 30 : 1;
    if (type.is_max) {
        if (out.id == TypeId::char_ || out.id == TypeId::nchar || out.id == TypeId::binary) {
            fail_at(type.range, 102, 15, "Incorrect syntax near 'max'.");
        }
        out.length = types::k_max_length;
        return;
    }
    if (!type.arguments.empty()) {
        length = type.arguments[0];
        if (length <= 0 || length > maximum) bad_length(type, length, maximum);
    }
    out.length = static_cast<int16_t>(unicode ? length * 2 : length);
}

void set_precision(SqlType& out, const tsql::DataType& type) {
    int64_t precision = type.arguments.empty() ? 18 : type.arguments[0];
    int64_t scale = type.arguments.size() > 1 ? type.arguments[1] : 0;
    if (precision < 1 || precision > 38) {
        fail_at(type.range, 2750, 16,
                "Column or parameter #1: Specified column precision {} is greater than the maximum "
                "precision of 38.",
                precision);
    }
    if (scale < 0 || scale > precision) {
        fail_at(type.range, 192, 15, "The scale must be less than or equal to the precision.");
    }
    TypeId id = out.id;
    out = types::decimal_type(static_cast<uint8_t>(precision), static_cast<uint8_t>(scale));
    out.id = id;
}

void set_fraction(SqlType& out, const tsql::DataType& type) {
    int64_t scale = type.arguments.empty() ? 7 : type.arguments[0];
    if (scale < 0 || scale > 7) {
        fail_at(type.range, 1002, 15, "Line {}: Specified scale {} is invalid.", type.range.line,
                scale);
    }
    out.scale = static_cast<uint8_t>(scale);
    int digits = scale == 0 ? 0 : static_cast<int>(scale) + 1;
    int base = out.id == TypeId::time ? 8 : out.id == TypeId::datetime2 ? 19 : 26;
    out.precision = static_cast<uint8_t>(base + digits);
    int bytes = scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
    if (out.id == TypeId::datetime2) bytes += 3;
    if (out.id == TypeId::datetimeoffset) bytes += 5;
    out.length = static_cast<int16_t>(bytes);
}

}  // namespace

SqlType Binder::data_type(const tsql::DataType& type, bool for_cast) {
    std::string_view schema = type.name.schema();
    std::string_view name = type.name.object();
    bool builtin = schema.empty() || ascii_iequals(schema, "sys");
    std::optional<SqlType> known;
    if (builtin && type.name.parts.size() <= 2) known = types::type_by_name(name);
    if (!known) return alias_type(type);
    SqlType out = *known;
    switch (out.id) {
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::binary:
        case TypeId::varbinary:
            if (out.user_type != types::k_sysname) set_length(out, type, for_cast);
            break;
        case TypeId::decimal:
        case TypeId::numeric: set_precision(out, type); break;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: set_fraction(out, type); break;
        case TypeId::float_:
            if (!type.arguments.empty()) {
                int64_t bits = type.arguments[0];
                if (bits < 1 || bits > 53) bad_length(type, bits, 53);
                if (bits <= 24) out = *types::type_by_name("real");
            }
            break;
        default:
            if (!type.arguments.empty()) {
                fail_at(type.range, 2716, 16,
                        "Column, parameter, or variable #1: Cannot specify a column width on data "
                        "type {}.",
                        name);
            }
    }
    if (types::is_character(out.id)) out.collation = database_collation();
    return out;
}

const catalog::Table* Binder::table_type(const tsql::DataType& type) {
    if (type.name.parts.size() > 2 || !type.arguments.empty()) return nullptr;
    const DatabaseCatalog& database = current_database();
    std::vector<std::string_view> schemas = {type.name.schema()};
    if (schemas[0].empty()) schemas = {context_.default_schema, "dbo"};
    for (std::string_view name : schemas) {
        const catalog::Schema* schema = database.find_schema(name);
        if (schema == nullptr) continue;
        if (auto* table = database.find_table_type(schema->id, type.name.object())) return table;
    }
    return nullptr;
}

SqlType Binder::alias_type(const tsql::DataType& type) {
    const DatabaseCatalog& database = current_database();
    std::vector<std::string_view> schemas = {type.name.schema()};
    if (schemas[0].empty()) schemas = {context_.default_schema, "dbo"};
    const catalog::UserType* user_type = nullptr;
    for (size_t i = 0; i < schemas.size() && user_type == nullptr; ++i) {
        const catalog::Schema* schema = database.find_schema(schemas[i]);
        if (schema == nullptr) continue;
        user_type = database.find_user_type(schema->id, type.name.object());
    }
    if (user_type == nullptr) {
        fail_at(type.range, type.name.parts.size() > 1 ? 2715 : 243, 16,
                "Type {} is not a defined system type.", dotted(type.name));
    }
    SqlType out = user_type->base;
    out.user_type = user_type->id;
    return out;
}

}  // namespace gantry::engine::bind
