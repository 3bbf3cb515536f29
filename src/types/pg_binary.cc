#include "types/pg_binary.h"

#include <bit>

#include <fmt/format.h>

#include "base/error.h"
#include "types/collation.h"

namespace gantry::types {
namespace {

[[noreturn]] void throw_malformed(const SqlType& type, size_t size) {
    throw FormatError(fmt::format("{} bytes are no value of type {}", size, type_name(type)));
}

template <typename T>
void put_be(T value, Bytes& out) {
    size_t at = out.size();
    out.resize(at + sizeof value);
    store_be(out.data() + at, value);
}

template <typename T>
T get_be(ByteSpan bytes, const SqlType& type) {
    if (bytes.size() != sizeof(T)) throw_malformed(type, bytes.size());
    return load_be<T>(bytes.data());
}

void put(ByteSpan bytes, Bytes& out) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

int64_t checked(int64_t value, int64_t low, int64_t high, const SqlType& type, size_t size) {
    if (value < low || value > high) throw_malformed(type, size);
    return value;
}

constexpr int64_t k_last_tick = (int64_t(k_max_day) + 1) * k_ticks_per_day - 1;

Value decode_datetime(ByteSpan bytes, const SqlType& type) {
    int64_t value = get_be<int64_t>(bytes, type);
    checked(datetime_days(value), -53690, k_max_day - k_days_to_1900, type, bytes.size());
    checked(datetime_ticks(value), 0, 86'400 * 300 - 1, type, bytes.size());
    return {type, value};
}

Value decode_datetimeoffset(ByteSpan bytes, const SqlType& type) {
    if (bytes.size() != 10) throw_malformed(type, bytes.size());
    int64_t utc = checked(load_be<int64_t>(bytes.data()), 0, k_last_tick, type, 10);
    int16_t offset = load_be<int16_t>(bytes.data() + 8);
    checked(offset, -840, 840, type, 10);
    return {type, DateTimeOffset{utc, offset}};
}

}  // namespace

std::string_view pg_base_type_name(const SqlType& type) {
    switch (type.id) {
        case TypeId::bit: return "boolean";
        case TypeId::tinyint:
        case TypeId::smallint: return "smallint";
        case TypeId::int_: return "integer";
        case TypeId::bigint: return "bigint";
        case TypeId::real: return "real";
        case TypeId::float_: return "double precision";
        case TypeId::decimal:
        case TypeId::numeric: return "numeric";
        case TypeId::date: return "date";
        case TypeId::money: return "sys.money";
        case TypeId::smallmoney: return "sys.smallmoney";
        case TypeId::smalldatetime: return "sys.smalldatetime";
        case TypeId::datetime: return "sys.datetime";
        case TypeId::time: return "sys.time";
        case TypeId::datetime2: return "sys.datetime2";
        case TypeId::datetimeoffset: return "sys.datetimeoffset";
        case TypeId::uniqueidentifier: return "sys.uniqueidentifier";
        case TypeId::rowversion: return "sys.rowversion";
        case TypeId::char_: return "sys.char";
        case TypeId::varchar:
        case TypeId::text: return "sys.varchar";
        case TypeId::nchar: return "sys.nchar";
        case TypeId::none:
        case TypeId::nvarchar:
        case TypeId::ntext:
        case TypeId::json: return "sys.nvarchar";
        case TypeId::binary: return "sys.binary";
        case TypeId::varbinary:
        case TypeId::image: return "sys.varbinary";
        case TypeId::xml: return "sys.xml";
        case TypeId::sql_variant: return "sys.sql_variant";
        case TypeId::clr:
            if (type.user_type == k_hierarchyid) return "sys.hierarchyid";
            if (type.user_type == k_geometry) return "sys.geometry";
            if (type.user_type == k_geography) return "sys.geography";
            return "sys.varbinary";
        case TypeId::table:
        case TypeId::vector: break;
    }
    throw Error(fmt::format("type {} has no PostgreSQL form", type_name(type)));
}

std::string pg_type_name(const SqlType& type) {
    std::string_view base = pg_base_type_name(type);
    switch (type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            return fmt::format("{}({},{})", base, type.precision, type.scale);
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset: return fmt::format("{}({})", base, type.scale);
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::binary:
        case TypeId::varbinary:
            if (type.length == k_max_length) return std::string(base);
            return fmt::format("{}({})", base, type.length);
        case TypeId::nchar:
        case TypeId::nvarchar:
            if (type.length == k_max_length) return std::string(base);
            return fmt::format("{}({})", base, type.length / 2);
        default: return std::string(base);
    }
}

void encode_pg(const Value& value, Bytes& out) {
    const SqlType& type = value.type();
    switch (type.id) {
        case TypeId::bit: out.push_back(value.integer() != 0); return;
        case TypeId::tinyint:
        case TypeId::smallint: put_be(int16_t(value.integer()), out); return;
        case TypeId::int_:
        case TypeId::smallmoney:
        case TypeId::smalldatetime: put_be(int32_t(value.integer()), out); return;
        case TypeId::date: put_be(int32_t(value.integer() - k_days_to_2000), out); return;
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::datetime:
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::rowversion: put_be(value.integer(), out); return;
        case TypeId::real: put_be(std::bit_cast<uint32_t>(float(value.real())), out); return;
        case TypeId::float_: put_be(std::bit_cast<uint64_t>(value.real()), out); return;
        case TypeId::decimal:
        case TypeId::numeric:
            append_pg_numeric(value.decimal().unscaled, value.decimal().scale, out);
            return;
        case TypeId::datetimeoffset:
            put_be(value.as<DateTimeOffset>().utc, out);
            put_be(value.as<DateTimeOffset>().offset, out);
            return;
        case TypeId::uniqueidentifier: put(value.guid().bytes, out); return;
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::sql_variant:
        case TypeId::clr: put(value.bytes(), out); return;
        default: put(as_bytes(value.text()), out); return;
    }
}

Value decode_pg(ByteSpan bytes, const SqlType& type) {
    size_t size = bytes.size();
    switch (type.id) {
        case TypeId::bit:
            if (size != 1) throw_malformed(type, size);
            return {type, int64_t(bytes[0] != 0)};
        case TypeId::tinyint:
            return {type, checked(get_be<int16_t>(bytes, type), 0, 255, type, size)};
        case TypeId::smallint: return {type, int64_t(get_be<int16_t>(bytes, type))};
        case TypeId::int_:
        case TypeId::smallmoney: return {type, int64_t(get_be<int32_t>(bytes, type))};
        case TypeId::smalldatetime:
            return {type, checked(get_be<int32_t>(bytes, type), 0, 65536 * 1440 - 1, type, size)};
        case TypeId::date: {
            int64_t days = int64_t(get_be<int32_t>(bytes, type)) + k_days_to_2000;
            return {type, checked(days, 0, k_max_day, type, size)};
        }
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::rowversion: return {type, get_be<int64_t>(bytes, type)};
        case TypeId::datetime: return decode_datetime(bytes, type);
        case TypeId::time:
            return {type, checked(get_be<int64_t>(bytes, type), 0, k_ticks_per_day - 1, type,
                                  size)};
        case TypeId::datetime2:
            return {type, checked(get_be<int64_t>(bytes, type), 0, k_last_tick, type, size)};
        case TypeId::datetimeoffset: return decode_datetimeoffset(bytes, type);
        case TypeId::real:
            return {type, double(std::bit_cast<float>(get_be<uint32_t>(bytes, type)))};
        case TypeId::float_: return {type, std::bit_cast<double>(get_be<uint64_t>(bytes, type))};
        case TypeId::decimal:
        case TypeId::numeric: {
            std::optional<Decimal> d = decode_pg_numeric(bytes, type.precision, type.scale);
            if (!d) {
                throw SqlError(8115, 16, 2,
                               "Arithmetic overflow error converting expression to data type "
                               "numeric.");
            }
            return {type, *d};
        }
        case TypeId::uniqueidentifier: {
            if (size != 16) throw_malformed(type, size);
            Guid guid;
            std::copy(bytes.begin(), bytes.end(), guid.bytes.begin());
            return {type, guid};
        }
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::sql_variant:
        case TypeId::clr: return {type, Bytes(bytes.begin(), bytes.end())};
        default: return {type, std::string(as_text(bytes))};
    }
}

void append_copy_null(Bytes& out) {
    put_be(int32_t(-1), out);
}

void append_copy_field(const Value& value, Bytes& out) {
    if (value.is_null()) {
        append_copy_null(out);
        return;
    }
    size_t at = out.size();
    put_be(int32_t(0), out);
    encode_pg(value, out);
    store_be(out.data() + at, int32_t(out.size() - at - 4));
}

}  // namespace gantry::types
