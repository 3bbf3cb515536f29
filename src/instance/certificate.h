#pragma once
// The TLS certificate of an instance: a self-signed one made at creation, or one that is given.

#include <string>

namespace gantry::instance {

struct Certificate {
    std::string certificate_pem;
    std::string private_key_pem;
};

// RSA 2048, SHA-256, ten years, CN and subjectAltName = `host`, plus localhost and 127.0.0.1.
Certificate make_self_signed(const std::string& host);

// Error when either is not PEM of its kind or the key does not belong to the certificate.
void check_certificate(const Certificate& certificate);

}  // namespace gantry::instance
