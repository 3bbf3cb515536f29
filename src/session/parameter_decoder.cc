#include "session/parameter_decoder.h"

#include <bit>

#include <fmt/core.h>

#include "base/code_page.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/convert.h"
#include "types/sql_variant.h"

namespace gantry::session {

namespace {

using tds::RpcParameter;
using tds::WireToken;
using tds::WireType;
using types::SqlType;
using types::TypeId;
using types::Value;

[[noreturn]] void bad_value(std::string_view name) {
    throw SqlError(8023, 16, 5,
                   fmt::format("The incoming tabular data stream (TDS) remote procedure call (RPC) "
                               "protocol stream is incorrect. Parameter \"{}\": The supplied value "
                               "is not a valid instance of its data type.", name));
}

int64_t integer(ByteSpan v) {
    switch (v.size()) {
        case 1:
            return v[0];
        case 2:
            return load_le<int16_t>(v.data());
        case 4:
            return load_le<int32_t>(v.data());
        default:
            return load_le<int64_t>(v.data());
    }
}

types::Decimal decimal(ByteSpan v, const SqlType& type, std::string_view name) {
    unsigned __int128 magnitude = 0;
    std::memcpy(&magnitude, v.data() + 1, v.size() - 1);
    types::Decimal out;
    out.precision = type.precision;
    out.scale = type.scale;
    if (magnitude >= static_cast<unsigned __int128>(types::power_of_ten(type.precision))) {
        bad_value(name);
    }
    out.unscaled = v[0] == 0 ? -types::Int128(magnitude) : types::Int128(magnitude);
    return out;
}

int32_t date_days(const uint8_t* p, std::string_view name) {
    int32_t days = p[0] | p[1] << 8 | p[2] << 16;
    if (days > types::k_max_day) bad_value(name);
    return days;
}

int64_t time_ticks(ByteSpan v, uint8_t scale, std::string_view name) {
    uint64_t units = 0;
    std::memcpy(&units, v.data(), v.size());
    for (int i = scale; i < 7; ++i) units *= 10;
    if (units >= uint64_t(types::k_ticks_per_day)) bad_value(name);
    return int64_t(units);
}

Value date_time(ByteSpan v, const SqlType& type, std::string_view name) {
    size_t time_bytes = tds::time_wire_bytes(type.scale);
    switch (type.id) {
        case TypeId::date:
            return {type, int64_t(date_days(v.data(), name))};
        case TypeId::time:
            return {type, time_ticks(v, type.scale, name)};
        default:
            break;
    }
    int64_t ticks = time_ticks(v.first(time_bytes), type.scale, name);
    int64_t days = date_days(v.data() + time_bytes, name);
    int64_t value = days * types::k_ticks_per_day + ticks;
    if (type.id == TypeId::datetime2) return {type, value};
    int16_t offset = load_le<int16_t>(v.data() + time_bytes + 3);
    if (offset < -840 || offset > 840) bad_value(name);
    return {type, types::DateTimeOffset{value, offset}};
}

Value datetime(ByteSpan v, const SqlType& type, std::string_view name) {
    if (v.size() == 4) {
        uint32_t days = load_le<uint16_t>(v.data());
        uint32_t minutes = load_le<uint16_t>(v.data() + 2);
        if (minutes >= 1440) bad_value(name);
        return {type, int64_t(days * 1440 + minutes)};
    }
    int32_t days = load_le<int32_t>(v.data());
    uint32_t ticks = load_le<uint32_t>(v.data() + 4);
    int64_t since_0001 = int64_t(days) + types::k_days_to_1900;
    if (ticks >= 300u * 86400 || since_0001 < types::k_min_datetime_day ||
        since_0001 > types::k_max_day) {
        bad_value(name);
    }
    return {type, types::datetime_from_parts(days, ticks)};
}

std::string narrow_text(ByteSpan v, uint32_t collation) {
    uint16_t code_page = types::code_page_of(collation);
    return code_page_to_utf8(v, code_page == 0 ? 1252 : code_page);
}

Value variant(const RpcParameter& parameter, const SqlType& type, uint32_t collation);

Value decode(const RpcParameter& parameter, SqlType type, uint32_t collation) {
    ByteSpan v = parameter.value;
    switch (type.id) {
        case TypeId::bit:
            return {type, int64_t(v[0] != 0)};
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
            return {type, integer(v)};
        case TypeId::real:
            return {type, double(std::bit_cast<float>(load_le<uint32_t>(v.data())))};
        case TypeId::float_:
            return {type, std::bit_cast<double>(load_le<uint64_t>(v.data()))};
        case TypeId::money:
            return {type, int64_t(load_le<int32_t>(v.data())) << 32 |
                              int64_t(load_le<uint32_t>(v.data() + 4))};
        case TypeId::smallmoney:
            return {type, integer(v)};
        case TypeId::datetime:
        case TypeId::smalldatetime:
            return datetime(v, type, parameter.name);
        case TypeId::date:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            return date_time(v, type, parameter.name);
        case TypeId::decimal:
        case TypeId::numeric:
            return {type, decimal(v, type, parameter.name)};
        case TypeId::uniqueidentifier: {
            types::Guid guid;
            std::memcpy(guid.bytes.data(), v.data(), 16);
            return {type, guid};
        }
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
            return {type, narrow_text(v, type.collation)};
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext:
        case TypeId::xml:
            return {type, utf16le_to_utf8(v)};
        case TypeId::sql_variant:
            return variant(parameter, type, collation);
        default:
            return {type, Bytes(v.begin(), v.end())};
    }
}

// Base type, properties, value (MS-TDS 2.2.5.5.4): as a parameter of its own type.
Value variant(const RpcParameter& parameter, const SqlType& type, uint32_t collation) {
    ByteReader reader(parameter.value);
    auto token = WireToken(reader.u8());
    size_t property_bytes = reader.u8();
    ByteSpan properties = reader.take(property_bytes);
    ByteReader property(properties);
    RpcParameter inner;
    inner.name = parameter.name;
    inner.type.token = token;
    inner.value = reader.take(reader.remaining());
    if (reader.failed()) bad_value(parameter.name);
    switch (token) {
        case WireToken::decimal_n:
        case WireToken::numeric_n:
            inner.type.precision = property.u8();
            inner.type.scale = property.u8();
            break;
        case WireToken::time_n:
        case WireToken::datetime2_n:
        case WireToken::datetimeoffset_n:
            inner.type.scale = property.u8();
            break;
        case WireToken::big_var_char:
        case WireToken::big_char:
        case WireToken::nvarchar:
        case WireToken::nchar: {
            ByteSpan bytes = property.take(5);
            if (!bytes.empty()) std::memcpy(inner.type.collation.data(), bytes.data(), 5);
            inner.type.length = property.u16();
            break;
        }
        case WireToken::big_var_binary:
        case WireToken::big_binary:
            inner.type.length = property.u16();
            break;
        case WireToken::guid:
            inner.type.length = 16;
            break;
        case WireToken::date_n:
            break;
        default:
            inner.type.length = tds::fixed_wire_bytes(token);
            if (inner.type.length == 0) bad_value(parameter.name);
    }
    SqlType inner_type = tds::sql_type_of(inner.type);
    bool allowed = !property.failed() && inner_type.id != TypeId::none &&
                   inner_type.id != TypeId::sql_variant && inner.type.scale <= 38;
    if (!allowed) bad_value(parameter.name);
    // The parser could not check what stands inside a variant.
    size_t wanted = 0;
    switch (inner_type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            if (inner.value.size() < 2 || inner.value.size() > 17 || inner_type.precision < 1 ||
                inner_type.precision > 38 || inner_type.scale > inner_type.precision) {
                bad_value(parameter.name);
            }
            break;
        case TypeId::date:
            wanted = 3;
            break;
        case TypeId::time:
            wanted = tds::time_wire_bytes(inner_type.scale);
            break;
        case TypeId::datetime2:
            wanted = tds::time_wire_bytes(inner_type.scale) + size_t(3);
            break;
        case TypeId::datetimeoffset:
            wanted = tds::time_wire_bytes(inner_type.scale) + size_t(5);
            break;
        default:
            if (!types::is_character(inner_type.id) && !types::is_binary(inner_type.id)) {
                wanted = size_t(inner_type.length);
            }
    }
    if (wanted != 0 && inner.value.size() != wanted) bad_value(parameter.name);
    if (inner_type.scale > 7 && types::is_date_time(inner_type.id)) bad_value(parameter.name);
    inner_type.collation =
        types::collation_from_tds(inner.type.collation).value_or(collation);
    Value value = types::make_variant(decode(inner, inner_type, collation));
    value.set_type(type);
    return value;
}

}  // namespace

Value decode_parameter(const RpcParameter& parameter, uint32_t collation) {
    SqlType type = tds::sql_type_of(parameter.type);
    if (types::is_character(type.id)) {
        bool given = parameter.type.collation != tds::CollationBytes{};
        type.collation = collation;
        if (given) {
            type.collation =
                types::collation_from_tds(parameter.type.collation).value_or(collation);
        }
    }
    if (parameter.is_null) return Value::null(type);
    return decode(parameter, type, collation);
}

}  // namespace gantry::session
