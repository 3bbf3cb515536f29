#pragma once
// How an instance gets at a URL: the URL taken apart, and the credential of the instance that fits
// it, opened with the instance's key. Looked up at each call, over a connection of its own, so that
// a background task may call it and a changed secret counts at once.
//
// Errors are SqlErrors: 3201 with "Operating system error 86" where no credential fits or its
// secret cannot be right, with the cause; 15466 for a key file that is away; 3288 and 3225 for WITH
// CREDENTIAL; FormatError 3297 for a URL that is none. Never with a secret in them.

#include <string>
#include <string_view>

#include "blob/credential.h"
#include "blob/url.h"
#include "session/environment.h"

namespace gantry::session {

struct BlobAccess {
    blob::BlobUrl url;
    blob::BlobCredential credential;
};

// `credential_name` is what WITH CREDENTIAL names; empty: the credential is found by the URL.
BlobAccess blob_access(const Environment& environment, const std::string& url,
                       std::string_view credential_name = {});

}  // namespace gantry::session
