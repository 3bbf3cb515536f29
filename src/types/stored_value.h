#pragma once
// The bytes of a value as a column of a record holds them (docs/formats/values.md), checked and
// taken apart. What restore, export and metadata share; nothing here allocates.
// Bytes that are not what the type says throw FormatError naming the type. Thread-safe.

#include "base/bytes.h"
#include "types/date_time.h"
#include "types/decimal.h"
#include "types/sql_type.h"

namespace gantry::types {

[[noreturn]] void throw_malformed_value(const SqlType& type, ByteSpan storage);
inline void require_value(bool holds, const SqlType& type, ByteSpan storage) {
    if (!holds) throw_malformed_value(type, storage);
}

template <typename T>
T stored_as(ByteSpan storage, const SqlType& type) {
    require_value(storage.size() == sizeof(T), type, storage);
    return load_le<T>(storage.data());
}

// bit, tinyint, smallint, int, bigint; money and smallmoney in ten-thousandths.
int64_t stored_integer(ByteSpan storage, const SqlType& type);
// decimal and numeric, unscaled; the scale is the type's.
Int128 stored_decimal(ByteSpan storage, const SqlType& type);
// The encodings of date_time.h.
int32_t stored_date(ByteSpan storage, const SqlType& type);
int64_t stored_time(ByteSpan storage, const SqlType& type);
int64_t stored_datetime2(ByteSpan storage, const SqlType& type);
DateTimeOffset stored_datetimeoffset(ByteSpan storage, const SqlType& type);
int64_t stored_datetime(ByteSpan storage, const SqlType& type);
int32_t stored_smalldatetime(ByteSpan storage, const SqlType& type);
// Of a date or time type, as its owner reads the clock: datetimeoffset in local time.
DateTime stored_date_time(ByteSpan storage, const SqlType& type);

// A column's text to WTF-8; char and nchar padded to the declared length, as old rows are shorter.
// `Buffer` is Bytes or std::string.
template <typename Buffer>
void append_stored_text(ByteSpan storage, const SqlType& type, Buffer& out);

// A sql_variant taken apart: base type, version 1, metadata by the type's family, the value.
// Length, precision and scale are the base type's own, the collation of its text too.
struct StoredVariant {
    SqlType type;
    ByteSpan value;  // borrowed
};
StoredVariant stored_variant(ByteSpan storage);

}  // namespace gantry::types
