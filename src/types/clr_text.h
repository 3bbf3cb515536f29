#pragma once
// The built-in CLR types as text, from the bytes of their serialisation: hierarchyid as ToString()
// gives it, geometry and geography as ToString() does (WKT with Z and M). Other CLR types are
// their bytes in hexadecimal. Malformed bytes throw FormatError. Thread-safe.

#include <string>

#include "base/bytes.h"
#include "types/sql_type.h"

namespace gantry::types {

void append_clr_text(ByteSpan storage, const SqlType& type, std::string& out);

}  // namespace gantry::types
