#pragma once
// SQL Server's rules for the types of results (documentation: "Data type precedence", "Precision,
// scale, and length", "Implicit conversion"). Pure functions.

#include "types/convert.h"
#include "types/decimal.h"
#include "types/sql_type.h"

namespace gantry::engine::bind {

// The decimal that holds every value of an exact numeric type: int is (10,0), money (19,4).
types::PrecisionScale decimal_of(const types::SqlType& type);
bool is_money(types::TypeId id);
bool is_float(types::TypeId id);
bool is_decimal(types::TypeId id);

// Maximum length in characters of a character type (-1: max); of other types, how long their text
// can be when they are converted implicitly to varchar.
int character_length(const types::SqlType& type);
// char, varchar, nchar, nvarchar of so many characters, max when that is more than the type holds.
types::SqlType character_type(bool unicode, bool fixed, int characters, uint32_t collation);
// Of the concatenation of two strings or two binaries.
types::SqlType concatenation_type(const types::SqlType& a, const types::SqlType& b);

// types::common_type with what the catalog adds: untyped NULL gives way, alias types lose their
// name, integer literals' decimals, CLR types and xml clash with others. Throws SqlError 206 with
// the line.
types::SqlType common(const types::SqlType& a, const types::SqlType& b, int line);

// The PostgreSQL type without modifier is the same: no cast is needed for storage.
bool same_representation(const types::SqlType& a, const types::SqlType& b);

}  // namespace gantry::engine::bind
