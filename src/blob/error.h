#pragma once
// What a blob service refused, or why it could not be reached. The text names the blob, the cause
// and the service's own code; the request id finds the request in the service's logs. Never holds a
// secret: no query, no header of authorization.
// Source of the codes: Azure Storage REST "Common REST API error codes", "Blob service error
// codes".

#include <string>
#include <utility>

#include "base/error.h"

namespace gantry::blob {

enum class BlobFault {
    network,              // not reached, cut, timed out: after all retries
    protocol,             // the answer is not what HTTP or the service's contract says
    server,               // 5xx or 429 after all retries
    container_not_found,  // 404 ContainerNotFound
    not_found,            // 404 of a blob
    expired,              // 403, and the SAS's time is over
    not_yet_valid,        // 403, and the SAS's time has not begun
    denied,               // 401 or 403 for another reason: wrong secret, permission missing
    exists,               // 409 or 412 where nothing should be there yet
    changed,              // 412: the blob is not the one of the ETag any more
    range,                // 416
    refused,              // another 4xx
    cancelled,            // the stop token
};

struct BlobErrorDetails {
    int http_status = 0;     // 0 when there was no answer
    std::string error_code;  // x-ms-error-code
    std::string request_id;  // x-ms-request-id
};

class BlobError : public IoError {
  public:
    BlobError(BlobFault fault, std::string message, std::string hint = {},
              BlobErrorDetails details = {})
        : IoError(std::move(message), std::move(hint)),
          fault_(fault),
          details_(std::move(details)) {}

    BlobFault fault() const { return fault_; }
    int http_status() const { return details_.http_status; }
    const std::string& error_code() const { return details_.error_code; }
    const std::string& request_id() const { return details_.request_id; }

  private:
    BlobFault fault_;
    BlobErrorDetails details_;
};

}  // namespace gantry::blob
