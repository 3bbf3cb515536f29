#pragma once
// Base64 with padding (RFC 4648 section 4): keys, block ids, MD5 headers.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gantry::blob {

std::string to_base64(ByteSpan bytes);
// Nothing when the text is not whole base64.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace gantry::blob
