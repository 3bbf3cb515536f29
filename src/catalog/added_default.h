#pragma once
// The value that a column's older rows take: SQL Server keeps it as a sql_variant (sysseobjvalues),
// rows want it as the column's own bytes. Pure.
// Facts: docs/formats/records.md (sql_variant).

#include <optional>

#include "storage/row_decoder.h"

namespace gantry::catalog {

// `variant` as bytes of a column of `place`'s type, length, precision and scale; nothing when they
// do not fit it.
std::optional<Bytes> bytes_of_variant(ByteSpan variant, const storage::ColumnPlace& place);

}  // namespace gantry::catalog
