#pragma once
// The Shared Key scheme: what of a request is signed with the account's key, and the header that
// carries the signature.
// Source: Azure Storage REST "Authorize with Shared Key" (versions from 2015-02-21 on).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "blob/http.h"

namespace gantry::blob {

struct SignedParts {
    std::string_view method;
    std::string_view account;
    std::string_view path;  // as it goes over the wire, percent-encoded
    const std::vector<std::pair<std::string, std::string>>& query;  // decoded
    const HttpHeaders& headers;
    uint64_t content_length = 0;
};

std::string string_to_sign(const SignedParts& parts);
// "SharedKey account:signature".
std::string shared_key_header(const SignedParts& parts, ByteSpan key);

}  // namespace gantry::blob
