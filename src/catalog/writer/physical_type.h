#pragma once
// How a T-SQL type is laid out in records and described in system tables. Pure.
// Facts: syscolpars and sysrscols of backups of 2008 R2 to 2017; docs/formats/records.md.

#include "storage/writer/row_layout.h"
#include "types/sql_type.h"

namespace gantry::catalog {

// sys.columns.max_length, precision and scale of a type, whatever the maker of `type` filled in.
struct TypeShape {
    int16_t length = 0;
    uint8_t precision = 0;
    uint8_t scale = 0;
};
TypeShape type_shape(const types::SqlType& type);

// Bytes of a value that always takes the same; 0 for types of varying length.
uint16_t fixed_size(const types::SqlType& type);

// sysrscols.ti: type and length, or precision and scale.
uint32_t type_word(const types::SqlType& type);

// sysrscols.maxinrowlen and syscolpars.maxinrow.
int16_t in_row_limit(const types::SqlType& type);

// sys.types.user_type_id.
int32_t user_type_id(const types::SqlType& type);

// Place, sizes and LOB kind; the rest is the caller's.
storage::RecordColumn record_column(const types::SqlType& type);

}  // namespace gantry::catalog
