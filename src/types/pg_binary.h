#pragma once
// T-SQL values in PostgreSQL's binary forms (docs/decisions/0001): parameters and results over
// libpq, and COPY ... (FORMAT binary). encode/decode go through Value; append_storage_as_pg goes
// from the bytes of a SQL Server page (STORAGE G.1 of the reference) straight to a COPY field.
// Thread-safe. Bytes that are not what the type says throw FormatError naming the type.

#include "types/value.h"

namespace gantry::types {

// The PostgreSQL type as text in a statement: "integer", "numeric(18,4)", "sys.nvarchar(20)",
// "sys.datetime2(3)"; max types have no modifier.
std::string pg_type_name(const SqlType& type);
// Without the modifier: "numeric", "sys.nvarchar". For pg_type look-ups.
std::string_view pg_base_type_name(const SqlType& type);

// A parameter's bytes, no length in front. The value must not be NULL.
void encode_pg(const Value& value, Bytes& out);
// A result column's bytes back to a value of `type`.
Value decode_pg(ByteSpan bytes, const SqlType& type);
// A COPY field: int32 length (-1 for NULL) and the bytes.
void append_copy_field(const Value& value, Bytes& out);
void append_copy_null(Bytes& out);

// numeric's binary form (numeric.c: ndigits, weight, sign, dscale, base-10000 digits).
void append_pg_numeric(Int128 unscaled, int scale, Bytes& out);
// Nothing when the bytes are malformed, NaN or infinite, or do not fit 38 digits. The result has
// scale `scale`; digits beyond it are rounded.
std::optional<Decimal> decode_pg_numeric(ByteSpan bytes, int precision, int scale);
// decimal(p,s) as stored on a page: sign byte and a magnitude of 4, 8, 12 or 16 bytes.
std::optional<Int128> decimal_from_storage(ByteSpan storage);

// Appends a COPY field for the bytes of a column as found in a record, LOBs put together. Fixed
// types want their whole length. bit is one byte 0 or 1. NULL is the caller's: append_copy_null.
// char and nchar are padded to the declared length, as old rows may be shorter.
void append_storage_as_pg(ByteSpan storage, const SqlType& type, Bytes& out);
// The same value as a Value: for metadata (sql_variant of extended properties, defaults, identity).
Value value_from_storage(ByteSpan storage, const SqlType& type);

}  // namespace gantry::types
