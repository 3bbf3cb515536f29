#pragma once
// Counted texts of MS-TDS 2.2.5.1: B_VARCHAR and US_VARCHAR, a count of UTF-16 units and the
// units. Texts are UTF-8 on our side; what is too long for its count is cut.

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gantry::tds {

void write_b_varchar(ByteWriter& out, std::string_view utf8);
void write_us_varchar(ByteWriter& out, std::string_view utf8);

std::string read_b_varchar(ByteReader& reader);
std::string read_us_varchar(ByteReader& reader);

}  // namespace gantry::tds
