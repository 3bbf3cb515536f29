#include "session/blob_access.h"

#include <fmt/format.h>

#include "base/error.h"
#include "pg/connection.h"
#include "session/credential_url.h"
#include "session/credentials.h"

namespace gantry::session {
namespace {

SqlError access_denied(const std::string& url, std::string_view why) {
    return SqlError(3201, 16, 2,
                    fmt::format("Cannot open backup device '{}'. Operating system error 86(The "
                                "specified network password is not correct.). {}",
                                url, why));
}

store::Credential named_credential(pg::Executor& executor, std::string_view name) {
    std::optional<store::Credential> found = store::find_credential(executor, name);
    if (!found) {
        throw SqlError(3288, 16, 1,
                       fmt::format("The credential '{}' of WITH CREDENTIAL does not exist.", name));
    }
    if (identity_kind(found->identity) == IdentityKind::shared_access_signature) {
        throw SqlError(3225, 16, 1,
                       fmt::format("WITH CREDENTIAL cannot name '{}', which holds a shared access "
                                   "signature: leave WITH CREDENTIAL out, the credential is found "
                                   "by its name.",
                                   name));
    }
    return std::move(*found);
}

store::Credential fitting_credential(pg::Executor& executor, const std::string& url) {
    std::vector<store::Credential> all = store::list_credentials(executor);
    const store::Credential* found = credential_for_url(all, url);
    if (found == nullptr) throw access_denied(url, why_no_credential(all, url));
    return *found;
}

}  // namespace

BlobAccess blob_access(const Environment& environment, const std::string& url,
                       std::string_view credential_name) {
    BlobAccess out;
    // Plain http only where an administrator has named a credential so.
    out.url = blob::parse_blob_url(url, blob::AllowHttp::yes);
    const std::string shown = blob::url_text(out.url);
    pg::Connection connection(environment.conninfo);
    store::Credential credential = credential_name.empty()
                                       ? fitting_credential(connection, shown)
                                       : named_credential(connection, credential_name);
    try {
        std::string secret;
        if (credential.sealed_secret) {
            secret = environment.secrets->open(*credential.sealed_secret,
                                               store::secret_label(credential.name));
        }
        out.credential = blob_credential(credential.identity, secret);
    } catch (const store::SecretError& error) {
        throw secret_unavailable(error);
    } catch (const FormatError& error) {
        throw access_denied(
            shown, fmt::format("Credential '{}': {}", credential.name, as_sentence(error)));
    }
    return out;
}

}  // namespace gantry::session
