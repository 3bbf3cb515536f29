// From the bytes of a page (STORAGE G.1 of the reference; docs/formats) to COPY fields: the hot
// path of restore. Nothing is allocated but room in `out`.

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "types/binary_xml.h"
#include "types/pg_binary.h"
#include "types/sql_variant.h"
#include "types/stored_value.h"

namespace gantry::types {
namespace {

template <typename T>
void field(T value, Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4 + sizeof value);
    store_be(out.data() + at, int32_t(sizeof value));
    store_be(out.data() + at + 4, value);
}

size_t begin_field(Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4);
    return at;
}
void end_field(size_t at, Bytes& out) {
    store_be(out.data() + at, int32_t(out.size() - at - 4));
}

void raw_field(ByteSpan bytes, Bytes& out) {
    size_t at = out.size();
    out.resize(at + 4 + bytes.size());
    store_be(out.data() + at, int32_t(bytes.size()));
    if (!bytes.empty()) std::memcpy(out.data() + at + 4, bytes.data(), bytes.size());
}

void append_text(ByteSpan storage, const SqlType& type, Bytes& out) {
    size_t at = begin_field(out);
    append_stored_text(storage, type, out);
    end_field(at, out);
}

void append_datetimeoffset(ByteSpan storage, const SqlType& type, Bytes& out) {
    DateTimeOffset value = stored_datetimeoffset(storage, type);
    size_t at = out.size();
    out.resize(at + 14);
    store_be(out.data() + at, int32_t(10));
    store_be(out.data() + at + 4, value.utc);
    store_be(out.data() + at + 12, value.offset);
}

void append_decimal(ByteSpan storage, const SqlType& type, Bytes& out) {
    Int128 unscaled = stored_decimal(storage, type);
    size_t at = begin_field(out);
    append_pg_numeric(unscaled, type.scale, out);
    end_field(at, out);
}

void append_binary(ByteSpan storage, const SqlType& type, Bytes& out) {
    size_t at = begin_field(out);
    out.insert(out.end(), storage.begin(), storage.end());
    if (type.id == TypeId::binary && type.length > 0 && storage.size() < size_t(type.length)) {
        out.resize(out.size() + size_t(type.length) - storage.size());
    }
    end_field(at, out);
}

void append_variant(ByteSpan storage, Bytes& out) {
    StoredVariant v = stored_variant(storage);
    size_t at = begin_field(out);
    append_variant_header(v.type, out);
    size_t value_at = out.size();
    append_storage_as_pg(v.value, v.type, out);
    // The inner value's own length word goes: the rest moves over it.
    out.erase(out.begin() + long(value_at), out.begin() + long(value_at) + 4);
    end_field(at, out);
}

}  // namespace

void append_storage_as_pg(ByteSpan storage, const SqlType& type, Bytes& out) {
    switch (type.id) {
        case TypeId::bit:
            require_value(storage.size() == 1, type, storage);
            return field(uint8_t(storage[0] != 0), out);
        case TypeId::tinyint:
            return field(int16_t(stored_as<uint8_t>(storage, type)), out);
        case TypeId::smallint:
            return field(stored_as<int16_t>(storage, type), out);
        case TypeId::int_:
        case TypeId::smallmoney:
            return field(stored_as<int32_t>(storage, type), out);
        case TypeId::real:
            return field(stored_as<uint32_t>(storage, type), out);
        case TypeId::bigint:
        case TypeId::money:
            return field(stored_as<int64_t>(storage, type), out);
        case TypeId::float_:
            return field(stored_as<uint64_t>(storage, type), out);
        case TypeId::rowversion:
            require_value(storage.size() == 8, type, storage);
            return raw_field(storage, out);
        case TypeId::datetime:
            return field(stored_datetime(storage, type), out);
        case TypeId::smalldatetime:
            return field(stored_smalldatetime(storage, type), out);
        case TypeId::date:
            return field(stored_date(storage, type) - k_days_to_2000, out);
        case TypeId::time:
            return field(stored_time(storage, type), out);
        case TypeId::datetime2:
            return field(stored_datetime2(storage, type), out);
        case TypeId::datetimeoffset:
            return append_datetimeoffset(storage, type, out);
        case TypeId::decimal:
        case TypeId::numeric:
            return append_decimal(storage, type, out);
        case TypeId::uniqueidentifier:
            require_value(storage.size() == 16, type, storage);
            return raw_field(storage, out);
        case TypeId::binary:
        case TypeId::varbinary:
        case TypeId::image:
            return append_binary(storage, type, out);
        case TypeId::clr:
            return raw_field(storage, out);
        case TypeId::sql_variant:
            return append_variant(storage, out);
        case TypeId::xml: {
            std::string text = binary_xml_to_text(storage);
            return raw_field(as_bytes(text), out);
        }
        case TypeId::char_:
        case TypeId::varchar:
        case TypeId::text:
        case TypeId::nchar:
        case TypeId::nvarchar:
        case TypeId::ntext:
            return append_text(storage, type, out);
        default:
            break;
    }
    throw FormatError(fmt::format("columns of type {} cannot be read yet", type_name(type)), 0,
                      "leave the table out, or convert the column before the backup");
}

Value value_from_storage(ByteSpan storage, const SqlType& type) {
    Bytes field_bytes;
    append_storage_as_pg(storage, type, field_bytes);
    return decode_pg(ByteSpan(field_bytes).subspan(4), type);
}

}  // namespace gantry::types
