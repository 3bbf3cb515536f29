#pragma once
// T-SQL values in SQL Server's storage encoding, for rows that are written. Pure.
// Facts: docs/formats/records.md.

#include "base/bytes.h"
#include "types/value.h"

namespace gantry::catalog {

// Appends the stored bytes of a value that is not NULL and already has the column's type
// (types::assign): fixed-length strings are padded here. Throws Error for types that cannot be
// written yet: xml with markup, CLR types made from text, json, vector.
void encode_value(const types::Value& value, Bytes& out);

}  // namespace gantry::catalog
