// CREATE, ALTER and DROP CREDENTIAL. The secret is sealed here: PostgreSQL gets neither it nor the
// statement's text.

#include "session/credentials.h"

#include <fmt/core.h>

#include <ctime>

#include "base/utf.h"
#include "engine/unsupported.h"
#include "session/credential_url.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"

namespace gantry::session {

namespace {

constexpr size_t k_identity_units_max = 4000;  // sys.credentials.credential_identity

// Its length is the parser's business (103).
void check_name(std::string_view name) {
    if (name.starts_with('#')) {  // system credentials do
        throw SqlError(15006, 16, 1,
                       fmt::format("'{}' is not a valid name because it contains invalid "
                                   "characters.",
                                   name));
    }
}

// Of strings only, which is what the grammar lets through: nothing to evaluate.
std::string literal_text(const tsql::Option& option) {
    auto* literal = tsql::try_as<tsql::Literal>(option.value);
    GANTRY_ASSERT(literal != nullptr);
    return std::string(literal->text);
}

}  // namespace

SqlError secret_unavailable(const store::SecretError& error) {
    return SqlError(15466, 16, 1,
                    fmt::format("An error occurred during decryption: {}.", error.what()),
                    error.hint());
}

void Interpreter::credential(const tsql::CredentialStatement& statement) {
    const int line = int(statement.range.line);
    if (!statement.provider.name.empty()) {
        throw engine::unsupported("CREDENTIAL FOR CRYPTOGRAPHIC PROVIDER", line);
    }
    if (!permits(state_, ServerPermission::alter_any_credential)) {
        throw SqlError(15247, 16, 1, "User does not have permission to perform this action.");
    }
    store::Credential request;
    request.name = statement.name.name;
    check_name(request.name);
    std::optional<std::string> secret;
    for (const tsql::Option* option : statement.options) {
        if (option->name == "IDENTITY") request.identity = literal_text(*option);
        if (option->name == "SECRET") secret = literal_text(*option);
    }
    if (utf16_length(request.identity) > k_identity_units_max) {
        throw SqlError(15540, fmt::format("The identity string is too long. The identity string "
                                          "should contain no more than {} characters.",
                                          k_identity_units_max));
    }
    const bool creates = statement.verb == tsql::SecurityVerb::create;
    state_.backend->with_executor([&](pg::Executor& executor) {
        if (secret) {
            if (!store::has_sealed_secrets(executor)) state_.env.secrets->create_missing_key();
            try {
                request.sealed_secret =
                    state_.env.secrets->seal(*secret, store::secret_label(request.name));
            } catch (const store::SecretError& error) {
                throw secret_unavailable(error);
            }
        }
        (creates ? store::create_credential : store::alter_credential)(executor, request);
    });
    for (const std::string& warning : credential_warnings(
             request.name, request.identity, secret.value_or(""), int64_t(std::time(nullptr)))) {
        reply_.info(50000, 0, 1, warning, line);
    }
}

void Interpreter::drop_credential(const tsql::DropStatement& statement) {
    const std::string name(statement.names[0].object());
    if (!permits(state_, ServerPermission::alter_any_credential)) {
        throw SqlError(15151, fmt::format("Cannot drop the credential '{}', because it does not "
                                          "exist or you do not have permission.",
                                          name));
    }
    state_.backend->with_executor([&](pg::Executor& executor) {
        if (statement.if_exists && !store::find_credential(executor, name)) return;
        store::drop_credential(executor, name);
    });
}

}  // namespace gantry::session
