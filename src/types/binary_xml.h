#pragma once
// xml columns hold binary XML: a stream of tokens after the signature DF FF (MS-BINXML; .NET's
// reader of the same format in System.Xml shows the encodings of values). Written back as the text
// SQL Server gives for CAST(column AS nvarchar(max)): no declaration, "<a/>" for an element without
// content, markup and line ends as entities where a parser would change them. One difference:
// characters beyond U+FFFF stay themselves, as clients get them from a SELECT, where that CAST
// would write &#x0001F600;. The text parses to the same document either way.
//
// Malformed bytes throw FormatError naming the place. Nesting is bounded, and so is the text's
// size by that of the bytes. Thread-safe.

#include <string>

#include "base/bytes.h"

namespace gantry::types {

void append_binary_xml_text(ByteSpan binary, std::string& out);
inline std::string binary_xml_to_text(ByteSpan binary) {
    std::string out;
    append_binary_xml_text(binary, out);
    return out;
}

}  // namespace gantry::types
