#pragma once
// The readable facts of a certificate's public part (X.509 DER). Bytes are hostile: what OpenSSL
// cannot parse gives nothing.

#include <optional>
#include <string>

#include "base/bytes.h"

namespace gantry::catalog {

struct CertificateFacts {
    std::string subject, issuer;        // a lone common name by itself, else "CN = x, O = y"
    std::string serial_number;          // lower-case hex bytes with blanks, as certutil prints
    std::string not_before, not_after;  // "2012-05-06T07:08:09"
};

std::optional<CertificateFacts> read_certificate(ByteSpan der);

}  // namespace gantry::catalog
