#pragma once
// The order of two stored values of a key column, where it is certain: what depends on tables of a
// collation, or on an encoding of its own (sql_variant, CLR types, rowversion), is not compared.
// Pure; values of a wrong size are unordered.
// Sources: the SQL Server documentation on binary collations and on comparing uniqueidentifiers;
// the encodings are those of docs/formats/values.md.

#include <compare>

#include "storage/row_decoder.h"

namespace gantry::catalog {

// How the bytes of a type are compared.
enum class KeyCompare : uint8_t {
    none,              // their order is not certain
    unsigned_integer,  // little-endian: bits, tinyint, times without an offset
    signed_integer,    // money and datetime too
    decimal,
    real,
    double_,
    offset_time,  // by the moment, whatever the offset
    bytes,        // as if the shorter went on with zeros
    guid,
    plain_text,  // of a _BIN2 collation, as if the shorter went on with spaces
    wide_text,
};

KeyCompare key_compare_of(const storage::ColumnPlace& place, uint32_t collation);

// Ascending, NULL first. A value that is neither NULL nor there (no data) is unordered.
std::partial_ordering compare_key_values(KeyCompare how, uint32_t fixed_size,
                                         const storage::FieldView& a, const storage::FieldView& b);

}  // namespace gantry::catalog
