#include "cli/fixture_names.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/utf.h"
#include "types/collation.h"

namespace gantry::cli {
namespace {

using types::SqlType;
using types::TypeId;

[[noreturn]] void fail(const tsql::Node& node, int number, std::string message) {
    SqlError error(number, std::move(message));
    error.set_line(int(node.range.line));
    throw error;
}

int64_t argument(const tsql::DataType& type, size_t index, int64_t otherwise, int64_t low,
                 int64_t high) {
    if (index >= type.arguments.size()) return otherwise;
    int64_t value = type.arguments[index];
    if (value < low || value > high) {
        fail(type, 1001, fmt::format("Length or precision specification {} is invalid.", value));
    }
    return value;
}

// The head of a name in a generated one: whole names up to a length.
std::string head(const std::string& name, size_t length) {
    std::string out;
    for (size_t at = 0; at < name.size() && utf16_length(out) < length;) {
        append_utf8(next_code_point(name, at), out);
    }
    return out;
}

std::string generated(std::string_view prefix, const std::string& table, const std::string& column,
                      int32_t id) {
    std::string out = fmt::format("{}__{}", prefix, head(table, 9));
    if (!column.empty()) out += "__" + head(column, 5);
    return out + fmt::format("__{:08X}", uint32_t(id));
}

std::string column_name(const catalog::Table& table, int32_t id) {
    for (const catalog::Column& column : table.columns) {
        if (column.id == id) return column.name;
    }
    return {};
}

}  // namespace

FixtureNames::FixtureNames(catalog::Database& model) : model_(model) {
    names_.type = [this](const tsql::DataType& t) { return type(t); };
    names_.alias_nullable = [this](const SqlType& t) {
        for (const catalog::UserType& user_type : model_.user_types) {
            if (user_type.id == t.user_type) return user_type.nullable;
        }
        return true;
    };
    names_.table = [this](const tsql::ObjectName& name) -> const catalog::Table* {
        return find_table(name);
    };
    names_.collation = [](std::string_view name) {
        std::optional<uint32_t> id = types::collation_by_name(name);
        if (!id) throw SqlError(448, fmt::format("Invalid collation '{}'.", name));
        return *id;
    };
}

int32_t FixtureNames::schema_id(const tsql::ObjectName& name) const {
    std::string_view wanted = name.schema().empty() ? "dbo" : name.schema();
    for (const catalog::Schema& schema : model_.schemas) {
        if (ascii_iequals(schema.name, wanted)) return schema.id;
    }
    throw SqlError(2760, fmt::format("The specified schema name \"{}\" either does not exist or "
                                     "you do not have permission to use it.",
                                     wanted));
}

catalog::Table* FixtureNames::find_table(const tsql::ObjectName& name) {
    int32_t schema = schema_id(name);
    for (catalog::Table& table : model_.tables) {
        if (!table.is_table_type && table.schema_id == schema &&
            ascii_iequals(table.name, name.object())) {
            return &table;
        }
    }
    return nullptr;
}

catalog::Table* FixtureNames::find_table(std::string_view text) {
    auto part = [](std::string_view name) {
        bool bracketed = name.size() >= 2 && name.front() == '[' && name.back() == ']';
        return bracketed ? name.substr(1, name.size() - 2) : name;
    };
    size_t dot = text.rfind('.');
    std::string_view schema = dot == std::string_view::npos ? "dbo" : part(text.substr(0, dot));
    std::string_view object = part(dot == std::string_view::npos ? text : text.substr(dot + 1));
    for (catalog::Table& table : model_.tables) {
        if (table.is_table_type || !ascii_iequals(table.name, object)) continue;
        for (const catalog::Schema& candidate : model_.schemas) {
            if (candidate.id == table.schema_id && ascii_iequals(candidate.name, schema)) {
                return &table;
            }
        }
    }
    return nullptr;
}

SqlType FixtureNames::type(const tsql::DataType& given) const {
    std::string_view name = given.name.object();
    std::optional<SqlType> known = types::type_by_name(name);
    if (!known || given.name.parts.size() > 1) {
        for (const catalog::UserType& user_type : model_.user_types) {
            if (!ascii_iequals(user_type.name, name)) continue;
            SqlType out = user_type.base;
            out.user_type = user_type.id;
            return out;
        }
        // Table types of parameters.
        for (const catalog::Table& table : model_.tables) {
            if (!table.is_table_type || !ascii_iequals(table.name, name)) continue;
            SqlType out;
            out.id = TypeId::table;
            out.length = -1;
            return out;
        }
        if (!known) fail(given, 2715, fmt::format("Cannot find data type {}.", name));
    }
    SqlType out = *known;
    bool unicode = types::is_unicode(out.id);
    switch (out.id) {
        case TypeId::char_:
        case TypeId::nchar:
        case TypeId::binary:
        case TypeId::varchar:
        case TypeId::nvarchar:
        case TypeId::varbinary:
            if (given.is_max) {
                out.length = types::k_max_length;
            } else if (out.user_type == 0) {
                int64_t length = argument(given, 0, 1, 1, unicode ? 4000 : 8000);
                out.length = int16_t(unicode ? 2 * length : length);
            }
            break;
        case TypeId::decimal:
        case TypeId::numeric: {
            int64_t precision = argument(given, 0, 18, 1, 38);
            int64_t scale = argument(given, 1, 0, 0, precision);
            TypeId id = out.id;
            out = types::decimal_type(uint8_t(precision), uint8_t(scale));
            out.id = id;
            break;
        }
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            out.scale = uint8_t(argument(given, 0, 7, 0, 7));
            break;
        case TypeId::float_:
            if (argument(given, 0, 53, 1, 53) <= 24) out = *types::type_by_name("real");
            break;
        default:
            break;
    }
    if (types::is_character(out.id)) out.collation = model_.collation;
    return out;
}

void name_constraints(catalog::Database& model) {
    for (catalog::Table& table : model.tables) {
        for (catalog::Column& column : table.columns) {
            auto& constraint = column.default_constraint;
            if (constraint && constraint->name.empty()) {
                constraint->name = generated("DF", table.name, column.name, constraint->object_id);
            }
        }
        for (catalog::Index& index : table.indexes) {
            if (!index.name.empty() || !(index.primary_key || index.unique_constraint)) continue;
            index.name =
                generated(index.primary_key ? "PK" : "UQ", table.name, "", index.object_id);
        }
        for (catalog::CheckConstraint& check : table.checks) {
            if (!check.name.empty()) continue;
            check.name =
                generated("CK", table.name, column_name(table, check.column_id), check.object_id);
        }
        for (catalog::ForeignKey& key : table.foreign_keys) {
            if (!key.name.empty()) continue;
            std::string first = key.columns.empty() ? "" : column_name(table, key.columns[0]);
            key.name = generated("FK", table.name, first, key.object_id);
        }
    }
}

}  // namespace gantry::cli
