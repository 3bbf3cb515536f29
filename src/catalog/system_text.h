#pragma once
// Values of system tables as text. Private to src/catalog.

#include <string>

#include "base/bytes.h"

namespace gantry::catalog {

// "2012-05-06T07:08:09.123" of a stored datetime; empty when it is none.
std::string datetime_text(ByteSpan stored);
// "6F9619FF-8B86-D011-B42D-00C04FC964FF" of a stored uniqueidentifier; empty when it is none.
std::string guid_text(ByteSpan stored);

}  // namespace gantry::catalog
