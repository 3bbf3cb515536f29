#pragma once
// vector(n) of SQL Server 2025: u8 A9, u8 version 1, u16 count, u8 kind of number (0: float32),
// three reserved bytes, the numbers (MS-TDS 2.2.5.5.7, vector; on pages the same bytes as a
// varbinary, see docs/formats/values.md). Kind 1 is float16, which SQL Server 2025 has as a
// preview. Malformed bytes throw FormatError. Thread-safe.

#include <string>

#include "base/bytes.h"

namespace gantry::types {

enum class VectorStyle {
    shortest,  // [1.5,-2,0.1]: digits that read back to the same number
    server,    // [1.5000000e+000,-2.0000000e+000]: what CAST(v AS nvarchar(max)) prints
};

void append_vector_text(ByteSpan storage, VectorStyle style, std::string& out);
size_t vector_count(ByteSpan storage);

}  // namespace gantry::types
