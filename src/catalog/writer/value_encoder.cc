#include "catalog/writer/value_encoder.h"

#include <algorithm>

#include "base/code_page.h"
#include "base/utf.h"
#include "catalog/writer/physical_type.h"
#include "types/collation.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;
using types::Value;

constexpr int64_t k_powers_of_ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

void append_integer(int64_t value, int size, Bytes& out) {
    for (int i = 0; i < size; ++i) out.push_back(uint8_t(uint64_t(value) >> (8 * i)));
}

// Time of day in units of the scale, in 3 to 5 bytes.
void append_time(int64_t ticks, uint8_t scale, Bytes& out) {
    int size = scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
    append_integer(ticks / k_powers_of_ten[7 - scale], size, out);
}

void append_datetime2(int64_t value, uint8_t scale, Bytes& out) {
    append_time(value % types::k_ticks_per_day, scale, out);
    append_integer(value / types::k_ticks_per_day, 3, out);
}

void append_decimal(const types::Decimal& given, const SqlType& type, Bytes& out) {
    types::Decimal value = types::rescale(given, type.precision, type.scale);
    types::Int128 magnitude = value.unscaled < 0 ? -value.unscaled : value.unscaled;
    out.push_back(value.unscaled < 0 ? 0 : 1);
    int size = type_shape(type).length - 1;
    for (int i = 0; i < size; ++i) out.push_back(uint8_t(magnitude >> (8 * i)));
}

void append_smalldatetime(int64_t minutes, Bytes& out) {
    append_integer(minutes % 1440, 2, out);
    append_integer(minutes / 1440, 2, out);
}

// Fixed-length strings and binaries take all of their length.
void pad(size_t start, const SqlType& type, Bytes& out) {
    size_t size = size_t(type.length);
    if (type.id == TypeId::char_) {
        out.resize(std::max(out.size(), start + size), uint8_t(' '));
    } else if (type.id == TypeId::nchar) {
        while (out.size() < start + size) {
            out.push_back(' ');
            out.push_back(0);
        }
    } else if (type.id == TypeId::binary) {
        out.resize(std::max(out.size(), start + size));
    }
}

uint16_t code_page(const SqlType& type) {
    uint16_t page = types::code_page_of(type.collation);
    return page != 0 ? page : uint16_t(1252);
}

}  // namespace

void encode_value(const Value& value, Bytes& out) {
    const SqlType& type = value.type();
    size_t start = out.size();
    switch (type.id) {
        case TypeId::bit:
        case TypeId::tinyint:
        case TypeId::smallint:
        case TypeId::int_:
        case TypeId::bigint:
        case TypeId::money:
        case TypeId::smallmoney:
            append_integer(value.integer(), type_shape(type).length, out);
            return;
        case TypeId::real: {
            float number = float(value.real());
            out.resize(start + 4);
            std::memcpy(out.data() + start, &number, 4);
            return;
        }
        case TypeId::float_: {
            double number = value.real();
            out.resize(start + 8);
            std::memcpy(out.data() + start, &number, 8);
            return;
        }
        case TypeId::decimal:
        case TypeId::numeric: append_decimal(value.decimal(), type, out); return;
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
            append_utf8_as_code_page(value.text(), code_page(type), out);
            pad(start, type, out);
            return;
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext:
            append_utf8_as_utf16le(value.text(), out);
            pad(start, type, out);
            return;
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
        case TypeId::clr:
            out.insert(out.end(), value.bytes().begin(), value.bytes().end());
            pad(start, type, out);
            return;
        case TypeId::rowversion:
            out.resize(start + 8);
            store_be<int64_t>(out.data() + start, value.integer());
            return;
        case TypeId::date: append_integer(value.integer(), 3, out); return;
        case TypeId::time: append_time(value.integer(), type.scale, out); return;
        case TypeId::datetime2: append_datetime2(value.integer(), type.scale, out); return;
        case TypeId::datetimeoffset: {
            const types::DateTimeOffset& moment = value.as<types::DateTimeOffset>();
            append_datetime2(moment.utc, type.scale, out);
            append_integer(moment.offset, 2, out);
            return;
        }
        case TypeId::datetime:
            append_integer(types::datetime_ticks(value.integer()), 4, out);
            append_integer(types::datetime_days(value.integer()), 4, out);
            return;
        case TypeId::smalldatetime: append_smalldatetime(value.integer(), out); return;
        case TypeId::uniqueidentifier:
            out.insert(out.end(), value.guid().bytes.begin(), value.guid().bytes.end());
            return;
        default:
            throw Error("values of type " + types::type_name(type) +
                        " cannot be written to a backup");
    }
}

}  // namespace gantry::catalog
