#pragma once
// sql_variant: any scalar with its own type. Held as bytes, the same in Value and in PostgreSQL:
//   u8 type id, u8 precision, u8 scale, u8 0, i16 length, u32 collation (little-endian), then the
//   value in its PostgreSQL binary form (pg_binary.h), empty text being no bytes.
// Malformed bytes throw FormatError.

#include "types/value.h"

namespace gantry::types {

constexpr size_t k_variant_header = 10;

// The header alone, for a value that follows in its PostgreSQL binary form.
void append_variant_header(const SqlType& type, Bytes& out);
// Throws SqlError 206 for a type that cannot be a variant (max types, xml, text, CLR, ...).
Value make_variant(const Value& value);
Value variant_value(ByteSpan variant);
// The type alone: what SQL_VARIANT_PROPERTY reports.
SqlType variant_type(ByteSpan variant);
// Order of sql_variant: by family first, then by value. NULL variants are the caller's matter.
int compare_variants(ByteSpan a, ByteSpan b);
uint64_t hash_variant(ByteSpan variant);

}  // namespace gantry::types
