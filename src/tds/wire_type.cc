#include "tds/wire_type.h"

#include <fmt/core.h>

#include "tds/text.h"

namespace gantry::tds {

namespace {

using types::SqlType;
using types::TypeId;

constexpr uint32_t k_text_bytes_max = 0x7FFFFFFF;
constexpr uint32_t k_variant_bytes_max = 8009;
constexpr uint8_t k_decimal_bytes_max = 17;

WireType fixed_or_n(bool nullable, WireToken fixed, WireToken n, uint32_t length) {
    WireType out;
    out.token = nullable ? n : fixed;
    out.form = nullable ? ValueForm::length8 : ValueForm::fixed;
    out.length = length;
    return out;
}

WireType sized(WireToken token, uint32_t length, const CollationBytes& collation) {
    WireType out;
    out.token = token;
    out.form = ValueForm::length16;
    out.length = length;
    out.collation = collation;
    return out;
}

WireType text_like(WireToken token, const CollationBytes& collation) {
    WireType out;
    out.token = token;
    out.form = ValueForm::text;
    out.length = k_text_bytes_max - (token == WireToken::ntext ? 1 : 0);
    out.collation = collation;
    return out;
}

// A type that may be "max": PLP for 7.2 and later, else its older LOB type.
WireType maybe_max(WireToken token, WireToken lob, int16_t length, TdsVersion version,
                   const CollationBytes& collation) {
    if (length != types::k_max_length) return sized(token, uint16_t(length), collation);
    if (version < TdsVersion::v7_2) return text_like(lob, collation);
    WireType out = sized(token, k_max_wire_length, collation);
    out.form = ValueForm::chunked;
    return out;
}

// MS-TDS 2.2.5.6 and "Down-level compatibility for new date and time types": what 7.2 clients see.
WireType date_time_text(const SqlType& type, const CollationBytes& collation) {
    uint32_t fraction = type.scale == 0 ? 0 : 1u + type.scale;
    uint32_t characters = 10;
    if (type.id == TypeId::time) characters = 8 + fraction;
    if (type.id == TypeId::datetime2) characters = 19 + fraction;
    if (type.id == TypeId::datetimeoffset) characters = 26 + fraction;
    WireType out = sized(WireToken::nvarchar, characters * 2, collation);
    out.as_text = true;
    return out;
}

WireType date_time(const SqlType& type, TdsVersion version, const CollationBytes& collation) {
    if (version < TdsVersion::v7_3) return date_time_text(type, collation);
    WireType out;
    out.form = ValueForm::length8;
    out.scale = type.scale;
    if (type.id == TypeId::date) {
        out.token = WireToken::date_n;
        out.length = 3;
        return out;
    }
    out.length = time_wire_bytes(type.scale);
    out.token = WireToken::time_n;
    if (type.id == TypeId::datetime2) {
        out.token = WireToken::datetime2_n;
        out.length += 3;
    } else if (type.id == TypeId::datetimeoffset) {
        out.token = WireToken::datetimeoffset_n;
        out.length += 5;
    }
    return out;
}

WireType decimal_type(const SqlType& type) {
    WireType out;
    out.token = type.id == TypeId::decimal ? WireToken::decimal_n : WireToken::numeric_n;
    out.form = ValueForm::length8;
    out.length = k_decimal_bytes_max;
    out.precision = type.precision;
    out.scale = type.scale;
    return out;
}

WireType clr_type(const SqlType& type, TdsVersion version) {
    if (version < TdsVersion::v7_2) return text_like(WireToken::image, {});
    WireType out;
    out.token = WireToken::udt;
    out.form = ValueForm::chunked;
    out.clr_type = type.user_type;
    out.length = type.user_type == types::k_hierarchyid ? 892 : k_max_wire_length;
    return out;
}

WireType plp_text(WireToken token, TdsVersion version, const CollationBytes& collation) {
    if (version < TdsVersion::v7_2) return text_like(WireToken::ntext, collation);
    WireType out = sized(token, k_max_wire_length, collation);
    out.form = ValueForm::chunked;
    return out;
}

struct ClrName {
    std::string_view type;
    std::string_view class_name;
};

ClrName clr_name(int32_t clr_type) {
    switch (clr_type) {
        case types::k_hierarchyid:
            return {"hierarchyid", "SqlHierarchyId"};
        case types::k_geometry:
            return {"geometry", "SqlGeometry"};
        default:
            return {"geography", "SqlGeography"};
    }
}

void write_clr_names(ByteWriter& out, int32_t clr_type) {
    ClrName name = clr_name(clr_type);
    write_b_varchar(out, "master");
    write_b_varchar(out, "sys");
    write_b_varchar(out, name.type);
    write_us_varchar(out, fmt::format("Microsoft.SqlServer.Types.{}, Microsoft.SqlServer.Types, "
                                      "Version=11.0.0.0, Culture=neutral, "
                                      "PublicKeyToken=89845dcd8080cc91",
                                      name.class_name));
}

}  // namespace

uint8_t decimal_wire_bytes(uint8_t precision) {
    if (precision <= 9) return 5;
    if (precision <= 19) return 9;
    if (precision <= 28) return 13;
    return 17;
}

uint8_t time_wire_bytes(uint8_t scale) {
    if (scale <= 2) return 3;
    if (scale <= 4) return 4;
    return 5;
}

uint32_t wire_user_type(const SqlType& type) { return type.id == TypeId::rowversion ? 80 : 0; }

WireType wire_type(const SqlType& type, bool nullable, TdsVersion version,
                   const CollationBytes& collation) {
    using W = WireToken;
    switch (type.id) {
        case TypeId::bit:
            return fixed_or_n(nullable, W::bit, W::bit_n, 1);
        case TypeId::tinyint:
            return fixed_or_n(nullable, W::int1, W::int_n, 1);
        case TypeId::smallint:
            return fixed_or_n(nullable, W::int2, W::int_n, 2);
        case TypeId::int_:
            return fixed_or_n(nullable, W::int4, W::int_n, 4);
        case TypeId::none:
            return fixed_or_n(true, W::int4, W::int_n, 4);
        case TypeId::bigint:
            return fixed_or_n(nullable, W::int8, W::int_n, 8);
        case TypeId::real:
            return fixed_or_n(nullable, W::float4, W::float_n, 4);
        case TypeId::float_:
            return fixed_or_n(nullable, W::float8, W::float_n, 8);
        case TypeId::money:
            return fixed_or_n(nullable, W::money, W::money_n, 8);
        case TypeId::smallmoney:
            return fixed_or_n(nullable, W::money4, W::money_n, 4);
        case TypeId::datetime:
            return fixed_or_n(nullable, W::datetime, W::datetime_n, 8);
        case TypeId::smalldatetime:
            return fixed_or_n(nullable, W::datetime4, W::datetime_n, 4);
        case TypeId::decimal:
        case TypeId::numeric:
            return decimal_type(type);
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            return date_time(type, version, collation);
        case TypeId::uniqueidentifier:
            return fixed_or_n(true, W::guid, W::guid, 16);
        case TypeId::rowversion:
            return sized(W::big_binary, 8, {});
        case TypeId::char_:
            return sized(W::big_char, uint16_t(type.length), collation);
        case TypeId::nchar:
            return sized(W::nchar, uint16_t(type.length), collation);
        case TypeId::varchar:
            return maybe_max(W::big_var_char, W::text, type.length, version, collation);
        case TypeId::nvarchar:
            return maybe_max(W::nvarchar, W::ntext, type.length, version, collation);
        case TypeId::varbinary:
            return maybe_max(W::big_var_binary, W::image, type.length, version, {});
        case TypeId::binary:
            return sized(W::big_binary, uint16_t(type.length), {});
        case TypeId::text:
            return text_like(W::text, collation);
        case TypeId::ntext:
            return text_like(W::ntext, collation);
        case TypeId::image:
            return text_like(W::image, {});
        case TypeId::xml:
            return plp_text(W::xml, version, collation);
        case TypeId::json:
        case TypeId::vector:
            return plp_text(W::nvarchar, version, collation);
        case TypeId::clr:
            return clr_type(type, version);
        case TypeId::sql_variant: {
            WireType out;
            out.token = W::variant;
            out.form = ValueForm::variant;
            out.length = k_variant_bytes_max;
            return out;
        }
        case TypeId::table:
            break;
    }
    throw SqlError(206, 16, 2, fmt::format("Operand type clash: a value of type {} can't be sent "
                                           "to a client", int(type.id)));
}

void write_type_info(ByteWriter& out, const WireType& type) {
    out.u8(uint8_t(type.token));
    switch (type.token) {
        case WireToken::int_n:
        case WireToken::bit_n:
        case WireToken::float_n:
        case WireToken::money_n:
        case WireToken::datetime_n:
        case WireToken::guid:
            out.u8(uint8_t(type.length));
            return;
        case WireToken::decimal_n:
        case WireToken::numeric_n:
            out.u8(uint8_t(type.length));
            out.u8(type.precision);
            out.u8(type.scale);
            return;
        case WireToken::time_n:
        case WireToken::datetime2_n:
        case WireToken::datetimeoffset_n:
            out.u8(type.scale);
            return;
        case WireToken::big_var_binary:
        case WireToken::big_binary:
            out.u16(uint16_t(type.length));
            return;
        case WireToken::big_var_char:
        case WireToken::big_char:
        case WireToken::nvarchar:
        case WireToken::nchar:
            out.u16(uint16_t(type.length));
            out.append(type.collation);
            return;
        case WireToken::text:
        case WireToken::ntext:
            out.u32(type.length);
            out.append(type.collation);
            return;
        case WireToken::image:
        case WireToken::variant:
            out.u32(type.length);
            return;
        case WireToken::xml:
            out.u8(0);  // no schema collection
            return;
        case WireToken::udt:
            out.u16(uint16_t(type.length));
            write_clr_names(out, type.clr_type);
            return;
        default:
            return;  // fixed types and date_n have nothing more
    }
}

}  // namespace gantry::tds
