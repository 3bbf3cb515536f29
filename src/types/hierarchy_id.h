#pragma once
// hierarchyid: bytes to the text of ToString() and back (MS-SSCLRT 2.1, hierarchyid structure).
//
// A value is a string of bits, padded with zeros to whole bytes; the empty string is the root "/".
// Each label is written by the pattern of its range, most significant bit first: fixed bits, bits
// of the value less the lowest of the range (x), and a last bit T, 1 where "/" follows the label
// and 0 where "." does. In front of a "." the pattern holds label + 1. Because of the patterns the
// order of the bytes is the order of the tree. Thread-safe.

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gantry::types {

// "/1/-3.5/". Throws FormatError for bits that are no hierarchyid.
void append_hierarchy_id(ByteSpan storage, std::string& out);
// Throws FormatError for text that is none: labels are integers of 48 bits, "/" at both ends.
Bytes parse_hierarchy_id(std::string_view text);

}  // namespace gantry::types
