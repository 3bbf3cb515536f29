#pragma once
// Server-level credentials of the instance, in gantry.credentials: what an instance proves itself
// with to a storage account. Secrets lie there sealed only (SecretCipher, which instance/
// secret_box.h implements with a key outside the database); this file never sees one in the clear.
//
// Works in the transaction the executor is in. Errors: SqlError 15530 the name is taken, 15151
// there is no such credential.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "pg/executor.h"

namespace gantry::store {

// A secret cannot be sealed or opened; text and hint say what is wrong with the key. Never has the
// secret in it.
class SecretError : public Error {
  public:
    using Error::Error;
};

// Thread-safe.
class SecretCipher {
  public:
    virtual ~SecretCipher() = default;
    // `label` belongs to the sealed bytes: they open with the same label only.
    virtual Bytes seal(std::string_view secret, std::string_view label) const = 0;
    virtual std::string open(ByteSpan sealed, std::string_view label) const = 0;
    // Makes a key where there is none: to be called only when nothing is sealed.
    virtual void create_missing_key() const = 0;
};

struct Credential {
    int32_t id = 0;  // credential_id, from 65536 on as SQL Server has it
    std::string name;
    std::string identity;
    std::optional<Bytes> sealed_secret;
};
// The label its secret is sealed with.
std::string secret_label(std::string_view credential_name);

void create_credential(pg::Executor& executor, const Credential& credential);  // not its id
// Identity and secret are both replaced.
void alter_credential(pg::Executor& executor, const Credential& credential);
void drop_credential(pg::Executor& executor, std::string_view name);
std::optional<Credential> find_credential(pg::Executor& executor, std::string_view name);
std::vector<Credential> list_credentials(pg::Executor& executor);  // by id
// Whether there is anything that an instance's key is needed for.
bool has_sealed_secrets(pg::Executor& executor);

}  // namespace gantry::store
