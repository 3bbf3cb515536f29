#pragma once
// The typed values of binary XML as text (MS-BINXML 2.3.3 and 2.3.4): SQL types as FOR XML prints
// them, XSD types in the form XQuery's cast to xs:string gives. Internal to binary_xml.cc.

#include <string>

#include "base/bytes.h"

namespace gantry::types {

enum class XmlValueKind {
    none,   // the token is no value, or one binary_xml.cc reads itself
    text,   // character data
    typed,  // anything else: two in a row are a list
};

// Reads the value of `token` from `in` and appends its text to `out`. Throws FormatError for bytes
// that are not what the token says; a value cut short leaves `in` failed.
XmlValueKind append_xml_value(uint8_t token, ByteReader& in, std::string& out);

// 7 bits a byte, least significant first; fails the reader when it is too long.
uint64_t read_multi_byte(ByteReader& in);
// A count of UTF-16 units and the units.
void append_xml_string(ByteReader& in, std::string& out);

}  // namespace gantry::types
