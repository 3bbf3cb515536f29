#include "types/sql_type.h"

#include <fmt/format.h>

#include <array>

#include "base/utf.h"

namespace gantry::types {
namespace {

struct Named {
    std::string_view name;
    SqlType type;
};

SqlType simple(TypeId id, int16_t length, uint8_t precision = 0, uint8_t scale = 0,
               int32_t user_type = 0) {
    SqlType type;
    type.id = id;
    type.length = length;
    type.precision = precision;
    type.scale = scale;
    type.user_type = user_type;
    return type;
}

// Declaration defaults: char(1), decimal(18,0), time(7) ... as CREATE TABLE takes them.
const std::array k_names = {
    Named{"int", simple(TypeId::int_, 4, 10)},
    Named{"integer", simple(TypeId::int_, 4, 10)},
    Named{"bigint", simple(TypeId::bigint, 8, 19)},
    Named{"smallint", simple(TypeId::smallint, 2, 5)},
    Named{"tinyint", simple(TypeId::tinyint, 1, 3)},
    Named{"bit", simple(TypeId::bit, 1, 1)},
    Named{"decimal", simple(TypeId::decimal, 9, 18)},
    Named{"dec", simple(TypeId::decimal, 9, 18)},
    Named{"numeric", simple(TypeId::numeric, 9, 18)},
    Named{"money", simple(TypeId::money, 8, 19, 4)},
    Named{"smallmoney", simple(TypeId::smallmoney, 4, 10, 4)},
    Named{"float", simple(TypeId::float_, 8, 53)},
    Named{"double precision", simple(TypeId::float_, 8, 53)},
    Named{"real", simple(TypeId::real, 4, 24)},
    Named{"date", simple(TypeId::date, 3, 10, 0)},
    Named{"time", simple(TypeId::time, 5, 16, 7)},
    Named{"datetime2", simple(TypeId::datetime2, 8, 27, 7)},
    Named{"datetimeoffset", simple(TypeId::datetimeoffset, 10, 34, 7)},
    Named{"datetime", simple(TypeId::datetime, 8, 23, 3)},
    Named{"smalldatetime", simple(TypeId::smalldatetime, 4, 16, 0)},
    Named{"char", simple(TypeId::char_, 1)},
    Named{"character", simple(TypeId::char_, 1)},
    Named{"varchar", simple(TypeId::varchar, 1)},
    Named{"char varying", simple(TypeId::varchar, 1)},
    Named{"character varying", simple(TypeId::varchar, 1)},
    Named{"text", simple(TypeId::text, 16)},
    Named{"nchar", simple(TypeId::nchar, 2)},
    Named{"national char", simple(TypeId::nchar, 2)},
    Named{"national character", simple(TypeId::nchar, 2)},
    Named{"nvarchar", simple(TypeId::nvarchar, 2)},
    Named{"national char varying", simple(TypeId::nvarchar, 2)},
    Named{"national character varying", simple(TypeId::nvarchar, 2)},
    Named{"ntext", simple(TypeId::ntext, 16)},
    Named{"national text", simple(TypeId::ntext, 16)},
    Named{"sysname", simple(TypeId::nvarchar, 256, 0, 0, k_sysname)},
    Named{"binary", simple(TypeId::binary, 1)},
    Named{"varbinary", simple(TypeId::varbinary, 1)},
    Named{"binary varying", simple(TypeId::varbinary, 1)},
    Named{"image", simple(TypeId::image, 16)},
    Named{"uniqueidentifier", simple(TypeId::uniqueidentifier, 16)},
    Named{"rowversion", simple(TypeId::rowversion, 8)},
    Named{"timestamp", simple(TypeId::rowversion, 8)},
    Named{"sql_variant", simple(TypeId::sql_variant, 8016)},
    Named{"xml", simple(TypeId::xml, k_max_length)},
    Named{"json", simple(TypeId::json, k_max_length)},
    Named{"hierarchyid", simple(TypeId::clr, 892, 0, 0, k_hierarchyid)},
    Named{"geometry", simple(TypeId::clr, k_max_length, 0, 0, k_geometry)},
    Named{"geography", simple(TypeId::clr, k_max_length, 0, 0, k_geography)},
};

std::string with_length(std::string_view name, int length) {
    if (length == k_max_length) return fmt::format("{}(max)", name);
    return fmt::format("{}({})", name, length);
}

}  // namespace

bool is_character(TypeId id) {
    switch (id) {
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext: return true;
        default: return false;
    }
}

bool is_unicode(TypeId id) {
    return id == TypeId::nchar || id == TypeId::nvarchar || id == TypeId::ntext ||
           id == TypeId::xml || id == TypeId::json;
}

bool is_binary(TypeId id) {
    return id == TypeId::binary || id == TypeId::varbinary || id == TypeId::image ||
           id == TypeId::rowversion;
}

bool is_integer(TypeId id) {
    return id == TypeId::tinyint || id == TypeId::smallint || id == TypeId::int_ ||
           id == TypeId::bigint;
}

bool is_exact_numeric(TypeId id) {
    return is_integer(id) || id == TypeId::bit || id == TypeId::decimal ||
           id == TypeId::numeric || id == TypeId::money || id == TypeId::smallmoney;
}

bool is_numeric(TypeId id) {
    return is_exact_numeric(id) || id == TypeId::real || id == TypeId::float_;
}

bool is_date_time(TypeId id) {
    switch (id) {
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
        case TypeId::datetime:
        case TypeId::smalldatetime: return true;
        default: return false;
    }
}

bool is_vector(const SqlType& type) {
    return type.id == TypeId::vector ||
           (type.id == TypeId::varbinary && type.user_type == int32_t(TypeId::vector));
}

bool is_lob(const SqlType& type) {
    switch (type.id) {
        case TypeId::text:
        case TypeId::ntext:
        case TypeId::image:
        case TypeId::xml:
        case TypeId::json: return true;
        case TypeId::varchar:
        case TypeId::nvarchar:
        case TypeId::varbinary:
        case TypeId::clr: return type.length == k_max_length;
        default: return false;
    }
}

std::string_view base_type_name(const SqlType& type) {
    switch (type.id) {
        case TypeId::none: return "null";
        case TypeId::image: return "image";
        case TypeId::text: return "text";
        case TypeId::uniqueidentifier: return "uniqueidentifier";
        case TypeId::date: return "date";
        case TypeId::time: return "time";
        case TypeId::datetime2: return "datetime2";
        case TypeId::datetimeoffset: return "datetimeoffset";
        case TypeId::tinyint: return "tinyint";
        case TypeId::smallint: return "smallint";
        case TypeId::int_: return "int";
        case TypeId::smalldatetime: return "smalldatetime";
        case TypeId::real: return "real";
        case TypeId::money: return "money";
        case TypeId::datetime: return "datetime";
        case TypeId::float_: return "float";
        case TypeId::sql_variant: return "sql_variant";
        case TypeId::ntext: return "ntext";
        case TypeId::bit: return "bit";
        case TypeId::decimal: return "decimal";
        case TypeId::numeric: return "numeric";
        case TypeId::smallmoney: return "smallmoney";
        case TypeId::bigint: return "bigint";
        case TypeId::varbinary: return is_vector(type) ? "vector" : "varbinary";
        case TypeId::varchar: return "varchar";
        case TypeId::binary: return "binary";
        case TypeId::char_: return "char";
        case TypeId::rowversion: return "timestamp";
        case TypeId::nvarchar: return "nvarchar";
        case TypeId::nchar: return "nchar";
        case TypeId::xml: return "xml";
        case TypeId::table: return "table";
        case TypeId::json: return "json";
        case TypeId::vector: return "vector";
        case TypeId::clr:
            if (type.user_type == k_hierarchyid) return "hierarchyid";
            if (type.user_type == k_geometry) return "geometry";
            if (type.user_type == k_geography) return "geography";
            return "clr";
    }
    return "unknown";
}

std::string type_name(const SqlType& type) {
    std::string_view base = base_type_name(type);
    if (is_vector(type) && type.length > 8) return with_length(base, (type.length - 8) / 4);
    switch (type.id) {
        case TypeId::decimal:
        case TypeId::numeric: return fmt::format("{}({},{})", base, type.precision, type.scale);
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: return fmt::format("{}({})", base, type.scale);
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::binary:
        case TypeId::varbinary: return with_length(base, type.length);
        case TypeId::nvarchar:
            if (type.user_type == k_sysname) return "sysname";
            [[fallthrough]];
        case TypeId::nchar:
            return with_length(base, type.length == k_max_length ? -1 : type.length / 2);
        default: return std::string(base);
    }
}

std::optional<SqlType> type_by_name(std::string_view name) {
    for (const Named& named : k_names) {
        if (ascii_iequals(named.name, name)) return named.type;
    }
    return std::nullopt;
}

SqlType int_type() {
    return simple(TypeId::int_, 4, 10);
}
SqlType bigint_type() {
    return simple(TypeId::bigint, 8, 19);
}
SqlType bit_type() {
    return simple(TypeId::bit, 1, 1);
}
SqlType float_type() {
    return simple(TypeId::float_, 8, 53);
}

SqlType decimal_type(uint8_t precision, uint8_t scale) {
    int16_t length = precision <= 9 ? 5 : precision <= 19 ? 9 : precision <= 28 ? 13 : 17;
    return simple(TypeId::decimal, length, precision, scale);
}

SqlType nvarchar_type(int16_t characters, uint32_t collation) {
    SqlType type = simple(TypeId::nvarchar,
                          characters == k_max_length ? k_max_length : int16_t(characters * 2));
    type.collation = collation;
    return type;
}

SqlType varchar_type(int16_t bytes, uint32_t collation) {
    SqlType type = simple(TypeId::varchar, bytes);
    type.collation = collation;
    return type;
}

SqlType varbinary_type(int16_t bytes) {
    return simple(TypeId::varbinary, bytes);
}

}  // namespace gantry::types
