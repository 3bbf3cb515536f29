// The other half of wire_type.h: TYPE_INFO of request parameters.

#include <algorithm>

#include <fmt/core.h>

#include "tds/text.h"
#include "tds/wire_type.h"

namespace gantry::tds {

namespace {

using types::SqlType;
using types::TypeId;

[[noreturn]] void bad_type(std::string what) {
    throw ProtocolError(fmt::format("a parameter's type is malformed: {}", what));
}

void check_n_length(WireToken token, uint32_t length) {
    bool fits = false;
    switch (token) {
        case WireToken::int_n:
            fits = length == 1 || length == 2 || length == 4 || length == 8;
            break;
        case WireToken::bit_n:
            fits = length == 1;
            break;
        case WireToken::float_n:
        case WireToken::money_n:
        case WireToken::datetime_n:
            fits = length == 4 || length == 8;
            break;
        case WireToken::guid:
            fits = length == 16;
            break;
        default:
            break;
    }
    if (!fits) bad_type(fmt::format("{:#04x} of {} bytes", int(token), length));
}

void read_collation(ByteReader& reader, WireType& out) {
    ByteSpan bytes = reader.take(out.collation.size());
    if (!bytes.empty()) std::memcpy(out.collation.data(), bytes.data(), out.collation.size());
}

void read_sized(ByteReader& reader, WireType& out, bool has_collation) {
    out.length = reader.u16();
    out.form = out.length == k_max_wire_length ? ValueForm::chunked : ValueForm::length16;
    if (has_collation) read_collation(reader, out);
    bool may_be_max = out.token == WireToken::big_var_binary ||
                      out.token == WireToken::big_var_char || out.token == WireToken::nvarchar;
    if (out.form == ValueForm::chunked && !may_be_max) bad_type("a fixed length of 65535");
}

void read_decimal(ByteReader& reader, WireType& out) {
    out.form = ValueForm::length8;
    out.length = reader.u8();
    out.precision = reader.u8();
    out.scale = reader.u8();
    if (reader.failed()) return;
    if (out.length > 17 || out.precision < 1 || out.precision > 38 ||
        out.scale > out.precision) {
        bad_type(fmt::format("decimal({},{}) of {} bytes", out.precision, out.scale, out.length));
    }
}

int32_t clr_type_by_name(std::string_view name) {
    if (name == "hierarchyid") return types::k_hierarchyid;
    if (name == "geometry") return types::k_geometry;
    if (name == "geography") return types::k_geography;
    return 0;
}

void read_udt(ByteReader& reader, WireType& out) {
    read_b_varchar(reader);  // database
    read_b_varchar(reader);  // schema
    std::string name = read_b_varchar(reader);
    out.form = ValueForm::chunked;
    out.length = k_max_wire_length;
    out.clr_type = clr_type_by_name(name);
    if (!reader.failed() && out.clr_type == 0) {
        throw SqlError(10314, 16, 11, fmt::format("Parameters of the CLR type '{}' are not "
                                                  "supported.", name));
    }
}

}  // namespace

uint32_t fixed_wire_bytes(WireToken token) {
    switch (token) {
        case WireToken::int1:
        case WireToken::bit:
            return 1;
        case WireToken::int2:
            return 2;
        case WireToken::int4:
        case WireToken::datetime4:
        case WireToken::float4:
        case WireToken::money4:
            return 4;
        case WireToken::money:
        case WireToken::datetime:
        case WireToken::float8:
        case WireToken::int8:
            return 8;
        default:
            return 0;
    }
}

WireType read_type_info(ByteReader& reader, TdsVersion version) {
    WireType out;
    out.token = WireToken(reader.u8());
    switch (out.token) {
        case WireToken::null:
            break;
        case WireToken::int_n:
        case WireToken::bit_n:
        case WireToken::float_n:
        case WireToken::money_n:
        case WireToken::datetime_n:
        case WireToken::guid:
            out.form = ValueForm::length8;
            out.length = reader.u8();
            if (!reader.failed()) check_n_length(out.token, out.length);
            break;
        case WireToken::decimal_n:
        case WireToken::numeric_n:
        case WireToken::decimal_legacy:
        case WireToken::numeric_legacy:
            read_decimal(reader, out);
            break;
        case WireToken::date_n:
            out.form = ValueForm::length8;
            out.length = 3;
            break;
        case WireToken::time_n:
        case WireToken::datetime2_n:
        case WireToken::datetimeoffset_n:
            out.form = ValueForm::length8;
            out.scale = reader.u8();
            if (out.scale > 7) bad_type(fmt::format("a time of scale {}", out.scale));
            break;
        case WireToken::var_binary_legacy:
        case WireToken::binary_legacy:
        case WireToken::var_char_legacy:
        case WireToken::char_legacy:
            out.form = ValueForm::length8;
            out.length = reader.u8();
            break;
        case WireToken::big_var_binary:
        case WireToken::big_binary:
            read_sized(reader, out, false);
            break;
        case WireToken::big_var_char:
        case WireToken::big_char:
        case WireToken::nvarchar:
        case WireToken::nchar:
            read_sized(reader, out, true);
            break;
        case WireToken::text:
        case WireToken::ntext:
            out.form = ValueForm::text;
            out.length = reader.u32();
            read_collation(reader, out);
            break;
        case WireToken::image:
            out.form = ValueForm::text;
            out.length = reader.u32();
            break;
        case WireToken::variant:
            out.form = ValueForm::variant;
            out.length = reader.u32();
            break;
        case WireToken::xml:
            out.form = ValueForm::chunked;
            out.length = k_max_wire_length;
            if (reader.u8() != 0) {
                read_b_varchar(reader);
                read_b_varchar(reader);
                read_us_varchar(reader);
            }
            break;
        case WireToken::udt:
            read_udt(reader, out);
            break;
        case WireToken::table:
            throw SqlError(2724, 16, 1, "Table-valued parameters are not supported.");
        default:
            out.length = fixed_wire_bytes(out.token);
            out.form = ValueForm::fixed;
            if (!reader.failed() && out.length == 0) {
                bad_type(fmt::format("{:#04x}", int(out.token)));
            }
    }
    if (reader.failed()) bad_type("it ends early");
    if (out.form == ValueForm::chunked && version < TdsVersion::v7_2) {
        bad_type("a max type before TDS 7.2");
    }
    return out;
}

namespace {

SqlType plain(TypeId id, int16_t length, uint8_t precision = 0, uint8_t scale = 0) {
    SqlType out;
    out.id = id;
    out.length = length;
    out.precision = precision;
    out.scale = scale;
    return out;
}

SqlType integer(uint32_t length) {
    switch (length) {
        case 1:
            return plain(TypeId::tinyint, 1, 3);
        case 2:
            return plain(TypeId::smallint, 2, 5);
        case 4:
            return plain(TypeId::int_, 4, 10);
        default:
            return plain(TypeId::bigint, 8, 19);
    }
}

int16_t sized_length(const WireType& type) {
    if (type.form == ValueForm::chunked) return types::k_max_length;
    // A parameter of length 0 is declared as the shortest there is.
    bool wide = type.token == WireToken::nvarchar || type.token == WireToken::nchar;
    uint32_t least = wide ? 2 : 1;
    return int16_t(std::clamp<uint32_t>(type.length, least, 8000));
}

SqlType time_of(TypeId id, const WireType& type, int16_t date_bytes, uint8_t precision) {
    uint8_t fraction = type.scale == 0 ? 0 : uint8_t(type.scale + 1);
    return plain(id, int16_t(time_wire_bytes(type.scale) + date_bytes),
                 uint8_t(precision + fraction), type.scale);
}

int16_t decimal_storage_bytes(uint8_t precision) { return decimal_wire_bytes(precision); }

}  // namespace

SqlType sql_type_of(const WireType& type) {
    switch (type.token) {
        case WireToken::int1:
        case WireToken::int2:
        case WireToken::int4:
        case WireToken::int8:
        case WireToken::int_n:
            return integer(type.length);
        case WireToken::bit:
        case WireToken::bit_n:
            return plain(TypeId::bit, 1, 1);
        case WireToken::float4:
        case WireToken::float8:
        case WireToken::float_n:
            return type.length == 4 ? plain(TypeId::real, 4, 24) : plain(TypeId::float_, 8, 53);
        case WireToken::money:
        case WireToken::money4:
        case WireToken::money_n:
            return type.length == 4 ? plain(TypeId::smallmoney, 4, 10, 4)
                                    : plain(TypeId::money, 8, 19, 4);
        case WireToken::datetime:
        case WireToken::datetime4:
        case WireToken::datetime_n:
            return type.length == 4 ? plain(TypeId::smalldatetime, 4, 16, 0)
                                    : plain(TypeId::datetime, 8, 23, 3);
        case WireToken::guid:
            return plain(TypeId::uniqueidentifier, 16);
        case WireToken::decimal_n:
        case WireToken::decimal_legacy:
            return plain(TypeId::decimal, decimal_storage_bytes(type.precision), type.precision,
                         type.scale);
        case WireToken::numeric_n:
        case WireToken::numeric_legacy:
            return plain(TypeId::numeric, decimal_storage_bytes(type.precision), type.precision,
                         type.scale);
        case WireToken::date_n:
            return plain(TypeId::date, 3, 10);
        case WireToken::time_n:
            return time_of(TypeId::time, type, 0, 8);
        case WireToken::datetime2_n:
            return time_of(TypeId::datetime2, type, 3, 19);
        case WireToken::datetimeoffset_n:
            return time_of(TypeId::datetimeoffset, type, 5, 26);
        case WireToken::var_char_legacy:
        case WireToken::big_var_char:
            return plain(TypeId::varchar, sized_length(type));
        case WireToken::char_legacy:
        case WireToken::big_char:
            return plain(TypeId::char_, sized_length(type));
        case WireToken::nvarchar:
            return plain(TypeId::nvarchar, sized_length(type));
        case WireToken::nchar:
            return plain(TypeId::nchar, sized_length(type));
        case WireToken::var_binary_legacy:
        case WireToken::big_var_binary:
            return plain(TypeId::varbinary, sized_length(type));
        case WireToken::binary_legacy:
        case WireToken::big_binary:
            return plain(TypeId::binary, sized_length(type));
        case WireToken::text:
            return plain(TypeId::text, 16);
        case WireToken::ntext:
            return plain(TypeId::ntext, 16);
        case WireToken::image:
            return plain(TypeId::image, 16);
        case WireToken::variant:
            return plain(TypeId::sql_variant, 8016);
        case WireToken::xml:
            return plain(TypeId::xml, types::k_max_length);
        case WireToken::udt: {
            SqlType out = plain(TypeId::clr, types::k_max_length);
            out.user_type = type.clr_type;
            return out;
        }
        case WireToken::null:
        case WireToken::table:
            break;
    }
    return SqlType{};
}

}  // namespace gantry::tds
