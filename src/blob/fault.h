#pragma once
// From a service's refusal to a BlobError that says the cause and what to do.

#include <string>
#include <string_view>

#include "blob/client.h"
#include "blob/http.h"

namespace gantry::blob {

// What was tried, for the text and the hint.
struct Attempted {
    std::string what;         // "read"
    std::string target;       // the URL, without a query
    std::string permissions;  // letters of a SAS that this needs, "r"
    bool expects_absent = false;
};

// `now`: seconds since 1970, for a reply without a date.
BlobError refusal(const Attempted& attempted, const BlobCredential& credential,
                  const HttpReply& reply, int64_t now);
BlobError protocol_error(const Attempted& attempted, std::string_view what);
// x-ms-error-code of the header or the body.
std::string error_code_of(const HttpReply& reply);

}  // namespace gantry::blob
