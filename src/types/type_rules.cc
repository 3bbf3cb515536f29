// Precedence, the common type of two, and the order of values.

#include <algorithm>
#include <array>
#include <cstring>

#include "types/collation.h"
#include "types/convert_internal.h"
#include "types/sql_variant.h"

namespace gantry::types {
namespace {

constexpr std::array k_precedence = {
    TypeId::clr,      TypeId::sql_variant, TypeId::xml,        TypeId::json,
    TypeId::datetimeoffset, TypeId::datetime2, TypeId::datetime, TypeId::smalldatetime,
    TypeId::date,     TypeId::time,        TypeId::float_,     TypeId::real,
    TypeId::decimal,  TypeId::numeric,     TypeId::money,      TypeId::smallmoney,
    TypeId::bigint,   TypeId::int_,        TypeId::smallint,   TypeId::tinyint,
    TypeId::bit,      TypeId::ntext,       TypeId::text,       TypeId::image,
    TypeId::rowversion, TypeId::uniqueidentifier, TypeId::nvarchar, TypeId::nchar,
    TypeId::varchar,  TypeId::char_,       TypeId::varbinary,  TypeId::binary,
};

// Exact numerics as decimals: int is decimal(10,0), money decimal(19,4).
PrecisionScale decimal_shape(const SqlType& type) {
    switch (type.id) {
        case TypeId::bit: return {1, 0};
        case TypeId::tinyint: return {3, 0};
        case TypeId::smallint: return {5, 0};
        case TypeId::int_: return {10, 0};
        case TypeId::bigint: return {19, 0};
        case TypeId::smallmoney: return {10, 4};
        case TypeId::money: return {19, 4};
        default: return {type.precision, type.scale};
    }
}

int characters_of(const SqlType& type) {
    if (type.length == k_max_length) return 1 << 30;
    return is_unicode(type.id) ? type.length / 2 : type.length;
}

SqlType common_text(const SqlType& high, const SqlType& low) {
    SqlType out = high;
    bool fixed_both = (high.id == TypeId::char_ || high.id == TypeId::nchar) &&
                      (low.id == TypeId::char_ || low.id == TypeId::nchar);
    if (!fixed_both && high.id == TypeId::nchar) out.id = TypeId::nvarchar;
    if (!fixed_both && high.id == TypeId::char_) out.id = TypeId::varchar;
    out.user_type = 0;
    int length = std::max(characters_of(high), characters_of(low));
    int limit = is_unicode(out.id) ? 4000 : 8000;
    out.length = length > limit ? k_max_length : int16_t(is_unicode(out.id) ? length * 2 : length);
    if (out.collation == 0) out.collation = low.collation;
    return out;
}

SqlType common_binary(const SqlType& high, const SqlType& low) {
    SqlType out = high.id == low.id ? high : varbinary_type(1);
    out.length = high.length == k_max_length || low.length == k_max_length
                     ? k_max_length
                     : std::max(high.length, low.length);
    return out;
}

bool plain_text(TypeId id) {
    return is_character(id) && id != TypeId::text && id != TypeId::ntext;
}

template <typename T>
int order(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

// Binary compares as if the shorter were padded with zeros.
int compare_bytes(ByteSpan a, ByteSpan b) {
    size_t common = std::min(a.size(), b.size());
    int result = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
    if (result != 0) return result < 0 ? -1 : 1;
    auto zero = [](uint8_t byte) { return byte == 0; };
    if (!std::all_of(a.begin() + long(common), a.end(), zero)) return 1;
    if (!std::all_of(b.begin() + long(common), b.end(), zero)) return -1;
    return 0;
}

}  // namespace

int precedence(TypeId id) {
    auto at = std::find(k_precedence.begin(), k_precedence.end(), id);
    return int(at - k_precedence.begin()) + 1;
}

SqlType common_type(const SqlType& a, const SqlType& b) {
    if (a.id == TypeId::none) return b;
    if (b.id == TypeId::none) return a;
    const SqlType& high = precedence(a.id) <= precedence(b.id) ? a : b;
    const SqlType& low = &high == &a ? b : a;
    if (!is_implicit_conversion(low.id, high.id)) {
        throw SqlError(206, 16, 2,
                       fmt::format("Operand type clash: {} is incompatible with {}",
                                   base_type_name(a), base_type_name(b)));
    }
    if (plain_text(high.id) && plain_text(low.id)) return common_text(high, low);
    if ((high.id == TypeId::varbinary || high.id == TypeId::binary) &&
        (low.id == TypeId::varbinary || low.id == TypeId::binary)) {
        return common_binary(high, low);
    }
    if ((high.id == TypeId::decimal || high.id == TypeId::numeric) && is_exact_numeric(low.id)) {
        PrecisionScale shape = common_type(decimal_shape(high), decimal_shape(low));
        SqlType out = decimal_type(uint8_t(shape.precision), uint8_t(shape.scale));
        out.id = high.id;
        return out;
    }
    SqlType out = high;
    if (high.id == TypeId::time || high.id == TypeId::datetime2 ||
        high.id == TypeId::datetimeoffset) {
        bool scaled = low.id == TypeId::time || low.id == TypeId::datetime2 ||
                      low.id == TypeId::datetimeoffset;
        if (scaled) out.scale = std::max(high.scale, low.scale);
        if (low.id == TypeId::datetime) out.scale = std::max<uint8_t>(out.scale, 3);
    }
    if (out.user_type != high.user_type || high.id != TypeId::clr) out.user_type = 0;
    return out;
}

int compare(const Value& a, const Value& b) {
    switch (a.type().id) {
        case TypeId::decimal:
        case TypeId::numeric: return compare(a.decimal(), b.decimal());
        case TypeId::real:
        case TypeId::float_: return order(a.real(), b.real());
        case TypeId::uniqueidentifier: return compare(a.guid(), b.guid());
        case TypeId::datetimeoffset:
            return order(a.as<DateTimeOffset>().utc, b.as<DateTimeOffset>().utc);
        case TypeId::sql_variant: return compare_variants(a.bytes(), b.bytes());
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::clr: return compare_bytes(a.bytes(), b.bytes());
        case TypeId::rowversion: return order(uint64_t(a.integer()), uint64_t(b.integer()));
        default:
            if (is_character(a.type().id) || a.type().id == TypeId::xml ||
                a.type().id == TypeId::json) {
                return compare(a.text(), b.text(), a.type().collation);
            }
            return order(a.integer(), b.integer());
    }
}

}  // namespace gantry::types
