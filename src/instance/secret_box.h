#pragma once
// Seals the secrets of an instance's credentials with AES-256-GCM and a key that lies in a file of
// the data directory, outside the database: whoever has the database or its backup alone has no
// secret. The file is read at each use, so that one put back works at once.
//
// Sealed:  version 1 | id of the key (8) | nonce (12) | tag (16) | ciphertext; the label is
// authenticated with it. File: one line, "gantry-secret-key 1 <64 hex digits>", mode 0600.
//
// Thread-safe. Errors: store::SecretError when the file is missing, open to others, damaged, or
// another than the one a secret was sealed with.

#include <string>

#include "engine/store/credentials.h"

namespace gantry::instance {

class SecretBox : public store::SecretCipher {
  public:
    explicit SecretBox(std::string key_file) : key_file_(std::move(key_file)) {}

    bool has_key_file() const;
    Bytes seal(std::string_view secret, std::string_view label) const override;
    std::string open(ByteSpan sealed, std::string_view label) const override;
    // IoError when it cannot be written.
    void create_missing_key() const override;

  private:
    std::string key_file_;
};

}  // namespace gantry::instance
