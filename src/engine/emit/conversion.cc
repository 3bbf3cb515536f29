// Conversions as PostgreSQL SQL: native casts where they are SQL Server's, sys.to_T elsewhere
// (extension/README.md, "Conversions").

#include <fmt/format.h>

#include "engine/bind/type_rules.h"
#include "engine/emit/emitter.h"
#include "types/pg_binary.h"

namespace gantry::engine::emit {

using types::SqlType;
using types::TypeId;

namespace {

int integer_rank(TypeId id) {
    switch (id) {
        case TypeId::tinyint: return 1;
        case TypeId::smallint: return 2;
        case TypeId::int_: return 3;
        case TypeId::bigint: return 4;
        default: return 0;
    }
}

bool widening(const SqlType& from, const SqlType& to) {
    int a = integer_rank(from.id);
    int b = integer_rank(to.id);
    if (a != 0 && b != 0) return a < b;
    if (a != 0 && to.id == TypeId::float_) return true;
    if (from.id == TypeId::real && to.id == TypeId::float_) return true;
    if (bind::is_decimal(from.id) && to.id == TypeId::float_) return true;
    return false;
}

struct Target {
    std::string_view function;  // after "to_"
    std::string modifiers;      // ", 30" or ", 18, 2"
};

Target target_of(const SqlType& to) {
    int characters = to.length < 0 ? -1 : types::is_unicode(to.id) ? to.length / 2 : to.length;
    switch (to.id) {
        case TypeId::bit: return {"bit", ""};
        case TypeId::tinyint: return {"tinyint", ""};
        case TypeId::smallint: return {"smallint", ""};
        case TypeId::int_: return {"int", ""};
        case TypeId::bigint: return {"bigint", ""};
        case TypeId::real: return {"real", ""};
        case TypeId::float_: return {"float", ""};
        case TypeId::money: return {"money", ""};
        case TypeId::smallmoney: return {"smallmoney", ""};
        case TypeId::decimal:
        case TypeId::numeric: return {"decimal", fmt::format(", {}, {}", to.precision, to.scale)};
        case TypeId::date: return {"date", ""};
        case TypeId::time: return {"time", fmt::format(", {}", to.scale)};
        case TypeId::datetime: return {"datetime", ""};
        case TypeId::smalldatetime: return {"smalldatetime", ""};
        case TypeId::datetime2: return {"datetime2", fmt::format(", {}", to.scale)};
        case TypeId::datetimeoffset: return {"datetimeoffset", fmt::format(", {}", to.scale)};
        case TypeId::uniqueidentifier: return {"uniqueidentifier", ""};
        case TypeId::rowversion: return {"rowversion", ""};
        case TypeId::xml: return {"xml", ""};
        case TypeId::sql_variant: return {"sql_variant", ""};
        case TypeId::char_: return {"char", fmt::format(", {}", characters)};
        case TypeId::varchar: return {"varchar", fmt::format(", {}", characters)};
        case TypeId::text: return {"varchar", ", -1"};
        case TypeId::nchar: return {"nchar", fmt::format(", {}", characters)};
        case TypeId::nvarchar: return {"nvarchar", fmt::format(", {}", characters)};
        case TypeId::ntext: return {"nvarchar", ", -1"};
        case TypeId::binary: return {"binary", fmt::format(", {}", to.length)};
        case TypeId::varbinary: return {"varbinary", fmt::format(", {}", to.length)};
        case TypeId::image: return {"varbinary", ", -1"};
        case TypeId::clr:
            if (to.user_type == types::k_hierarchyid) return {"hierarchyid", ""};
            break;
        default: break;
    }
    return {"", ""};
}

// Text shows as many digits of a second as the type has. PostgreSQL's value does not know; its
// function asks the call for the type.
std::string scaled(const std::string& text, const SqlType& from) {
    bool has_scale = from.id == TypeId::time || from.id == TypeId::datetime2 ||
                     from.id == TypeId::datetimeoffset;
    if (!has_scale || from.scale == 7) return text;
    return fmt::format("({})::{}({})", text, types::pg_base_type_name(from), from.scale);
}

}  // namespace

std::string conversion(const std::string& text, const SqlType& from, const SqlType& to,
                       bool explicit_cast, const std::string& style, bool is_try) {
    std::string type(types::pg_base_type_name(to));
    if (from.id == TypeId::none) return fmt::format("({})::{}", text, type);
    if (from.id == to.id && from.id == TypeId::bit) return text;
    if (style.empty() && widening(from, to)) return fmt::format("({})::{}", text, type);
    bool to_text = types::is_character(to.id);
    if (!explicit_cast && to_text && types::is_character(from.id) && types::is_unicode(to.id)) {
        return fmt::format("({})::{}", text, type);
    }
    if (!explicit_cast && bind::is_decimal(to.id) && bind::is_decimal(from.id)) return text;
    if (!explicit_cast && bind::is_decimal(to.id) && integer_rank(from.id) != 0) {
        return fmt::format("({})::numeric", text);
    }
    SqlType bare = to;
    if (!explicit_cast && (to_text || types::is_binary(to.id))) {
        // No length: what is too long is for the target column to refuse.
        bare.length = types::k_max_length;
        if (bare.id == TypeId::char_) bare.id = TypeId::varchar;
        if (bare.id == TypeId::nchar) bare.id = TypeId::nvarchar;
        if (bare.id == TypeId::binary) bare.id = TypeId::varbinary;
    }
    Target target = target_of(bare);
    if (target.function.empty()) return fmt::format("({})::{}", text, type);
    std::string out = fmt::format("sys.{}to_{}({}{}{})", is_try ? "try_" : "", target.function,
                                  to_text || to.id == TypeId::sql_variant ? scaled(text, from)
                                                                          : text, target.modifiers,
                                  style.empty() ? std::string() : ", " + style);
    if (bare.id != to.id) out += "::" + type;
    return out;
}

}  // namespace gantry::engine::emit
