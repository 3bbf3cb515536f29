#include "engine/bind/type_rules.h"

#include <algorithm>

#include "base/error.h"
#include "types/pg_binary.h"

namespace gantry::engine::bind {

using types::SqlType;
using types::TypeId;

types::PrecisionScale decimal_of(const SqlType& type) {
    switch (type.id) {
        case TypeId::bit: return {1, 0};
        case TypeId::tinyint: return {3, 0};
        case TypeId::smallint: return {5, 0};
        case TypeId::int_: return {10, 0};
        case TypeId::bigint: return {19, 0};
        case TypeId::money: return {19, 4};
        case TypeId::smallmoney: return {10, 4};
        case TypeId::decimal:
        case TypeId::numeric: return {type.precision, type.scale};
        default: return {18, 0};
    }
}

bool is_money(TypeId id) { return id == TypeId::money || id == TypeId::smallmoney; }
bool is_float(TypeId id) { return id == TypeId::float_ || id == TypeId::real; }
bool is_decimal(TypeId id) { return id == TypeId::decimal || id == TypeId::numeric; }

int character_length(const SqlType& type) {
    switch (type.id) {
        case TypeId::nchar:
        case TypeId::nvarchar: return type.length < 0 ? -1 : type.length / 2;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::binary:
        case TypeId::varbinary: return type.length;
        case TypeId::text:
        case TypeId::ntext:
        case TypeId::xml:
        case TypeId::image: return -1;
        case TypeId::bit: return 1;
        case TypeId::tinyint: return 3;
        case TypeId::smallint: return 6;
        case TypeId::int_: return 12;
        case TypeId::bigint: return 24;
        case TypeId::decimal:
        case TypeId::numeric: return 41;
        case TypeId::money:
        case TypeId::smallmoney: return 30;
        case TypeId::real:
        case TypeId::float_: return 53;
        case TypeId::uniqueidentifier: return 36;
        case TypeId::date: return 10;
        case TypeId::time: return 16;
        case TypeId::smalldatetime:
        case TypeId::datetime: return 26;
        case TypeId::datetime2: return 27;
        case TypeId::datetimeoffset: return 34;
        default: return 8000;
    }
}

SqlType character_type(bool unicode, bool fixed, int characters, uint32_t collation) {
    int limit = unicode ? 4000 : 8000;
    int16_t length = static_cast<int16_t>(characters);
    if (characters < 0 || characters > limit) length = types::k_max_length;
    SqlType type = unicode ? types::nvarchar_type(length, collation)
                           : types::varchar_type(length, collation);
    if (fixed && length > 0) type.id = unicode ? TypeId::nchar : TypeId::char_;
    return type;
}

SqlType concatenation_type(const SqlType& a, const SqlType& b) {
    bool is_max = types::is_lob(a) || types::is_lob(b);
    int la = character_length(a);
    int lb = character_length(b);
    if (types::is_binary(a.id) && types::is_binary(b.id)) {
        return types::varbinary_type(is_max ? types::k_max_length
                                            : static_cast<int16_t>(std::min(la + lb, 8000)));
    }
    bool unicode = types::is_unicode(a.id) || types::is_unicode(b.id);
    bool fixed = (a.id == TypeId::char_ || a.id == TypeId::nchar) &&
                 (b.id == TypeId::char_ || b.id == TypeId::nchar);
    int sum = is_max ? -1 : std::min(la + lb, unicode ? 4000 : 8000);
    return character_type(unicode, fixed, sum, a.collation != 0 ? a.collation : b.collation);
}

SqlType common(const SqlType& a, const SqlType& b, int line) {
    SqlType x = a;
    SqlType y = b;
    x.user_type = a.id == TypeId::clr ? a.user_type : 0;
    y.user_type = b.id == TypeId::clr ? b.user_type : 0;
    if (x.id == TypeId::none) return y;
    if (y.id == TypeId::none) return x;
    if (x == y) return x;
    try {
        SqlType out = types::common_type(x, y);
        if (types::is_character(out.id) && out.collation == 0) {
            out.collation = x.collation != 0 ? x.collation : y.collation;
        }
        return out;
    } catch (SqlError& error) {
        error.set_line(line);
        throw;
    }
}

bool same_representation(const SqlType& a, const SqlType& b) {
    return types::pg_base_type_name(a) == types::pg_base_type_name(b);
}

}  // namespace gantry::engine::bind
